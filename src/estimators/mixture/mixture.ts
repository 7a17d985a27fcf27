/** Mixtures of normal distributions: `GaussianMixture` and `BayesianGaussianMixture` of `sklearn.mixture`. */
import { NdArray } from '../../pickle/ndarray.ts'
import { toFloat64 } from '../../pickle/ndarray-decode.ts'
import type { PickleValue } from '../../pickle/values.ts'
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { CovarianceType } from '../../program/operators/mixtures.ts'
import type { Attributes } from '../attributes.ts'
import { digamma } from '../digamma.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { finiteNumbers, labelOfLargest, matrixOutput, vectorOutput } from '../outputs.ts'

interface Components {
  readonly covariance: CovarianceType
  readonly count: number
  readonly features: number
  readonly means: Float64Array
  readonly precisions: Float64Array
  /** Logarithm of the determinant of each component's Cholesky factor. */
  readonly logDeterminants: Float64Array
}

/** scikit-learn's `GaussianMixture`: the density of each component times its weight. */
export function readGaussianMixture(attributes: Attributes): Estimator {
  const components = readComponents(attributes)
  const weights = attributes.vector('weights_', components.count)
  return mixture(attributes, components, (k) => Math.log(weights[k] as number))
}

/** scikit-learn's `BayesianGaussianMixture`: expectations under the posterior of weights and precisions. */
export function readBayesianMixture(attributes: Attributes): Estimator {
  const components = readComponents(attributes)
  const { count, features } = components
  const degrees = readDegrees(attributes, count)
  const meanPrecision = attributes.vector('mean_precision_', count)
  const logWeights = readLogWeights(attributes, count)
  return mixture(attributes, components, (k) => {
    const freedom = degrees[k] as number
    let logLambda = features * Math.log(2)
    for (let j = 0; j < features; j++) logLambda += digamma((freedom - j) / 2)
    const spread = (logLambda - features / (meanPrecision[k] as number)) / 2
    return spread - (features * Math.log(freedom)) / 2 + (logWeights[k] as number)
  })
}

/** One number stands for all components that share a covariance. */
function readDegrees(attributes: Attributes, count: number): Float64Array {
  const { shape, data } = attributes.floats('degrees_of_freedom_')
  if (shape.length === 0) return new Float64Array(count).fill(data[0] as number)
  return attributes.vector('degrees_of_freedom_', count)
}

/** Expected logarithms of the weights. */
function readLogWeights(attributes: Attributes, count: number): Float64Array {
  if (attributes.string('weight_concentration_prior_type') !== 'dirichlet_process') {
    const concentration = attributes.vector('weight_concentration_', count)
    const total = digamma(concentration.reduce((sum, value) => sum + value, 0))
    return concentration.map((value) => digamma(value) - total)
  }
  const [first, second] = attributes.list('weight_concentration_').map(numbersOf)
  if (first?.length !== count || second?.length !== count) {
    throw attributes.error('model_invalid', `expected two arrays of ${count} numbers in weight_concentration_`)
  }
  let before = 0
  return first.map((a, k) => {
    const b = second[k] as number
    const sum = digamma(a + b)
    const value = digamma(a) - sum + before
    before += digamma(b) - sum
    return value
  })
}

function numbersOf(value: PickleValue): Float64Array {
  return value instanceof NdArray ? toFloat64(value) : new Float64Array()
}

function readComponents(attributes: Attributes): Components {
  const covariance = attributes.string('covariance_type')
  if (covariance !== 'full' && covariance !== 'tied' && covariance !== 'diag' && covariance !== 'spherical') {
    throw attributes.unsupported(`covariance_type ${covariance} is unknown`, 'Known are full, tied, diag, spherical.')
  }
  const { rows: count, columns: features, data: means } = attributes.matrix('means_')
  const precisions = attributes.floats('precisions_cholesky_').data
  const square = features * features
  const sizes = { full: count * square, tied: square, diag: count * features, spherical: count }
  if (precisions.length !== sizes[covariance]) {
    throw attributes.error('model_invalid', `has ${precisions.length} precisions for ${count} ${covariance} components`)
  }
  const logDeterminants = Float64Array.from({ length: count }, (_, k) => {
    let sum = 0
    for (let j = 0; j < features; j++) sum += Math.log(precisions[diagonalAt(covariance, k, j, features)] as number)
    return sum
  })
  return { covariance, count, features, means, precisions, logDeterminants }
}

/** Where element (j, j) of the factor of component k stands. */
function diagonalAt(covariance: CovarianceType, k: number, j: number, features: number): number {
  switch (covariance) {
    case 'full':
      return (k * features + j) * features + j
    case 'tied':
      return j * features + j
    case 'diag':
      return k * features + j
    case 'spherical':
      return k
  }
}

/** `logWeight` is what is added to the density of a component. */
function mixture(attributes: Attributes, components: Components, logWeight: (k: number) => number): Estimator {
  const { covariance, count, features, means, precisions, logDeterminants } = components
  const { className } = attributes
  const constants = logDeterminants.map((logDeterminant, k) => {
    return -0.5 * features * Math.log(2 * Math.PI) + logDeterminant + logWeight(k)
  })
  const self = {}
  const density = (builder: ProgramBuilder, input: Values) =>
    builder.once(self, 'density', input, () => {
      const x = finiteNumbers(builder, input, className)
      const type = { kind: 'numeric', dtype: 'float64', width: count } as const
      const operator = { op: 'gaussianLogDensity', input: x, covariance, means, precisions, constants } as const
      return builder.emit('gaussianLogDensity', operator, type)
    })
  const labels = { dtype: 'int64', labels: Array.from({ length: count }, (_, k) => k) } as const
  return {
    ...readFacts(attributes, features),
    children: [],
    methods: {
      predict: (builder, input) => labelOfLargest(builder, density(builder, input), labels),
      predict_proba: (builder, input) => {
        const logs = density(builder, input)
        const operator = { op: 'responsibilities', input: logs } as const
        return matrixOutput(builder.emit('responsibilities', operator, builder.type(logs)))
      },
      score_samples: (builder, input) => {
        const type = { kind: 'numeric', dtype: 'float64', width: 1 } as const
        return vectorOutput(builder.emit('logSumExp', { op: 'logSumExp', input: density(builder, input) }, type))
      },
    },
  }
}
