/** `PCA` and `IncrementalPCA` of `sklearn.decomposition`. */
import type { Attributes } from '../attributes.ts'
import { emitAffine, emitCentredMap, emitSteps, mapBack, mapOf } from '../centred-map.ts'
import type { Estimator } from '../estimator.ts'
import { numberedNames, readFacts } from '../facts.ts'
import { emitLinearMap } from '../linear-map.ts'
import type { Matrix } from '../matrices.ts'
import { finiteNumbers, vectorOutput } from '../outputs.ts'
import { isAtLeast } from '../version.ts'
import { emitGaussianScore, type Precision } from './gaussian-score.ts'

interface Components {
  /** (components × features). */
  readonly axes: Matrix
  readonly mean: Float64Array
  /** (components) variances along the axes. */
  readonly variances: Float64Array
  readonly whitens: boolean
}

function readComponents(attributes: Attributes): Components {
  const axes = attributes.matrix('components_')
  return {
    axes,
    mean: attributes.vector('mean_', axes.columns),
    variances: attributes.vector('explained_variance_', axes.rows),
    whitens: attributes.boolean('whiten'),
  }
}

export function readIncrementalPca(attributes: Attributes): Estimator {
  return pca(attributes, readComponents(attributes))
}

/** scikit-learn's `PCA`, which knows how likely a row is, too. */
export function readPca(attributes: Attributes): Estimator {
  const { className } = attributes
  const components = readComponents(attributes)
  const precision = readPrecision(attributes, components)
  if (precision === undefined) return pca(attributes, components)
  return {
    ...pca(attributes, components),
    methods: {
      score_samples: (builder, input) =>
        vectorOutput(emitGaussianScore(builder, finiteNumbers(builder, input, className), precision)),
    },
  }
}

function pca(attributes: Attributes, components: Components): Estimator {
  const { className } = attributes
  const { axes } = components
  return {
    ...readFacts(attributes, axes.columns),
    children: [],
    methods: {},
    transform: readTransform(attributes, components),
    inverseTransform: readInverse(attributes, components),
    featureNamesOut: () => numberedNames(className, axes.rows),
  }
}

/** `(X - mean_) @ components_.T`, since 1.5 `X @ components_.T - mean_ @ components_.T`, over the deviations if whitened. */
function readTransform(attributes: Attributes, components: Components): NonNullable<Estimator['transform']> {
  const { className } = attributes
  const { axes, mean, variances, whitens } = components
  const isNew = isAtLeast(attributes.version, 1, 5)
  const deviations = variances.map((variance) => {
    const deviation = Math.sqrt(variance)
    return isNew && deviation < Number.EPSILON ? Number.EPSILON : deviation
  })
  const scaling = whitens ? ([{ kind: 'divide', values: deviations }] as const) : []
  const folded = mapOf(
    axes,
    mapped(axes, mean).map((value) => -value),
  )
  const centring = [{ kind: 'subtract', values: mean }] as const
  return (builder, input) => {
    const value = isNew
      ? emitLinearMap(builder, input, folded, className)
      : emitCentredMap(builder, input, centring, mapOf(axes), className)
    return { kind: 'numeric', id: emitSteps(builder, value, scaling) }
  }
}

/** `W @ x`. */
function mapped({ rows, columns, data }: Matrix, x: Float64Array): Float64Array {
  return Float64Array.from({ length: rows }, (_, r) =>
    x.reduce((sum, value, c) => sum + value * (data[r * columns + c] as number), 0),
  )
}

/** `X @ components_ + mean_`, the components times the deviations if whitened. */
function readInverse(attributes: Attributes, components: Components): NonNullable<Estimator['inverseTransform']> {
  const { axes, mean, variances, whitens } = components
  const deviation = (i: number) => Math.sqrt(variances[Math.floor(i / axes.columns)] as number)
  const data = whitens ? axes.data.map((value, i) => deviation(i) * value) : axes.data
  const back = mapBack({ ...axes, data }, mean)
  return (builder, input) => {
    // Nobody looked for NaN here before 1.7.
    const checks = isAtLeast(attributes.version, 1, 7)
    const x = checks ? finiteNumbers(builder, input, attributes.className) : builder.numeric(input)
    return { kind: 'numeric', id: emitAffine(builder, x, back) }
  }
}

/**
 * The covariance is noise in every direction, and more along the axes, which stand at right angles: its inverse and its
 * determinant are sums over the axes. Undefined where it has no inverse, so that Python's answers mean nothing.
 */
function readPrecision(attributes: Attributes, components: Components): Precision | undefined {
  const { axes, mean, variances, whitens } = components
  const noise = attributes.number('noise_variance_')
  const n = axes.columns
  const isFull = axes.rows === n
  // With whiten, Python scales the axes once more.
  const along = variances.map((variance) => Math.max(variance - noise, 0) * (whitens ? variance : 1))
  if (isFull && (noise === 0 || !isAtLeast(attributes.version, 1, 2))) {
    const logDeterminant = -along.reduce((sum, variance) => sum + Math.log(variance), 0)
    return {
      mean,
      noise: undefined,
      ...directions(
        axes,
        along.map((variance) => 1 / variance),
      ),
      logDeterminant,
    }
  }
  if (!(noise > 0)) return undefined
  const excess = along.reduce((sum, variance) => sum + Math.log1p(variance / noise), 0)
  return {
    mean,
    noise: new Float64Array(n).fill(noise),
    ...directions(
      axes,
      along.map((variance) => variance / (noise * (variance + noise))),
    ),
    logDeterminant: -(n * Math.log(noise) + excess),
  }
}

/** The axes as columns, each times the root of its weight. */
function directions(axes: Matrix, weights: Float64Array): Pick<Precision, 'directions' | 'rank'> {
  const data = axes.data.map((value, i) => value * Math.sqrt(weights[Math.floor(i / axes.columns)] as number))
  return { directions: mapBack({ ...axes, data }).weights, rank: axes.rows }
}
