/** Rows to text, in the formats that are written from front to back. */
import { type Column, type ColumnType, isMissingAt, isoDatetime } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import { pythonFloat, pythonFloat32, shortestFloat32 } from '../../frame/python-number.ts'
import type { Schema } from '../../frame/schema.ts'
import type { Cell } from '../../tensor/tensor.ts'

export interface FrameText {
  /** What stands before the first row. */
  readonly head: string
  /** The rows; `isFirst` if there is none before them. */
  rows(frame: Frame, isFirst: boolean): string
  /** What stands after the last row; `isEmpty` if there was none. */
  tail(isEmpty: boolean): string
}

/** CSV as pandas' `to_csv(index=False)` writes it; dates are ISO 8601, and an empty text is `""`, unlike a missing one. */
export function delimitedText(schema: Schema, delimiter: string): FrameText {
  const quote = quoting(delimiter)
  // A line without anything is no row to most readers, so that a missing value in an only column needs the quotes.
  const missing = schema.length === 1 ? '""' : ''
  const texts = schema.map(({ type }) => delimitedColumn(type, quote, missing))
  return {
    head: `${schema.map(({ name }) => quote(name)).join(delimiter)}\n`,
    rows: (frame) => joined(frame, texts, delimiter),
    tail: () => '',
  }
}

type ColumnText = (column: Column, row: number) => string

function joined(frame: Frame, texts: readonly ColumnText[], delimiter: string): string {
  const { rows, columns } = frame
  let text = ''
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < texts.length; c++) {
      if (c > 0) text += delimiter
      text += (texts[c] as ColumnText)(columns[c] as Column, r)
    }
    text += '\n'
  }
  return text
}

function quoting(delimiter: string): (text: string) => string {
  const special = new RegExp(`["\\n\\r${delimiter === '\t' ? '\\t' : delimiter}]`)
  return (text) => (text === '' || special.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
}

function delimitedColumn(type: ColumnType, quote: (text: string) => string, missing: string): ColumnText {
  const text = numberText(type)
  return (column, r) => {
    if (isMissingAt(column, r)) return missing
    return column.kind === 'numeric' ? text(column.data[r] as number) : delimitedCell(column.data[r] as Cell, quote)
  }
}

function numberText(type: ColumnType): (value: number) => string {
  switch (type) {
    case 'float32':
      return pythonFloat32
    case 'integer':
      return String
    case 'boolean':
      return (value) => (value === 0 ? 'False' : 'True')
    case 'datetime':
      return isoDatetime
    default:
      return pythonFloat
  }
}

function delimitedCell(cell: Cell, quote: (text: string) => string): string {
  return typeof cell === 'string' ? quote(cell) : mixedCellText(cell)
}

/** A cell that is no text, in a column that may hold anything. */
export function mixedCellText(cell: Exclude<Cell, string>): string {
  if (typeof cell === 'boolean') return cell ? 'True' : 'False'
  return typeof cell === 'number' && !Number.isFinite(cell) ? pythonFloat(cell) : String(cell)
}

/** An object a line. JSON has no infinities: they are texts, by the names by which requests may send them. */
export function ndjsonText(schema: Schema): FrameText {
  const record = recordText(schema)
  const rows = (frame: Frame): string => {
    let text = ''
    for (let r = 0; r < frame.rows; r++) text += `${record(frame, r)}\n`
    return text
  }
  return { head: '', rows, tail: () => '' }
}

/** One list of objects, an object a line: pandas' `to_json(orient="records")`. */
export function jsonText(schema: Schema): FrameText {
  const record = recordText(schema)
  const rows = (frame: Frame, isFirst: boolean): string => {
    let text = ''
    for (let r = 0; r < frame.rows; r++) text += `${isFirst && r === 0 ? '\n' : ',\n'}${record(frame, r)}`
    return text
  }
  return { head: '[', rows, tail: (isEmpty) => (isEmpty ? ']\n' : '\n]\n') }
}

function recordText(schema: Schema): (frame: Frame, row: number) => string {
  const keys = schema.map(({ name }, c) => `${c === 0 ? '{' : ','}${JSON.stringify(name)}:`)
  const types = schema.map(({ type }) => type)
  return (frame, r) => {
    let text = ''
    for (let c = 0; c < keys.length; c++)
      text += `${keys[c]}${jsonValue(frame.columns[c] as Column, types[c] as ColumnType, r)}`
    return keys.length === 0 ? '{}' : `${text}}`
  }
}

function jsonValue(column: Column, type: ColumnType, r: number): string {
  if (isMissingAt(column, r)) return 'null'
  if (column.kind === 'cells') return jsonCell(column.data[r] as Cell)
  const value = column.data[r] as number
  if (type === 'boolean') return value === 0 ? 'false' : 'true'
  if (type === 'datetime') return `"${isoDatetime(value)}"`
  return jsonNumber(type === 'float32' ? shortestFloat32(value) : value)
}

function jsonCell(cell: Cell): string {
  if (typeof cell === 'number') return jsonNumber(cell)
  return typeof cell === 'bigint' ? cell.toString() : JSON.stringify(cell)
}

function jsonNumber(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`
  return Object.is(value, -0) ? '-0.0' : String(value)
}
