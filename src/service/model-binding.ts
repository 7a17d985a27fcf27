/** The columns of a service into the blocks that a model's engine reads: who is who is settled once. */
import type { ModelInput } from '../engine/kernel.ts'
import { type Column, type ColumnType, cellAt, isArithmetic } from '../frame/column.ts'
import type { Frame } from '../frame/frame.ts'
import { type ColumnSpec, columnAt, findColumn, type Schema } from '../frame/schema.ts'
import type { InputColumn } from '../program/program.ts'
import { type Notes, showCell } from '../steps/report.ts'
import { stepError } from '../steps/step-error.ts'
import { nearestName } from '../tensor/nearest-name.ts'
import type { Cell } from '../tensor/tensor.ts'
import type { ColumnChoice } from './definition/predict-definition.ts'
import type { Model } from './model.ts'

/** What a model can take its columns from. */
export interface Arriving {
  readonly input: Schema
  /** Where the columns stand that a model without names takes, one after the other. */
  readonly positional: readonly number[]
}

export interface ModelBinding {
  /** For each column of the model, where it stands; -1 for one that no method reads and that is not there. */
  readonly sources: readonly number[]
  /**
   * The rows as the model reads them. The block of numbers is used again by the next call. Rows with a cell of a kind
   * that the model does not take are rejected, and added to `unfit`.
   */
  fill(frame: Frame, notes: Notes, unfit: Set<number>): ModelInput
}

/** Throws `service_invalid` if the columns do not fit the model. */
export function bindModel(model: Model, arriving: Arriving, columns: ColumnChoice | undefined): ModelBinding {
  const { inputs } = model.signature
  refuseStructures(model)
  const sources = columns === undefined ? sourcesOf(model, arriving) : chosenSources(model, arriving, columns)
  for (const [i, input] of inputs.entries()) refuseType(model, input, arriving.input[sources[i] as number])
  return { sources, fill: filler(inputs, sources, arriving.input) }
}

/** Records and lists have no columns that could bring them. */
function refuseStructures({ name, signature }: Model): void {
  const column = signature.inputs.find(({ structureSlot }) => structureSlot >= 0)
  if (column === undefined) return
  throw stepError(`the model ${name} takes ${column.type}s, which columns of a service do not hold`, {
    column: column.name,
    remedy: 'Serve the model file itself, without a service around it.',
  })
}

interface Bound {
  readonly slot: number
  readonly at: number
  readonly input: InputColumn
}

function filler(inputs: readonly InputColumn[], sources: readonly number[], schema: Schema): ModelBinding['fill'] {
  const bound = inputs.map((input, i) => ({ input, at: sources[i] as number }))
  const numbers = bound.filter(({ input }) => input.numberSlot >= 0)
  const slots: Bound[] = numbers.map((each) => ({ ...each, slot: each.input.numberSlot }))
  const readers = bound
    .filter(({ input }) => input.objectSlot >= 0)
    .sort((a, b) => a.input.objectSlot - b.input.objectSlot)
    .map(({ input, at }) => cellReader(input, at, schema[at]?.type))
  const numberWidth = slots.length
  let block = new Float64Array(numberWidth)
  return (frame, notes, unfit) => {
    const { rows } = frame
    if (block.length !== rows * numberWidth) block = new Float64Array(rows * numberWidth)
    if (numberWidth > 0) fillNumbers(block, slots, frame, notes, unfit)
    const objects = readers.length === 0 ? NO_CELLS : readers.map((read) => read(frame, notes, unfit))
    return { rows, numbers: block, numberWidth, objects }
  }
}

const NO_CELLS: ModelInput['objects'] = []

/** As many rows of the block as stay in the first-level cache while its columns are written one after the other. */
const TILE_ROWS = 64

function fillNumbers(block: Float64Array, bound: readonly Bound[], frame: Frame, notes: Notes, unfit: Set<number>) {
  const { rows, columns } = frame
  const width = bound.length
  for (let start = 0; start < rows; start += TILE_ROWS) {
    const end = Math.min(rows, start + TILE_ROWS)
    for (let c = 0; c < width; c++) {
      const { slot, at } = bound[c] as Bound
      const column = columns[at]
      if (column?.kind === 'numeric') {
        const { data } = column
        for (let r = start, i = start * width + slot; r < end; r++, i += width) block[i] = data[r] as number
      } else if (start === 0) fillFromCells(block, bound[c] as Bound, width, column, rows, notes, unfit)
    }
  }
}

function fillFromCells(
  block: Float64Array,
  { slot, input }: Bound,
  width: number,
  column: Column | undefined,
  rows: number,
  notes: Notes,
  unfit: Set<number>,
): void {
  for (let r = 0; r < rows; r++) {
    const cell = column === undefined ? null : (column.data[r] as Cell)
    const number = numberOf(cell)
    block[r * width + slot] = number ?? Number.NaN
    if (number !== undefined) continue
    unfit.add(r)
    notes.reject(r, `expected a number, got ${showCell(cell)}`, input.name, cell)
  }
}

function numberOf(cell: Cell): number | undefined {
  if (cell === null) return Number.NaN
  return typeof cell === 'string' ? undefined : Number(cell)
}

type ReadCells = (frame: Frame, notes: Notes, unfit: Set<number>) => readonly Cell[]

