/** The options of a vectorizer that say how a text becomes terms. */
import { describeValue } from '../../pickle/describe.ts'
import { PickleSet } from '../../pickle/values.ts'
import type { TextAnalysis } from '../../program/operators/text.ts'
import type { TokenPattern } from '../../program/token-pattern.ts'
import { type Attributes, itemsOf } from '../attributes.ts'
import { isAtLeast } from '../version.ts'
import { ENGLISH_STOP_WORDS } from './stop-words.ts'
import { parseTokenPattern } from './token-patterns.ts'

export function readAnalysis(attributes: Attributes): TextAnalysis {
  if (attributes.string('input', 'content') !== 'content') {
    throw attributes.unsupported(
      `input is '${attributes.string('input')}': it opens files`,
      "Train it with input='content', and send the texts themselves.",
    )
  }
  refuseFunction(attributes, 'analyzer')
  refuseFunction(attributes, 'preprocessor')
  const analyzer = attributes.string('analyzer', 'word')
  const [smallest, largest] = readRange(attributes)
  return {
    lowercase: readFlag(attributes, 'lowercase'),
    accents: readAccents(attributes),
    units: readUnits(attributes, analyzer),
    smallest,
    largest,
  }
}

/** Python takes any value for true or false here. */
function readFlag(attributes: Attributes, name: string): boolean {
  return !attributes.isNone(name) && attributes.boolean(name)
}

function readUnits(attributes: Attributes, analyzer: string): TextAnalysis['units'] {
  switch (analyzer) {
    case 'word':
      refuseFunction(attributes, 'tokenizer')
      return { kind: 'words', pattern: readPattern(attributes), stopWords: readStopWords(attributes) }
    case 'char':
      return { kind: 'characters' }
    case 'char_wb':
      return { kind: 'charactersInWords' }
    default:
      throw attributes.error('model_invalid', `the analyzer '${analyzer}' is not one of word, char and char_wb`)
  }
}

/** A function is not in the file, only its name. */
function refuseFunction(attributes: Attributes, option: string): void {
  const value = attributes.get(option)
  if (value === undefined || value === null || typeof value === 'string') return
  throw attributes.unsupported(
    `its ${option} is ${describeValue(value)}, which is a name in the file and not code`,
    option === 'tokenizer'
      ? 'Say with token_pattern what a token is, or send texts whose tokens are separated by blanks and train it with token_pattern.'
      : `Do what it does before sending the texts, and train it with the ${option} left out.`,
  )
}

function readPattern(attributes: Attributes): TokenPattern {
  const result = parseTokenPattern(attributes.string('token_pattern'))
  if ('problem' in result) {
    throw attributes.unsupported(
      `its token_pattern ${JSON.stringify(attributes.string('token_pattern'))} ${result.problem}`,
      'Write it without that, such as (?u)\\b\\w\\w+\\b.',
    )
  }
  return result
}

function readRange(attributes: Attributes): readonly [number, number] {
  const value = attributes.get('ngram_range')
  const [smallest, largest] = itemsOf(value) ?? [1, 1]
  if (typeof smallest !== 'number' || typeof largest !== 'number' || smallest > largest) {
    throw attributes.error('model_invalid', 'expected two numbers in ngram_range, the smaller one first')
  }
  if (smallest < 1) throw attributes.unsupported('ngram_range begins below 1', 'Train it with ngram_range=(1, n).')
  return [smallest, largest]
}

function readAccents(attributes: Attributes): TextAnalysis['accents'] {
  const value = attributes.get('strip_accents')
  if (value === undefined || value === null || value === false) return 'keep'
  if (value === 'ascii') return 'ascii'
  // Before 0.22, a text that is in its normal form already was left alone, combining characters and all.
  if (value === 'unicode') return isAtLeast(attributes.version, 0, 22) ? 'unicode' : 'unicodeUnlessNormal'
  if (typeof value === 'string') throw attributes.error('model_invalid', `strip_accents is '${value}'`)
  refuseFunction(attributes, 'strip_accents')
  throw attributes.error('model_invalid', 'strip_accents is not known')
}

function readStopWords(attributes: Attributes): ReadonlySet<string> {
  const value = attributes.get('stop_words')
  if (value === undefined || value === null) return new Set()
  if (value === 'english') return ENGLISH_STOP_WORDS
  const items = value instanceof PickleSet ? value.items : itemsOf(value)
  if (items === undefined) throw attributes.error('model_invalid', 'expected a list of words in stop_words')
  return new Set(items.filter((item) => typeof item === 'string'))
}
