/** What a text, or a value of JSON, means in a column of some type: the same online and in files. */
import type { Cell } from '../tensor/tensor.ts'
import { type ColumnType, isNumericType } from './column.ts'

/** pandas' names for a missing value in a CSV file. */
export const MISSING_TEXT: ReadonlySet<string> = new Set([
  '',
  'NA',
  'N/A',
  'NaN',
  'nan',
  'null',
  'NULL',
  'None',
  '<NA>',
  '#N/A',
  'n/a',
  '-nan',
  '-NaN',
])

/** A decimal number, one of pandas' names for a missing one, or undefined. Booleans are numbers, as in Python. */
export function parseNumber(text: string): number | undefined {
  const plain = plainDecimal(text)
  if (plain !== undefined) return plain
  const trimmed = text.trim()
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return Number(trimmed)
  if (MISSING_TEXT.has(trimmed)) return Number.NaN
  if (/^[+-]?inf(inity)?$/i.test(trimmed)) return trimmed.startsWith('-') ? -Infinity : Infinity
  if (/^true$/i.test(trimmed)) return 1
  return /^false$/i.test(trimmed) ? 0 : undefined
}

/** Powers of ten that float64 holds exactly: with a whole number below 2^53, one division rounds once, so correctly. */
const EXACT_POWERS = Float64Array.from({ length: 16 }, (_, i) => Number(`1e${i}`))

const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30

/** What nearly every number is: up to 15 digits, perhaps with a point among them or a minus before. Else undefined. */
function plainDecimal(text: string): number | undefined {
  const isNegative = text.charCodeAt(0) === MINUS
  const start = isNegative ? 1 : 0
  let whole = 0
  let point = -1
  // A sign, fifteen digits and a point.
  if (text.length > start + EXACT_POWERS.length) return undefined
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= ZERO && code <= ZERO + 9) whole = whole * 10 + code - ZERO
    else if (code === POINT && point < 0) point = i
    else return undefined
  }
  const digits = text.length - start - (point < 0 ? 0 : 1)
  if (digits === 0 || digits >= EXACT_POWERS.length) return undefined
  const value = point < 0 ? whole : whole / (EXACT_POWERS[text.length - point - 1] as number)
  return isNegative ? -value : value
}

/** What is said of a cell that does not fit: "expected a number, got …". */
export const EXPECTED: { readonly [Type in ColumnType]: string } = {
  number: 'a number',
  float32: 'a number',
  integer: 'an integer that a float64 holds exactly (up to 2^53; declare larger ones as bigint)',
  bigint: 'an integer',
  boolean: 'true or false',
  string: 'a string',
  datetime: 'a date, such as 2024-02-29 or 2024-02-29T12:30:00Z',
  any: 'a string, a number or a boolean',
}

/** A value as a column stores it: numbers for numeric types, else cells. `undefined` does not fit. */
export type Stored = Cell | undefined

/** The text of a CSV cell. A missing value is NaN in a numeric column, else null. */
export function storedFromText(type: ColumnType, text: string): Stored {
  if (MISSING_TEXT.has(isNumericType(type) ? text.trim() : text)) return missing(type)
  switch (type) {
    case 'number':
      return parseNumber(text)
    case 'float32':
      return rounded(parseNumber(text))
    case 'integer':
      return wholeNumber(parseNumber(text))
    case 'bigint':
      return bigintOf(text.trim())
    case 'boolean':
      return BOOLEANS.get(text.trim().toLowerCase())
    case 'datetime':
      return parseDatetime(text.trim())
    case 'string':
      return text
    case 'any':
      return parseNumber(text) ?? text
  }
}

/** A value of JSON, or of the library's caller. */
export function storedFromValue(type: ColumnType, value: unknown): Stored {
  if (value === null || value === undefined) return missing(type)
  switch (type) {
    case 'number':
      return numberOf(value)
    case 'float32':
      return rounded(numberOf(value))
    case 'integer':
      return wholeNumber(numberOf(value))
    case 'bigint':
      return bigintOf(value)
    case 'boolean':
      return booleanOf(value)
    case 'datetime':
      return datetimeOf(value)
    case 'string':
      return typeof value === 'string' ? value : undefined
    case 'any':
      return isCell(value) ? value : undefined
  }
}

function missing(type: ColumnType): Cell {
  return isNumericType(type) ? Number.NaN : null
}

const BOOLEANS: ReadonlyMap<string, number> = new Map([
  ['true', 1],
  ['false', 0],
  ['1', 1],
  ['0', 0],
  ['1.0', 1],
  ['0.0', 0],
])

/** Names by which JSON, which has no such numbers, lets them be sent. */
const SPECIAL_NUMBERS: ReadonlyMap<unknown, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
])

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean' || typeof value === 'bigint') return Number(value)
  return SPECIAL_NUMBERS.get(value)
}

function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.fround(value)
}

function wholeNumber(value: number | undefined): number | undefined {
  if (value === undefined || Number.isNaN(value)) return value
  return Number.isSafeInteger(value) ? value : undefined
}

/** Longer integers cost the square of their digits to read, and no column of a data frame holds them. */
const MAX_DIGITS = 40

function bigintOf(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined
  if (typeof value !== 'string' || value.length > MAX_DIGITS) return undefined
  return /^[+-]?\d+$/.test(value) ? BigInt(value) : undefined
}

function booleanOf(value: unknown): number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0
  return value === 0 || value === 1 ? value : undefined
}

function datetimeOf(value: unknown): number | undefined {
  if (value instanceof Date) return value.getTime() * 1000
  return typeof value === 'string' ? parseDatetime(value) : undefined
}

function isCell(value: unknown): value is Cell {
  return ['string', 'number', 'boolean', 'bigint'].includes(typeof value)
}

const DATETIME =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: ?(Z|[+-]\d{2}(?::?\d{2})?))?)?$/

/** ISO 8601, as pandas writes it: microseconds since 1970 in UTC. Text without a zone is in UTC. */
export function parseDatetime(text: string): number | undefined {
  const found = DATETIME.exec(text)
  if (found === null) return undefined
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  // A day that the month does not have rolls over into the next.
  if (date.getUTCDate() !== day) return undefined
  date.setUTCHours(hour, minute, second)
  const micros = Number((found[7] ?? '').padEnd(6, '0').slice(0, 6))
  return (date.getTime() - zoneMilliseconds(found[8])) * 1000 + micros
}

function zoneMilliseconds(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(3).replace(':', '') || 0)
  const sign = zone.startsWith('-') ? -1 : 1
  return sign * (hours * 60 + minutes) * 60_000
}
