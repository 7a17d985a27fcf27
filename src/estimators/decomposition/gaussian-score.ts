/** The log-likelihood of a row under a Gaussian whose covariance is a diagonal plus a few directions. */
import type { ProgramBuilder } from '../../program/builder.ts'
import type { ValueId } from '../../program/value.ts'
import { emitAffine } from '../centred-map.ts'

/** The inverse of a covariance: `diag(1 / noise) - directions @ directions.T`, or `+` of them alone without noise. */
export interface Precision {
  readonly mean: Float64Array
  /** (features) what is left in each column; absent if the directions are all there is. */
  readonly noise: Float64Array | undefined
  /** (features × rank). */
  readonly directions: Float64Array
  readonly rank: number
  readonly logDeterminant: number
}

/** `-½ (d P d + n log 2π - log det P)` with `d = x - mean`. */
export function emitGaussianScore(builder: ProgramBuilder, input: ValueId, precision: Precision): ValueId {
  const { mean: means, noise, directions, rank, logDeterminant } = precision
  const one = { kind: 'numeric', dtype: 'float64', width: 1 } as const
  const norms = { op: 'projectedNorms', input, means, projections: [directions], ranks: [rank] } as const
  const along = builder.emit('projectedNorms', norms, one)
  const constant = Float64Array.of(-0.5 * (means.length * Math.log(2 * Math.PI) - logDeterminant))
  if (noise === undefined) {
    return emitAffine(builder, along, { weights: Float64Array.of(-0.5), intercept: constant, outputs: 1 })
  }
  const distances = { op: 'scaledDistances', input, means, variances: noise } as const
  const inputs = [builder.emit('scaledDistances', distances, one), along]
  const both = builder.emit('concat', { op: 'concat', inputs }, { ...one, width: 2 })
  return emitAffine(builder, both, { weights: Float64Array.of(-0.5, 0.5), intercept: constant, outputs: 1 })
}
