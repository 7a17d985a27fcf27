/** Calls functions of the user's own, and checks what they answer. */
import { BrineError } from '../../errors.ts'
import type { CustomFunction, OwnFunctionOperator } from '../../program/operators/own-functions.ts'
import { type CellFunction, functionOf, invalidFunction } from '../../program/own-functions.ts'
import type { Cell } from '../../tensor/tensor.ts'
import type { KernelsOf, Prepare, Step, Storage } from '../kernel.ts'

type Rows = ArrayLike<ArrayLike<unknown>>

const customFunction: Prepare<'customFunction'> = (op, storage) => {
  const call = functionOf(storage.function(op.name)) as CellFunction
  const read = rowsReader(op, storage)
  const { width } = storage.type(op.output)
  const write = writer(op, storage, width)
  return (run, rows) => {
    const given = read(rows)
    const answered = called(op, () => call(given, op.columns, op.options))
    refuseShape(op.name, answered, rows, width)
    write(answered)(run, rows)
  }
}

/** Rows of their own: the function may change what it is given. */
function rowsReader({ input }: CustomFunction, storage: Storage): (rows: number) => Cell[][] {
  const { kind, width } = storage.type(input)
  if (kind === 'numeric') {
    const matrix = storage.matrix(input)
    return (rows) => {
      const x = matrix.data
      return Array.from({ length: rows }, (_, r) => Array.from(x.subarray(r * width, (r + 1) * width)))
    }
  }
  const block = storage.cells(input)
  return (rows) => Array.from({ length: rows }, (_, r) => block.columns.map((column) => column[r] as Cell))
}

function called(op: CustomFunction, call: () => Rows): Rows {
  try {
    return call()
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    throw new BrineError('function_failed', `the function given for ${op.name} failed: ${said}`, {
      details: { function: op.name },
      cause: error,
    })
  }
}

function refuseShape(name: string, answered: unknown, rows: number, width: number): asserts answered is Rows {
  const list = answered as Partial<Rows> | null | undefined
  if (typeof list !== 'object' || typeof list?.length !== 'number') {
    const found = typeof (answered as PromiseLike<unknown>)?.then === 'function' ? 'a promise' : typeof answered
    throw invalidFunction(name, `answers with ${found}, not with rows`, 'Return an array of rows, each an array.')
  }
  if (list.length !== rows) {
    throw invalidFunction(name, `answers ${rows} rows with ${list.length}`, 'Return one row for each that it is given.')
  }
  for (let r = 0; r < rows; r++) {
    const row = list[r] as Partial<ArrayLike<unknown>> | null | undefined
    if (typeof row === 'object' && row?.length === width) continue
    const found = typeof row === 'object' && row !== null ? `a row of ${row.length} values` : String(row)
    const remedy = 'Say how many columns it answers with: { width: …, function }.'
    throw invalidFunction(name, `answers with ${found}, and a row of ${width} is expected`, remedy)
  }
}

function writer({ name, output }: CustomFunction, storage: Storage, width: number): (answered: Rows) => Step {
  if (storage.type(output).kind === 'numeric') {
    const matrix = storage.matrix(output)
    return (answered) => (_, rows) => {
      const out = matrix.data
      for (let r = 0; r < rows; r++) {
        const row = answered[r] as ArrayLike<unknown>
        for (let c = 0; c < width; c++) out[r * width + c] = numberOf(name, row[c])
      }
    }
  }
  const block = storage.cells(output)
  return (answered) => (_, rows) => {
    block.columns = Array.from({ length: width }, (_, c) =>
      Array.from({ length: rows }, (_, r) => ((answered[r] as ArrayLike<unknown>)[c] ?? null) as Cell),
    )
  }
}

/** Booleans are numbers, as in Python, and null is a missing one. */
function numberOf(name: string, value: unknown): number {
  if (typeof value === 'number') return value
  if (value === null || value === undefined) return Number.NaN
  if (typeof value === 'boolean' || typeof value === 'bigint') return Number(value)
  throw invalidFunction(name, `answers with a ${typeof value} where a number is expected`, 'Return numbers.')
}

export const OWN_FUNCTION_KERNELS: KernelsOf<OwnFunctionOperator> = { customFunction }
