/**
 * Rows as a text that DuckDB reads back exactly. Parquet and Arrow files end with a table of what is in them, so that they
 * cannot be cut and gone on with; they are made of this text when it is complete, in one thread and with fixed settings,
 * and so are the same bytes however often the job was broken off.
 */
import { type Column, type ColumnType, isMissingAt } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import { pythonFloat } from '../../frame/python-number.ts'
import type { ColumnSpec, Schema } from '../../frame/schema.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { type FrameText, mixedCellText } from './frame-text.ts'
import { unwritable } from './output-error.ts'

/** The type of each column in DuckDB. Dates are microseconds; columns of mixed cells become text. */
const DUCKDB_TYPES: { readonly [Type in ColumnType]: string } = {
  number: 'DOUBLE',
  float32: 'FLOAT',
  integer: 'BIGINT',
  bigint: 'BIGINT',
  boolean: 'BOOLEAN',
  string: 'VARCHAR',
  datetime: 'BIGINT',
  any: 'VARCHAR',
}

/** A line begins with a cell that is always there, since a line without anything would be skipped. */
const FIRST = '1'

export function stagedText(schema: Schema, path: string): FrameText {
  const rows = (frame: Frame): string => {
    let text = ''
    for (let r = 0; r < frame.rows; r++) {
      text += FIRST
      for (let c = 0; c < schema.length; c++)
        text += `,${staged(schema[c] as ColumnSpec, frame.columns[c] as Column, r, path)}`
      text += '\n'
    }
    return text
  }
  return { head: '', rows, tail: () => '' }
}

function staged({ name, type }: ColumnSpec, column: Column, r: number, path: string): string {
  if (isMissingAt(column, r)) return ''
  if (column.kind === 'cells') return stagedCell(column.data[r] as Cell, name, path)
  const value = column.data[r] as number
  if (type === 'boolean') return value === 0 ? 'false' : 'true'
  return type === 'number' || type === 'float32' ? pythonFloat(value) : String(value)
}

/** Parquet's and Arrow's whole numbers have 64 bits. */
const MAX_INT64 = 2n ** 63n - 1n

function stagedCell(cell: Cell, name: string, path: string): string {
  if (typeof cell === 'string') return `"${cell.replaceAll('"', '""')}"`
  if (typeof cell !== 'bigint') return mixedCellText(cell)
  if (cell <= MAX_INT64 && cell >= -MAX_INT64 - 1n) return cell.toString()
  throw unwritable(
    path,
    `the column "${name}" holds ${cell}, and whole numbers have 64 bits in this format`,
    `Write CSV or NDJSON, or make it a text first: cast: { columns: ${name}, to: string }.`,
  )
}

/** The query that reads a staged text. `select` says what becomes of a column, whose name in SQL is `at`. */
export function stagedQuery(schema: Schema, file: string, select: (spec: ColumnSpec, at: string) => string): string {
  const types = schema.map(({ type }, c) => `'c${c}': '${DUCKDB_TYPES[type]}'`)
  const columns = `{${[`'first': 'TINYINT'`, ...types].join(', ')}}`
  const options = [
    `columns = ${columns}`,
    'auto_detect = false',
    'header = false',
    `delim = ','`,
    `quote = '"'`,
    `escape = '"'`,
    `nullstr = ''`,
    'allow_quoted_nulls = false',
    `new_line = '\\n'`,
    'parallel = false',
    'max_line_size = 4194304',
    'buffer_size = 16777216',
  ]
  const selected = schema.map((spec, c) => select(spec, `c${c}`))
  return `SELECT ${selected.join(', ')} FROM read_csv(${quotedText(file)}, ${options.join(', ')})`
}

export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function quotedText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
