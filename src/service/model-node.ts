/** A model as a part of a service: columns in, columns of answers out. */
import type { ModelInput } from '../engine/kernel.ts'
import { BrineError } from '../errors.ts'
import {
  type Column,
  type ColumnType,
  cellAt,
  cellColumn,
  isArithmetic,
  isNumericType,
  missingColumn,
  numericColumn,
} from '../frame/column.ts'
import { type Frame, takeRows } from '../frame/frame.ts'
import { type AnswerRole, type ColumnSpec, findColumn, type Schema } from '../frame/schema.ts'
import type { InputColumn, MethodName } from '../program/program.ts'
import { type Notes, showCell } from '../steps/report.ts'
import { stepError } from '../steps/step-error.ts'
import { nearestName } from '../tensor/nearest-name.ts'
import type { Cell } from '../tensor/tensor.ts'
import { answerColumns, answerNames } from './answer-columns.ts'
import type { Model } from './model.ts'
import type { OutputSpec } from './signature.ts'

/** A part of `predict`: a model, or several put together. */
export interface AnswerNode {
  readonly output: Schema
  /** One column for each of `output`. A row that cannot be answered is rejected, and its answers are missing. */
  run(frame: Frame, notes: Notes): readonly Column[]
}

/** Asks `methods` of a model, for rows of `input`. Throws `service_invalid` if the columns do not fit the model. */
export function modelNode(
  model: Model,
  methods: readonly MethodName[],
  input: Schema,
  passthrough: readonly string[],
): AnswerNode {
  const fill = inputFiller(model, input, passthrough)
  const output = answerSchema(model, methods)
  const names = output.map(({ name }) => name)
  const ask = (frame: Frame, notes: Notes): readonly Column[] => {
    const outputs = model.inferSync({ input: fill(frame, notes), methods })
    return answerColumns(names, methods, outputs).map(({ at }, c) =>
      answerColumn(output[c] as ColumnSpec, at, frame.rows),
    )
  }
  return {
    output,
    run: (frame, notes) => (frame.rows === 0 ? emptyAnswers(output) : answered(frame, notes, output, ask)),
  }
}

function emptyAnswers(output: Schema): readonly Column[] {
  return output.map(({ type }) => missingColumn(type, 0))
}

type Ask = (frame: Frame, notes: Notes) => readonly Column[]

/** Where the model refuses rows, they are rejected, and the others asked again. */
function answered(frame: Frame, notes: Notes, output: Schema, ask: Ask): readonly Column[] {
  try {
    return ask(frame, notes)
  } catch (error) {
    if (!(error instanceof BrineError) || (error.family !== 'inference' && error.family !== 'data')) throw error
    if (frame.rows === 1) {
      for (const { where, problem } of issuesOf(error)) notes.reject(0, problem, where.column)
      return output.map(({ type }) => missingColumn(type, 1))
    }
    return halved(frame, notes, output, ask)
  }
}

function issuesOf(error: BrineError): BrineError['issues'] {
  return error.issues.length === 0 ? [{ where: error.where, problem: error.problem }] : error.issues
}

/** A model says of a block which rows it refuses, but lists only the first: halves find the others. */
function halved(frame: Frame, notes: Notes, output: Schema, ask: Ask): readonly Column[] {
  const middle = frame.rows >> 1
  const ranges = [
    [0, middle],
    [middle, frame.rows],
  ] as const
  const parts = ranges.map(([from, to]) => {
    const rows = Int32Array.from({ length: to - from }, (_, r) => from + r)
    const shifted: Notes = {
      dropped: (reason, count) => notes.dropped(reason, count),
      reject: (position, ...rest) => notes.reject(from + position, ...rest),
    }
    return answered(takeRows(frame, rows), shifted, output, ask)
  })
  return output.map((_, c) => joined(parts.map((part) => part[c] as Column)))
}

function joined(columns: readonly Column[]): Column {
  if (columns.every((column) => column.kind === 'numeric')) {
    return numericColumn(Float64Array.from(columns.flatMap(({ data }) => [...data])))
  }
  return cellColumn(columns.flatMap((column) => [...column.data] as Cell[]))
}

