/** Builds dist/: the AssemblyScript kernels, then the TypeScript. Each is skipped if it is newer than its sources. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const KERNEL_SOURCES = 'src/engine/wasm/assembly'
const KERNELS = 'src/engine/wasm/kernels.wasm'
const STAMP = 'dist/.built'
const BUILD_SCRIPTS = ['scripts/build.mjs', 'scripts/bundle.mjs']

export function build() {
  buildKernels()
  buildTypeScript()
}

/** Compiles the kernels to where tests find them. */
function buildKernels() {
  if (isNewer(KERNELS, [...files(KERNEL_SOURCES), 'scripts/build.mjs', 'package-lock.json'])) return
  console.error('Building the kernels.')
  const flags = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd']
  run('assemblyscript/bin/asc.js', [`${KERNEL_SOURCES}/kernels.ts`, ...flags, '-o', KERNELS])
}

function buildTypeScript() {
  const sources = [...files('src'), 'tsconfig.json', 'tsconfig.build.json', ...BUILD_SCRIPTS, 'package-lock.json']
  if (isNewer(STAMP, sources)) return
  console.error('Building the TypeScript.')
  rmSync(join(ROOT, 'dist'), { recursive: true, force: true })
  run('typescript/bin/tsc', ['-p', 'tsconfig.build.json'])
  mkdirSync(join(ROOT, 'dist/engine/wasm'), { recursive: true })
  copyFileSync(join(ROOT, KERNELS), join(ROOT, 'dist/engine/wasm/kernels.wasm'))
  run('rolldown/bin/cli.mjs', ['-c', 'scripts/bundle.mjs'], 'ignore')
  writeFileSync(join(ROOT, STAMP), '')
}

function run(tool, args, listing = 'inherit') {
  const stdio = ['ignore', listing, 'inherit']
  const result = spawnSync(process.execPath, [join(ROOT, 'node_modules', tool), ...args], { cwd: ROOT, stdio })
  if (result.status !== 0) process.exit(result.status ?? 1)
}

function isNewer(target, sources) {
  const made = statSync(join(ROOT, target), { throwIfNoEntry: false })
  return made !== undefined && sources.every((source) => statSync(join(ROOT, source)).mtimeMs <= made.mtimeMs)
}

function files(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build()
