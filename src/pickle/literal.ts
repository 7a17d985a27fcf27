/**
 * Python literals, and nothing else: dicts, lists, tuples, strings, integers, True, False and None. This is the whole
 * grammar of an .npy header; there are no names, calls or operators in it.
 */
import { BrineError } from '../errors.ts'

/** Lists and tuples are arrays; dicts are maps. */
export type LiteralValue = null | boolean | number | string | LiteralValue[] | Map<string, LiteralValue>

/** Headers nest as deep as their structured dtypes do. */
const MAX_DEPTH = 16

interface Reader {
  readonly text: string
  readonly offset: number
  at: number
  depth: number
}

/** The value of `text`, all of which must be one literal. Throws `file_damaged` with the offset of what is not. */
export function parseLiteral(text: string, offset: number): LiteralValue {
  const reader: Reader = { text, offset, at: 0, depth: 0 }
  const value = readValue(reader)
  skipSpace(reader)
  if (reader.at < text.length) throw unexpected(reader, 'the end')
  return value
}

/** The recursion is bounded by MAX_DEPTH. */
function readValue(reader: Reader): LiteralValue {
  skipSpace(reader)
  const char = reader.text[reader.at]
  if (char === '{') return nested(reader, readDict)
  if (char === '[') return nested(reader, () => readItems(reader, ']'))
  if (char === '(') return nested(reader, () => readItems(reader, ')'))
  if (char === "'" || char === '"') return readString(reader, char)
  return readWord(reader)
}

function nested<T>(reader: Reader, read: (reader: Reader) => T): T {
  reader.depth += 1
  if (reader.depth > MAX_DEPTH) throw unexpected(reader, `at most ${MAX_DEPTH} levels of nesting`)
  reader.at += 1
  const value = read(reader)
  reader.depth -= 1
  return value
}

function readDict(reader: Reader): Map<string, LiteralValue> {
  const dict = new Map<string, LiteralValue>()
  while (!accept(reader, '}')) {
    const key = readValue(reader)
    if (typeof key !== 'string') throw unexpected(reader, 'a string as key')
    if (!accept(reader, ':')) throw unexpected(reader, '":"')
    dict.set(key, readValue(reader))
    if (!accept(reader, ',') && reader.text[reader.at] !== '}') throw unexpected(reader, '"," or "}"')
  }
  return dict
}

function readItems(reader: Reader, close: string): LiteralValue[] {
  const items: LiteralValue[] = []
  while (!accept(reader, close)) {
    items.push(readValue(reader))
    if (!accept(reader, ',') && reader.text[reader.at] !== close) throw unexpected(reader, `"," or "${close}"`)
  }
  return items
}

function readString(reader: Reader, quote: string): string {
  const end = reader.text.indexOf(quote, reader.at + 1)
  const content = reader.text.slice(reader.at + 1, end)
  if (end === -1 || content.includes('\\') || content.includes('\n')) throw unexpected(reader, 'a plain string')
  reader.at = end + 1
  return content
}

const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ['True', true],
  ['False', false],
  ['None', null],
])

/** A keyword or an integer, which Python 2 may have written with an L at its end. */
function readWord(reader: Reader): LiteralValue {
  const word = /^[\w+-]*/.exec(reader.text.slice(reader.at, reader.at + 32))?.[0] ?? ''
  const known = WORDS.get(word)
  if (known === undefined && !/^-?\d{1,19}L?$/.test(word)) throw unexpected(reader, 'a literal')
  reader.at += word.length
  return known === undefined ? Number.parseInt(word, 10) : known
}

function accept(reader: Reader, char: string): boolean {
  skipSpace(reader)
  if (reader.text[reader.at] !== char) return false
  reader.at += 1
  return true
}

function skipSpace(reader: Reader): void {
  while (/^[ \t\r\n]$/.test(reader.text[reader.at] ?? '')) reader.at += 1
}

function unexpected(reader: Reader, expected: string): BrineError {
  const found =
    reader.at < reader.text.length ? JSON.stringify(reader.text.slice(reader.at, reader.at + 10)) : 'the end'
  return new BrineError(
    'file_damaged',
    `a header that must be a Python literal: expected ${expected}, found ${found}`,
    {
      where: { offset: reader.offset + reader.at },
      details: { expected, found },
    },
  )
}
