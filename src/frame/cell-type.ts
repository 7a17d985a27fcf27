/** The narrowest type of column that holds some cells. */
import type { Cell } from '../tensor/tensor.ts'
import { type Column, type ColumnType, cellColumn, isNumericType, numericColumn } from './column.ts'

/** Missing cells fit every type. Cells of several kinds, or none at all, make `any`; whole numbers and others, `number`. */
export function typeOfCells(cells: readonly Cell[]): ColumnType {
  const known = cells.filter((cell) => cell !== null)
  const [first] = known
  if (first === undefined || known.some((cell) => typeof cell !== typeof first)) return 'any'
  switch (typeof first) {
    case 'string':
      return 'string'
    case 'boolean':
      return 'boolean'
    case 'bigint':
      return 'bigint'
    default:
      return known.every((cell) => Number.isSafeInteger(cell)) ? 'integer' : 'number'
  }
}

/**
 * For each row, the cell that `picks` names, as a column of `type`; a missing value where it names none (-1). Classes are
 * few and rows are many, so that each cell becomes a number once.
 */
export function pickedColumn(type: ColumnType, cells: readonly Cell[], picks: Int32Array): Column {
  const rows = picks.length
  if (isNumericType(type)) {
    const values = Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell)))
    const data = new Float64Array(rows)
    for (let r = 0; r < rows; r++) data[r] = values[picks[r] as number] ?? Number.NaN
    return numericColumn(data)
  }
  const data = new Array<Cell>(rows)
  for (let r = 0; r < rows; r++) data[r] = cells[picks[r] as number] ?? null
  return cellColumn(data)
}
