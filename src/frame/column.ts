/** One column of a table: its type, and its values for the rows at hand. */
import type { Cell } from '../tensor/tensor.ts'

/**
 * What a column holds. `number` is a float64, `float32` one that was rounded to float32, `integer` a whole number that a
 * float64 holds exactly, `bigint` a whole number of any size, `datetime` microseconds since 1970 in UTC, `any` cells of
 * every kind.
 */
export const COLUMN_TYPES = ['number', 'float32', 'integer', 'bigint', 'boolean', 'string', 'datetime', 'any'] as const

export type ColumnType = (typeof COLUMN_TYPES)[number]

/** Types whose values are numbers in a typed array: booleans are 0 and 1, and NaN is a missing value. */
const NUMERIC_TYPES: ReadonlySet<ColumnType> = new Set(['number', 'float32', 'integer', 'boolean', 'datetime'])

export function isNumericType(type: ColumnType): boolean {
  return NUMERIC_TYPES.has(type)
}

/** Types that can be computed with: dates are numbers only to the machine. */
export function isArithmetic(type: ColumnType): boolean {
  return type === 'number' || type === 'float32' || type === 'integer' || type === 'boolean'
}

/** One value a row; NaN is a missing value. */
export interface NumericColumn {
  readonly kind: 'numeric'
  readonly data: Float64Array
}

/** One cell a row; null is a missing value. Cells of a `string` column are strings, of a `bigint` column bigints. */
export interface CellColumn {
  readonly kind: 'cells'
  readonly data: readonly Cell[]
}

export type Column = NumericColumn | CellColumn

export function numericColumn(data: Float64Array): NumericColumn {
  return { kind: 'numeric', data }
}

export function cellColumn(data: readonly Cell[]): CellColumn {
  return { kind: 'cells', data }
}

/** A column of `rows` missing values. */
export function missingColumn(type: ColumnType, rows: number): Column {
  if (isNumericType(type)) return numericColumn(new Float64Array(rows).fill(Number.NaN))
  return cellColumn(new Array<Cell>(rows).fill(null))
}

/** True if the value is missing, or not a number. */
export function isMissingAt(column: Column, row: number): boolean {
  if (column.kind === 'numeric') return Number.isNaN(column.data[row] as number)
  const cell = column.data[row]
  return cell === null || (typeof cell === 'number' && Number.isNaN(cell))
}

/** The value as a cell: booleans are true and false, dates are texts by ISO 8601, and a missing value is null. */
export function cellAt(column: Column, type: ColumnType, row: number): Cell {
  if (column.kind === 'cells') return column.data[row] as Cell
  const value = column.data[row] as number
  if (Number.isNaN(value)) return null
  if (type === 'boolean') return value !== 0
  return type === 'datetime' ? isoDatetime(value) : value
}

const MICROSECONDS = 1000

/** `2024-02-29T12:30:00` in UTC, with as many decimals of a second as it has: none, three or six. */
export function isoDatetime(microseconds: number): string {
  const milliseconds = Math.floor(microseconds / MICROSECONDS)
  const rest = microseconds - milliseconds * MICROSECONDS
  const text = new Date(milliseconds).toISOString()
  if (rest !== 0) return `${text.slice(0, -1)}${String(rest).padStart(3, '0')}`
  return text.endsWith('.000Z') ? text.slice(0, -5) : text.slice(0, -1)
}
