/**
 * When an answer of Brine's equals scikit-learn's. Labels are identical; what is computed without rounding of its own
 * (trees, tables) is equal bit for bit; other floats agree to the last few ulps.
 */

/** Relative to the larger of the two values. */
const TOLERANCE = 1e-12

/** A float32 result was rounded once more: to within one unit in its last place. */
const FLOAT32_TOLERANCE = 2 ** -23

/**
 * @typedef {object} RecordedArray
 * @property {string} dtype numpy's name, or `str`
 * @property {number[]} shape
 * @property {unknown[]} data in C order, decoded
 */

/** @typedef {{ refused: string }} Refusal the error's text */

/** @typedef {RecordedArray | RecordedArray[] | Refusal} Answer a list where scikit-learn answers with a list */

/**
 * @typedef {object} Comparison
 * @property {string | undefined} problem what differs first, or undefined if nothing does
 * @property {number} absolute the largest |expected - actual|
 * @property {number} relative the largest |expected - actual| / max(|expected|, |actual|)
 * @property {number} scaled the largest |expected - actual| divided by the largest value of its array
 */

/**
 * @param {Answer} expected
 * @param {Answer} actual
 * @param {{ bitwise: boolean, condition?: number, tolerance?: number | null }} options `condition`: by how much what is computed magnifies the
 *   relative error of what it is computed from; 1 if not given
 * @returns {Comparison}
 */
export function compareAnswers(expected, actual, options) {
  if (isRefusal(expected) || isRefusal(actual)) return compareRefusals(expected, actual)
  if (Array.isArray(expected) !== Array.isArray(actual)) return different('one is a list of arrays, the other is not')
  const arrays = [expected].flat()
  const others = [actual].flat()
  if (arrays.length !== others.length) return different(`expected ${arrays.length} arrays, got ${others.length}`)
  return arrays.map((array, i) => compareArrays(array, others[i], options)).reduce(worse)
}

const isRefusal = (answer) => 'refused' in answer

function compareRefusals(expected, actual) {
  if (isRefusal(expected) && isRefusal(actual)) return { problem: undefined, absolute: 0, relative: 0, scaled: 0 }
  if (isRefusal(expected)) return different(`Python refuses (${expected.refused}), Brine answers`)
  return different(`Python answers, Brine refuses: ${actual.refused}`)
}

function compareArrays(recorded, actual, { bitwise, condition = 1, tolerance: allowed }) {
  const expected = actual.dtype === 'float64' ? numbersAsFloats(recorded) : recorded
  const kind = kindOf(expected.dtype)
  if (kind !== kindOf(actual.dtype)) return different(`expected dtype ${expected.dtype}, got ${actual.dtype}`)
  if (String(expected.shape) !== String(actual.shape)) {
    return different(`expected shape (${expected.shape}), got (${actual.shape})`)
  }
  if (expected.data.length !== actual.data.length) {
    return different(`expected ${expected.data.length} values, got ${actual.data.length}`)
  }
  if (kind !== 'float64' && kind !== 'float32') return compareCells(expected.data, actual.data)
  const tolerance = bitwise ? 0 : kind === 'float32' ? FLOAT32_TOLERANCE : (allowed ?? TOLERANCE) * condition
  return compareFloats(expected.data, actual.data, tolerance)
}

/**
 * pandas keeps numbers in columns of objects where other rows had text. The type of a column that is only passed
 * through is not in the model file, so Brine goes by the cells: if all are numbers, it answers floats.
 */
function numbersAsFloats(array) {
  const isFloat = array.dtype === 'object' && array.data.every((cell) => typeof cell === 'number')
  return isFloat ? { ...array, dtype: 'float64' } : array
}

/** Integers of every width are one kind, and so are strings and objects, whose cells tell what they are. */
function kindOf(dtype) {
  if (/^u?int\d+$/.test(dtype)) return 'int'
  return dtype === 'str' ? 'object' : dtype
}

/**
 * A difference counts against the larger of the two values; but what is left of a cancellation cannot be better than
 * the terms that cancelled, so that differences below the tolerance of the array's largest value are let pass.
 */
function compareFloats(expected, actual, tolerance) {
  const largest = expected.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 0)
  const floor = tolerance * largest
  let problem
  let absolute = 0
  let relative = 0
  for (let i = 0; i < expected.length; i++) {
    const a = expected[i]
    const b = actual[i]
    if (Object.is(a, b)) continue
    const error = Math.abs(a - b)
    const scale = Math.max(Math.abs(a), Math.abs(b))
    const isClose = Number.isFinite(error) && (error <= tolerance * scale || error <= floor) && tolerance > 0
    if (!isClose) problem ??= `value ${i}: expected ${format(a)}, got ${format(b)}`
    absolute = Math.max(absolute, Number.isNaN(error) ? Number.POSITIVE_INFINITY : error)
    if (error > 0) relative = Math.max(relative, error / scale)
  }
  return { problem, absolute, relative, scaled: absolute === 0 ? 0 : absolute / largest }
}

/** Labels, categories, flags: identical, of the same type, and no number for a text. NaN equals NaN. */
function compareCells(expected, actual) {
  const at = expected.findIndex((cell, i) => !sameCell(cell, actual[i]))
  if (at < 0) return { problem: undefined, absolute: 0, relative: 0, scaled: 0 }
  return different(`value ${at}: expected ${format(expected[at])}, got ${format(actual[at])}`)
}

function sameCell(a, b) {
  const x = plain(a)
  const y = plain(b)
  return x === y || (Number.isNaN(x) && Number.isNaN(y))
}

/** A bigint that a number can hold is the same integer in another guise. */
function plain(cell) {
  return typeof cell === 'bigint' && Number.isSafeInteger(Number(cell)) ? Number(cell) : cell
}

function format(value) {
  return typeof value === 'string' ? JSON.stringify(value) : Object.is(value, -0) ? '-0' : String(value)
}

/** Nothing to measure where the forms differ. */
function different(problem) {
  return {
    problem,
    absolute: Number.POSITIVE_INFINITY,
    relative: Number.POSITIVE_INFINITY,
    scaled: Number.POSITIVE_INFINITY,
  }
}

function worse(a, b) {
  return {
    problem: a.problem ?? b.problem,
    absolute: Math.max(a.absolute, b.absolute),
    relative: Math.max(a.relative, b.relative),
    scaled: Math.max(a.scaled, b.scaled),
  }
}
