/** Asks a model that Brine has loaded what Python was asked, and compares. */
import { join } from 'node:path'
import { compareAnswers } from './compare.mjs'

/**
 * Where Brine answers although Python refuses, on purpose. Each has its reason; everything else has to agree.
 */
const DELIBERATE_ANSWERS = [
  {
    sklearn: /^0\.2[024]\./,
    refusal:
      /^ValueError: (X has \d+ features, but ColumnTransformer is expecting|Number of features of the input must be equal to or greater than) /,
    reason: 'A column that no transformer reads may be left out; scikit-learn allows that itself from 1.0 on.',
  },
  {
    sklearn: /^1\.9\./,
    refusal: /^ValueError: Out of bounds w\/ x = \[0\.\]/,
    reason:
      'SplineTransformer gives NaN the features 0, but looks for them at x = 0 first, which may be out of bounds.',
  },
]

/** Where Brine refuses although Python answers: with the probe, since what Python says then is no guide. */
const DELIBERATE_REFUSALS = [
  {
    probe: /^too-(narrow|wide)$/,
    reason:
      'Some methods of scikit-learn do not count the columns; Brine takes rows of the width of the training only.',
  },
]

function isDeliberatelyRefused(probe, problem) {
  return (
    problem.startsWith('Python answers, Brine refuses') && DELIBERATE_REFUSALS.some((d) => d.probe.test(probe.name))
  )
}

function isDeliberate(fixture, expected) {
  const { refused } = expected
  return (
    refused !== undefined && DELIBERATE_ANSWERS.some((d) => d.sklearn.test(fixture.sklearn) && d.refusal.test(refused))
  )
}

/** What Brine does not answer although Python does, on purpose. */
const DELIBERATE_SILENCE = [
  {
    sklearn: /^0\.20\./,
    method: 'decision_function',
    reason: 'Before 0.21 that of several classes in pairs was scaled by the largest of all rows of a request.',
  },
]

function isSilent(fixture, method) {
  return DELIBERATE_SILENCE.some((d) => d.method === method && d.sklearn.test(fixture.sklearn))
}

/** What scikit-learn's estimators offer at inference, as far as it is recorded. */
const METHODS = [
  'predict',
  'predict_proba',
  'predict_log_proba',
  'decision_function',
  'transform',
  'score_samples',
  'kneighbors',
]

/**
 * @typedef {object} CheckResult
 * @property {boolean} loaded
 * @property {string[]} problems empty if Brine does what Python does
 * @property {number} absolute the largest absolute error of a value
 * @property {number} relative the largest relative error of a value
 * @property {number} scaled the largest error of a value, divided by the largest value of its answer
 */

/**
 * @param {import('./fixtures.mjs').Fixture} fixture
 * @param {(path: string) => Promise<{ methods: readonly string[], run(method: string, rows: unknown[]): unknown }>} loadModel
 * @returns {Promise<CheckResult>} over every file of the fixture
 */
export async function checkFixture(fixture, loadModel) {
  const results = []
  for (const { form, file } of fixture.files)
    results.push(await checkFile(fixture, form, join(fixture.directory, file), loadModel))
  return {
    loaded: results.every((result) => result.loaded),
    problems: results.flatMap((result) => result.problems),
    absolute: Math.max(...results.map((result) => result.absolute)),
    relative: Math.max(...results.map((result) => result.relative)),
    scaled: Math.max(...results.map((result) => result.scaled)),
  }
}

async function checkFile(fixture, form, path, loadModel) {
  const result = { loaded: false, problems: [], absolute: 0, relative: 0, scaled: 0 }
  let model
  try {
    model = await loadModel(path)
  } catch (error) {
    if (fixture.loading === 'required' || !isRefusal(error)) result.problems.push(`${form}: cannot load: ${error}`)
    else result.loaded = true
    return result
  }
  result.loaded = true
  if (fixture.loading === 'refused') result.problems.push(`${form}: should have been refused at load`)
  else await checkAnswers(fixture, form, model, result)
  return result
}