type Fill = (frame: Frame, notes: Notes) => ModelInput

/** Which columns the model takes from where, looked up once. */
function inputFiller(model: Model, schema: Schema, passthrough: readonly string[]): Fill {
  const inputs = model.signature.inputs
  const sources = sourcesOf(model, schema, passthrough)
  const numbers = inputs.flatMap((input, i) => (input.numberSlot >= 0 ? [{ input, at: sources[i] as number }] : []))
  const objects = inputs.flatMap((input, i) => (input.objectSlot >= 0 ? [{ input, at: sources[i] as number }] : []))
  objects.sort((a, b) => a.input.objectSlot - b.input.objectSlot)
  const numberWidth = numbers.length
  return (frame, notes) => {
    const block = new Float64Array(frame.rows * numberWidth)
    for (const { input, at } of numbers) {
      if (at >= 0) fillNumbers(block, numberWidth, input, frame.columns[at] as Column, notes)
      else fillSlot(block, numberWidth, input.numberSlot, Number.NaN)
    }
    const cells = objects.map(({ at, input }) => objectCells(frame, at, schema[at]?.type ?? 'any', input, notes))
    return { rows: frame.rows, numbers: block, numberWidth, objects: cells }
  }
}

function fillSlot(block: Float64Array, width: number, slot: number, value: number): void {
  for (let i = slot; i < block.length; i += width) block[i] = value
}

function fillNumbers(block: Float64Array, width: number, input: InputColumn, column: Column, notes: Notes): void {
  const { numberSlot: slot } = input
  if (column.kind === 'numeric') {
    const { data } = column
    for (let r = 0, i = slot; i < block.length; r++, i += width) block[i] = data[r] as number
    return
  }
  column.data.forEach((cell, r) => {
    const number = numberOf(cell)
    if (number === undefined) notes.reject(r, `expected a number, got ${showCell(cell)}`, input.name, cell)
    block[r * width + slot] = number ?? Number.NaN
  })
}

function numberOf(cell: Cell): number | undefined {
  if (cell === null) return Number.NaN
  return typeof cell === 'string' ? undefined : Number(cell)
}

function objectCells(frame: Frame, at: number, type: ColumnType, input: InputColumn, notes: Notes): readonly Cell[] {
  const column = frame.columns[at]
  if (column === undefined) return new Array<Cell>(frame.rows).fill(null)
  if (column.kind === 'cells') {
    if (input.type === 'string' && type !== 'string') refuseOthers(column.data, input, notes)
    return column.data
  }
  return Array.from(column.data, (_, r) => cellAt(column, type, r))
}

function refuseOthers(cells: readonly Cell[], input: InputColumn, notes: Notes): void {
  cells.forEach((cell, r) => {
    if (cell === null || typeof cell === 'string') return
    notes.reject(r, `expected a string, got ${showCell(cell)}`, input.name, cell)
  })
}

/** For each column of the model, where it stands; -1 for one that no method reads and that is not there. */
function sourcesOf(model: Model, schema: Schema, passthrough: readonly string[]): number[] {
  const { inputs, named } = model.signature
  const isByName = named || inputs.every(({ name }) => findColumn(schema, name) !== undefined)
  const sources = isByName ? namedSources(model, schema) : positionalSources(model, schema, passthrough)
  for (const [i, input] of inputs.entries()) refuseType(model, input, schema[sources[i] as number])
  return sources
}

function namedSources(model: Model, schema: Schema): number[] {
  return model.signature.inputs.map(({ name, type }) => {
    const at = findColumn(schema, name)
    if (at !== undefined) return at
    if (type === 'unused') return -1
    const names = schema.map((column) => column.name)
    const nearest = nearestName(name, names)
    throw stepError(`the model ${model.name} needs the column "${name}", which does not arrive`, {
      column: name,
      remedy: `${nearest === undefined ? '' : `Is "${nearest}" meant to be it? `}The columns are ${names.join(', ')}.`,
    })
  })
}

