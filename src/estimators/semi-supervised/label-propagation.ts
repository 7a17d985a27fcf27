/** `LabelPropagation` and `LabelSpreading` of `sklearn.semi_supervised`: labels of near rows, by a kernel or by neighbours. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readClasses, readFacts } from '../facts.ts'
import { emitNearest, readNeighborCount, readNeighborSearch } from '../neighbors/search.ts'
import { classOutput, finiteNumbers, labelOfLargest } from '../outputs.ts'

/** What the labels of each training row add up to for each row. */
type Sums = (builder: ProgramBuilder, input: Values) => ValueId

/** The labels of the training rows: how much of each class. */
interface Distributions {
  readonly rows: number
  readonly columns: number
  readonly data: Float64Array
}

export function readLabelPropagation(attributes: Attributes): Estimator {
  const classes = readClasses(attributes, attributes.require('classes_'))
  const distributions = attributes.matrix('label_distributions_')
  if (distributions.columns !== classes.labels.length) {
    throw attributes.error('model_invalid', `has ${distributions.columns} columns for ${classes.labels.length} classes`)
  }
  const X = attributes.matrix('X_')
  if (X.rows !== distributions.rows) {
    throw attributes.error('model_invalid', `has labels of ${distributions.rows} rows for ${X.rows}`)
  }
  const sums = readSums(attributes, X.data, distributions)
  const self = {}
  const shares = (builder: ProgramBuilder, input: Values): ValueId =>
    builder.once(self, 'shares', input, () => {
      const operator = { op: 'normalizeRows', input: sums(builder, input), zeroRow: 'nan' } as const
      return builder.emit('normalizeRows', operator, builder.type(operator.input))
    })
  return {
    ...readFacts(attributes, X.columns),
    children: [],
    methods: {
      predict: (builder, input) => labelOfLargest(builder, shares(builder, input), classes),
      predict_proba: (builder, input) => classOutput(shares(builder, input), classes),
    },
  }
}

function readSums(attributes: Attributes, vectors: Float64Array, distributions: Distributions): Sums {
  const { className } = attributes
  const kernel = attributes.get('kernel')
  if (kernel === 'knn') return neighborSums(attributes, distributions)
  if (kernel !== 'rbf') {
    throw attributes.unsupported(
      'the kernel is a Python function, which is not in the file',
      'Train with kernel="rbf" or kernel="knn".',
    )
  }
  const gamma = attributes.number('gamma')
  const { rows, columns, data } = distributions
  const weights = Float64Array.from(data, (_, i) => data[(i % rows) * columns + Math.floor(i / rows)] as number)
  return (builder, input) => {
    const wide = { kind: 'numeric', dtype: 'float64', width: rows } as const
    const x = finiteNumbers(builder, input, className)
    const near = { op: 'kernelMatrix', input: x, kernel: { name: 'rbf', gamma }, vectors } as const
    const map = { weights, intercept: new Float64Array(columns) }
    const affine = { op: 'affine', input: builder.emit('kernelMatrix', near, wide), ...map } as const
    return builder.emit('affine', affine, { ...wide, width: columns })
  }
}

function neighborSums(attributes: Attributes, { rows, columns, data }: Distributions): Sums {
  const { className } = attributes
  const nearest = attributes.part('nn_fit')
  const search = readNeighborSearch(nearest)
  const neighbors = readNeighborCount(nearest, search)
  if (search.points.count !== rows) {
    throw attributes.error('model_invalid', `has labels of ${rows} rows for ${search.points.count} neighbours`)
  }
  return (builder, input) => {
    const list = emitNearest(builder, input, search, neighbors, className)
    const means = { values: data, weights: 'uniform', divide: false, alone: 0 } as const
    const type = { kind: 'numeric', dtype: 'float64', width: columns } as const
    return builder.emit('neighborMeans', { op: 'neighborMeans', input: list, ...means }, type)
  }
}
