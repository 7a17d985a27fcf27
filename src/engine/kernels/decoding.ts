/** Numbers back to the categories that they stand for. */
import { BrineError } from '../../errors.ts'
import type { Alias, DecodingOperator } from '../../program/operators/decoding.ts'
import type { Cell } from '../../tensor/tensor.ts'
import type { KernelsOf, Prepare } from '../kernel.ts'

const undoOneHot: Prepare<'undoOneHot'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  return ({ start }, rows) => {
    const x = input.data
    const out = output.data
    for (let r = 0; r < rows; r++) {
      let left = r * input.width
      for (const [c, table] of op.tables.entries()) {
        const rule = op.zeros[c] as number | 'first' | 'refuse'
        const largest = rule === 'first' || sum(x, left, table.length) !== 0 ? argMax(x, left, table.length) : -1
        if (largest < 0 && rule === 'refuse') throw allZeros(start + r, c, op.estimator)
        out[r * output.width + c] = largest < 0 ? (rule as number) : (table[largest] as number)
        left += table.length
      }
    }
  }
}

function sum(x: ArrayLike<number>, from: number, length: number): number {
  let total = 0
  for (let i = 0; i < length; i++) total += x[from + i] as number
  return total
}

/** -1 if there is nothing to choose from. */
function argMax(x: ArrayLike<number>, from: number, length: number): number {
  let best = length === 0 ? -1 : 0
  for (let i = 1; i < length; i++) if ((x[from + i] as number) > (x[from + best] as number)) best = i
  return best
}

function allZeros(row: number, column: number, estimator: string): BrineError {
  return new BrineError('invalid_cell', `${estimator} has no category for columns that are all 0`, {
    where: { row, column: `category ${column}` },
    remedy: 'Send 1 in one of the columns of each category.',
  })
}

function meets(value: number, alias: Alias): boolean {
  return value === alias.value || (Number.isNaN(value) && Number.isNaN(alias.value))
}

const readIndices: Prepare<'readIndices'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  const { width } = input
  const read = (x: number, c: number): number | undefined => {
    const replaced = op.replaced[c]
    const value = replaced !== undefined && meets(x, replaced) ? replaced.index : x
    const named = op.named[c]?.find((alias) => meets(value, alias))
    if (named !== undefined) return named.index
    const whole = Math.trunc(value)
    const size = op.sizes[c] as number
    if (op.isStrict) return whole === value && value >= 0 && value < size ? value : undefined
    const index = whole < 0 ? whole + size : whole
    return index >= 0 && index < size ? index : undefined
  }
  return ({ start }, rows) => {
    const x = input.data
    const out = output.data
    for (let i = 0; i < rows * width; i++) {
      const index = read(x[i] as number, i % width)
      if (index === undefined) {
        const where = { row: start + Math.floor(i / width), column: `column ${i % width}` }
        throw new BrineError('invalid_cell', `${x[i]} stands for no category of ${op.estimator}`, { where })
      }
      out[i] = index
    }
  }
}

const decodeCells: Prepare<'decodeCells'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.cells(op.output)
  return (_, rows) => {
    const x = input.data
    output.columns = op.tables.map((table, c) =>
      Array.from({ length: rows }, (_row, r): Cell => table[x[r * input.width + c] as number] ?? null),
    )
  }
}

export const DECODING_KERNELS: KernelsOf<DecodingOperator> = { decodeCells, readIndices, undoOneHot }
