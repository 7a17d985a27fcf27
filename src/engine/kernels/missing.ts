/** Filling in and marking missing values. */
import type { MissingCell, MissingOperator } from '../../program/operators/missing.ts'
import type { Cell } from '../../tensor/tensor.ts'
import type { KernelsOf, Prepare } from '../kernel.ts'
import { elementwise } from './elementwise.ts'

/** NaN meets NaN; any other number meets its equal. */
export function isMissing(value: number, missing: number): boolean {
  return value === missing || (Number.isNaN(value) && Number.isNaN(missing))
}

/**
 * A row that comes as JSON or CSV has one way to say that a cell is missing, so None (`null`) meets the rule for NaN
 * as well as its own.
 */
function isMissingCell(cell: Cell, missing: MissingCell): boolean {
  switch (missing.kind) {
    case 'none':
      return cell === null
    case 'nan':
      return cell === null || (typeof cell === 'number' && Number.isNaN(cell))
    case 'value':
      return cell === missing.value
  }
}

const imputeNumbers: Prepare<'imputeNumbers'> = (op, storage) =>
  elementwise(op, storage, (x, column) => (isMissing(x, op.missing) ? (op.fill[column] as number) : x))

const imputeObjects: Prepare<'imputeObjects'> = (op, storage) => {
  const input = storage.cells(op.input)
  const output = storage.cells(op.output)
  return () => {
    output.columns = input.columns.map((column, c) =>
      column.map((cell) => (isMissingCell(cell, op.missing) ? (op.fill[c] as Cell) : cell)),
    )
  }
}

const missingNumbers: Prepare<'missingNumbers'> = (op, storage) =>
  elementwise(op, storage, (x) => (isMissing(x, op.missing) ? 1 : 0))

const missingObjects: Prepare<'missingObjects'> = (op, storage) => {
  const input = storage.cells(op.input)
  const output = storage.matrix(op.output)
  return (_, rows) => {
    const out = output.data
    input.columns.forEach((column, c) => {
      for (let r = 0; r < rows; r++) out[r * output.width + c] = isMissingCell(column[r] as Cell, op.missing) ? 1 : 0
    })
  }
}

export const MISSING_KERNELS: KernelsOf<MissingOperator> = {
  imputeNumbers,
  imputeObjects,
  missingNumbers,
  missingObjects,
}
