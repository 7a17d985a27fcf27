/** `sklearn.preprocessing.MultiLabelBinarizer`: lists of labels to indicator columns. */
import { labelKey } from '../../program/operators/text.ts'
import type { Cell } from '../../tensor/tensor.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { readCategoryArray } from './categories.ts'

/** scikit-learn's `MultiLabelBinarizer`: a row is a list of labels; a label that is not known is ignored. */
export function readMultiLabelBinarizer(attributes: Attributes): Estimator {
  const { className: estimator } = attributes
  const { original } = readCategoryArray(attributes, attributes.require('classes_'), 'classes_')
  const isSparse = attributes.boolean('sparse_output', false)
  const labels = columnsOf(original)
  const type = { kind: 'sparse', dtype: 'float64', width: original.length } as const
  return {
    ...readFacts(attributes, 1),
    nFeatures: 1,
    featureNames: undefined,
    children: [],
    methods: {},
    transformDtype: 'int64',
    transform: (builder, input) => {
      const { slot, source } = builder.structures(input, { form: 'list' })
      const operator = { op: 'labelIndicators', slot, labels, source, estimator } as const
      const values = { kind: 'sparse', id: builder.emit('labelIndicators', operator, type) } as const
      return isSparse ? values : { kind: 'numeric', id: builder.numeric(values) }
    },
  }
}

function columnsOf(classes: readonly Cell[]): ReadonlyMap<Cell, number> {
  return new Map(
    classes.flatMap((label, column): [Cell, number][] => {
      const key = labelKey(label)
      return key === undefined ? [] : [[key, column]]
    }),
  )
}
