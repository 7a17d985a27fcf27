/** `CountVectorizer`, `TfidfVectorizer` and `HashingVectorizer` of `sklearn.feature_extraction.text`. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { SparseType } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { readAnalysis } from './analysis.ts'
import { readNumberType } from './dtype.ts'
import { emitTfidf, readNorm, readTfidf } from './tfidf.ts'
import { readFixedVocabulary, readVocabulary, termNames } from './vocabulary.ts'

/** A text is one column, and nobody has named it. */
function textFacts(attributes: Attributes) {
  return { ...readFacts(attributes), nFeatures: 1, featureNames: undefined, children: [], methods: {} }
}

type Transform = (builder: ProgramBuilder, input: Values) => Values

/** Counts of the terms in the vocabulary. */
function counts(
  attributes: Attributes,
  vocabulary: ReadonlyMap<string, number>,
  dtype: SparseType['dtype'],
): Transform {
  const analysis = readAnalysis(attributes)
  const binary = attributes.boolean('binary', false)
  const { className: estimator } = attributes
  const { dtype: numbers, wrap } = readNumberType(attributes)
  return (builder, input) => {
    const { id, source } = builder.texts(input)
    const options = { analysis, terms: vocabulary, binary: binary || numbers === 'bool', wrap, source, estimator }
    const type = { kind: 'sparse', dtype, width: vocabulary.size } as const
    return { kind: 'sparse', id: builder.emit('countTerms', { op: 'countTerms', input: id, ...options }, type) }
  }
}

/** scikit-learn's `CountVectorizer`. */
export function readCountVectorizer(attributes: Attributes): Estimator {
  const hasFitted = attributes.has('vocabulary_')
  const vocabulary = hasFitted ? readVocabulary(attributes, 'vocabulary_') : readFixedVocabulary(attributes)
  const { dtype } = readNumberType(attributes)
  const names = termNames(vocabulary)
  return {
    ...textFacts(attributes),
    transformDtype: dtype,
    featureNamesOut: () => names,
    transform: counts(attributes, vocabulary, dtype === 'float32' ? dtype : 'float64'),
  }
}

/** scikit-learn's `TfidfVectorizer`: a CountVectorizer and a TfidfTransformer in one. */
export function readTfidfVectorizer(attributes: Attributes): Estimator {
  const { className } = attributes
  const vocabulary = readVocabulary(attributes, 'vocabulary_')
  const tfidf = readTfidf(attributes.part('_tfidf'))
  // What is no float is counted as such, and weighed as float64.
  const dtype = readNumberType(attributes).dtype === 'float32' ? 'float32' : 'float64'
  const count = counts(attributes, vocabulary, dtype)
  const names = termNames(vocabulary)
  return {
    ...textFacts(attributes),
    transformDtype: dtype,
    featureNamesOut: () => names,
    transform: (builder, input) => emitTfidf(builder, count(builder, input), tfidf, className),
  }
}

/** scikit-learn's `HashingVectorizer`, which knows no vocabulary. */
export function readHashingVectorizer(attributes: Attributes): Estimator {
  const { className: estimator } = attributes
  const analysis = readAnalysis(attributes)
  const norm = readNorm(attributes)
  const { dtype: numbers, wrap } = readNumberType(attributes)
  if (wrap !== undefined || numbers === 'bool') {
    throw attributes.unsupported('its dtype is too small for sums', 'Train it with dtype=np.float64.')
  }
  const hashing = readHashing(attributes)
  const binary = attributes.boolean('binary', false)
  // Integers are divided as float64.
  const dtype = numbers === 'float32' ? 'float32' : 'float64'
  const type = { kind: 'sparse', dtype, width: attributes.count('n_features') } as const
  return {
    ...textFacts(attributes),
    transformDtype: norm === undefined ? numbers : dtype,
    transform: (builder, values) => {
      const { id: input, source } = builder.texts(values)
      const options = { analysis, hashing, binary, source, estimator }
      const id = builder.emit('hashTerms', { op: 'hashTerms', input, ...options }, type)
      if (norm === undefined) return { kind: 'sparse', id }
      return {
        kind: 'sparse',
        id: builder.emit('sparseNormalize', { op: 'sparseNormalize', input: id, norm }, type),
      }
    },
  }
}

/** `non_negative` was there until 0.20. */
export function readHashing(attributes: Attributes) {
  return {
    alternateSign: attributes.boolean('alternate_sign', true),
    absolute: attributes.boolean('non_negative', false),
  }
}