function cellReader(input: InputColumn, at: number, type: ColumnType | undefined): ReadCells {
  if (type === undefined) return (frame) => new Array<Cell>(frame.rows).fill(null)
  const convert = categoryOf(input)
  const isChecked = input.type === 'string' && type !== 'string'
  return (frame, notes, unfit) => {
    const column = frame.columns[at] as Column
    if (isChecked && column.kind === 'cells') refuseOthers(column.data, input, notes, unfit)
    if (column.kind === 'cells') return convert === undefined ? column.data : column.data.map(convert)
    const cells = new Array<Cell>(frame.rows)
    for (let r = 0; r < frame.rows; r++) {
      const cell = cellAt(column, type, r)
      cells[r] = convert === undefined ? cell : convert(cell)
    }
    return cells
  }
}

/** Python takes True for 1 and False for 0 when it looks a category up; here a cell becomes what the model knows. */
function categoryOf({ categories }: InputColumn): ((cell: Cell) => Cell) | undefined {
  const known = categories?.filter((cell) => cell !== null && !Number.isNaN(cell)) ?? []
  if (known.length === 0) return undefined
  if (known.every((cell) => typeof cell === 'boolean')) {
    return (cell) => (cell === 0 || cell === 1 || cell === 0n || cell === 1n ? Number(cell) === 1 : cell)
  }
  if (!known.every((cell) => typeof cell === 'number')) return undefined
  return (cell) => (typeof cell === 'boolean' || typeof cell === 'bigint' ? Number(cell) : cell)
}

function refuseOthers(cells: readonly Cell[], input: InputColumn, notes: Notes, unfit: Set<number>): void {
  cells.forEach((cell, r) => {
    if (cell === null || typeof cell === 'string') return
    unfit.add(r)
    notes.reject(r, `expected a string, got ${showCell(cell)}`, input.name, cell)
  })
}

function sourcesOf(model: Model, { input, positional }: Arriving): number[] {
  const { inputs, named } = model.signature
  if (named) return inputs.map((column) => namedSource(model, column, column.name, input))
  // Columns that are called x0, x1, … are known by these names, in whatever order they come.
  const byName = inputs.map(({ name }) => positional.find((at) => input[at]?.name === name))
  return byName.every((at) => at !== undefined) ? byName : inOrder(model, positional, input)
}

function namedSource(model: Model, { type }: InputColumn, name: string, schema: Schema): number {
  const at = findColumn(schema, name)
  if (at !== undefined) return at
  if (type === 'unused') return -1
  const names = schema.map((column) => column.name)
  const nearest = nearestName(name, names)
  throw stepError(`the model ${model.name} needs the column "${name}", which does not arrive`, {
    column: name,
    remedy: `${nearest === undefined ? '' : `Is "${nearest}" meant to be it? `}The columns are ${names.join(', ')}.`,
  })
}

function inOrder(model: Model, positions: readonly number[], schema: Schema): number[] {
  const { inputs } = model.signature
  if (positions.length === inputs.length) return [...positions]
  const names = positions.map((at) => schema[at]?.name).join(', ')
  const problem = `the model ${model.name} takes ${inputs.length} columns by position, and ${positions.length} arrive: ${names}`
  throw stepError(problem, { remedy: 'Choose them, in the order of the model: columns: [...].' })
}

function chosenSources(model: Model, { input }: Arriving, columns: ColumnChoice): number[] {
  const { inputs, named } = model.signature
  if (!Array.isArray(columns)) return mappedSources(model, input, columns as Readonly<Record<string, string>>)
  const list = columns as readonly string[]
  const positions = list.map((name) => columnAt(input, name))
  if (!named) return inOrder(model, positions, input)
  const missing = inputs.find(({ name, type }) => type !== 'unused' && !list.includes(name))
  if (missing === undefined) return inputs.map(({ name }) => (list.includes(name) ? columnAt(input, name) : -1))
  throw stepError(`the model ${model.name} knows its columns by name, and "${missing.name}" is not among the chosen`, {
    column: missing.name,
    remedy: `Say which column it is: columns: { ${missing.name}: … }.`,
  })
}

/** Columns that are not mapped keep their names. */
function mappedSources(model: Model, schema: Schema, mapping: Readonly<Record<string, string>>): number[] {
  const { inputs } = model.signature
  const known = inputs.map(({ name }) => name)
  const unknown = Object.keys(mapping).find((name) => !known.includes(name))
  if (unknown !== undefined) {
    const nearest = nearestName(unknown, known)
    throw stepError(`the model ${model.name} has no column "${unknown}"`, {
      column: unknown,
      remedy: nearest === undefined ? `Its columns are ${known.join(', ')}.` : `Did you mean "${nearest}"?`,
    })
  }
  return inputs.map((input) => {
    const from = Object.hasOwn(mapping, input.name) ? mapping[input.name] : undefined
    return from === undefined ? namedSource(model, input, input.name, schema) : columnAt(schema, from)
  })
}

/** A type that can never fit is found before there is a row. */
function refuseType(model: Model, input: InputColumn, column: ColumnSpec | undefined): void {
  if (column === undefined || input.type === 'unused' || input.type === 'any') return
  const isFit =
    input.type === 'number'
      ? isArithmetic(column.type) || column.type === 'bigint' || column.type === 'any'
      : column.type === 'string' || column.type === 'any'
  if (isFit) return
  const wanted = input.type === 'number' ? 'number' : 'string'
  throw stepError(`the model ${model.name} takes a ${wanted} here, and ${column.type} arrives`, {
    column: column.name,
    remedy: `Make it one first: cast: { columns: ${column.name}, to: ${wanted} }.`,
  })
}
