/** Plain values as Python's `str` writes them, for names of columns. */
import type { Cell } from '../../tensor/tensor.ts'

/** `True`, `None`, `3`, `3.0`, `1e-09`; whole numbers have a point if they are floats. */
export function pythonText(cell: Cell, isFloat: boolean): string {
  if (cell === null) return 'None'
  if (typeof cell === 'boolean') return cell ? 'True' : 'False'
  if (typeof cell !== 'number') return String(cell)
  return isFloat || !Number.isInteger(cell) ? floatText(cell) : String(cell)
}

/** Python writes exponents from 1e16 on and below 1e-4, with two digits at least. */
function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  const size = Math.abs(value)
  if (size !== 0 && (size >= 1e16 || size < 1e-4)) {
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
  }
  return Number.isInteger(value) ? `${value}.0` : String(value)
}
