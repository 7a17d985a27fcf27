/** A value as Python's `str` writes it, and so as pandas' `astype(str)` does. */
import type { Cell } from '../tensor/tensor.ts'
import { type ColumnType, isoDatetime } from './column.ts'
import { pythonFloat, pythonFloat32 } from './python-number.ts'

/** The text of a cell of a column of this type; dates as ISO 8601 are texts already. */
export function pythonCellText(cell: Exclude<Cell, null>, type: ColumnType): string {
  if (typeof cell === 'boolean') return cell ? 'True' : 'False'
  if (typeof cell !== 'number') return String(cell)
  if (type === 'integer' || (type === 'any' && Number.isSafeInteger(cell))) return String(cell)
  return type === 'float32' ? pythonFloat32(cell) : pythonFloat(cell)
}

/** `str(Timestamp)`: `2024-02-29 12:30:00`, with six decimals of a second if it has any. */
export function pythonDatetime(microseconds: number): string {
  return isoDatetime(microseconds)
    .replace('T', ' ')
    .replace(/\.(\d{3})$/, '.$1000')
}
