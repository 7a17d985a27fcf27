/** `sklearn.decomposition.FactorAnalysis`. */
import type { Attributes } from '../attributes.ts'
import { emitAffine, emitCentredMap, mapOf } from '../centred-map.ts'
import type { Estimator } from '../estimator.ts'
import { numberedNames, readFacts } from '../facts.ts'
import { type Matrix, transposed } from '../matrices.ts'
import { finiteNumbers, vectorOutput } from '../outputs.ts'
import { cholesky, invertedLower } from './cholesky.ts'
import { emitGaussianScore, type Precision } from './gaussian-score.ts'

/** With `W = components_ / noise_variance_`, the factors are `(X - mean_) @ W.T @ (I + W @ components_.T)⁻¹`. */
export function readFactorAnalysis(attributes: Attributes): Estimator {
  const { className } = attributes
  const components = attributes.matrix('components_')
  const { rows: k, columns: n } = components
  const mean = attributes.vector('mean_', n)
  const noise = attributes.vector('noise_variance_', n)
  const weighted = { ...components, data: components.data.map((value, i) => value / (noise[i % n] as number)) }
  const lower = cholesky(posteriorPrecision(components, weighted))
  if (lower === undefined) throw attributes.error('model_invalid', 'its noise_variance_ is not positive')
  const inverse = invertedLower(lower, k)
  const covariance = mapOf({ rows: k, columns: k, data: gram(inverse, k) })
  const precision = precisionOf(mean, noise, weighted, lower, inverse)
  const centring = [{ kind: 'subtract', values: mean }] as const
  return {
    ...readFacts(attributes, n),
    children: [],
    methods: {
      score_samples: (builder, input) => {
        // Before 0.24 Python let NaN through here, to a number if a DataFrame held it, to NaN otherwise.
        const x = finiteNumbers(builder, input, className)
        return vectorOutput(emitGaussianScore(builder, x, precision))
      },
    },
    transform: (builder, input) => {
      const projected = emitCentredMap(builder, input, centring, mapOf(weighted), className)
      return { kind: 'numeric', id: emitAffine(builder, projected, covariance) }
    },
    featureNamesOut: () => numberedNames(className, k),
  }
}

/** `I + W @ components.T`. */
function posteriorPrecision({ rows: k, columns: n, data }: Matrix, weighted: Matrix): Matrix {
  const out = new Float64Array(k * k)
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      let sum = 0
      for (let c = 0; c < n; c++) sum += (weighted.data[i * n + c] as number) * (data[j * n + c] as number)
      out[i * k + j] = sum + (i === j ? 1 : 0)
    }
  }
  return { rows: k, columns: k, data: out }
}

/** `Aᵀ A`. */
function gram(a: Float64Array, k: number): Float64Array {
  const out = new Float64Array(k * k)
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      let sum = 0
      for (let r = 0; r < k; r++) sum += (a[r * k + i] as number) * (a[r * k + j] as number)
      out[i * k + j] = sum
    }
  }
  return out
}

/** By Woodbury's identity: `diag(1/noise) - Wᵀ (I + W @ components.T)⁻¹ W`. */
function precisionOf(
  mean: Float64Array,
  noise: Float64Array,
  weighted: Matrix,
  lower: Float64Array,
  inverse: Float64Array,
): Precision {
  const { rows: k, columns: n, data } = weighted
  const rotated = new Float64Array(k * n)
  for (let i = 0; i < k; i++) {
    for (let r = 0; r <= i; r++) {
      const factor = inverse[i * k + r] as number
      for (let c = 0; c < n; c++)
        rotated[i * n + c] = (rotated[i * n + c] as number) + factor * (data[r * n + c] as number)
    }
  }
  let logDeterminant = 0
  for (const variance of noise) logDeterminant -= Math.log(variance)
  for (let i = 0; i < k; i++) logDeterminant -= 2 * Math.log(lower[i * k + i] as number)
  const directions = transposed({ rows: k, columns: n, data: rotated }).data
  return { mean, noise, directions, rank: k, logDeterminant }
}
