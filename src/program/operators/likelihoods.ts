/** Likelihoods of rows under densities, and the probabilities of classes that follow from them. */
import type { ValueId } from '../value.ts'
import { type Checks, sameWidth } from './check.ts'
import { count, type Details, list } from './details.ts'

/** `output[i,k] = Σ_j (input[i,j] - means[k,j])² / variances[k,j]`. */
export interface ScaledDistances {
  readonly op: 'scaledDistances'
  readonly input: ValueId
  readonly output: ValueId
  /** (outputs × features). */
  readonly means: Float64Array
  /** (outputs × features). */
  readonly variances: Float64Array
}

/** `output[i,k] = ‖(input[i] - means[k]) · projections[k]‖²`. */
export interface ProjectedNorms {
  readonly op: 'projectedNorms'
  readonly input: ValueId
  readonly output: ValueId
  /** (outputs × features). */
  readonly means: Float64Array
  /** One (features × ranks[k]) matrix an output. */
  readonly projections: readonly Float64Array[]
  /** (outputs). */
  readonly ranks: readonly number[]
}

/** `output[i,k] = Σ_j tables[j][k, c]`, where c is `input[i,j]` without its fraction. Refuses a c that has no column. */
export interface CategoryScores {
  readonly op: 'categoryScores'
  readonly input: ValueId
  readonly output: ValueId
  /** One (outputs × sizes[j]) table a column of the input. */
  readonly tables: readonly Float64Array[]
  /** (inputs) number of categories of each column. */
  readonly sizes: readonly number[]
  /** The user's name of each column, and the class that refuses, for the message. */
  readonly sources: readonly string[]
  readonly estimator: string
}

/**
 * Each row of logarithms to logarithms that exponentiate to a sum of 1. With m the largest of the row, or 0 if that is
 * not finite: `x - (m + log Σ exp(x - m))`, or, `shifted`, `(x - m) - log Σ exp(x - m)`.
 */
export interface LogProbabilities {
  readonly op: 'logProbabilities'
  readonly input: ValueId
  readonly output: ValueId
  readonly shifted: boolean
}

export type LikelihoodOperator = ScaledDistances | ProjectedNorms | CategoryScores | LogProbabilities

export const LIKELIHOOD_CHECKS: Checks<LikelihoodOperator> = {
  scaledDistances: (op, c) => {
    const size = c.numeric(op.output).width * c.numeric(op.input).width
    c.equal('means', op.means.length, size)
    c.equal('variances', op.variances.length, size)
  },
  projectedNorms: (op, c) => {
    const outputs = c.numeric(op.output).width
    const features = c.numeric(op.input).width
    c.equal('means', op.means.length, outputs * features)
    c.equal('projections', op.projections.length, outputs)
    c.equal('ranks', op.ranks.length, outputs)
    op.projections.forEach((projection, k) => {
      c.equal(`projections[${k}]`, projection.length, features * (op.ranks[k] as number))
    })
  },
  categoryScores: (op, c) => {
    const outputs = c.numeric(op.output).width
    const features = c.numeric(op.input).width
    c.equal('tables', op.tables.length, features)
    c.equal('sizes', op.sizes.length, features)
    c.equal('sources', op.sources.length, features)
    op.tables.forEach((table, j) => {
      c.equal(`tables[${j}]`, table.length, outputs * (op.sizes[j] as number))
    })
  },
  logProbabilities: sameWidth,
}

export const LIKELIHOOD_DETAILS: Details<LikelihoodOperator> = {
  scaledDistances: ({ means }) => count(means.length, 'mean'),
  projectedNorms: ({ ranks }) => `ranks ${list(ranks)}`,
  categoryScores: ({ sizes }) => `categories ${list(sizes)}`,
  logProbabilities: ({ shifted }) => (shifted ? 'shifted' : ''),
}
