/** A text to its terms: lower case, accents, tokens or characters, and what is made of several of these. */
import type { TextAnalysis } from '../../program/operators/text.ts'
import type { TokenPattern } from '../../program/token-pattern.ts'
import { stripCombining } from '../../tensor/combining.ts'
import { classMember, codePointAt, spaces } from './characters.ts'
import { PatternMatcher } from './matcher.ts'

/** Calls `take` for every term of a text, as often as it is there. */
export type EachTerm = (text: string, take: (term: string) => void) => void

export function termReader(analysis: TextAnalysis): EachTerm {
  const prepare = preparation(analysis)
  const eachTerm = EACH_TERM[analysis.units.kind](analysis)
  return (text, take) => eachTerm(prepare(text), take)
}

const EACH_TERM: { readonly [Kind in TextAnalysis['units']['kind']]: (analysis: TextAnalysis) => EachTerm } = {
  words: wordTerms,
  characters: characterTerms,
  charactersInWords: characterTermsInWords,
}

function preparation({ lowercase, accents }: TextAnalysis): (text: string) => string {
  const strip = ACCENTS[accents]
  return lowercase ? (text) => strip(text.toLowerCase()) : strip
}

const ASCII = /^[\0-\x7f]*$/
const NOT_ASCII = /[^\0-\x7f]+/g

const ACCENTS: { readonly [Accents in TextAnalysis['accents']]: (text: string) => string } = {
  keep: (text) => text,
  unicode: (text) => (ASCII.test(text) ? text : stripCombining(text.normalize('NFKD'))),
  unicodeUnlessNormal: (text) => {
    const normalized = text.normalize('NFKD')
    return normalized === text ? text : stripCombining(normalized)
  },
  ascii: (text) => (ASCII.test(text) ? text : text.normalize('NFKD').replace(NOT_ASCII, '')),
}

function wordTerms({ units, smallest, largest }: TextAnalysis): EachTerm {
  if (units.kind !== 'words') return () => {}
  const { stopWords } = units
  const eachToken = tokenReader(units.pattern)
  const tokens: string[] = []
  const keep = (token: string) => {
    if (!stopWords.has(token)) tokens.push(token)
  }
  return (text, take) => {
    tokens.length = 0
    eachToken(text, keep)
    for (let i = 0; i < tokens.length; i++) {
      let term = tokens[i] as string
      if (smallest === 1) take(term)
      const last = Math.min(i + largest, tokens.length)
      for (let j = i + 1; j < last; j++) {
        term = `${term} ${tokens[j]}`
        if (j - i + 1 >= smallest) take(term)
      }
    }
  }
}

function tokenReader(pattern: TokenPattern): EachTerm {
  if (pattern.kind === 'runs') return runReader(pattern.least)
  const matcher = new PatternMatcher(pattern.instructions, pattern.hasGroup)
  return (text, take) => matcher.eachToken(text, take)
}

/** Every longest run of word characters that has at least so many. */
function runReader(least: number): EachTerm {
  const isWord = classMember('word')
  return (text, take) => {
    const { length } = text
    for (let position = 0; position < length; ) {
      const start = position
      let codePoints = 0
      let codePoint = codePointAt(text, position)
      while (position < length && isWord(codePoint)) {
        codePoints++
        position += codePoint >= 0x10000 ? 2 : 1
        codePoint = codePointAt(text, position)
      }
      if (codePoints >= least) take(text.slice(start, position))
      // What ended the run is no word character.
      if (position < length) position += codePoint >= 0x10000 ? 2 : 1
    }
  }
}

/** Two or more become one blank; a single one stays what it is. */
const BLANKS = spaces(2)
const BLANK = spaces(1)

/** Where each code point of a text starts, and at the end where the text ends; the array is filled anew for each text. */
class Offsets {
  starts = new Int32Array(256)
  count = 0

  read(text: string): void {
    if (this.starts.length <= text.length) this.starts = new Int32Array(2 * text.length + 1)
    const { starts } = this
    let count = 0
    for (let position = 0; position < text.length; count++) {
      starts[count] = position
      position += codePointAt(text, position) >= 0x10000 ? 2 : 1
    }
    starts[count] = text.length
    this.count = count
  }
}

function characterTerms({ smallest, largest }: TextAnalysis): EachTerm {
  const offsets = new Offsets()
  return (text, take) => {
    const blanked = text.replace(BLANKS, ' ')
    offsets.read(blanked)
    const { starts, count } = offsets
    const most = Math.min(largest, count)
    for (let n = smallest; n <= most; n++) {
      for (let i = 0; i + n <= count; i++) take(blanked.slice(starts[i], starts[i + n]))
    }
  }
}

/** A word that is shorter than a term is a term itself, once. */
function characterTermsInWords({ smallest, largest }: TextAnalysis): EachTerm {
  const offsets = new Offsets()
  return (text, take) => {
    for (const word of text.split(BLANK)) {
      if (word === '') continue
      const padded = ` ${word} `
      offsets.read(padded)
      const { starts, count } = offsets
      for (let n = smallest; n <= largest; n++) {
        if (n >= count) {
          take(padded)
          break
        }
        for (let i = 0; i + n <= count; i++) take(padded.slice(starts[i], starts[i + n]))
      }
    }
  }
}
