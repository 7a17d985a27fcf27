/** `FeatureHasher` of `sklearn.feature_extraction`. */
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { isAtLeast } from '../version.ts'
import { readNumberType } from './dtype.ts'
import { readHashing } from './vectorizers.ts'

/** scikit-learn's `FeatureHasher`: a row is a record, a list of pairs of name and value, or a list of names. */
export function readFeatureHasher(attributes: Attributes): Estimator {
  const { className: estimator } = attributes
  const form = attributes.string('input_type', 'dict')
  if (form !== 'dict' && form !== 'pair' && form !== 'string') {
    throw attributes.error('model_invalid', `the input_type '${form}' is not one of dict, pair and string`)
  }
  const { dtype } = readNumberType(attributes)
  if (dtype !== 'float64') {
    throw attributes.unsupported(`its sums are ${dtype}`, 'Train it with dtype=np.float64.')
  }
  const hashing = readHashing(attributes)
  const width = attributes.count('n_features')
  // 1.2 found that a string is no list of names.
  const takesText = form === 'string' && !isAtLeast(attributes.version, 1, 2)
  return {
    ...readFacts(attributes),
    nFeatures: 1,
    featureNames: undefined,
    children: [],
    methods: {},
    transform: (builder, input) => {
      const { slot, source } = builder.structures(input, { form: form === 'dict' ? 'record' : 'list' })
      const operator = { op: 'hashFeatures', slot, form, takesText, hashing, source, estimator } as const
      return { kind: 'sparse', id: builder.emit('hashFeatures', operator, { kind: 'sparse', dtype: 'float64', width }) }
    },
  }
}
