/** Builds dist/: the AssemblyScript kernels, then the TypeScript. Each is skipped if it is newer than its sources. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
export const KERNELS = 'src/engine/wasm/kernels.wasm'

/** Compiles the kernels to `src/engine/wasm/kernels.wasm`, where tests find them, and copies them to dist. */
export function buildKernels() {
  const source = 'src/engine/wasm/assembly/kernels.ts'
  if (isNewer(KERNELS, [source, 'scripts/build.mjs', 'package-lock.json'])) return
  const flags = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd', '--exportRuntime']
  run('asc', [source, ...flags.filter((flag) => flag !== '--exportRuntime'), '-o', KERNELS])
}

export function buildTypeScript() {
  const stamp = 'dist/.built'
  if (isNewer(stamp, [...files('src'), 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'])) return
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  run('tsc', ['-p', 'tsconfig.build.json'])
  mkdirSync(join(root, 'dist/engine/wasm'), { recursive: true })
  copy(KERNELS, 'dist/engine/wasm/kernels.wasm')
  writeFileSync(join(root, stamp), '')
}

function copy(from, to) {
  const bytes = statSync(join(root, from))
  const { copyFileSync } = process.getBuiltinModule('node:fs')
  copyFileSync(join(root, from), join(root, to))
  utimesSync(join(root, to), bytes.atime, bytes.mtime)
}

function run(tool, args) {
  const entry = { asc: 'assemblyscript/bin/asc.js', tsc: 'typescript/bin/tsc' }[tool]
  const result = spawnSync(process.execPath, [join(root, 'node_modules', entry), ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (result.status !== 0) process.exit(result.status ?? 1)
}

function isNewer(target, sources) {
  const made = statSync(join(root, target), { throwIfNoEntry: false })
  return made !== undefined && sources.every((source) => statSync(join(root, source)).mtimeMs <= made.mtimeMs)
}

function files(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  buildKernels()
  buildTypeScript()
}
