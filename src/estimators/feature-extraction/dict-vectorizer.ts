/** `DictVectorizer` of `sklearn.feature_extraction`. */
import type { RecordField } from '../../program/program.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { isAtLeast } from '../version.ts'
import { readNumberType } from './dtype.ts'
import { readVocabulary, termNames } from './vocabulary.ts'

/** scikit-learn's `DictVectorizer`: a row is a record; a number is a feature, and so is a key with each of its strings. */
export function readDictVectorizer(attributes: Attributes): Estimator {
  const { className: estimator } = attributes
  const features = readVocabulary(attributes, 'vocabulary_')
  const separator = attributes.string('separator', '=')
  const { dtype } = readNumberType(attributes)
  if (dtype !== 'float64' && dtype !== 'float32') {
    throw attributes.unsupported(`its numbers are ${dtype}`, 'Train it with dtype=np.float64.')
  }
  const isSparse = attributes.boolean('sparse', true)
  const names = termNames(features)
  const fields = fieldsOf(names, separator)
  // Lists of strings came with 0.24, for rows that were kept sparse; dense rows were made of sparse ones from 1.0 on, and
  // before that every list was made numbers, known or not.
  const isNew = isAtLeast(attributes.version, 1, 0)
  const takesLists = isNew || (isSparse && isAtLeast(attributes.version, 0, 24))
  const lists = takesLists ? 'strings' : isSparse ? 'refuseKnown' : 'refuseText'
  const twice = isNew || isSparse ? 'add' : 'last'
  const type = { kind: 'sparse', dtype, width: features.size } as const
  return {
    ...readFacts(attributes),
    nFeatures: 1,
    featureNames: undefined,
    children: [],
    methods: {},
    transformDtype: dtype,
    featureNamesOut: () => names,
    transform: (builder, input) => {
      const { slot, source } = builder.structures(input, { form: 'record', fields })
      const operator = { op: 'recordFeatures', slot, features, separator, lists, twice, source, estimator } as const
      const values = { kind: 'sparse', id: builder.emit('recordFeatures', operator, type) } as const
      return isSparse ? values : { kind: 'numeric', id: builder.numeric(values) }
    },
  }
}

/** The keys behind the features: `city=Rome` is the key `city` with the string `Rome`. */
function fieldsOf(names: readonly string[], separator: string): RecordField[] {
  const fields = new Map<string, { hasNumbers: boolean; categories: string[] }>()
  for (const name of names) {
    const at = separator === '' ? -1 : name.indexOf(separator)
    const key = at < 0 ? name : name.slice(0, at)
    const field = fields.get(key) ?? { hasNumbers: false, categories: [] }
    fields.set(key, field)
    if (at < 0) field.hasNumbers = true
    else field.categories.push(name.slice(at + separator.length))
  }
  return [...fields].map(([name, { hasNumbers, categories }]) => {
    if (categories.length === 0) return { name, type: 'number' }
    return { name, type: hasNumbers ? 'any' : 'string', categories }
  })
}
