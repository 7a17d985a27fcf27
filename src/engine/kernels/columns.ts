/** Columns in, columns out: reading the input, choosing, joining, converting, checking. */
import { BrineError, cellError, type Issue, MAX_ISSUES } from '../../errors.ts'
import type { CheckFinite, ColumnOperator } from '../../program/operators/columns.ts'
import type { Cell } from '../../tensor/tensor.ts'
import type { KernelsOf, Prepare } from '../kernel.ts'

const inputNumbers: Prepare<'inputNumbers'> = (op, storage) => {
  const output = storage.matrix(op.output)
  const { slots } = op
  const width = slots.length
  const contiguous = slots.every((slot, i) => slot === (slots[0] as number) + i)
  return ({ input, start }, rows) => {
    const out = output.data
    const { numbers, numberWidth } = input
    if (contiguous && width === numberWidth) {
      out.set(numbers.subarray(start * width, (start + rows) * width))
      return
    }
    for (let r = 0; r < rows; r++) {
      const base = (start + r) * numberWidth
      for (let c = 0; c < width; c++) out[r * width + c] = numbers[base + (slots[c] as number)] as number
    }
  }
}

const inputObjects: Prepare<'inputObjects'> = (op, storage) => {
  const output = storage.cells(op.output)
  return ({ input, start }, rows) => {
    output.columns = Array.from(op.slots, (slot) => (input.objects[slot] as readonly Cell[]).slice(start, start + rows))
  }
}

const selectColumns: Prepare<'selectColumns'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  const { columns } = op
  return (_, rows) => {
    const x = input.data
    const out = output.data
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns.length; c++) {
        out[r * columns.length + c] = x[r * input.width + (columns[c] as number)] as number
      }
    }
  }
}

const selectObjects: Prepare<'selectObjects'> = (op, storage) => {
  const input = storage.cells(op.input)
  const output = storage.cells(op.output)
  return () => {
    output.columns = Array.from(op.columns, (column) => input.columns[column] as readonly Cell[])
  }
}

const concat: Prepare<'concat'> = (op, storage) => {
  const inputs = op.inputs.map((id) => storage.matrix(id))
  const output = storage.matrix(op.output)
  return (_, rows) => {
    const out = output.data
    let left = 0
    for (const input of inputs) {
      const x = input.data
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < input.width; c++) {
          out[r * output.width + left + c] = x[r * input.width + c] as number
        }
      }
      left += input.width
    }
  }
}

const concatObjects: Prepare<'concatObjects'> = (op, storage) => {
  const output = storage.cells(op.output)
  const readers = op.inputs.map((id) => {
    const type = storage.type(id)
    if (type.kind === 'numeric') {
      const matrix = storage.matrix(id)
      const toCell = type.boolean ? (value: number) => value !== 0 : (value: number) => value
      return (rows: number) => columnsOf(matrix.data, rows, matrix.width, toCell)
    }
    const block = storage.cells(id)
    return () => block.columns
  })
  return (_, rows) => {
    output.columns = readers.flatMap((read) => read(rows))
  }
}

function columnsOf(data: ArrayLike<number>, rows: number, width: number, toCell: (value: number) => Cell): Cell[][] {
  const column = (c: number) => Array.from({ length: rows }, (_, r) => toCell(data[r * width + c] as number))
  return Array.from({ length: width }, (_, c) => column(c))
}

const parseNumbers: Prepare<'parseNumbers'> = (op, storage) => {
  const input = storage.cells(op.input)
  const output = storage.matrix(op.output)
  return ({ start }, rows) => {
    const out = output.data
    input.columns.forEach((column, c) => {
      for (let r = 0; r < rows; r++) {
        const number = toNumber(column[r] as Cell)
        if (number === undefined) throw notANumber(column[r] as Cell, start + r, op.sources[c] as string)
        out[r * output.width + c] = number
      }
    })
  }
}

/** As `float(x)` in Python, for cells; a string must be a number and nothing else. */
function toNumber(cell: Cell): number | undefined {
  if (cell === null) return Number.NaN
  if (typeof cell !== 'string') return Number(cell)
  const text = cell.trim()
  if (/^[+-]?nan$/i.test(text)) return Number.NaN
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  if (!/^[+-]?(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(e[+-]?\d+)?$/i.test(text)) return undefined
  return Number(text.replaceAll('_', ''))
}

function notANumber(cell: Cell, row: number, column: string): BrineError {
  return new BrineError('invalid_cell', `expected a number, got ${JSON.stringify(cell)}`, { where: { row, column } })
}

const cast: Prepare<'cast'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  return (_, rows) => {
    const length = rows * input.width
    output.data.set(length === input.data.length ? input.data : input.data.subarray(0, length))
  }
}

const checkFinite: Prepare<'checkFinite'> = (op, storage) => {
  const input = storage.matrix(op.input)
  return ({ start }, rows) => {
    const x = input.data
    const length = rows * input.width
    // A sum is finite unless one of its terms is not (or it overflows, which the slow look then clears).
    let sum = 0
    for (let i = 0; i < length; i++) sum += x[i] as number
    if (!Number.isFinite(sum)) refuseNonFinite(op, x, length, start, input.dtype)
  }
}

/** Throws for the cells that are not allowed, if there are any. */
export function refuseNonFinite(
  op: CheckFinite,
  x: ArrayLike<number>,
  length: number,
  start: number,
  dtype: string,
): void {
  const width = op.sources.length
  const issues: Issue[] = []
  let count = 0
  for (let i = 0; i < length; i++) {
    const value = x[i] as number
    const isAllowed = Number.isNaN(value) ? op.allowMissing : op.allowInfinite || Number.isFinite(value)
    if (isAllowed || count++ >= MAX_ISSUES) continue
    const where = { row: start + Math.floor(i / width), column: op.sources[i % width] as string }
    issues.push({ where, problem: describe(value, op.estimator, dtype) })
  }
  if (count === 0) return
  const isMissing = issues[0]?.problem === describe(Number.NaN, op.estimator, dtype)
  throw cellError(isMissing ? 'missing_value' : 'infinite_value', issues, count, REMEDY)
}

const REMEDY = 'Fill the value in before predicting, or train the model with an imputer such as SimpleImputer.'

function describe(value: number, estimator: string, dtype: string): string {
  if (Number.isNaN(value)) return `the value is missing (NaN), and ${estimator} has no rule for that`
  return `${estimator} cannot take an infinite value, or one too large for ${dtype}`
}

export const COLUMN_KERNELS: KernelsOf<ColumnOperator> = {
  cast,
  checkFinite,
  concat,
  concatObjects,
  inputNumbers,
  inputObjects,
  parseNumbers,
  selectColumns,
  selectObjects,
}
