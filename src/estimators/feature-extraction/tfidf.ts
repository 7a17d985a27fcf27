/** `TfidfTransformer` of `sklearn.feature_extraction.text`: counts to weights. */

import { toFloat64, toInt32 } from '../../pickle/ndarray-decode.ts'
import { SparseArray } from '../../pickle/scipy.ts'
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { SparseNormalize, SparseStep } from '../../program/operators/sparse.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { checkedSparse } from '../sparse.ts'
import { isAtLeast } from '../version.ts'

/** What is done to the counts of a row. */
interface Tfidf {
  readonly steps: readonly SparseStep[]
  readonly norm: SparseNormalize['norm'] | undefined
  /** Number of columns, where there are weights. */
  readonly width: number | undefined
}

/** scikit-learn's `TfidfTransformer`. */
export function readTfidfTransformer(attributes: Attributes): Estimator {
  const { className } = attributes
  const tfidf = readTfidf(attributes)
  return {
    ...readFacts(attributes, tfidf.width),
    children: [],
    methods: {},
    keepsWidth: true,
    featureNamesOut: (inputs) => inputs,
    transform: (builder, input) => emitTfidf(builder, input, tfidf, className),
  }
}

export function readTfidf(attributes: Attributes): Tfidf {
  const idf = readWeights(attributes)
  const steps: SparseStep[] = []
  if (attributes.boolean('sublinear_tf', false)) steps.push({ kind: 'logPlusOne' })
  if (idf !== undefined) steps.push({ kind: 'multiply', values: idf })
  return { steps, norm: readNorm(attributes), width: idf?.length }
}

/** `idf_`, which was kept as a diagonal matrix before 1.5, and asked for by `use_idf`. */
function readWeights(attributes: Attributes): Float64Array | undefined {
  if (attributes.has('idf_')) return attributes.vector('idf_')
  const diagonal = attributes.get('_idf_diag')
  if (diagonal instanceof SparseArray) {
    return attributes.boolean('use_idf', true) ? readDiagonal(attributes, diagonal) : undefined
  }
  if (attributes.boolean('use_idf', true) && !isAtLeast(attributes.version, 1, 5)) attributes.require('idf_')
  return undefined
}

function readDiagonal(attributes: Attributes, { format, shape, data, indices }: SparseArray): Float64Array {
  const values = toFloat64(data)
  const [size = 0] = shape
  const isDiagonal =
    values.length === size && (format === 'dia' || toInt32(indices).every((column, row) => column === row))
  if (!isDiagonal) throw attributes.error('model_invalid', 'expected a diagonal matrix in _idf_diag')
  return Float64Array.from(values)
}

export function readNorm(attributes: Attributes): SparseNormalize['norm'] | undefined {
  if (attributes.isNone('norm')) return undefined
  const norm = attributes.string('norm')
  if (norm === 'l1' || norm === 'l2') return norm
  // Before 0.23 the largest number of a sparse row was that, not the largest in size.
  if (norm === 'max') return isAtLeast(attributes.version, 0, 23) ? 'max' : 'signedMax'
  throw attributes.error('model_invalid', `the norm '${norm}' is not known`)
}

export function emitTfidf(builder: ProgramBuilder, input: Values, tfidf: Tfidf, estimator: string): Values {
  const { steps, norm } = tfidf
  const checked = checkedSparse(builder, input, estimator)
  const type = builder.type(checked)
  const weighted =
    steps.length === 0 ? checked : builder.emit('sparseSteps', { op: 'sparseSteps', input: checked, steps }, type)
  if (norm === undefined) return { kind: 'sparse', id: weighted }
  // The logarithm of a number below 1 may be none.
  const hasLog = steps.some(({ kind }) => kind === 'logPlusOne')
  const finite = hasLog ? checkedSparse(builder, { kind: 'sparse', id: weighted }, estimator) : weighted
  return { kind: 'sparse', id: builder.emit('sparseNormalize', { op: 'sparseNormalize', input: finite, norm }, type) }
}
