/** Features made of numbers: rescaled rows, products, bins, powers, quantiles, splines. */
import type { ValueId } from '../value.ts'
import { type Checks, type Context, sameWidth } from './check.ts'
import { count, type Details, list } from './details.ts'

/**
 * Each row divided by its norm: Σ|x|, √Σx², max|x|, or the largest x itself. A norm that is 0 or below `negligible`
 * divides nothing.
 */
export interface ScaleRows {
  readonly op: 'scaleRows'
  readonly input: ValueId
  readonly output: ValueId
  readonly norm: 'l1' | 'l2' | 'max' | 'largest'
  readonly negligible: number
}

/** Products of input columns: output k is the product of `factors[k]`, multiplied from the last to the first. */
export interface Monomials {
  readonly op: 'monomials'
  readonly input: ValueId
  readonly output: ValueId
  /** Most factors of an output. */
  readonly degree: number
  /** (outputs × degree) input columns; -1 behind the last factor. No factors give 1. */
  readonly factors: Int32Array
}

/**
 * How many of a column's edges are not above x: the index of its bin. `isTolerant` counts an edge for x that is less
 * than 1e-8 + 1e-5·|x| below it.
 */
export interface BinNumbers {
  readonly op: 'binNumbers'
  readonly input: ValueId
  readonly output: ValueId
  /** Inner edges of each column, ascending. */
  readonly edges: readonly Float64Array[]
  readonly isTolerant: boolean
}

/**
 * Box and Cox's (1964) `(x^λ - 1)/λ` or Yeo and Johnson's (2000) extension to all numbers, with the λ of each column,
 * or the way back.
 */
export interface PowerTransform {
  readonly op: 'powerTransform'
  readonly input: ValueId
  readonly output: ValueId
  readonly method: 'box-cox' | 'yeo-johnson'
  readonly isInverse: boolean
  /** True if Yeo and Johnson's powers are taken first and 1 subtracted then, which loses the digits of small numbers. */
  readonly isRounded: boolean
  /** (columns). */
  readonly lambdas: Float64Array
}

/**
 * Piecewise linear map of each column through its quantiles: from these to `references`, or back. Where quantiles
 * repeat, the way there is the mean of the maps from both sides.
 */
export interface QuantileMap {
  readonly op: 'quantileMap'
  readonly input: ValueId
  readonly output: ValueId
  /** (columns × quantiles), ascending. */
  readonly quantiles: Float64Array
  /** (quantiles) from 0 to 1. */
  readonly references: Float64Array
  readonly isInverse: boolean
  /** Numbers less than this within the first or the last quantile (or beyond) become the bound; 0: only what equals it. */
  readonly margin: number
}

/**
 * The B-splines of one column. Below `low` the first `reach` splines go on as they are there, above `high` the last
 * `reach`: as straight lines, or unchanged where there are no slopes. The others are 0.
 */
export interface Spline {
  readonly degree: number
  /** Ascending. */
  readonly knots: Float64Array
  readonly low: number
  readonly high: number
  readonly reach: number
  /** (splines). */
  readonly lowValues: Float64Array
  readonly highValues: Float64Array
  /** (splines) how much they grow by there. */
  readonly slopes?: { readonly low: Float64Array; readonly high: Float64Array }
}

/**
 * The values of each column's B-splines, of which the last is left out if `dropsLast`. NaN gives zeros.
 * `isPeriodic`: x is taken modulo the range of the inner knots, and the last `degree` splines are the first again.
 * `refusesOutside`: numbers outside [low, high] are refused.
 */
export interface SplineBasis {
  readonly op: 'splineBasis'
  readonly input: ValueId
  readonly output: ValueId
  readonly splines: readonly Spline[]
  /** Splines of each column. */
  readonly count: number
  readonly dropsLast: boolean
  readonly isPeriodic: boolean
  readonly refuses: 'nothing' | 'outside' | 'above'
  readonly sources: readonly string[]
  readonly estimator: string
}

export type FeatureOperator = ScaleRows | Monomials | BinNumbers | PowerTransform | QuantileMap | SplineBasis

export const FEATURE_CHECKS: Checks<FeatureOperator> = {
  scaleRows: sameWidth,
  monomials: (op, c) => {
    c.float64(op.input)
    c.equal('factors', op.factors.length, c.numeric(op.output).width * op.degree)
    c.indices('factors', op.factors, -1, c.numeric(op.input).width)
  },
  binNumbers: (op, c) => {
    sameWidth(op, c)
    c.equal('lists of edges', op.edges.length, c.numeric(op.input).width)
  },
  powerTransform: (op, c) => {
    sameWidth(op, c)
    c.equal('lambdas', op.lambdas.length, c.numeric(op.input).width)
  },
  quantileMap: (op, c) => {
    sameWidth(op, c)
    if (op.references.length === 0) c.fail('has no quantiles')
    c.equal('quantiles', op.quantiles.length, op.references.length * c.numeric(op.input).width)
  },
  splineBasis: (op, c) => {
    const columns = c.numeric(op.input).width
    c.equal('splines', op.splines.length, columns)
    c.equal('sources', op.sources.length, columns)
    c.equal('output width', c.numeric(op.output).width, columns * (op.count - (op.dropsLast ? 1 : 0)))
    for (const spline of op.splines) verifySpline(spline, op, c)
  },
}

function verifySpline(spline: Spline, { count: splines, isPeriodic }: SplineBasis, c: Context): void {
  const { degree, knots } = spline
  if (!(Number.isInteger(degree) && degree >= 0)) c.fail(`has splines of degree ${degree}`)
  const coefficients = splines + (isPeriodic ? degree : 0)
  c.equal('knots', knots.length, coefficients + degree + 1)
  const { slopes = { low: spline.lowValues, high: spline.highValues } } = spline
  for (const values of [spline.lowValues, spline.highValues, slopes.low, slopes.high]) {
    c.equal('values at the bounds', values.length, splines)
  }
  if (!(spline.reach >= 0 && spline.reach <= splines)) c.fail(`goes on with ${spline.reach} of ${splines} splines`)
  if (splines < 1 || splines < degree) c.fail(`has ${splines} splines of degree ${degree}`)
  for (let i = 1; i < knots.length; i++) {
    if (!((knots[i] as number) >= (knots[i - 1] as number))) c.fail('has knots that do not ascend')
  }
}

export const FEATURE_DETAILS: Details<FeatureOperator> = {
  scaleRows: ({ norm }) => `by ${norm}`,
  monomials: ({ degree }) => `up to ${count(degree, 'factor')}`,
  binNumbers: ({ edges }) => `${list(edges.map(({ length }) => length + 1))} bins`,
  powerTransform: ({ method, isInverse }) => `${method}${isInverse ? ', back' : ''}`,
  quantileMap: ({ references, isInverse }) => `${count(references.length, 'quantile')}${isInverse ? ', back' : ''}`,
  splineBasis: ({ count: splines, splines: columns, isPeriodic }) =>
    `${splines} splines of degree ${columns[0]?.degree ?? 0} a column${isPeriodic ? ', periodic' : ''}`,
}
