/**
 * The same question through the doors that users take: the command line, with a CSV file, and the server, with JSON.
 * Both tell a missing value, but not None from NaN, and ask for one thing: labels with probabilities.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { firstAnswer, freePort, ROOT, start, stop } from '../scripts/processes.mjs'
import { conditionOf, rowsOf } from './check.mjs'
import { compareAnswers } from './compare.mjs'

const BRINE = join(ROOT, 'bin', 'brine.js')

/**
 * Whether a case goes through the doors: drawn at random, with labels or values to predict, and rows that are no records. A process a case takes its
 * time; and empty text, which encoders are asked about, is no different from a gap in a CSV file.
 */
export function isForDoors(fixture) {
  const [first] = fixture.probes
  if (!first?.inputs.rows.every(Array.isArray)) return false
  const { outputs } = first
  return fixture.name.includes('-drawn-') && 'predict' in outputs && !('refused' in outputs.predict)
}

/** The forms of files take turns, so that each goes through the doors many times. */
let nextForm = 0

/**
 * @param {import('./fixtures.mjs').Fixture} fixture
 * @returns {Promise<Record<string, import('./check.mjs').CheckResult>>} by door
 */
export async function checkDoors(fixture) {
  const [{ inputs, outputs }] = fixture.probes
  const model = join(fixture.directory, fixture.files[nextForm++ % fixture.files.length].file)
  return {
    'command line': await check(() => byCommand(model, inputs, isAsked(outputs.predict_proba)), outputs, fixture),
    HTTP: await check(() => byServer(model, inputs), outputs, fixture),
  }
}

async function check(ask, outputs, { bitwise, tolerance }) {
  const result = { loaded: false, problems: [], absolute: 0, relative: 0 }
  let answer
  try {
    answer = await ask()
  } catch (error) {
    result.problems.push(String(error.stderr || error.message))
    return result
  }
  result.loaded = true
  for (const [method, actual] of [
    ['predict', answer.predictions],
    ['predict_proba', answer.probabilities],
  ]) {
    const expected = outputs[method]
    if (!isAsked(expected)) continue
    const comparison = compareAnswers(expected, arrayLike(expected, actual), {
      bitwise,
      tolerance,
      condition: conditionOf(method, outputs),
    })
    if (comparison.problem !== undefined) result.problems.push(`${method}: ${comparison.problem}`)
    result.absolute = Math.max(result.absolute, comparison.absolute)
    result.relative = Math.max(result.relative, comparison.relative)
  }
  return result
}

/** Lists of arrays have forms of their own in JSON and CSV, and of refusals there are many codes. */
function isAsked(expected) {
  return expected !== undefined && !Array.isArray(expected) && !('refused' in expected)
}

/** JSON has no dtypes: the cells are compared as what Python gave. Probabilities may stand under their classes' names. */
function arrayLike(expected, answer) {
  const plain = (value) => (typeof value === 'object' && value !== null ? Object.values(value).map(plain) : value)
  const isFloat = expected.dtype.startsWith('float')
  const data = plain(answer ?? [])
    .flat(Number.POSITIVE_INFINITY)
    // JSON writes what it has no number for as text.
    .map((value) => (isFloat && typeof value === 'string' ? Number(value) : value))
  return { dtype: expected.dtype, shape: expected.shape, data }
}

async function byCommand(model, inputs, probabilities) {
  const folder = mkdtempSync(join(tmpdir(), 'brine-conformance-'))
  try {
    const data = join(folder, 'data.csv')
    const out = join(folder, 'answer.json')
    writeFileSync(data, csv(inputs))
    const options = probabilities ? ['--proba'] : []
    await promisify(execFile)(process.execPath, [BRINE, 'predict', model, data, ...options, '-o', out])
    return JSON.parse(readFileSync(out, 'utf8'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function byServer(model, inputs) {
  const port = await freePort()
  const server = start(process.execPath, [BRINE, 'serve', model, '--port', String(port)])
  try {
    const body = JSON.stringify({ instances: rowsOf(inputs) })
    return await firstAnswer(`http://127.0.0.1:${port}/predict`, body, server)
  } finally {
    await stop(server)
  }
}

/** A model that knows no names takes the columns in their order, whatever they are called. */
function csv({ columns, rows }) {
  const head = columns ?? rows[0].map((_, i) => `x${i}`)
  return `${[head, ...rows].map((row) => row.map(field).join(',')).join('\n')}\n`
}

function field(value) {
  if (value === null || Number.isNaN(value)) return ''
  const text = Object.is(value, -0) ? '-0.0' : String(value)
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
