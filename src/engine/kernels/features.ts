/** Features made of numbers. */
import { cellError } from '../../errors.ts'
import type { FeatureOperator, ScaleRows, Spline, SplineBasis } from '../../program/operators/features.ts'
import { basisAt, intervalOf } from '../../program/splines.ts'
import { boxCox, yeoJohnson } from '../../tensor/power-transforms.ts'
import type { KernelsOf, Prepare } from '../kernel.ts'
import { elementwise, rowwise } from './elementwise.ts'

type Numbers = Float64Array | Float32Array

function normOf(norm: ScaleRows['norm'], x: Numbers, from: number, width: number): number {
  let total = norm === 'largest' ? -Infinity : 0
  for (let c = 0; c < width; c++) {
    const value = x[from + c] as number
    if (norm === 'l1') total += Math.abs(value)
    else if (norm === 'l2') total += value * value
    else total = Math.max(total, norm === 'max' ? Math.abs(value) : value)
  }
  return norm === 'l2' ? Math.sqrt(total) : total
}

const scaleRows: Prepare<'scaleRows'> = (op, storage) => {
  const { width } = storage.matrix(op.input)
  return rowwise(op, storage, (x, from, out, to) => {
    const found = normOf(op.norm, x, from, width)
    const norm = found === 0 || Math.abs(found) < op.negligible ? 1 : found
    for (let c = 0; c < width; c++) out[to + c] = (x[from + c] as number) / norm
  })
}

const monomials: Prepare<'monomials'> = (op, storage) => {
  const { width } = storage.matrix(op.output)
  const { degree, factors } = op
  return rowwise(op, storage, (x, from, out, to) => {
    for (let k = 0; k < width; k++) {
      let product = 1
      for (let d = degree - 1; d >= 0; d--) {
        const column = factors[k * degree + d] as number
        if (column >= 0) product *= x[from + column] as number
      }
      out[to + k] = product
    }
  })
}

/** How many of the ascending numbers are not above x. */
function countUpTo(ascending: Float64Array, x: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] as number) <= x) low = middle + 1
    else high = middle
  }
  return low
}

const binNumbers: Prepare<'binNumbers'> = (op, storage) => {
  const type = storage.type(op.input)
  const round = type.kind === 'numeric' && type.dtype === 'float32' ? Math.fround : (x: number) => x
  const moved = (x: number) => round(x + round(1e-8 + round(1e-5 * Math.abs(x))))
  return elementwise(op, storage, (x, column) =>
    countUpTo(op.edges[column] as Float64Array, op.isTolerant ? moved(x) : x),
  )
}

/** The distance at which a λ is as good as 0 or 2. */
const EPSILON = 2 ** -52

function roundedYeoJohnson(x: number, lambda: number): number {
  if (x >= 0) return Math.abs(lambda) < EPSILON ? Math.log1p(x) : ((x + 1) ** lambda - 1) / lambda
  const rest = 2 - lambda
  return Math.abs(rest) > EPSILON ? -((-x + 1) ** rest - 1) / rest : -Math.log1p(-x)
}

function yeoJohnsonBack(x: number, lambda: number): number {
  if (x >= 0) return Math.abs(lambda) < EPSILON ? Math.exp(x) - 1 : (x * lambda + 1) ** (1 / lambda) - 1
  const rest = 2 - lambda
  return Math.abs(rest) > EPSILON ? 1 - (-rest * x + 1) ** (1 / rest) : 1 - Math.exp(-x)
}

function boxCoxBack(x: number, lambda: number): number {
  return lambda === 0 ? Math.exp(x) : Math.exp(Math.log1p(lambda * x) / lambda)
}

const powerTransform: Prepare<'powerTransform'> = (op, storage) => {
  const forward = op.isRounded ? roundedYeoJohnson : yeoJohnson
  const there = op.method === 'box-cox' ? boxCox : forward
  const back = op.method === 'box-cox' ? boxCoxBack : yeoJohnsonBack
  const map = op.isInverse ? back : there
  return elementwise(op, storage, (x, column) => map(x, op.lambdas[column] as number))
}

/** numpy's `interp`: piecewise linear through (xs, ys); beyond the ends the first and last y. */
function interpolate(x: number, xs: Float64Array, ys: Float64Array): number {
  const last = xs.length - 1
  const j = countUpTo(xs, x) - 1
  if (j < 0) return ys[0] as number
  if (j >= last || x === xs[j]) return ys[Math.min(j, last)] as number
  const slope = ((ys[j + 1] as number) - (ys[j] as number)) / ((xs[j + 1] as number) - (xs[j] as number))
  return slope * (x - (xs[j] as number)) + (ys[j] as number)
}

