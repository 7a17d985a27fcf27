/** `sklearn.preprocessing.LabelEncoder`. */
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { finiteNumbers } from '../outputs.ts'
import { emitIndices, readCategoryArray } from './categories.ts'
import { commonDType, emitDecoding } from './decoding.ts'

/** One column of labels to their indices. */
export function readLabelEncoder(attributes: Attributes): Estimator {
  const { className: estimator } = attributes
  const categories = readCategoryArray(attributes, attributes.require('classes_'), 'classes_')
  const dtype = commonDType([categories.dtype])
  return {
    ...readFacts(attributes, 1),
    nFeatures: 1,
    featureNames: ['y'],
    children: [],
    methods: {},
    transformsToVector: true,
    transformDtype: 'int64',
    transform: (builder, input) => {
      const id = emitIndices(builder, input, [categories], { unknown: 'refuse', estimator })
      return { kind: 'numeric', id }
    },
    inverseAnswer: { isVector: true, dtype: dtype ?? 'float64' },
    inverseTransform: (builder, input) => {
      const x = finiteNumbers(builder, input, estimator)
      const sizes = Int32Array.of(categories.original.length)
      const operator = {
        op: 'readIndices',
        input: x,
        sizes,
        replaced: [undefined],
        named: [[]],
        isStrict: true,
        estimator,
      } as const
      const indices = builder.emit('readIndices', operator, builder.type(x))
      return emitDecoding(builder, indices, { tables: [categories.original], dtype, hasNone: false })
    },
  }
}
