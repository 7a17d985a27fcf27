/** Densities of mixtures of normal distributions. */
import type { ValueId } from '../value.ts'
import type { Checks } from './check.ts'
import { type Details, nothing } from './details.ts'

/** How the covariance of a component is given, with `precisions` as in the text. */
export type CovarianceType = 'full' | 'tied' | 'diag' | 'spherical'

/**
 * Logarithm of each component's density, up to what `constants` hold: `constants[k] - ‖x P - mean P‖²/2`. P is the
 * Cholesky factor of a precision matrix: of each component (full: components × features × features), of all (tied:
 * features × features); or it is one number a column (diag: components × features) or one for all (spherical:
 * components), where the square is expanded: `Σ m²p² - 2 Σ x m p² + Σ x² p²`.
 */
export interface GaussianLogDensity {
  readonly op: 'gaussianLogDensity'
  readonly input: ValueId
  readonly output: ValueId
  readonly covariance: CovarianceType
  /** (components × features). */
  readonly means: Float64Array
  readonly precisions: Float64Array
  /** (components). */
  readonly constants: Float64Array
}

/** `ln Σ exp(x)` of each row. Output: one column. */
export interface LogSumExp {
  readonly op: 'logSumExp'
  readonly input: ValueId
  readonly output: ValueId
}

/** `exp(x - ln Σ exp(x))` of each row: probabilities of the columns. */
export interface Responsibilities {
  readonly op: 'responsibilities'
  readonly input: ValueId
  readonly output: ValueId
}

/** `-(x - location)ᵀ precision (x - location)`. Output: one column. */
export interface NegativeMahalanobis {
  readonly op: 'negativeMahalanobis'
  readonly input: ValueId
  readonly output: ValueId
  /** (features). */
  readonly location: Float64Array
  /** (features × features). */
  readonly precision: Float64Array
}

export type MixtureOperator = GaussianLogDensity | LogSumExp | Responsibilities | NegativeMahalanobis

export const MIXTURE_CHECKS: Checks<MixtureOperator> = {
  gaussianLogDensity: (op, c) => {
    const features = c.numeric(op.input).width
    const components = c.numeric(op.output).width
    const square = features * features
    const sizes = { full: components * square, tied: square, diag: components * features, spherical: components }
    c.float64(op.output)
    c.equal('means', op.means.length, components * features)
    c.equal('precisions', op.precisions.length, sizes[op.covariance])
    c.equal('constants', op.constants.length, components)
  },
  logSumExp: (op, c) => {
    if (c.numeric(op.input).width === 0) c.fail('has nothing to add')
    c.equal('output width', c.numeric(op.output).width, 1)
  },
  responsibilities: (op, c) => {
    if (c.numeric(op.input).width === 0) c.fail('has nothing to add')
    c.equal('output width', c.numeric(op.output).width, c.numeric(op.input).width)
  },
  negativeMahalanobis: (op, c) => {
    const { width } = c.numeric(op.input)
    c.equal('location', op.location.length, width)
    c.equal('precision', op.precision.length, width * width)
    c.equal('output width', c.numeric(op.output).width, 1)
  },
}

export const MIXTURE_DETAILS: Details<MixtureOperator> = {
  gaussianLogDensity: ({ covariance }) => covariance,
  logSumExp: nothing,
  responsibilities: nothing,
  negativeMahalanobis: nothing,
}
