/**
 * JSON as Python's `json` writes and reads it: `NaN`, `Infinity` and `-Infinity` are numbers, integers have any length,
 * and the keys of an object keep their order. `JSON.parse` gives none of these: it sorts keys that look like numbers.
 */
import type { Budget } from '../../bytes/budget.ts'
import { BrineError } from '../../errors.ts'
import { quote } from '../../pickle/describe.ts'

export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject

/** An object, its members in the order of the text. */
export class JsonObject {
  /** Where it starts in the text. */
  readonly offset: number
  readonly keys: readonly string[]
  readonly values: readonly Json[]
  #index: ReadonlyMap<string, number> | undefined

  constructor(offset: number, keys: readonly string[], values: readonly Json[]) {
    this.offset = offset
    this.keys = keys
    this.values = values
  }

  /** The value of a key; the last one if there are several, as in Python. */
  get(key: string): Json | undefined {
    if (this.keys.length <= FEW) return this.values[this.keys.lastIndexOf(key)]
    this.#index ??= new Map(this.keys.map((name, i) => [name, i]))
    return this.values[this.#index.get(key) ?? -1]
  }
}

const FEW = 16

/** Objects and lists in one another; Python's own reader stops at about a thousand. */
const MAX_NESTING = 1000

/** No integer of a model is longer; Python's limit is 4,300 digits. */
const MAX_DIGITS = 4300

const NO_KEYS: readonly string[] = Object.freeze([])
const NO_VALUES: readonly Json[] = Object.freeze([])

/** The one value that the text holds. Throws `file_damaged` and `limit_exceeded`, with the offset in the text. */
export function parsePythonJson(text: string, budget: Budget): Json {
  return new Parser(text, budget).document()
}

const SPACE = /[ \t\n\r]*/y
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y
const WORDS: readonly (readonly [string, Json])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]

class Parser {
  readonly #text: string
  readonly #budget: Budget
  #at = 0
  #depth = 0

  constructor(text: string, budget: Budget) {
    this.#text = text
    this.#budget = budget
  }

  document(): Json {
    this.#space()
    const value = this.#value()
    this.#space()
    if (this.#at < this.#text.length) throw this.#damaged('more follows the end of the JSON value')
    return value
  }

  #value(): Json {
    const first = this.#text[this.#at]
    if (first === '"') return this.#string()
    if (first === '{' || first === '[') return this.#nested(first)
    for (const [word, value] of WORDS) {
      if (!this.#text.startsWith(word, this.#at)) continue
      this.#at += word.length
      return value
    }
    return this.#number()
  }

  #nested(first: '{' | '['): Json {
    this.#depth += 1
    if (this.#depth > MAX_NESTING) {
      throw new BrineError('limit_exceeded', `JSON is nested deeper than ${MAX_NESTING}`, {
        where: { offset: this.#at },
        details: { name: 'nesting', limit: MAX_NESTING, actual: this.#depth },
      })
    }
    this.#budget.spendNodes(1, this.#at)
    const value = first === '{' ? this.#object() : this.#array()
    this.#depth -= 1
    return value
  }

  #object(): JsonObject {
    const offset = this.#at++
    const keys: string[] = []
    const values: Json[] = []
    this.#space()
    if (this.#take('}')) return new JsonObject(offset, NO_KEYS, NO_VALUES)
    do {
      this.#space()
      keys.push(this.#string())
      this.#space()
      if (!this.#take(':')) throw this.#damaged('expected a colon')
      this.#space()
      values.push(this.#value())
      this.#space()
    } while (this.#take(','))
    if (!this.#take('}')) throw this.#damaged('expected a comma or the end of the object')
    return new JsonObject(offset, keys, values)
  }

  #array(): readonly Json[] {
    this.#at++
    const values: Json[] = []
    this.#space()
    if (this.#take(']')) return NO_VALUES
    do {
      this.#space()
      values.push(this.#value())
      this.#space()
    } while (this.#take(','))
    if (!this.#take(']')) throw this.#damaged('expected a comma or the end of the list')
    return values
  }

  /** Found by its closing quote, since a pattern over megabytes would exhaust the stack of the engine. */
  #string(): string {
    const start = this.#at
    if (this.#text[start] !== '"') throw this.#damaged('expected a string')
    let end = start
    do {
      end = this.#text.indexOf('"', end + 1)
      if (end < 0) throw this.#damaged('the string has no end')
    } while (this.#isEscaped(end))
    try {
      const value = JSON.parse(this.#text.slice(start, end + 1)) as string
      this.#at = end + 1
      return value
    } catch {
      throw this.#damaged('expected a string')
    }
  }

  /** An odd number of backslashes stands before it. */
  #isEscaped(at: number): boolean {
    let first = at
    while (this.#text[first - 1] === '\\') first--
    return (at - first) % 2 === 1
  }

  #number(): number | bigint {
    const start = this.#at
    const found = this.#match(NUMBER)
    if (found === undefined) throw this.#damaged('expected a value')
    const isInteger = !/[.eE]/.test(found)
    if (isInteger && found.length > MAX_DIGITS) throw this.#damaged(`an integer of ${found.length} digits`, start)
    const number = Number(found)
    return isInteger && !Number.isSafeInteger(number) ? BigInt(found) : number
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found !== undefined) this.#at += found.length
    return found
  }

  #space(): void {
    this.#match(SPACE)
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false
    this.#at += 1
    return true
  }

  #damaged(problem: string, offset = this.#at): BrineError {
    const found = offset >= this.#text.length ? 'the end' : quote(this.#text.slice(offset, offset + 20))
    return new BrineError('file_damaged', `invalid JSON: ${problem}, found ${found}`, { where: { offset } })
  }
}
