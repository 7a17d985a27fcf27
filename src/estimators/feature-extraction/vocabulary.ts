/** A vocabulary: the column of each term. */
import { PickleDict, PickleObject, PickleSet, type PickleValue } from '../../pickle/values.ts'
import { type Attributes, itemsOf } from '../attributes.ts'

/** The column of each term of a dict. Throws unless every column is there. */
export function readVocabulary(attributes: Attributes, name: string): ReadonlyMap<string, number> {
  const value = attributes.require(name)
  const dict = dictOf(value)
  if (dict === undefined) throw attributes.error('model_invalid', `expected a dict in ${name}`)
  const vocabulary = new Map<string, number>()
  for (const [term, column] of dict.entries.values()) {
    if (typeof term !== 'string') {
      throw attributes.unsupported(
        `${name} has a feature that is no text`,
        'Train it on features with names, {"age": 1}, and without a function of your own.',
      )
    }
    if (typeof column !== 'number') throw attributes.error('model_invalid', `expected numbers in ${name}`)
    vocabulary.set(term, column)
  }
  checkColumns(attributes, name, vocabulary)
  return vocabulary
}

/** What `vocabulary` says where nothing was fitted: a dict, or terms in their order. */
export function readFixedVocabulary(attributes: Attributes): ReadonlyMap<string, number> {
  const value = attributes.get('vocabulary')
  if (value === undefined || value === null) return readVocabulary(attributes, 'vocabulary_')
  if (dictOf(value) !== undefined) return readVocabulary(attributes, 'vocabulary')
  const items = value instanceof PickleSet ? sortedTerms(value.items) : itemsOf(value)
  if (!items?.every((item) => typeof item === 'string')) {
    throw attributes.error('model_invalid', 'expected a list of terms in vocabulary')
  }
  const vocabulary = new Map(items.map((term, i) => [term as string, i]))
  if (vocabulary.size !== items.length) throw attributes.error('model_invalid', 'vocabulary has a term twice')
  checkColumns(attributes, 'vocabulary', vocabulary)
  return vocabulary
}

function dictOf(value: PickleValue): PickleDict | undefined {
  if (value instanceof PickleDict) return value
  return value instanceof PickleObject && value.entries.size > 0 ? value.entries : undefined
}

/** Python sorts strings by their code points. */
function sortedTerms(items: readonly PickleValue[]): readonly PickleValue[] {
  return [...items].sort((a, b) => Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b))))
}

function checkColumns(attributes: Attributes, name: string, vocabulary: ReadonlyMap<string, number>): void {
  if (vocabulary.size === 0) throw attributes.error('model_invalid', `${name} is empty`)
  const taken = new Uint8Array(vocabulary.size)
  for (const column of vocabulary.values()) {
    if (taken[column] !== 0) throw attributes.error('model_invalid', `${name} has no term for each column`)
    taken[column] = 1
  }
}

/** The terms in the order of their columns. */
export function termNames(vocabulary: ReadonlyMap<string, number>): readonly string[] {
  const names = new Array<string>(vocabulary.size)
  for (const [term, column] of vocabulary) names[column] = term
  return names
}
