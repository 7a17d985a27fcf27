/** Texts and records to sparse rows of features. */
import type { Cell } from '../../tensor/tensor.ts'
import type { TokenPattern } from '../token-pattern.ts'
import type { ValueId } from '../value.ts'
import type { Checks, Context } from './check.ts'
import { count, type Details } from './details.ts'

/** How a text becomes terms. All lengths are in code points. */
export interface TextAnalysis {
  /** `str.lower`, before accents are stripped. */
  readonly lowercase: boolean
  /**
   * `unicode`: NFKD without its combining characters; `unicodeUnlessNormal` leaves a text alone that is in NFKD already;
   * `ascii`: NFKD without what is not ASCII.
   */
  readonly accents: 'keep' | 'unicode' | 'unicodeUnlessNormal' | 'ascii'
  readonly units:
    | { readonly kind: 'words'; readonly pattern: TokenPattern; readonly stopWords: ReadonlySet<string> }
    /** After runs of white space have become one blank. */
    | { readonly kind: 'characters' }
    /** The same within each word, a blank before and behind it. */
    | { readonly kind: 'charactersInWords' }
  /** A term is made of so many units: consecutive words joined by a blank, or consecutive characters. */
  readonly smallest: number
  readonly largest: number
}

/** What a small integer dtype of numpy makes of a count. */
export type CountWrap = 'int8' | 'uint8' | 'int16' | 'uint16'

/** How often each known term is in a text; others do not count. `input` is one column of texts. */
export interface CountTerms {
  readonly op: 'countTerms'
  readonly input: ValueId
  readonly output: ValueId
  readonly analysis: TextAnalysis
  /** The column of each term. */
  readonly terms: ReadonlyMap<string, number>
  /** True if every count is 1. */
  readonly binary: boolean
  readonly wrap: CountWrap | undefined
  readonly source: string
  readonly estimator: string
}

/** What is done to hashed features: the column is |hash| modulo the width, the hash murmur3 of the UTF-8 with seed 0. */
export interface Hashing {
  /** True if a feature of negative hash counts negative. */
  readonly alternateSign: boolean
  /** True if sums are taken without their sign. */
  readonly absolute: boolean
}

/** The same for terms that no list knows: each counts in the column of its hash. */
export interface HashTerms {
  readonly op: 'hashTerms'
  readonly input: ValueId
  readonly output: ValueId
  readonly analysis: TextAnalysis
  readonly hashing: Hashing
  /** True if what is stored becomes 1, even a sum of 0. */
  readonly binary: boolean
  readonly source: string
  readonly estimator: string
}

/**
 * Records to features: a number (None is NaN) is the feature of its key; a string counts 1 for the feature `key=string`,
 * and so does each string of a list. Features that are not known do not count.
 */
export interface RecordFeatures {
  readonly op: 'recordFeatures'
  /** Slot of the structures block. */
  readonly slot: number
  readonly output: ValueId
  /** The column of each feature. */
  readonly features: ReadonlyMap<string, number>
  readonly separator: string
  /**
   * `refuseKnown`: a list is refused under a known key, and ignored under another. `refuseText`: so it is, and one that
   * has more in it than numbers is refused anywhere.
   */
  readonly lists: 'strings' | 'refuseKnown' | 'refuseText'
  /** What comes of a feature that is there twice. */
  readonly twice: 'add' | 'last'
  readonly source: string
  readonly estimator: string
}

/**
 * Hashed features of records (`dict`; a string is a part of the feature's name, as above), of lists of such pairs, or of
 * lists of strings that count 1 each. Zeros do not count.
 */
export interface HashFeatures {
  readonly op: 'hashFeatures'
  /** Slot of the structures block. */
  readonly slot: number
  readonly output: ValueId
  readonly form: 'dict' | 'pair' | 'string'
  /** True if a string stands for the list of its characters. */
  readonly takesText: boolean
  readonly hashing: Hashing
  readonly source: string
  readonly estimator: string
}

/**
 * Lists of labels to a column for each label that is known: 1 if it is in the list, however often. Other labels do not
 * count. Labels are equal as in Python, where true is 1; a string stands for the list of its characters.
 */