function positionalSources(model: Model, schema: Schema, passthrough: readonly string[]): number[] {
  const { inputs } = model.signature
  const positions = schema.flatMap(({ name }, at) => (passthrough.includes(name) ? [] : [at]))
  if (positions.length === inputs.length) return positions
  const names = positions.map((at) => schema[at]?.name).join(', ')
  const problem = `the model ${model.name} takes ${inputs.length} columns by position, and ${positions.length} arrive: ${names}`
  throw stepError(problem, { remedy: 'Choose them, in their order: select: [...].' })
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

/** The columns of the answers, as the command line calls them. */
export function answerSchema(model: Model, methods: readonly MethodName[]): Schema {
  const names = answerNames(model.signature, methods)
  const specs = methods.flatMap((method) => {
    const spec = model.signature.outputs.find((output) => output.method === method)
    return spec === undefined ? [] : columnSpecs(spec, 0, classesOf(model))
  })
  return specs.map((spec, i) => ({ ...spec, name: names[i] as string }))
}

/** The classes of each target, as `predict` answers with them. */
function classesOf({ signature }: Model): readonly (readonly Cell[])[] {
  const predict = signature.outputs.find(({ method }) => method === 'predict')
  return predict?.classes?.map(({ labels }) => labels) ?? []
}

type Unnamed = Omit<ColumnSpec, 'name'>

function columnSpecs(spec: OutputSpec, target: number, classes: readonly (readonly Cell[])[]): Unnamed[] {
  if (spec.shape === 'list')
    return (spec.items ?? []).flatMap((item, i) => columnSpecs(item, i, classes.slice(i, i + 1)))
  if (spec.classes !== undefined) {
    return spec.classes.map(({ labels }, i) => ({
      type: typeOfLabels(labels),
      values: labels,
      role: { kind: 'label', target: target + i },
    }))
  }
  const width = spec.shape === 'matrix' ? (spec.width ?? 0) : 1
  const roles = spec.method === 'predict_proba' ? probabilityRoles(spec, width, target, classes) : undefined
  return Array.from({ length: width }, (_, c) => ({
    type: typeOfNumbers(spec),
    role: roles?.[c] ?? { kind: 'value', target },
  }))
}

/** A column for each class; or, where a matrix holds several yes-or-no targets, that of "yes" for each target. */
function probabilityRoles(
  { columns }: OutputSpec,
  width: number,
  target: number,
  classes: readonly (readonly Cell[])[],
): readonly AnswerRole[] | undefined {
  const [only, ...others] = classes
  if (others.length > 0 && classes.length === width) {
    return classes.map((labels, t) => ({ kind: 'probability', target: t, label: labels.at(-1) as Cell }))
  }
  const labels = only?.length === width ? only : columns
  return labels?.map((label) => ({ kind: 'probability', target, label }))
}

function typeOfNumbers({ dtype }: OutputSpec): ColumnType {
  switch (dtype) {
    case 'float64':
      return 'number'
    case 'float32':
      return 'float32'
    case 'int64':
      return 'integer'
    case 'bool':
      return 'boolean'
    default:
      return 'any'
  }
}

function typeOfLabels(labels: readonly Cell[]): ColumnType {
  if (labels.every((label) => typeof label === 'string')) return 'string'
  if (labels.every((label) => typeof label === 'boolean')) return 'boolean'
  if (labels.every((label) => Number.isSafeInteger(label))) return 'integer'
  return labels.every((label) => typeof label === 'number') ? 'number' : 'any'
}

function answerColumn({ type }: ColumnSpec, at: (row: number) => Cell, rows: number): Column {
  if (!isNumericType(type)) return cellColumn(Array.from({ length: rows }, (_, r) => at(r)))
  const data = new Float64Array(rows)
  for (let r = 0; r < rows; r++) {
    const cell = at(r)
    data[r] = cell === null ? Number.NaN : Number(cell)
  }
  return numericColumn(data)
}
