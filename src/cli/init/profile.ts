/** What a column of texts holds: its type, what is missing, and whether its values are numbers in disguise. */
import type { ColumnType } from '../../frame/column.ts'
import { MISSING_TEXT, storedFromText } from '../../frame/parse-cell.ts'
import { type NumberStyle, numberStyle } from './number-style.ts'
import type { Sample } from './sample.ts'

export interface ColumnProfile {
  readonly name: string
  readonly type: ColumnType
  readonly rows: number
  readonly missing: number
  /** Each value once, in the order in which they come; no more than a few. */
  readonly values: readonly string[]
  /** True if no value comes twice. */
  readonly isUnique: boolean
  /** Of a column of text that holds numbers with units, signs or separators. */
  readonly style?: NumberStyle
}

export function profiles({ columns, rows }: Sample): ColumnProfile[] {
  return columns.map(({ name, isText }, c) =>
    profile(
      name,
      isText,
      rows.map((row) => row[c] ?? null),
    ),
  )
}

const MAX_VALUES = 50

function profile(name: string, isText: boolean, cells: readonly (string | null)[]): ColumnProfile {
  const given = cells.filter((cell): cell is string => cell !== null && !MISSING_TEXT.has(cell.trim()))
  const distinct = new Set(given)
  const type = isText ? 'string' : typeOf(given)
  const style = type === 'string' ? numberStyle(given) : undefined
  return {
    name,
    type,
    rows: cells.length,
    missing: cells.length - given.length,
    values: [...distinct].slice(0, MAX_VALUES),
    isUnique: given.length > 1 && distinct.size === given.length,
    ...(style === undefined ? {} : { style }),
  }
}

/** The narrowest type that all values fit. */
function typeOf(texts: readonly string[]): ColumnType {
  if (texts.length === 0) return 'any'
  const fits = (type: ColumnType): boolean => texts.every((text) => storedFromText(type, text) !== undefined)
  // 007 is a name, and not seven.
  if (texts.some((text) => /^\s*[+-]?0\d/.test(text))) return fits('datetime') ? 'datetime' : 'string'
  if (texts.every((text) => /^\s*(true|false)\s*$/i.test(text))) return 'boolean'
  const narrowest = (['integer', 'bigint', 'number', 'datetime'] as const).find(fits)
  return narrowest ?? 'string'
}

/** `3.1%`, of a share that is not none. */
export function percent(part: number, whole: number): string {
  const share = (100 * part) / whole
  return `${share < 0.1 ? '<0.1' : share.toFixed(share < 10 ? 1 : 0).replace(/\.0$/, '')}%`
}
