/** Broken lines, numbers that stand for others, and columns that no row decides. */
import { cellError, type Issue, MAX_ISSUES } from '../../errors.ts'
import type { CurveOperator, Interpolate } from '../../program/operators/curves.ts'
import type { KernelsOf, Prepare } from '../kernel.ts'
import { elementwise } from './elementwise.ts'

const replaceZeros: Prepare<'replaceZeros'> = (op, storage) => elementwise(op, storage, (x) => (x === 0 ? op.value : x))

const constantColumns: Prepare<'constantColumns'> = (op, storage) => {
  const output = storage.matrix(op.output)
  return (_, rows) => {
    for (let r = 0; r < rows; r++) output.data.set(op.values, r * output.width)
  }
}

/** Index of the last point that is not right of t; t lies between the first and the last. */
function segmentOf(x: Float64Array, t: number): number {
  let low = 0
  let high = x.length
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if ((x[middle] as number) <= t) low = middle
    else high = middle
  }
  return low
}

/** numpy's `interp`, for t between the first point and the last. */
function interpolateDouble({ x, y }: Interpolate, t: number): number {
  const i = segmentOf(x, t)
  const x0 = x[i] as number
  const y0 = y[i] as number
  if (x0 === t || i === x.length - 1) return y0
  const slope = ((y[i + 1] as number) - y0) / ((x[i + 1] as number) - x0)
  return slope * (t - x0) + y0
}

/** scipy's `interp1d` on float32, which numpy's `interp` would widen: the segment is the one that ends at or after t. */
function interpolateSingle({ x, y }: Interpolate, t: number): number {
  let i = segmentOf(x, t)
  if (x[i] === t || i === x.length - 1) i = Math.max(0, i - 1)
  const x0 = x[i] as number
  const y0 = y[i] as number
  const rise = Math.fround((y[i + 1] as number) - y0)
  const slope = Math.fround(rise / Math.fround((x[i + 1] as number) - x0))
  return Math.fround(Math.fround(slope * Math.fround(t - x0)) + y0)
}

const interpolate: Prepare<'interpolate'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  const isSingle = op.precision === 'float32'
  const first = op.x[0] as number
  const last = op.x[op.x.length - 1] as number
  const between = isSingle ? interpolateSingle : interpolateDouble
  const valueAt = (t: number): number => {
    if (op.x.length === 1) return op.y[0] as number
    if (op.outside === 'clip') return Number.isNaN(t) ? t : between(op, Math.min(Math.max(t, first), last))
    return t >= first && t <= last ? between(op, t) : Number.NaN
  }
  return ({ start }, rows) => {
    const x = input.data
    const out = output.data
    const outside: number[] = []
    for (let r = 0; r < rows; r++) {
      const t = isSingle ? Math.fround(x[r] as number) : (x[r] as number)
      if (op.outside === 'refuse' && op.x.length > 1 && (t < first || t > last)) outside.push(r)
      out[r] = valueAt(t)
    }
    if (outside.length > 0) throw outsideError(op, x, outside, start)
  }
}

function outsideError(op: Interpolate, x: ArrayLike<number>, rows: readonly number[], start: number) {
  const range = `${op.x[0]} to ${op.x[op.x.length - 1]}`
  const issues: Issue[] = rows.slice(0, MAX_ISSUES).map((r) => ({
    where: { row: start + r, column: op.source },
    problem: `${x[r]} is outside of what ${op.estimator} was fitted on, ${range}`,
  }))
  return cellError(
    'value_out_of_range',
    issues,
    rows.length,
    "Send values in that range, or train with out_of_bounds='clip'.",
  )
}

export const CURVE_KERNELS: KernelsOf<CurveOperator> = { constantColumns, interpolate, replaceZeros }
