/**
 * Writes the pages of docs/ that are made from the code; with `--check`, only says which of them are out of date.
 * `docs/errors.md` is made from the table of errors, `docs/support.md` from the registry and the recorded models.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkFixture } from '../conformance/check.mjs'
import { FIXTURES, fixtureNames, readFixture, unpackFixtures } from '../conformance/fixtures.mjs'
import { ROOT, setUp } from './setup.mjs'
import { stepPage } from './step-page.mjs'
import { stepTypes } from './step-types.mjs'

await setUp()
await unpackFixtures()
const { ERRORS } = await import('../dist/errors.js')
const { REGISTRY } = await import('../dist/estimators/registry.js')
const { METHODS } = await import('../dist/program/program.js')
const { loadModel } = await import('../dist/index.js')
const { serviceJsonSchema, stepJsonSchemas } = await import('../dist/service/definition/json-schema.js')
const { STEP_FAMILIES } = await import('../dist/steps/registry.js')

function read(path) {
  try {
    return readFileSync(join(ROOT, path), 'utf8')
  } catch {
    return ''
  }
}

const FAMILIES = {
  loading: 'Loading a model',
  data: 'Reading the rows',
  inference: 'Predicting',
  server: 'Around it',
}

function errorsPage() {
  const lines = [
    '<!-- Written by scripts/docs.mjs; do not edit. -->',
    '# Errors',
    '',
    'Every error that Brine raises has a code, which programs can rely on, and says what is wrong, where, and what to do.',
    'The library throws a `BrineError` with `code`, `problem`, `where`, `remedy` and `issues`; the HTTP API answers with the',
    'same as `application/problem+json`; the command line prints it and puts the code in brackets.',
  ]
  for (const [family, title] of Object.entries(FAMILIES)) {
    lines.push('', `## ${title}`, '', '| Code | Meaning |', '| --- | --- |')
    for (const [code, [of, meaning]] of Object.entries(ERRORS)) {
      if (of === family) lines.push(`| \`${code}\` | ${meaning} |`)
    }
  }
  return `${lines.join('\n')}\n`
}

async function supportPage() {
  const known = await recordedClasses()
  const lines = [
    '<!-- Written by scripts/docs.mjs; do not edit. -->',
    '# What is supported',
    '',
    'Classes that Brine reads, the methods it answers, and the versions of scikit-learn whose answers are recorded and',
    'compared in its tests. The last column is the largest error of any number in these comparisons, divided by the largest',
    'number of its answer and rounded up to a power of ten. Labels are always identical. A class on another list is refused',
    'by name when the model is loaded.',
  ]
  for (const [root, classes] of Object.entries(REGISTRY.packages)) {
    lines.push('', `## ${root}`, '', '| Class | Methods | Compared with | Largest error |', '| --- | --- | --- | --- |')
    for (const name of Object.keys(classes).sort()) {
      const entry = known.get(`${root}.${name}`)
      lines.push(entry === undefined ? `| \`${name}\` | | not recorded | |` : supportLine(name, entry))
    }
  }
  lines.push('', '## Refused with a reason', '')
  for (const [root, reasons] of Object.entries(REGISTRY.refusals)) lines.push(...refusalLines(root, reasons), '')
  return `${lines.join('\n').trimEnd()}\n`
}

function supportLine(name, { methods, versions, scaled }) {
  const listed = METHODS.filter((method) => methods.has(method)).map((method) => `\`${method}\``)
  return `| \`${name}\` | ${listed.join(', ')} | ${[...versions].sort(byVersion).join(', ')} | ${magnitude(scaled)} |`
}

function magnitude(error) {
  return error === 0 ? 'none' : `1e${Math.ceil(Math.log10(error))}`
}

/** A line for each reason, with the classes that it holds for. */
function refusalLines(root, reasons) {
  const classes = new Map()
  for (const [name, reason] of Object.entries(reasons)) classes.set(reason, [...(classes.get(reason) ?? []), name])
  return [...classes].map(([reason, names]) => `- ${root}, ${names.map((name) => `\`${name}\``).join(', ')}: ${reason}`)
}

/**
 * Of each class that is in any recorded model, by `package.class`: its methods, the versions of scikit-learn that made
 * these models, and the largest error of the cases that are about it.
 */
async function recordedClasses() {
  const known = new Map()
  for (const environment of readdirSync(FIXTURES).filter((name) => !name.startsWith('formats-'))) {
    const directory = join(FIXTURES, environment)
    for (const name of fixtureNames(directory)) {
      const fixture = readFixture(directory, name)
      const entryOf = (className) => entryIn(known, packageOf(fixture.family, className), className)
      const load = async (path) => {
        const model = await loadModel(path)
        for (const estimator of withParts(model.estimator)) {
          const entry = entryOf(estimator.className)
          for (const method of methodsOf(estimator)) entry.methods.add(method)
          entry.versions.add(environment.replace(/^[a-z]+-/, ''))
        }
        return model
      }
      const { scaled } = await checkFixture(fixture, load)
      const entry = entryOf(fixture.about)
      entry.scaled = Math.max(entry.scaled, scaled)
    }
  }
  return known
}

function entryIn(known, root, className) {
  const key = `${root}.${className}`
  if (!known.has(key)) known.set(key, { methods: new Set(), versions: new Set(), scaled: 0 })
  return known.get(key)
}

/** A family that is named after a package is about its classes; all others are scikit-learn's. */
function packageOf(family, className) {
  return Object.hasOwn(REGISTRY.packages[family] ?? {}, className) ? family : 'sklearn'
}

function byVersion(a, b) {
  return a.localeCompare(b, 'en', { numeric: true })
}

function withParts(estimator) {
  const parts = estimator.children.map(({ estimator: part }) => part).filter((part) => typeof part !== 'string')
  return [estimator, ...parts.flatMap(withParts)]
}

function methodsOf({ methods, transform, inverseTransform }) {
  return [
    ...Object.keys(methods),
    ...(transform === undefined ? [] : ['transform']),
    ...(inverseTransform === undefined ? [] : ['inverse_transform']),
  ]
}

/** Formatted as the rest of the source is. */
function formatted(path, text) {
  const biome = join(ROOT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome')
  const options = { cwd: ROOT, encoding: 'utf8', input: text }
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [biome, 'format', `--stdin-file-path=${path}`],
    options,
  )
  if (status !== 0) throw new Error(stderr)
  return stdout
}

const SCHEMA = 'docs/brine.schema.json'
const STEP_TYPES = 'src/service/definition/step-entries.ts'

const PAGES = {
  'docs/errors.md': errorsPage,
  [SCHEMA]: () => formatted(SCHEMA, JSON.stringify(serviceJsonSchema(), null, 2)),
  'docs/steps.md': () => stepPage(STEP_FAMILIES, stepJsonSchemas()),
  [STEP_TYPES]: () => formatted(STEP_TYPES, stepTypes(serviceJsonSchema())),
  'docs/support.md': supportPage,
}

const check = process.argv.includes('--check')
const named = process.argv.slice(2).filter((arg) => !arg.startsWith('-'))
for (const [path, make] of Object.entries(PAGES)) {
  if (named.length > 0 && !named.includes(path)) continue
  const text = await make()
  if (!check) writeFileSync(join(ROOT, path), text)
  else if (read(path) !== text) {
    console.error(`error: ${path} is out of date\n  try: node scripts/docs.mjs`)
    process.exitCode = 1
  }
}
