/** A row that a model accepts, near the middle of what it was fitted on: for the docs and their examples. */
import { BrineError } from '../errors.ts'
import type { ExampleRows } from '../formats/mlflow/example.ts'
import type { Operator } from '../program/operators.ts'
import type { InputColumn, Program, RecordField } from '../program/program.ts'
import type { ValueId } from '../program/value.ts'
import type { Cell, Structure } from '../tensor/tensor.ts'
import type { RowReader } from './rows.ts'
import type { Signature } from './signature.ts'

/** The first row that was logged with the model, in the model's order; `undefined` if the model does not accept it. */
export function loggedRow(
  example: ExampleRows | undefined,
  reader: RowReader,
  program: Program,
): readonly Cell[] | undefined {
  const [first] = example?.rows ?? []
  const cells = cellsOf(first, example?.columns, program.inputs)
  if (cells === undefined) return undefined
  try {
    reader.fromArrays([cells])
    return cells
  } catch (error) {
    if (error instanceof BrineError) return undefined
    throw error
  }
}

function cellsOf(
  row: unknown,
  names: readonly string[] | undefined,
  columns: readonly InputColumn[],
): readonly Cell[] | undefined {
  if (Array.isArray(row)) {
    const order = columns.map(({ name }, i) => names?.indexOf(name) ?? i)
    const isComplete = order.every((from) => from >= 0 && from < row.length)
    if (isComplete) return order.map((from) => row[from] as Cell)
    return row.length === columns.length ? (row as readonly Cell[]) : undefined
  }
  if (typeof row !== 'object' || row === null) return undefined
  const record = row as Readonly<Record<string, unknown>>
  return columns.map(({ name }) => (Object.hasOwn(record, name) ? (record[name] as Cell) : null))
}

/** One cell a column, in the model's order. */
export function exampleRow(program: Program): readonly Structure[] {
  const numbers = typicalNumbers(program)
  return program.inputs.map((column) => exampleCell(column, numbers.get(column.numberSlot)))
}

/**
 * True if a row is written as its only cell: a text, a record or a list, where nobody has named the column. As a row of one
 * cell it is understood as well.
 */
export function isBareRow({ named, inputs }: Signature): boolean {
  const [only] = inputs
  const isBare = only?.type === 'record' || only?.type === 'list' || (only?.type === 'string' && only.name === 'text')
  return !named && inputs.length === 1 && isBare
}

const EXAMPLE_FIELDS = 5

function exampleRecord(fields: readonly RecordField[] | undefined): Structure {
  if (fields === undefined) return { name: 'text', size: 1 }
  const cells = fields.slice(0, EXAMPLE_FIELDS).map(({ name, categories }) => [name, categories?.[0] ?? 1] as const)
  return Object.fromEntries(cells)
}

function exampleCell(column: InputColumn, typical: number | undefined): Structure {
  if (column.type === 'record') return exampleRecord(column.fields)
  if (column.type === 'list') return []
  const known = column.categories?.find((cell) => cell !== null && !Number.isNaN(cell))
  if (known !== undefined) return known
  if (column.type === 'number') return typical ?? 0
  if (column.type === 'unused') return null
  return column.type === 'any' && typical !== undefined ? typical : 'text'
}

/** What operators on the raw input tell about each number slot: fill values, means, split points, support vectors. */
function typicalNumbers(program: Program): ReadonlyMap<number, number> {
  const typical = new Map<number, number>()
  /** The slot of each column, for values that hold the caller's numbers unchanged. */
  const slots = new Map<ValueId, ArrayLike<number>>()
  for (const operator of program.operators) {
    const passed = passedSlots(operator, slots)
    if (passed !== undefined) slots.set(operator.output, passed)
    const source = 'input' in operator ? slots.get(operator.input) : undefined
    if (source === undefined) continue
    centers(operator, source.length).forEach((center, c) => {
      const slot = source[c] as number
      if (Number.isFinite(center) && !typical.has(slot)) typical.set(slot, Number(center.toPrecision(4)))
    })
  }
  return typical
}

function passedSlots(operator: Operator, slots: ReadonlyMap<ValueId, ArrayLike<number>>) {
  if (operator.op === 'inputNumbers') return operator.slots
  if (operator.op === 'selectColumns') {
    const source = slots.get(operator.input)
    return source === undefined ? undefined : operator.columns.map((column) => source[column] as number)
  }
  const isUnchanged = operator.op === 'cast' || operator.op === 'checkFinite' || operator.op === 'imputeNumbers'
  return isUnchanged ? slots.get(operator.input) : undefined
}

/** The middle of each of `width` columns, as far as the operator knows one. */
function centers(operator: Operator, width: number): readonly number[] {
  switch (operator.op) {
    case 'imputeNumbers':
      return Array.from(operator.fill)
    case 'columnwise': {
      const [first] = operator.steps
      return first?.kind === 'subtract' ? Array.from(first.values) : []
    }
    case 'treeEnsemble':
      return splitMedians(operator.trees, width)
    case 'kernelMatrix':
      return means(operator.vectors, width)
    default:
      return []
  }
}

/** Enough nodes to find a middle by. */
const MAX_NODES = 10_000

function splitMedians(
  { left, feature, threshold }: { left: Int32Array; feature: Int32Array; threshold: Float64Array },
  width: number,
): number[] {
  const splits = Array.from({ length: width }, (): number[] => [])
  for (let node = 0; node < Math.min(left.length, MAX_NODES); node++) {
    if (left[node] !== -1) splits[feature[node] as number]?.push(threshold[node] as number)
  }
  return splits.map((values) => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN)
}

function means(vectors: Float64Array, width: number): number[] {
  const rows = Math.min(vectors.length / width, MAX_NODES)
  return Array.from({ length: width }, (_, c) => {
    let sum = 0
    for (let r = 0; r < rows; r++) sum += vectors[r * width + c] as number
    return sum / rows
  })
}
