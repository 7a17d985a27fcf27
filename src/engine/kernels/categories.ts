/** Categories to indices, indices to numbers or indicator columns. */
import { createHash } from 'node:crypto'
import { cellError, type Issue, MAX_ISSUES } from '../../errors.ts'
import type { CategoryOperator } from '../../program/operators/categories.ts'
import type { Cell } from '../../tensor/tensor.ts'
import type { KernelsOf, Prepare, Step } from '../kernel.ts'
import { elementwise } from './elementwise.ts'

/** Collects unknown categories of a block, to refuse them all at once. */
class Unknowns {
  readonly #issues: Issue[] = []
  #count = 0

  add(row: number, column: string, cell: Cell, estimator: string): void {
    if (this.#count++ >= MAX_ISSUES) return
    const problem = `the category ${show(cell)} is unknown to ${estimator}`
    this.#issues.push({ where: { row, column }, problem })
  }

  check(): void {
    if (this.#count === 0) return
    const remedy = "Send a category that the model was trained with, or train the encoder with handle_unknown='ignore'."
    throw cellError('unknown_category', this.#issues, this.#count, remedy)
  }
}

function show(cell: Cell): string {
  if (typeof cell === 'bigint') return cell.toString()
  if (typeof cell === 'number' && Number.isNaN(cell)) return 'NaN (missing)'
  const text = cell === null ? 'null (missing)' : JSON.stringify(cell)
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}

const encodeNumbers: Prepare<'encodeNumbers'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  const indices = op.categories.map((categories) => {
    const index = new Map<number, number>()
    // A Map holds NaN equal to NaN and 0 equal to -0, as Python's lookup does here.
    for (const [i, category] of categories.entries()) if (!index.has(category)) index.set(category, i)
    return index
  })
  return ({ start }, rows) => {
    const x = input.data
    const out = output.data
    const unknowns = new Unknowns()
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < input.width; c++) {
        const value = x[r * input.width + c] as number
        const index = (indices[c] as Map<number, number>).get(value)
        if (index === undefined && op.unknown === 'refuse') {
          unknowns.add(start + r, op.sources[c] as string, value, op.estimator)
        }
        out[r * input.width + c] = index ?? -1
      }
    }
    unknowns.check()
  }
}

function isMissing(cell: Cell): boolean {
  return cell === null || (typeof cell === 'number' && Number.isNaN(cell))
}

/** A cell as a key: booleans and integers meet the numbers they equal, as in Python. */
function key(cell: Cell): Cell {
  if (typeof cell === 'boolean') return Number(cell)
  if (typeof cell === 'bigint' && BigInt(Number(cell)) === cell) return Number(cell)
  return cell
}

/** The index of each category. Where only one of None and NaN is a category, it stands for both: JSON has one null. */
function indexCells(categories: readonly Cell[]): Map<Cell, number> {
  const index = new Map<Cell, number>()
  for (const [i, category] of categories.entries()) if (!index.has(key(category))) index.set(key(category), i)
  const nan = index.get(Number.NaN)
  if (nan !== undefined && !index.has(null)) index.set(null, nan)
  return index
}

const encodeObjects: Prepare<'encodeObjects'> = (op, storage) => {
  const input = storage.cells(op.input)
  const output = storage.matrix(op.output)
  const indices = op.categories.map(indexCells)
  const step: Step = ({ start }, rows) => {
    const out = output.data
    const unknowns = new Unknowns()
    const missing = new Unknowns()
    input.columns.forEach((column, c) => {
      const index = indices[c] as Map<Cell, number>
      for (let r = 0; r < rows; r++) {
        const cell = column[r] as Cell
        const found = index.get(key(cell))
        if (found === undefined && op.refusesMissing && isMissing(cell))
          missing.add(start + r, op.sources[c] as string, cell, op.estimator)
        if (found === undefined && op.unknown === 'refuse') {
          unknowns.add(start + r, op.sources[c] as string, cell, op.estimator)
        }
        out[r * output.width + c] = found ?? -1
      }
    })
    missing.check()
    unknowns.check()
  }
  return step
}

const lookUp: Prepare<'lookUp'> = (op, storage) =>
  elementwise(op, storage, (index, column) =>
    index < 0 ? op.unknown : ((op.tables[column] as Float64Array)[index] as number),
  )

const oneHot: Prepare<'oneHot'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  return (_, rows) => {
    const x = input.data
    const out = output.data
    out.fill(0, 0, rows * output.width)
    for (let r = 0; r < rows; r++) {
      let left = r * output.width
      for (let c = 0; c < input.width; c++) {
        const index = x[r * input.width + c] as number
        const column = (index < 0 ? op.unknownColumn[c] : (op.tables[c] as Int32Array)[index]) as number
        if (column >= 0) out[left + column] = 1
        left += op.widths[c] as number
      }
    }
  }
}

const lookUpRows: Prepare<'lookUpRows'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  return (_, rows) => {
    const x = input.data
    const out = output.data
    let to = 0
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < input.width; c++) {
        const unknown = op.unknown[c] as Float64Array
        const index = x[r * input.width + c] as number
        const table = index < 0 ? unknown : (op.tables[c] as Float64Array)
        const from = index < 0 ? 0 : index * unknown.length
        for (let k = 0; k < unknown.length; k++) out[to++] = table[from + k] as number
      }
    }
  }
}

const hashCells: Prepare<'hashCells'> = (op, storage) => {
  const input = storage.cells(op.input)
  const output = storage.matrix(op.output)
  const bins = output.width
  return (_, rows) => {
    const out = output.data
    out.fill(0, 0, rows * bins)
    for (const column of input.columns) {
      for (let r = 0; r < rows; r++) {
        const digest = createHash(op.digest)
          .update(pythonText(column[r] as Cell))
          .digest()
        let bin = 0
        for (const byte of digest) bin = (bin * 256 + byte) % bins
        out[r * bins + bin] = (out[r * bins + bin] as number) + 1
      }
    }
  }
}

/** Python's `str` of a cell of a DataFrame, where a missing one is NaN. */
function pythonText(cell: Cell): string {
  if (cell === null) return 'nan'
  if (typeof cell === 'boolean') return cell ? 'True' : 'False'
  return typeof cell === 'number' && Number.isNaN(cell) ? 'nan' : String(cell)
}

export const CATEGORY_KERNELS: KernelsOf<CategoryOperator> = {
  encodeNumbers,
  encodeObjects,
  hashCells,
  lookUp,
  lookUpRows,
  oneHot,
}
