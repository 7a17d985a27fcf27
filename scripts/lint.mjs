/**
 * `npm run lint`: formatting, rules, and the direction of imports. A linter that looked at nothing is quiet too, so the
 * number of files is checked, and that each layer's rule refuses what it should.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const BIOME = join(ROOT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome')
const FEWEST_FILES = 100

/** For each folder, an import that points the wrong way. Every folder of src/ but the topmost, cli, is here. */
const FORBIDDEN = {
  'src/tensor': '../program/program.ts',
  'src/bytes': '../pickle/machine.ts',
  'src/pickle': '../estimators/reader.ts',
  'src/program': '../engine/engine.ts',
  'src/program/operators': '../../engine/engine.ts',
  'src/engine': '../estimators/reader.ts',
  'src/engine/kernels': '../../service/model.ts',
  'src/engine/special': '../../service/model.ts',
  'src/engine/text': '../../service/model.ts',
  'src/engine/wasm': '../../formats/open.ts',
  'src/estimators': '../service/model.ts',
  'src/formats': '../service/load.ts',
  'src/frame': '../program/program.ts',
  'src/steps': '../service/model.ts',
  'src/steps/clean': '../../service/model.ts',
  'src/steps/transform': '../../service/model.ts',
  'src/steps/normalise': '../../service/model.ts',
  'src/steps/answer': '../../service/model.ts',
  'src/steps/function': '../../service/model.ts',
  'src/steps/expression': '../../service/model.ts',
  'src/steps/expression/functions': '../../../service/model.ts',
  'src/steps/learn': '../../service/model.ts',
  'src/service': '../batch/source.ts',
  'src/service/definition': '../../batch/source.ts',
  'src/service/graph': '../../batch/source.ts',
  'src/batch': '../cli/io.ts',
  'src/batch/jobs': '../../cli/io.ts',
  'src/batch/writing': '../../cli/io.ts',
  'src/batch/reading': '../../cli/io.ts',
  'src/formats/mlflow': '../../service/model.ts',
  'src/formats/skops': '../../service/model.ts',
  'src/verify': '../cli/io.ts',
  'src/runtime': '../transports/http/server.ts',
  'src/transports/http': '../../cli/io.ts',
}

export function lint() {
  const checked = biome(['check', '.'])
  process.stdout.write(checked.output)
  const files = Number(/Checked (\d+) files?/.exec(checked.output)?.[1] ?? 0)
  if (checked.status !== 0) throw new Error('Biome found problems.')
  if (files < FEWEST_FILES) throw new Error(`Biome looked at ${files} files; there are more than ${FEWEST_FILES}.`)
  checkImportRules()
}

/** The families of estimators lie side by side under one rule. */
function wrongImport(folder) {
  return folder.startsWith('src/estimators/') ? '../../service/model.ts' : FORBIDDEN[folder]
}

/** Writes a file that breaks the rule of each folder, and expects to be told so. */
function checkImportRules() {
  const missing = layers().filter((folder) => wrongImport(folder) === undefined)
  if (missing.length > 0) throw new Error(`No import rule is known for ${missing.join(', ')}: see scripts/lint.mjs.`)
  const probes = layers().map((folder) => ({
    file: join(folder, `lint-probe-${process.pid}.ts`),
    from: wrongImport(folder),
  }))
  try {
    for (const { file, from } of probes) writeFileSync(join(ROOT, file), `export * from '${from}'\n`)
    const options = ['--only=style/noRestrictedImports', '--max-diagnostics=200', '--reporter=concise']
    const { output } = biome(['lint', ...options, ...probes.map(({ file }) => file)])
    const silent = probes.filter(({ file }) => !output.includes(` ${file}:`))
    if (silent.length > 0) {
      throw new Error(
        `The import rules let pass:\n${silent.map(({ file, from }) => `  ${dirname(file)}: ${from}`).join('\n')}`,
      )
    }
    console.log(`The import rules refuse what they should in ${probes.length} folders.`)
  } finally {
    for (const { file } of probes) rmSync(join(ROOT, file), { force: true })
  }
}

/** The folders of src/ that have TypeScript of their own. */
function layers() {
  const folders = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => entry.parentPath.slice(ROOT.length))
  return [...new Set(folders)].filter((folder) => folder !== 'src' && !/^src\/cli\b|\/assembly$/.test(folder))
}

function biome(args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIOME, ...args], { cwd: ROOT, encoding: 'utf8' })
  return { status, output: stdout + stderr }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    lint()
  } catch (error) {
    console.error(`error: ${error.message}`)
    process.exitCode = 1
  }
}