const quantileMap: Prepare<'quantileMap'> = (op, storage) => {
  const { references, margin } = op
  const n = references.length
  const { width } = storage.matrix(op.input)
  const columns = Array.from({ length: width }, (_, c) => op.quantiles.subarray(c * n, (c + 1) * n))
  const negative = (values: Float64Array) => Float64Array.from(values, (value) => -value).reverse()
  const mirrored = columns.map(negative)
  const mirroredReferences = negative(references)
  const isLow = (x: number, bound: number) => (margin > 0 ? x - margin < bound : x === bound)
  const isHigh = (x: number, bound: number) => (margin > 0 ? x + margin > bound : x === bound)
  return elementwise(op, storage, (x, c) => {
    const quantiles = columns[c] as Float64Array
    const [first, final] = [quantiles[0] as number, quantiles[n - 1] as number]
    const [from, to] = op.isInverse
      ? [[0, 1] as const, [first, final] as const]
      : [[first, final] as const, [0, 1] as const]
    if (isLow(x, from[0])) return to[0]
    if (isHigh(x, from[1])) return to[1]
    if (Number.isNaN(x)) return x
    if (op.isInverse) return interpolate(x, references, quantiles)
    const opposite = interpolate(-x, mirrored[c] as Float64Array, mirroredReferences)
    return 0.5 * (interpolate(x, quantiles, references) - opposite)
  })
}

/** Python's `x % y` of floats, for y > 0. */
function modulo(x: number, y: number): number {
  const rest = x % y
  return rest < 0 ? rest + y : rest
}

const splineBasis: Prepare<'splineBasis'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  const kept = op.count - (op.dropsLast ? 1 : 0)
  const longest = Math.max(0, ...op.splines.map(({ degree }) => degree)) + 1
  const values = new Float64Array(longest)
  const scratch = new Float64Array(longest)
  const all = new Float64Array(op.count)
  return ({ start }, rows) => {
    const x = input.data
    const out = output.data
    for (let r = 0; r < rows; r++) {
      for (const [c, spline] of op.splines.entries()) {
        const value = x[r * input.width + c] as number
        if (op.refuses !== 'nothing') refuseOutside(op, spline, value, start + r, c)
        splineRow(op, spline, value, all, values, scratch)
        out.set(kept === op.count ? all : all.subarray(0, kept), r * output.width + c * kept)
      }
    }
  }
}

/** All splines of one column at x. */
function splineRow(
  op: SplineBasis,
  spline: Spline,
  x: number,
  all: Float64Array,
  values: Float64Array,
  scratch: Float64Array,
): void {
  all.fill(0)
  if (Number.isNaN(x)) return
  if (x < spline.low || x > spline.high) {
    extrapolate(spline, x, all)
    return
  }
  const { knots, degree } = spline
  const at = op.isPeriodic ? intoPeriod(spline, x) : x
  if (!Number.isFinite(at)) {
    all.fill(Number.NaN)
    return
  }
  const interval = intervalOf(knots, degree, at)
  basisAt(knots, degree, interval, at, 0, values, scratch)
  for (let a = 0; a <= degree; a++) {
    const column = interval - degree + a
    const target = column < op.count ? column : column - op.count
    all[target] = (all[target] as number) + (values[a] as number)
  }
}

/** Where bounds cross, x can be below the one and above the other; then the spline nearer to its own bound is taken last. */
function extrapolate({ low, high, reach, lowValues, highValues, slopes }: Spline, x: number, all: Float64Array): void {
  const isLow = x < low
  for (let j = 0; j < reach && isLow; j++) {
    all[j] = (lowValues[j] as number) + (slopes === undefined ? 0 : (x - low) * (slopes.low[j] as number))
  }
  for (let j = 0; j < reach && x > high; j++) {
    const k = all.length - 1 - j
    if (isLow && k < reach && k > j) continue
    all[k] = (highValues[k] as number) + (slopes === undefined ? 0 : (x - high) * (slopes.high[k] as number))
  }
}

function intoPeriod({ knots, degree }: Spline, x: number): number {
  const first = knots[degree] as number
  const period = (knots[knots.length - degree - 1] as number) - first
  return period > 0 ? first + modulo(x - first, period) : 0
}

function refuseOutside(op: SplineBasis, spline: Spline, x: number, row: number, c: number): void {
  const first = spline.knots[spline.degree] as number
  const last = spline.knots[spline.knots.length - spline.degree - 1] as number
  if (x <= last && (x >= first || op.refuses === 'above')) return
  if (Number.isNaN(x)) return
  const issue = {
    where: { row, column: op.sources[c] as string },
    problem: `${op.estimator} has no values beyond its knots, from ${first} to ${last}; got ${x}`,
  }
  throw cellError('invalid_cell', [issue], 1, "Train it with extrapolation='linear' or another rule for such values.")
}

export const FEATURE_KERNELS: KernelsOf<FeatureOperator> = {
  binNumbers,
  monomials,
  powerTransform,
  quantileMap,
  scaleRows,
  splineBasis,
}
