/** Features of `sklearn.kernel_approximation` that stand for a kernel. */
import type { ProgramBuilder } from '../../program/builder.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { prefixedNames } from '../feature-names.ts'
import { readKernelRows } from '../kernel-rows.ts'
import { transposed } from '../matrix.ts'
import { finiteNumbers } from '../outputs.ts'
import { emitNonNegative } from '../pairwise-kernel.ts'
import { emitProduct } from '../product.ts'

/** scikit-learn's `Nystroem`: kernel values with some of the training rows, made orthogonal. */
export function readNystroem(attributes: Attributes): Estimator {
  const kernel = readKernelRows(attributes, { vectors: 'components_', own: ['gamma', 'coef0', 'degree'] })
  const normalization = attributes.matrix('normalization_')
  if (normalization.columns !== kernel.count) {
    throw attributes.error('model_invalid', `normalises ${normalization.columns} values of ${kernel.count}`)
  }
  const facts = readFacts(attributes, kernel.features)
  if (facts.nFeatures !== kernel.features) {
    throw attributes.unsupported(
      `with kernel='precomputed' and ${kernel.count} of ${facts.nFeatures} rows kept, no input has the right width`,
      'Python refuses too. Keep all rows: n_components of at least their number.',
    )
  }
  const { className } = attributes
  return {
    ...facts,
    children: [],
    methods: {},
    transform: (builder, input) => {
      const values = kernel.emit(builder, input)
      return { kind: 'numeric', id: emitProduct(builder, values, transposed(normalization)) }
    },
    featureNamesOut: () => prefixedNames(className, normalization.rows),
  }
}

/** Cosines of random projections: `cos(x @ random_weights_ + random_offset_) · scale`. */
function readCosines(
  attributes: Attributes,
  scale: number,
  prepare: (builder: ProgramBuilder, x: ValueId) => ValueId,
): Estimator {
  const { className } = attributes
  const weights = attributes.matrix('random_weights_')
  const intercept = attributes.vector('random_offset_', weights.columns)
  const type = { kind: 'numeric', dtype: 'float64', width: weights.columns } as const
  return {
    ...readFacts(attributes, weights.rows),
    children: [],
    methods: {},
    transform: (builder, input) => {
      const x = prepare(builder, finiteNumbers(builder, input, className))
      const affine = { op: 'affine', input: x, weights: transposed(weights).data, intercept } as const
      const projected = builder.emit('affine', affine, type)
      const cosines = { op: 'cosineFeatures', input: projected, scale } as const
      return { kind: 'numeric', id: builder.emit('cosineFeatures', cosines, type) }
    },
    featureNamesOut: () => prefixedNames(className, weights.columns),
  }
}

/** scikit-learn's `RBFSampler`: random Fourier features. */
export function readRbfSampler(attributes: Attributes): Estimator {
  return readCosines(attributes, Math.sqrt(2 / attributes.count('n_components')), (_, x) => x)
}

/** scikit-learn's `SkewedChi2Sampler`: random Fourier features of `ln(x + skewedness)`. */
export function readSkewedChi2Sampler(attributes: Attributes): Estimator {
  const skewedness = attributes.number('skewedness')
  const { className } = attributes
  const scale = Math.sqrt(2) / Math.sqrt(attributes.count('n_components'))
  return readCosines(attributes, scale, (builder, x) => {
    const sources = builder.sources({ kind: 'numeric', id: x })
    const check = { op: 'checkAbove', input: x, bound: -skewedness, inclusive: false, sources } as const
    const above = builder.emit('checkAbove', { ...check, estimator: className }, builder.type(x))
    const type = builder.type(x)
    const steps = [{ kind: 'add', values: new Float64Array(type.width).fill(skewedness) }] as const
    const shifted = builder.emit('columnwise', { op: 'columnwise', input: above, steps }, type)
    return builder.emit('log', { op: 'log', input: shifted }, type)
  })
}

/** The distance of samples that suits one, two and three of them. */
const INTERVALS: readonly (number | undefined)[] = [undefined, 0.8, 0.5, 0.4]

/** scikit-learn's `AdditiveChi2Sampler`. */
export function readAdditiveChi2Sampler(attributes: Attributes): Estimator {
  const { className } = attributes
  const steps = attributes.count('sample_steps')
  // Before 1.3 the interval was settled by fit.
  const name = attributes.has('sample_interval_') ? 'sample_interval_' : 'sample_interval'
  const interval = attributes.isNone(name) ? INTERVALS[steps] : attributes.number(name)
  if (interval === undefined || steps < 1) {
    throw attributes.error('model_invalid', `has no sample_interval for ${steps} sample_steps`)
  }
  return {
    ...readFacts(attributes),
    keepsWidth: !attributes.has('n_features_in_'),
    children: [],
    methods: {},
    transform: (builder, input) => {
      const x = emitNonNegative(builder, finiteNumbers(builder, input, className), className)
      const type = { ...builder.type(x), width: builder.width(input) * (2 * steps - 1) }
      return {
        kind: 'numeric',
        id: builder.emit('chi2Features', { op: 'chi2Features', input: x, steps, interval }, type),
      }
    },
    featureNamesOut: (inputs) => {
      const named = (suffix: string) => inputs.map((input) => `${className.toLowerCase()}_${input}_${suffix}`)
      const rest = Array.from({ length: steps - 1 }, (_, i) => [...named(`cos${i + 1}`), ...named(`sin${i + 1}`)])
      return [...named('sqrt'), ...rest.flat()]
    },
  }
}

/** scikit-learn's `PolynomialCountSketch`. */
export function readPolynomialCountSketch(attributes: Attributes): Estimator {
  const { className } = attributes
  const degree = attributes.count('degree')
  const size = attributes.count('n_components')
  const coef0 = attributes.number('coef0')
  const columns = attributes.array('indexHash_').shape[1] ?? 0
  const operator = {
    degree,
    scale: Math.sqrt(attributes.number('gamma')),
    constant: coef0 === 0 ? undefined : Math.sqrt(coef0),
    buckets: attributes.integers('indexHash_'),
    signs: attributes.integers('bitHash_'),
  }
  return {
    ...readFacts(attributes, columns - (coef0 === 0 ? 0 : 1)),
    children: [],
    methods: {},
    transform: (builder, input) => {
      const x = finiteNumbers(builder, input, className)
      const type = { kind: 'numeric', dtype: 'float64', width: size } as const
      return { kind: 'numeric', id: builder.emit('countSketch', { op: 'countSketch', input: x, ...operator }, type) }
    },
    featureNamesOut: () => prefixedNames(className, size),
  }
}
