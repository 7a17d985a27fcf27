/** Frames as plain JSON, for what steps remember between two parts of a job. */
import type { Cell } from '../tensor/tensor.ts'
import { type Column, cellColumn, numericColumn } from './column.ts'
import type { Frame } from './frame.ts'

/** A cell that JSON has no word for stands under the name of its kind: `{"bigint":"12"}`, `{"number":"NaN"}`. */
type CellJson = string | number | boolean | null | { readonly bigint: string } | { readonly number: SpecialNumber }

type SpecialNumber = 'NaN' | 'Infinity' | '-Infinity' | '-0'

/** Numbers as the base64 of their float64 bytes: exact, infinities and -0 included, and shorter than their digits. */
type ColumnJson = { readonly numbers: string } | { readonly cells: readonly CellJson[] }

export interface FrameJson {
  readonly rows: number
  readonly columns: readonly ColumnJson[]
  readonly index?: string
}

export function frameToJson({ rows, columns, index }: Frame): FrameJson {
  return {
    rows,
    columns: columns.map(columnToJson),
    ...(index === undefined ? {} : { index: numbersToJson(index) }),
  }
}

export function frameFromJson({ rows, columns, index }: FrameJson): Frame {
  return {
    rows,
    columns: columns.map(columnFromJson),
    ...(index === undefined ? {} : { index: numbersFromJson(index) }),
  }
}

/** The bytes of the numbers, as this machine orders them: what is saved is read where it was written. */
function numbersToJson({ buffer, byteOffset, byteLength }: Float64Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64')
}

function numbersFromJson(text: string): Float64Array {
  const bytes = Buffer.from(text, 'base64')
  const numbers = new Float64Array(bytes.length / Float64Array.BYTES_PER_ELEMENT)
  new Uint8Array(numbers.buffer).set(bytes)
  return numbers
}

function cellToJson(cell: Cell): CellJson {
  if (typeof cell === 'bigint') return { bigint: cell.toString() }
  if (typeof cell !== 'number' || (Number.isFinite(cell) && !Object.is(cell, -0))) return cell
  return { number: Object.is(cell, -0) ? '-0' : (String(cell) as SpecialNumber) }
}

function cellFromJson(json: CellJson): Cell {
  if (typeof json !== 'object' || json === null) return json
  return 'bigint' in json ? BigInt(json.bigint) : Number(json.number)
}

function columnToJson(column: Column): ColumnJson {
  if (column.kind === 'numeric') return { numbers: numbersToJson(column.data) }
  return { cells: column.data.map(cellToJson) }
}

function columnFromJson(json: ColumnJson): Column {
  return 'numbers' in json ? numericColumn(numbersFromJson(json.numbers)) : cellColumn(json.cells.map(cellFromJson))
}
