/** A row that a service accepts, as a record: for the docs and their examples. */
import { type Column, type ColumnType, cellAt, cellColumn, isNumericType, numericColumn } from '../frame/column.ts'
import { storedFromValue } from '../frame/parse-cell.ts'
import type { Cell, Structure } from '../tensor/tensor.ts'
import type { InputSpec } from './inputs.ts'
import type { Service } from './service.ts'

export type ExampleRecord = { readonly [column: string]: Cell }

/** Cells of the models' own examples where columns are theirs, else made of type, values, range and default. */
export function exampleRecord({ inputs, models }: Service): ExampleRecord {
  const known = new Map<string, Structure>()
  for (const { signature, exampleRow } of models.values()) {
    signature.inputs.forEach(({ name }, i) => {
      if (!known.has(name)) known.set(name, exampleRow[i] ?? null)
    })
  }
  return Object.fromEntries(inputs.map((spec) => [spec.name, exampleCell(spec, known.get(spec.name))]))
}

function exampleCell(spec: InputSpec, known: Structure | undefined): Cell {
  const candidates = [known, ...(spec.values ?? []), shownDefault(spec), typical(spec)]
  return (candidates.find((cell) => isAccepted(spec, cell)) ?? null) as Cell
}

/** True for a value that the column holds, and that is allowed. */
function isAccepted({ type, values, min = -Infinity, max = Infinity }: InputSpec, cell: unknown): boolean {
  if (cell === null || cell === undefined || Number.isNaN(cell)) return false
  if (storedFromValue(type, cell) === undefined) return false
  if (values !== undefined && !values.some((value) => value === cell)) return false
  return typeof cell !== 'number' || (cell >= min && cell <= max)
}

/** The default as a request would send it. */
export function shownDefault({ type, default: stored }: InputSpec): Cell | undefined {
  if (stored === undefined) return undefined
  const column: Column = isNumericType(type) ? numericColumn(Float64Array.of(Number(stored))) : cellColumn([stored])
  return cellAt(column, type, 0)
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
