/** One column of answers, Python's and Brine's: labels have to be equal, numbers close. */
import type { AnswerColumn } from '../service/answer-columns.ts'
import type { Cell, DType } from '../tensor/tensor.ts'

/** A number agrees if it differs by at most `absolute`, or by `relative` of the larger of the two. */
export interface Tolerance {
  readonly relative: number
  readonly absolute: number
}

/** Wide enough for another processor's linear algebra, and far below what anybody would notice. */
export const DEFAULT_TOLERANCE: Tolerance = Object.freeze({ relative: 1e-9, absolute: 1e-12 })

/** A float32 was rounded once more. */
const FLOAT32_RELATIVE = 2 ** -22

export interface Difference {
  /** Counted from 0. */
  readonly row: number
  readonly column: string
  readonly expected: unknown
  readonly actual: Cell
}

export interface Comparison {
  /** `labels` are compared exactly, and have no errors. */
  readonly kind: 'labels' | 'numbers'
  /** Number of cells. */
  readonly values: number
  /** How many of them differ, beyond the tolerance if they are numbers. */
  readonly different: number
  /** The largest error; infinite where only one of the two is a finite number. */
  readonly absolute: number
  /** The largest error in relation to the larger of the two numbers. */
  readonly relative: number
  /** The first cell that differs. */
  readonly first: Difference | undefined
}

export function compareColumn(
  name: string,
  expected: readonly unknown[],
  actual: Pick<AnswerColumn, 'dtype' | 'at'>,
  tolerance: Tolerance,
): Comparison {
  const isNumber = isFloat(actual.dtype)
  const relative = actual.dtype === 'float32' ? Math.max(tolerance.relative, FLOAT32_RELATIVE) : tolerance.relative
  const result = { kind: isNumber ? ('numbers' as const) : ('labels' as const), values: expected.length }
  let different = 0
  let first: Difference | undefined
  let largestAbsolute = 0
  let largestRelative = 0
  expected.forEach((cell, row) => {
    const found = actual.at(row)
    let isEqual: boolean
    if (isNumber) {
      const error = numberError(toNumber(cell), found as number)
      largestAbsolute = Math.max(largestAbsolute, error.absolute)
      largestRelative = Math.max(largestRelative, error.relative)
      isEqual = error.absolute <= tolerance.absolute || error.relative <= relative
    } else isEqual = sameLabel(cell, found)
    if (isEqual) return
    different += 1
    first ??= { row, column: name, expected: cell, actual: found }
  })
  return { ...result, different, absolute: largestAbsolute, relative: largestRelative, first }
}

function isFloat(dtype: DType): boolean {
  return dtype === 'float64' || dtype === 'float32'
}

function numberError(expected: number, actual: number): { readonly absolute: number; readonly relative: number } {
  if (Object.is(expected, actual) || expected === actual) return { absolute: 0, relative: 0 }
  const absolute = Math.abs(expected - actual)
  if (!Number.isFinite(absolute)) return { absolute: Number.POSITIVE_INFINITY, relative: Number.POSITIVE_INFINITY }
  return { absolute, relative: absolute / Math.max(Math.abs(expected), Math.abs(actual)) }
}

const WORDS: ReadonlyMap<string, number> = new Map([
  ['', Number.NaN],
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['-infinity', Number.NEGATIVE_INFINITY],
])

/** A number as JSON, numpy or a CSV file has it. What is none differs from every number, NaN included. */
function toNumber(cell: unknown): number {
  if (typeof cell === 'number') return cell
  if (cell === null) return Number.NaN
  if (typeof cell === 'bigint' || typeof cell === 'boolean') return Number(cell)
  if (typeof cell !== 'string') return Number.NEGATIVE_INFINITY
  const text = cell.trim().toLowerCase()
  const number = WORDS.get(text) ?? Number(text)
  return Number.isNaN(number) && !WORDS.has(text) ? Number.NEGATIVE_INFINITY : number
}

/** CSV has text for everything, so that text is read as what the model's label is. */
function sameLabel(expected: unknown, actual: Cell): boolean {
  if (typeof expected === 'string' && typeof actual !== 'string') return sameText(expected.trim(), actual)
  if (expected === null || actual === null) return expected === actual
  if (typeof actual === 'boolean' || typeof expected === 'boolean') return expected === actual
  if (typeof actual === 'string' || typeof expected === 'string') return expected === actual
  if (typeof expected !== 'number' && typeof expected !== 'bigint') return false
  // 1 and 1.0 are one label, and so are 1 and 1n.
  return String(expected) === String(actual)
}

function sameText(expected: string, actual: Exclude<Cell, string>): boolean {
  if (actual === null) return expected === '' || expected === 'None'
  if (typeof actual === 'boolean') return expected.toLowerCase() === String(actual)
  if (typeof actual === 'bigint') return expected === String(actual)
  if (Number.isNaN(actual)) return expected === '' || expected.toLowerCase() === 'nan'
  return expected !== '' && Number(expected) === actual
}