async function checkAnswers(fixture, form, model, result) {
  const offered = METHODS.filter((method) => model.methods.includes(method))
  const expected = METHODS.filter((method) => fixture.probes.some((probe) => method in probe.outputs))
  // What Python has and refuses whatever it is asked, as old versions do, need not be there.
  const isNeeded = (method) =>
    !fixture.probes.every((probe) => 'refused' in (probe.outputs[method] ?? {})) && !isSilent(fixture, method)
  if (
    !offered.every((method) => expected.includes(method)) ||
    !expected.filter(isNeeded).every((method) => offered.includes(method))
  ) {
    result.problems.push(`${form}: offers ${offered.join(', ') || 'nothing'}; Python offers ${expected.join(', ')}`)
  }
  const named = model.signature.outputs.find(({ method }) => method === 'transform')?.columns
  if (named !== undefined && fixture.featureNamesOut !== null && String(named) !== String(fixture.featureNamesOut)) {
    result.problems.push(`${form}: calls its columns ${named}; Python calls them ${fixture.featureNamesOut}`)
  }
  for (const probe of fixture.probes) await checkProbe(fixture, form, model, probe, result)
}

async function checkProbe(fixture, form, model, probe, result) {
  for (const [method, expected] of Object.entries(probe.outputs)) {
    if (!model.methods.includes(method) && isSilent(fixture, method)) continue
    // The logarithm is the C library's, and not everyone's is the same in the last bit.
    const bitwise = fixture.bitwise && method !== 'predict_log_proba'
    const options = { bitwise, condition: conditionOf(method, probe.outputs), tolerance: fixture.tolerance }
    const inputs = method === 'inverse_transform' ? answerRows(probe.outputs.transform) : probe.inputs
    const { problem, absolute, relative, scaled } = await checkAnswer(model, method, inputs, expected, options)
    if (problem === undefined) {
      result.absolute = Math.max(result.absolute, absolute)
      result.relative = Math.max(result.relative, relative)
      result.scaled = Math.max(result.scaled, scaled)
    } else if (!isDeliberate(fixture, expected) && !isDeliberatelyRefused(probe, problem)) {
      result.problems.push(`${form}: ${probe.name}: ${method}: ${problem}`)
    }
  }
}

/**
 * exp(d) turns a relative error e of d into one of |d|·e, so that a decision in the thousands leaves fewer digits of a
 * probability to compare. The order of the sum behind d is BLAS's own, and differs between processors too.
 */
export function conditionOf(method, outputs) {
  const decisions = outputs.decision_function?.data
  if (!method.includes('proba') || decisions === undefined) return 1
  return decisions.reduce((most, d) => (Number.isFinite(d) ? Math.max(most, Math.abs(d)) : most), 1)
}

/** An error that Brine raises on purpose is a refusal; any other is a crash, which agrees with nothing. */
async function checkAnswer(model, method, inputs, expected, options) {
  let actual
  try {
    const rows = rowsOf(inputs)
    const answer = method === 'inverse_transform' ? model.inverseTransform(rows) : await model.run(method, rows)
    actual = 'tensors' in answer ? answer.tensors.map(arrayOf) : arrayOf(answer)
  } catch (error) {
    if (!isRefusal(error)) return { problem: `crashed: ${error?.stack ?? error}` }
    actual = { refused: error.message }
  }
  return compareAnswers(expected, actual, options)
}

/** What `transform` answered, as rows to be taken back. */
function answerRows({ shape, data }) {
  const [rows, width = 1] = shape
  return { kind: 'array', rows: Array.from({ length: rows }, (_, r) => data.slice(r * width, (r + 1) * width)) }
}

/** Rows as the library takes them: arrays by position, or records by name. */
export function rowsOf({ kind, columns, rows }) {
  if (kind === 'array') return rows
  return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])))
}

function arrayOf(tensor) {
  return { dtype: tensor.dtype, shape: [...tensor.shape], data: Array.from(tensor.data) }
}

function isRefusal(error) {
  return error?.name === 'BrineError' && error.code !== 'internal'
}
