/** The columns that a service reads, and what is checked of them before any step runs. */
import {
  type Column,
  type ColumnType,
  cellAt,
  cellColumn,
  isMissingAt,
  isNumericType,
  numericColumn,
} from '../frame/column.ts'
import { type Frame, withColumn } from '../frame/frame.ts'
import { EXPECTED, storedFromValue } from '../frame/parse-cell.ts'
import type { Schema } from '../frame/schema.ts'
import type { InputColumn } from '../program/program.ts'
import { type Notes, showCell } from '../steps/report.ts'
import { type CompiledStep, rowStep } from '../steps/step.ts'
import { stepError } from '../steps/step-error.ts'
import type { Cell } from '../tensor/tensor.ts'
import type { InputOptions, ServiceDefinition } from './definition/definition.ts'

/** One column that a service reads. */
export interface InputSpec {
  readonly name: string
  readonly type: ColumnType
  readonly required: boolean
  readonly nullable: boolean
  /** As the column stores it: a number for a numeric type. */
  readonly default?: Cell
  readonly values?: readonly Cell[]
  readonly min?: number
  readonly max?: number
  readonly description?: string
  /** As a request would send it. */
  readonly example?: Cell
}

/**
 * What the file declares, completed by what the models know. With `model_inputs`, or if it declares nothing, the other
 * columns of the models come after it.
 */
export function inputSpecs(
  { inputs: declared = {}, model_inputs: isAll }: Pick<ServiceDefinition, 'inputs' | 'model_inputs'>,
  known: readonly InputColumn[],
): InputSpec[] {
  const isRead = isAll ?? Object.keys(declared).length === 0
  const others = isRead ? known.filter(({ name }) => !Object.hasOwn(declared, name)) : []
  return [...declaredSpecs(declared, known), ...others.map((column) => inputSpec(column.name, {}, column))]
}

function declaredSpecs(declared: NonNullable<ServiceDefinition['inputs']>, known: readonly InputColumn[]): InputSpec[] {
  return Object.entries(declared).map(([name, given]) => {
    const options = typeof given === 'string' ? { type: given } : given
    return inputSpec(
      name,
      options,
      known.find((column) => column.name === name),
    )
  })
}

function inputSpec(name: string, options: InputOptions, column: InputColumn | undefined): InputSpec {
  const type = options.type ?? typeOf(column, name)
  refuseRange(name, type, options)
  const isUnused = column?.type === 'unused'
  const spec = {
    name,
    type,
    required: options.required ?? (!isUnused && options.default === undefined),
    nullable: options.nullable ?? true,
    ...(options.values === undefined ? {} : { values: options.values.map((value) => allowedValue(name, type, value)) }),
    ...(options.min === undefined ? {} : { min: options.min }),
    ...(options.max === undefined ? {} : { max: options.max }),
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(options.example === undefined ? {} : { example: options.example }),
  }
  if (options.default === undefined) return spec
  const stored = storedFromValue(type, options.default)
  if (stored !== undefined) return { ...spec, default: stored }
  throw stepError(`the default ${showCell(options.default)} is not ${EXPECTED[type]}`, { column: name })
}

/** As the cells of the column are: of a float32 rounded, of a date by ISO 8601. */
function allowedValue(name: string, type: ColumnType, value: Cell): Cell {
  if (value === null) return null
  const stored = storedFromValue(type, value)
  if (stored !== undefined) return cellOf(type, stored)
  throw stepError(`the value ${showCell(value)} of \`values\` is not ${EXPECTED[type]}`, { column: name })
}

/** What a column stores as a cell of it. */
export function cellOf(type: ColumnType, stored: Cell): Cell {
  return cellAt(isNumericType(type) ? numericColumn(Float64Array.of(Number(stored))) : cellColumn([stored]), type, 0)
}

const RANGED: ReadonlySet<ColumnType> = new Set(['number', 'float32', 'integer', 'bigint', 'any'])

function refuseRange(name: string, type: ColumnType, { min, max }: InputOptions): void {
  if ((min === undefined && max === undefined) || RANGED.has(type)) return
  throw stepError(`\`min\` and \`max\` are for numbers, and the column holds ${type}`, {
    column: name,
    remedy: 'Check it by an expression, with the step filter.',
  })
}

function typeOf(column: InputColumn | undefined, name: string): ColumnType {
  switch (column?.type) {
    case 'number':
      return 'number'
    case 'string':
      return 'string'
    case 'any':
    case 'unused':
      return 'any'
    case undefined:
      throw stepError('no model knows this column, so its type has to be given', {
        column: name,
        remedy: `Write its type: ${name}: number.`,
      })
    default:
      throw stepError(`the model takes a ${column?.type} here, which services cannot pass on`, {
        column: name,
        remedy: 'Serve the model file itself.',
      })
  }
}

export function inputSchema(specs: readonly InputSpec[]): Schema {
  return specs.map(({ name, type }) => ({ name, type }))
}

/** Puts in the defaults, and rejects the rows that have a missing value or one that is not allowed. */
export function checkInputs(specs: readonly InputSpec[]): CompiledStep {
  const checks = specs.flatMap((spec, at) => (isChecked(spec) ? [{ spec, at }] : []))
  return rowStep(inputSchema(specs), (frame, notes) =>
    checks.reduce((checked, { spec, at }) => checkColumn(checked, at, spec, notes), frame),
  )
}

function isChecked({ nullable, default: standIn, values, min, max }: InputSpec): boolean {
  return !nullable || standIn !== undefined || values !== undefined || min !== undefined || max !== undefined
}

function checkColumn(frame: Frame, at: number, spec: InputSpec, notes: Notes): Frame {
  const column = frame.columns[at] as Column
  const filled = spec.default === undefined ? column : withDefault(column, spec.default)
  const values = spec.values === undefined ? undefined : new Set(spec.values)
  const { name, type, min = -Infinity, max = Infinity, nullable } = spec
  for (let r = 0; r < frame.rows; r++) {
    const cell = cellAt(filled, type, r)
    if (isMissingAt(filled, r)) {
      if (!nullable) notes.reject(r, 'the value is missing', name, null)
    } else if (values !== undefined && !values.has(cell)) {
      notes.reject(
        r,
        `expected one of ${[...values].slice(0, 10).map(showCell).join(', ')}, got ${showCell(cell)}`,
        name,
        cell,
      )
    } else if ((typeof cell === 'number' || typeof cell === 'bigint') && (cell < min || cell > max)) {
      notes.reject(r, `expected a number ${range(min, max)}, got ${showCell(cell)}`, name, cell)
    }
  }
  return filled === column ? frame : withColumn(frame, at, filled)
}

function range(min: number, max: number): string {
  if (max === Infinity) return `from ${min} on`
  return min === -Infinity ? `up to ${max}` : `from ${min} to ${max}`
}

/** The column itself if nothing is missing. */
function withDefault(column: Column, standIn: Cell): Column {
  let first = 0
  while (first < column.data.length && !isMissingAt(column, first)) first++
  if (first === column.data.length) return column
  if (column.kind === 'numeric') {
    return numericColumn(column.data.map((value) => (Number.isNaN(value) ? (standIn as number) : value)))
  }
  return cellColumn(column.data.map((cell, r) => (isMissingAt(column, r) ? standIn : cell)))
}

/** The value that stands for a column that was left out. */
export function standIn({ type, default: value }: InputSpec): Cell {
  return value ?? (isNumericType(type) ? Number.NaN : null)
}
