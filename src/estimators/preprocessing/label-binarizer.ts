/** `sklearn.preprocessing.LabelBinarizer`: one column of labels to indicator columns. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { finiteNumbers } from '../outputs.ts'
import { type Categories, emitIndices, readCategoryArray } from './categories.ts'
import { commonDType, emitDecoding } from './decoding.ts'

interface Labels {
  readonly estimator: string
  readonly categories: Categories
  readonly negative: number
  readonly positive: number
}

export function readLabelBinarizer(attributes: Attributes): Estimator {
  const labels: Labels = {
    estimator: attributes.className,
    categories: readCategoryArray(attributes, attributes.require('classes_'), 'classes_'),
    negative: attributes.number('neg_label'),
    positive: attributes.number('pos_label'),
  }
  const isIndicator = attributes.string('y_type_').startsWith('multilabel')
  return isIndicator ? indicatorBinarizer(attributes, labels) : labelBinarizer(attributes, labels)
}

/** Fitted on labels: a label that it does not know gives the negative label everywhere. */
function labelBinarizer(attributes: Attributes, labels: Labels): Estimator {
  const { categories, estimator } = labels
  const dtype = commonDType([categories.dtype])
  const isMulticlass = attributes.string('y_type_') === 'multiclass'
  return {
    ...readFacts(attributes, 1),
    nFeatures: 1,
    featureNames: ['y'],
    children: [],
    methods: {},
    transformDtype: 'int64',
    transform: (builder, input) => {
      const codes = emitIndices(builder, input, [categories], { unknown: 'index', estimator })
      return emitIndicators(builder, codes, labels)
    },
    inverseAnswer: { isVector: true, dtype: dtype ?? 'float64' },
    inverseTransform: (builder, input) => {
      const x = finiteNumbers(builder, input, estimator)
      const indices = isMulticlass ? emitArgMax(builder, x) : emitThreshold(builder, x, labels)
      return emitDecoding(builder, indices, { tables: [categories.original], dtype, hasNone: false })
    },
  }
}

/** Two classes share a column; a single one has a column that is always negative. */
function emitIndicators(builder: ProgramBuilder, codes: ValueId, { categories, negative, positive }: Labels): Values {
  const count = categories.original.length
  const tables =
    count <= 2
      ? [Int32Array.from({ length: count }, (_, i) => (count === 2 && i === 1 ? 0 : -1))]
      : [Int32Array.from({ length: count }, (_, i) => i)]
  const width = count <= 2 ? 1 : count
  const widths = Int32Array.of(width)
  const operator = { op: 'oneHot', input: codes, tables, widths, unknownColumn: Int32Array.of(-1) } as const
  const type = { kind: 'numeric', dtype: 'float64', width } as const
  return emitLabels(builder, builder.emit('oneHot', operator, type), negative, positive)
}

/** 0 and 1 to the labels for them. */
function emitLabels(builder: ProgramBuilder, input: ValueId, negative: number, positive: number): Values {
  if (negative === 0 && positive === 1) return { kind: 'numeric', id: input }
  const type = builder.type(input)
  const tables = Array.from({ length: type.width }, () => Float64Array.of(negative, positive))
  const operator = { op: 'lookUp', input, tables, unknown: new Float64Array(type.width).fill(negative) } as const
  return { kind: 'numeric', id: builder.emit('lookUp', operator, type) }
}

function emitArgMax(builder: ProgramBuilder, input: ValueId): ValueId {
  return builder.emit('argMax', { op: 'argMax', input }, { kind: 'numeric', dtype: 'float64', width: 1 })
}

/** Whether the one column is above the middle of the labels; a single class is the only answer. */
function emitThreshold(builder: ProgramBuilder, input: ValueId, { categories, negative, positive }: Labels): ValueId {
  const threshold = categories.original.length < 2 ? Infinity : (negative + positive) / 2
  return builder.emit('greaterThan', { op: 'greaterThan', input, threshold }, builder.type(input))
}

/** Fitted on a matrix of indicators: 0 and 1 become the labels for them. */
function indicatorBinarizer(attributes: Attributes, labels: Labels): Estimator {
  const { estimator, negative, positive } = labels
  const width = labels.categories.original.length
  const categories = Array.from({ length: width }, (): Categories => {
    return { kind: 'numbers', values: Float64Array.of(0, 1), original: [0, 1], dtype: 'i' }
  })
  return {
    ...readFacts(attributes, width),
    nFeatures: width,
    children: [],
    methods: {},
    transformDtype: 'int64',
    transform: (builder, input) => {
      const codes = emitIndices(builder, input, categories, { unknown: 'refuse', estimator })
      return emitLabels(builder, codes, negative, positive)
    },
    inverseAnswer: { dtype: 'int64' },
    inverseTransform: (builder, input) => {
      const x = finiteNumbers(builder, input, estimator)
      const threshold = (negative + positive) / 2
      const operator = { op: 'greaterThan', input: x, threshold } as const
      return { kind: 'numeric', id: builder.emit('greaterThan', operator, builder.type(x)) }
    },
  }
}
