/**
 * `npm test`: sets up what is missing, then every check, stage by stage, each with its time. Fails if any of them fails.
 * The last line counts them all: every test of vitest, and every other check as one.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, setUp } from './setup.mjs'

const CACHE = join(ROOT, '.cache', 'test')
const STAGE_LIMIT_MS = 20 * 60_000
const RECORDED = ['test/conformance.test.ts', 'test/compare.test.ts']

const STAGES = {
  'Formatting, rules and the direction of imports': () => node('scripts/lint.mjs'),
  Types: () => node('node_modules/typescript/bin/tsc', '--noEmit'),
  'Unit tests': () => vitest('unit', 'src/'),
  'Conformance with what scikit-learn answered': () => vitest('conformance', ...RECORDED),
  'End to end, with real processes': () =>
    vitest('end-to-end', 'test/', ...RECORDED.flatMap((file) => ['--exclude', file])),
  'Generated pages are up to date': () => node('scripts/docs.mjs', '--check'),
  'Nothing unused': () => node('node_modules/knip/bin/knip.js'),
  'The package holds what it needs': () => node('scripts/check-package.mjs'),
}

await setUp()
mkdirSync(CACHE, { recursive: true })
const results = Object.entries(STAGES).map(([title, run]) => {
  console.log(`\n== ${title}`)
  const begun = performance.now()
  const { passed, failed } = run()
  return { title, passed, failed, seconds: (performance.now() - begun) / 1000 }
})
summarize(results)

function summarize(stages) {
  console.log('\n== Summary')
  for (const { title, passed, failed, seconds } of stages) {
    const count = failed === 0 ? `${passed} passed` : `${passed} passed, ${failed} FAILED`
    console.log(`${failed === 0 ? 'ok  ' : 'FAIL'} ${title}: ${count}, ${seconds.toFixed(1)} s`)
  }
  const total = (key) => stages.reduce((sum, stage) => sum + stage[key], 0)
  console.log(`\n${total('passed')} passed, ${total('failed')} failed`)
  process.exitCode = total('failed') === 0 ? 0 : 1
}

/** A check that passes or fails as a whole. */
function node(...args) {
  const ok = spawn(args) === 0
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 }
}

/** Counts the tests of a run. One that found no tests, or broke down, has failed whatever it counted. */
function vitest(name, ...args) {
  const report = join(CACHE, `${name}.json`)
  rmSync(report, { force: true })
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`]
  const status = spawn(['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...args])
  const { numPassedTests: passed, numFailedTests } = readReport(report)
  const broken = status !== 0 || passed === 0
  return { passed, failed: broken ? Math.max(1, numFailedTests) : numFailedTests }
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return { numPassedTests: 0, numFailedTests: 0 }
  }
}

function spawn(args) {
  const env = process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1' }
  const options = { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit'], timeout: STAGE_LIMIT_MS }
  return spawnSync(process.execPath, args, options).status
}
