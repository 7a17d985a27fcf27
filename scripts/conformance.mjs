/**
 * `npm run conformance`: trains models with every pinned version of scikit-learn, asks Python and Brine the same
 * questions, and prints how far they agree.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { checkFixture } from '../conformance/check.mjs'
import { Coverage } from '../conformance/coverage.mjs'
import { checkDoors, isForDoors } from '../conformance/doors.mjs'
import { ensureEnvironments, environmentName, familyArguments } from '../conformance/environments.mjs'
import { fixtureNames, readFixture } from '../conformance/fixtures.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const COMMITTED = join(ROOT, 'conformance', 'fixtures')
const CACHE = join(ROOT, '.cache', 'conformance')
const PROBLEMS_SHOWN = 20
/** Of each version's drawn cases, those that go through the command line and the server: a process each. */
const MOST_AT_DOORS = 100

const USAGE = `npm run conformance -- [options]

  --versions LIST   of scikit-learn, such as 1.9,0.24 (default: all)
  --family NAME     only one family of cases, such as tree
  --seed N          of the fresh models (default: drawn, and printed)
  --only SET        fixtures, or fresh (default: both)
  --write           make the committed fixtures anew, of one family if it is named, and nothing else
`

async function main() {
  const { values: options } = parseArgs({
    options: {
      versions: { type: 'string' },
      family: { type: 'string' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
      only: { type: 'string' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (options.help) return console.log(USAGE)

  const { environments, failures } = ensureEnvironments(options.versions?.split(',').map(environmentName))
  if (options.write) writeFixtures(environments, options.family)
  else await measure(environments, options)
  for (const failure of failures) console.error(failure)
  if (failures.length > 0) process.exitCode = 1
}

/** Replaces the committed fixtures of these versions, of one family or of all. */
function writeFixtures(environments, family) {
  for (const environment of environments) {
    const trained = train(environment, 'fixtures', familyArguments(environment.name, family))
    const stopped = stoppedFamilies(environment.name, trained).flatMap(({ problems }) => problems)
    if (stopped.length > 0) throw new Error(stopped.join('\n'))
    const committed = join(COMMITTED, environment.name)
    if (family === undefined) rmSync(committed, { recursive: true, force: true })
    run(environment.python, [join('conformance', 'pack.py'), trained, committed])
  }
}

async function measure(environments, options) {
  run('node', [join('scripts', 'build.mjs')])
  const { loadModel } = await import('../dist/index.js')
  const chosen = options.only === undefined ? ['fixtures', 'fresh'] : [options.only]
  console.error(`versions ${environments.map(({ name }) => name).join(', ')}; fresh models from --seed ${options.seed}`)

  const rows = []
  const coverages = []
  for (const environment of environments) {
    const family = familyArguments(environment.name, options.family)
    const sets = { fixtures: family, fresh: [...family, '--fresh', options.seed] }
    let coverage
    for (const set of chosen) {
      const directory = train(environment, set, sets[set])
      const label = `${environment.name} ${set}`
      const fixtures = fixtureNames(directory).map((name) => readFixture(directory, name))
      coverage ??= new Coverage(directory)
      const byLibrary = async (fixture) => {
        const library = await checkFixture(fixture, loadModel)
        coverage.add(fixture, library)
        return { library }
      }
      rows.push(...(await measureSet(label, fixtures, byLibrary)), ...stoppedFamilies(label, directory))
      if (set !== 'fresh') continue
      console.error(`${label}: through the command line and the server`)
      rows.push(...(await measureSet(label, spread(fixtures.filter(isForDoors), MOST_AT_DOORS), checkDoors)))
    }
    if (environment.name.startsWith('sklearn-')) coverages.push({ name: environment.name, ...coverage.summary() })
  }
  report(rows)
  if (options.family === undefined) reportCoverage(coverages)
}

/** Families whose training failed half-way: what they were about was not asked. */
function stoppedFamilies(label, directory) {
  const problems = JSON.parse(readFileSync(join(directory, 'stopped.json'), 'utf8'))
  return problems.length === 0 ? [] : [{ ...emptyRow(`${label} stopped`), problems }]
}

/** Some of the items, evenly from all of them. */
function spread(items, most) {
  const step = Math.max(1, items.length / most)
  return Array.from({ length: Math.min(items.length, most) }, (_, i) => items[Math.floor(i * step)])
}

/** Trains into .cache/conformance/<environment>/<set>, which is emptied first. */
function train({ name, python }, set, args) {
  const directory = join(CACHE, name, set)
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true })
  console.error(`${name}: training ${set}`)
  // One thread: the order of a sum, and with it the last bit, is then the same every time.
  const threads = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' }
  run(python, [join('conformance', 'train.py'), directory, ...args], { PYTHONDONTWRITEBYTECODE: '1', ...threads })
  return directory
}

/**
 * Checks every fixture and adds up: one row of the table for each door that the check goes through.
 * @param {(fixture: import('../conformance/fixtures.mjs').Fixture) => Promise<Record<string, import('../conformance/check.mjs').CheckResult>>} check
 */
async function measureSet(label, fixtures, check) {
  const rows = new Map()
  for (const fixture of fixtures) {
    for (const [door, result] of Object.entries(await check(fixture))) {
      const row = rows.get(door) ?? emptyRow(`${label} ${door}`)
      rows.set(door, row)
      row.cases += 1
      row.loaded += result.loaded ? 1 : 0
      row.agreed += result.problems.length === 0 ? 1 : 0
      row.absolute = Math.max(row.absolute, result.absolute)
      row.relative = Math.max(row.relative, result.relative)
      row.problems.push(...result.problems.map((problem) => `${row.key} ${fixture.name}: ${problem}`))
    }
  }
  return [...rows.values()]
}

const emptyRow = (key) => ({ key, cases: 0, loaded: 0, agreed: 0, absolute: 0, relative: 0, problems: [] })

function report(rows) {
  const problems = rows.flatMap((row) => row.problems)
  for (const problem of problems.slice(0, PROBLEMS_SHOWN)) console.error(problem)
  if (problems.length > 0) {
    const file = join(CACHE, 'problems.txt')
    writeFileSync(file, `${problems.join('\n')}\n`)
    console.error(`${problems.length} problems in all: ${file}`)
    process.exitCode = 1
  }
  console.log('| scikit-learn, models, through | load | agree | largest absolute error | largest relative error |')
  console.log('| --- | --- | --- | --- | --- |')
  for (const { key, cases, loaded, agreed, absolute, relative } of rows) {
    const errors = `${absolute.toExponential(1)} | ${relative.toExponential(1)}`
    console.log(`| ${key} | ${loaded} of ${cases} | ${agreed} of ${cases} | ${errors} |`)
  }
  if (rows.length === 0) throw new Error('nothing was compared')
}

/** Of each version: are all its estimators among the cases, and do they all agree? */
function reportCoverage(coverages) {
  console.log(
    '\n| scikit-learn | estimators that load | that agree in every case | largest error, of the largest value of its answer |',
  )
  console.log('| --- | --- | --- | --- |')
  for (const { name, expected, loaded, agreed, scaled } of coverages) {
    console.log(`| ${name} | ${loaded} of ${expected} | ${agreed} of ${expected} | ${scaled.toExponential(1)} |`)
  }
  for (const { name, unasked, thin } of coverages) {
    if (unasked.length > 0) console.log(`${name}: no case is about ${unasked.join(', ')}`)
    if (thin.length > 0) console.log(`${name}: fewer than three sets of options or two data sets: ${thin.join(', ')}`)
  }
}

function run(command, args, environment = {}) {
  const env = { ...process.env, ...environment }
  const { status, error } = spawnSync(command, args, { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}`)
}

await main()