export interface LabelIndicators {
  readonly op: 'labelIndicators'
  /** Slot of the structures block. */
  readonly slot: number
  readonly output: ValueId
  /** The column of each label, by `labelKey`. */
  readonly labels: ReadonlyMap<Cell, number>
  readonly source: string
  readonly estimator: string
}

/** What labels that are equal in Python have in common; nothing for NaN, which is equal to no label. */
export function labelKey(label: Cell): Cell | undefined {
  if (typeof label === 'boolean') return Number(label)
  if (typeof label === 'bigint') return Number.isSafeInteger(Number(label)) ? Number(label) : label
  if (typeof label !== 'number') return label
  if (Number.isNaN(label)) return undefined
  return Number.isInteger(label) && !Number.isSafeInteger(label) ? BigInt(label) : label
}

export type TextOperator = CountTerms | HashTerms | RecordFeatures | HashFeatures | LabelIndicators

export const TEXT_CHECKS: Checks<TextOperator> = {
  countTerms: (op, c) => {
    checkAnalysis(op, c)
    const { width } = c.sparse(op.output)
    for (const column of op.terms.values()) c.indices('terms', [column], 0, width)
  },
  hashTerms: (op, c) => {
    checkAnalysis(op, c)
    checkHashing(op, c)
  },
  recordFeatures: (op, c) => {
    const { width } = c.sparse(op.output)
    c.structureSlot(op.slot)
    for (const column of op.features.values()) c.indices('features', [column], 0, width)
  },
  hashFeatures: (op, c) => {
    c.structureSlot(op.slot)
    checkHashing(op, c)
  },
  labelIndicators: (op, c) => {
    const { width } = c.sparse(op.output)
    c.structureSlot(op.slot)
    for (const column of op.labels.values()) c.indices('labels', [column], 0, width)
  },
}

function checkHashing(op: HashTerms | HashFeatures, c: Context): void {
  const { width } = c.sparse(op.output)
  if (!(width >= 1 && width < 2 ** 31)) c.fail(`hashes into ${width} columns`)
}

function checkAnalysis(op: CountTerms | HashTerms, c: Context): void {
  const { smallest, largest, units } = op.analysis
  c.equal('input width', c.object(op.input).width, 1)
  if (!(Number.isInteger(smallest) && Number.isInteger(largest) && smallest >= 1 && smallest <= largest)) {
    c.fail(`makes terms of ${smallest} to ${largest} units`)
  }
  if (units.kind !== 'words') return
  if (units.pattern.kind === 'runs') c.indices('least', [units.pattern.least], 1, 2 ** 31)
  else checkInstructions(units.pattern.instructions, c)
}

/** Every way through the program ends at a match or at a place that is there. */
function checkInstructions(instructions: Extract<TokenPattern, { kind: 'program' }>['instructions'], c: Context): void {
  const size = instructions.length
  if (instructions.at(-1)?.kind !== 'match') c.fail('has a pattern without an end')
  for (const instruction of instructions) {
    if (instruction.kind === 'split') c.indices('split', [instruction.first, instruction.second], 0, size)
    if (instruction.kind === 'jump') c.indices('jump', [instruction.to], 0, size)
  }
}

export const TEXT_DETAILS: Details<TextOperator> = {
  countTerms: ({ analysis, terms }) => `${count(terms.size, 'term')}, ${describeAnalysis(analysis)}`,
  hashTerms: ({ analysis }) => describeAnalysis(analysis),
  recordFeatures: ({ features }) => count(features.size, 'feature'),
  hashFeatures: ({ form }) => form,
  labelIndicators: ({ labels }) => count(labels.size, 'label'),
}

function describeAnalysis({ units, smallest, largest, lowercase, accents }: TextAnalysis): string {
  const size = smallest === largest ? `${smallest}` : `${smallest}–${largest}`
  const what = { words: 'words', characters: 'characters', charactersInWords: 'characters within words' }[units.kind]
  const stops = units.kind === 'words' && units.stopWords.size > 0 ? [count(units.stopWords.size, 'stop word')] : []
  return [
    `terms of ${size} ${what}`,
    ...(lowercase ? ['lower case'] : []),
    ...(accents === 'keep' ? [] : ['no accents']),
    ...stops,
  ].join(', ')
}
