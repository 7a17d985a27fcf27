/** Random and explicit features that stand for a kernel. */
import type { ValueId } from '../value.ts'
import { type Checks, sameWidth } from './check.ts'
import type { Details } from './details.ts'

/** `cos(x) · scale` of each number. */
export interface CosineFeatures {
  readonly op: 'cosineFeatures'
  readonly input: ValueId
  readonly output: ValueId
  readonly scale: number
}

/**
 * The additive χ² kernel, sampled (Vedaldi and Zisserman, 2010): `√(x l)` for all columns, then for each step j from 1
 * on `f cos(j l ln x)` for all and `f sin(j l ln x)` for all, with `f = √(2 x l / cosh(π j l))`; 0 for x = 0.
 */
export interface Chi2Features {
  readonly op: 'chi2Features'
  readonly input: ValueId
  readonly output: ValueId
  readonly steps: number
  /** l. */
  readonly interval: number
}

/**
 * A polynomial kernel, sketched (Pham and Pagh, 2013): each of `degree` hashes adds every column, with a sign, into a
 * bucket; the results are convolved around the circle of the buckets. Output: (buckets).
 */
export interface CountSketch {
  readonly op: 'countSketch'
  readonly input: ValueId
  readonly output: ValueId
  readonly degree: number
  /** By which each column is multiplied. */
  readonly scale: number
  /** A last column that is the same in all rows, if there is one. */
  readonly constant: number | undefined
  /** (degree × columns). */
  readonly buckets: Int32Array
  /** (degree × columns), 1 or -1. */
  readonly signs: Int32Array
}

export type FeatureMapOperator = CosineFeatures | Chi2Features | CountSketch

export const FEATURE_MAP_CHECKS: Checks<FeatureMapOperator> = {
  cosineFeatures: sameWidth,
  chi2Features: (op, c) => {
    if (!(Number.isInteger(op.steps) && op.steps >= 1)) c.fail(`has ${op.steps} steps`)
    c.equal('output width', c.numeric(op.output).width, c.numeric(op.input).width * (2 * op.steps - 1))
  },
  countSketch: (op, c) => {
    const columns = c.numeric(op.input).width + (op.constant === undefined ? 0 : 1)
    if (!(Number.isInteger(op.degree) && op.degree >= 1)) c.fail(`has degree ${op.degree}`)
    c.equal('buckets', op.buckets.length, op.degree * columns)
    c.equal('signs', op.signs.length, op.degree * columns)
    c.indices('buckets', op.buckets, 0, c.numeric(op.output).width)
  },
}

export const FEATURE_MAP_DETAILS: Details<FeatureMapOperator> = {
  cosineFeatures: ({ scale }) => `× ${scale}`,
  chi2Features: ({ steps, interval }) => `${steps} steps of ${interval}`,
  countSketch: ({ degree }) => `degree ${degree}`,
}
