/**
 * JSON as clients send it, read with more care than JSON.parse takes: Python's NaN and Infinity are understood, integers
 * keep all their digits, a key that is there twice is refused, nesting is limited, and a fault is named by its place.
 */
import { BrineError } from '../../errors.ts'

/** What is in a JSON text. Integers beyond 2^53 are bigints. */
export type Json = string | number | boolean | bigint | null | readonly Json[] | JsonObject

export interface JsonObject {
  readonly [key: string]: Json
}

/** Throws invalid_json, or duplicate_column for a key that is there twice in a record. */
export function parseJson(text: string, maxDepth: number): Json {
  return new JsonReader(text, maxDepth).read()
}

const QUOTE = 0x22
const COMMA = 0x2c
const MINUS = 0x2d
const COLON = 0x3a
const OPEN_ARRAY = 0x5b
const BACKSLASH = 0x5c
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORDS: readonly (readonly [string, Json])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', Number.NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
]

/** Integers longer than this are taken as numbers: reading a bigint costs the square of its digits. */
const MAX_INTEGER_DIGITS = 40

class JsonReader {
  readonly #text: string
  readonly #maxDepth: number
  #position = 0

  constructor(text: string, maxDepth: number) {
    this.#text = text
    this.#maxDepth = maxDepth
  }

  read(): Json {
    const value = this.#value(0, false)
    if (this.#next() !== undefined) throw this.#fault('the end')
    return value
  }

  /** The depth is limited, and so is the recursion. */
  #value(depth: number, inArray: boolean): Json {
    const code = this.#next()
    if (code === QUOTE) return this.#string()
    if (code === OPEN_ARRAY) return this.#array(depth + 1)
    if (code === OPEN_OBJECT) return this.#object(depth + 1, inArray)
    if (code !== undefined && ((code >= 0x30 && code <= 0x39) || code === MINUS)) {
      const number = this.#number()
      if (number !== undefined) return number
    }
    for (const [word, value] of WORDS) {
      if (!this.#text.startsWith(word, this.#position)) continue
      this.#position += word.length
      return value
    }
    throw this.#fault('a value')
  }

  #array(depth: number): readonly Json[] {
    this.#enter(depth)
    const items: Json[] = []
    if (this.#next() === CLOSE_ARRAY) return this.#leave(items)
    for (;;) {
      items.push(this.#value(depth, true))
      const code = this.#next()
      if (code === CLOSE_ARRAY) return this.#leave(items)
      if (code !== COMMA) throw this.#fault('"," or "]"')
      this.#position++
    }
  }

  #object(depth: number, inArray: boolean): JsonObject {
    this.#enter(depth)
    const members: Record<string, Json> = {}
    if (this.#next() === CLOSE_OBJECT) return this.#leave(members)
    for (;;) {
      if (this.#next() !== QUOTE) throw this.#fault('a key in quotes')
      const start = this.#position
      const key = this.#string()
      if (Object.hasOwn(members, key)) throw this.#duplicate(key, start, inArray)
      if (this.#next() !== COLON) throw this.#fault('":"')
      this.#position++
      setMember(members, key, this.#value(depth, false))
      const code = this.#next()
      if (code === CLOSE_OBJECT) return this.#leave(members)
      if (code !== COMMA) throw this.#fault('"," or "}"')
      this.#position++
    }
  }

  #string(): string {
    const text = this.#text
    const start = this.#position + 1
    for (let end = start; end < text.length; end++) {
      const code = text.charCodeAt(end)
      if (code === QUOTE) {
        this.#position = end + 1
        return text.slice(start, end)
      }
      if (code === BACKSLASH || code < 0x20) break
    }
    return this.#escapedString()
  }

  /** Finds the end; what is in between is JSON.parse's to judge. */
  #escapedString(): string {
    const text = this.#text
    let end = this.#position + 1
    while (end < text.length && text.charCodeAt(end) !== QUOTE) end += text.charCodeAt(end) === BACKSLASH ? 2 : 1
    try {
      const value = JSON.parse(text.slice(this.#position, end + 1)) as string
      this.#position = end + 1
      return value
    } catch {
      throw this.#badString()
    }
  }

  #number(): number | bigint | undefined {
    NUMBER.lastIndex = this.#position
    if (!NUMBER.test(this.#text)) return undefined
    const literal = this.#text.slice(this.#position, NUMBER.lastIndex)
    this.#position = NUMBER.lastIndex
    const number = Number(literal)
    if (!Number.isInteger(number) || Number.isSafeInteger(number) || literal.length > MAX_INTEGER_DIGITS) return number
    return /^-?\d+$/.test(literal) ? BigInt(literal) : number
  }

  /** Skips blanks. Gives the code of the character that comes, or undefined at the end. */
  #next(): number | undefined {
    const text = this.#text
    let position = this.#position
    for (; position < text.length; position++) {
      const code = text.charCodeAt(position)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) {
        this.#position = position
        return code
      }
    }
    this.#position = position
    return undefined
  }

  #enter(depth: number): void {
    if (depth > this.#maxDepth) {
      throw this.#error(`arrays and objects are nested deeper than ${this.#maxDepth} levels`, this.#position)
    }
    this.#position++
  }

  #leave<Value>(value: Value): Value {
    this.#position++
    return value
  }

  #fault(expected: string): BrineError {
    const code = this.#text.codePointAt(this.#position)
    const found = code === undefined ? 'the text ends' : `found ${JSON.stringify(String.fromCodePoint(code))}`
    return this.#error(`expected ${expected}, ${found}`, this.#position)
  }

  /** A string that does not end, or has in it what must be escaped. */
  #badString(): BrineError {
    const text = this.#text
    for (let end = this.#position + 1; end < text.length; end++) {
      const code = text.charCodeAt(end)
      if (code === QUOTE) break
      if (code < 0x20) return this.#error('a control character in a string has to be escaped', end)
      if (code !== BACKSLASH) continue
      if (!/^\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/.test(text.slice(end, end + 6))) {
        return this.#error('the escape sequence is not known', end)
      }
      end++
    }
    return this.#error('the string does not end', this.#position)
  }

  #duplicate(key: string, position: number, inArray: boolean): BrineError {
    const name = key.length > 100 ? `${key.slice(0, 99)}…` : key
    if (!inArray) return this.#error(`the key "${name}" is there twice`, position)
    return new BrineError('duplicate_column', `the column "${name}" is there twice`, {
      where: { ...this.#where(position), column: name },
      remedy: 'Keep one of the two.',
    })
  }

  #error(problem: string, position: number): BrineError {
    const line = this.#text.lastIndexOf('\n', position - 1)
    const character = position - (position === 0 ? -1 : line)
    return new BrineError('invalid_json', `${problem} (character ${character} of the line)`, {
      where: this.#where(position),
      details: { character },
    })
  }

  #where(position: number): { offset: number; line: number } {
    const before = this.#text.slice(0, position)
    return { offset: Buffer.byteLength(before), line: before.split('\n').length }
  }
}

/** `__proto__` is a key like any other. */
function setMember(members: Record<string, Json>, key: string, value: Json): void {
  if (key !== '__proto__') members[key] = value
  else Object.defineProperty(members, key, { value, enumerable: true, configurable: true, writable: true })
}
