/** A row that a service accepts, as a record: for the docs and their examples. */
import { BrineError } from '../errors.ts'
import type { ColumnType } from '../frame/column.ts'
import { storedFromValue } from '../frame/parse-cell.ts'
import { FrameNotes } from '../steps/pipeline.ts'
import type { Cell, Structure } from '../tensor/tensor.ts'
import { cellOf, type InputSpec } from './inputs.ts'
import type { Service } from './service.ts'

export type ExampleRecord = { readonly [column: string]: Cell }

/**
 * The examples that the service gives, cells of the models' own where columns are theirs, or else made of type, values,
 * range and default. Where the service rejects the text of a column, a number or a date written as text is tried, which a
 * step may ask for.
 */
export function exampleRecord(service: Service): ExampleRecord {
  let record: Record<string, Cell> = typicalRecord(service)
  for (const text of ['1', '2024-02-29']) {
    const rejected = rejectedTexts(service, record)
    if (rejected.length === 0) break
    record = { ...record, ...Object.fromEntries(rejected.map((name) => [name, text])) }
  }
  return record
}

/** The columns of texts whose value some step cannot work with. */
function rejectedTexts(service: Service, record: ExampleRecord): readonly string[] {
  const isFree = ({ type, values, example }: InputSpec) =>
    type === 'string' && values === undefined && example === undefined
  const texts = new Set(service.inputs.filter(isFree).map(({ name }) => name))
  try {
    const notes = new FrameNotes()
    const { rejections } = service.answer(service.reader.fromRecords([record], notes), notes)
    return rejections.flatMap(({ column }) => (column !== undefined && texts.has(column) ? [column] : []))
  } catch (error) {
    if (!(error instanceof BrineError)) throw error
    return error.issues.flatMap(({ where: { column } }) => (column !== undefined && texts.has(column) ? [column] : []))
  }
}

function typicalRecord({ inputs, models }: Service): Record<string, Cell> {
  const known = new Map<string, Structure>()
  for (const { signature, exampleRow } of models.values()) {
    signature.inputs.forEach(({ name }, i) => {
      if (!known.has(name)) known.set(name, exampleRow[i] ?? null)
    })
  }
  return Object.fromEntries(inputs.map((spec) => [spec.name, exampleCell(spec, known.get(spec.name))]))
}

function exampleCell(spec: InputSpec, known: Structure | undefined): Cell {
  const candidates = [spec.example, known, ...(spec.values ?? []), shownDefault(spec), typical(spec)]
  return (candidates.find((cell) => isAccepted(spec, cell)) ?? null) as Cell
}

/** True for a value that the column holds, and that is allowed. */
function isAccepted({ type, values, min = -Infinity, max = Infinity }: InputSpec, cell: unknown): boolean {
  if (cell === null || cell === undefined || Number.isNaN(cell)) return false
  const stored = storedFromValue(type, cell)
  if (stored === undefined) return false
  const held = cellOf(type, stored)
  if (values !== undefined && !values.includes(held)) return false
  return (typeof held !== 'number' && typeof held !== 'bigint') || (held >= min && held <= max)
}

/** The default as a request would send it. */
export function shownDefault({ type, default: stored }: InputSpec): Cell | undefined {
  return stored === undefined ? undefined : cellOf(type, stored)
}

const TYPICAL: { readonly [Type in ColumnType]: Cell } = {
  number: 0,
  float32: 0,
  integer: 0,
  bigint: 1,
  boolean: true,
  string: 'text',
  datetime: '2024-02-29T12:30:00',
  any: 'text',
}

/** Of a number, the middle of its range, or the one end that it has. */
function typical({ type, min, max }: InputSpec): Cell {
  const value = TYPICAL[type]
  if (typeof value !== 'number' || (min === undefined && max === undefined)) return value
  const middle = min === undefined || max === undefined ? (min ?? max ?? 0) : (min + max) / 2
  if (type !== 'integer') return middle
  return Math.floor(middle) >= (min ?? -Infinity) ? Math.floor(middle) : Math.ceil(middle)
}
