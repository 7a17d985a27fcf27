/** Rows of any file, in batches, checked against a model's signature. */
import type { ModelInput } from '../engine/kernel.ts'
import { BrineError } from '../errors.ts'
import type { RowReader, Rows } from '../service/rows.ts'
import { type CsvBatch, readCsv } from './csv.ts'
import { delimiterOfHeader, headText, refuseOtherDelimiter } from './delimiter.ts'
import { readJson, readNdjson } from './json.ts'
import type { DataSource } from './source.ts'

export interface InputOptions {
  readonly extraColumns: 'refuse' | 'ignore'
  /** What separates the cells of a CSV file; if not given, what its extension says, or what its header shows. */
  readonly delimiter?: string
}

/** Rows that stand together in the file, checked. */
export interface InputBatch {
  readonly input: ModelInput
  /** Number of the first row in the file. */
  readonly firstRow: number
  /** The line on which each row starts, where rows have lines. */
  readonly lines?: readonly number[]
}

/** Cells in memory at a time, of which a batch has at least one row. */
const BATCH_CELLS = 2 ** 16

/** Batches of checked rows, in the order of the file. Throws errors of the family `data`, with file, row and line. */
export async function* readInputs(
  source: DataSource,
  reader: RowReader,
  options: InputOptions,
): AsyncGenerator<InputBatch> {
  try {
    yield* INPUTS[source.format](source, reader, options)
  } catch (error) {
    throw error instanceof BrineError ? error.at({ file: source.name }) : error
  }
}

type ReadInputs = (source: DataSource, reader: RowReader, options: InputOptions) => AsyncGenerator<InputBatch>

const INPUTS: { readonly [Format in DataSource['format']]: ReadInputs } = {
  csv: csvInputs,
  json: jsonInputs,
  ndjson: ndjsonInputs,
}

async function* csvInputs(source: DataSource, reader: RowReader, options: InputOptions): AsyncGenerator<InputBatch> {
  const delimiter =
    options.delimiter ?? source.delimiter ?? delimiterOfHeader(headText(source.head), reader.names) ?? ','
  let header: readonly string[] | undefined
  let firstRow = 0
  let isFirst = true
  for await (const batch of readCsv(source, delimiter, BATCH_CELLS)) {
    let rows: CsvBatch = batch
    if (isFirst) {
      isFirst = false
      const [top = []] = batch.rows
      refuseOtherDelimiter(top, delimiter, reader.width)
      if (reader.isHeader(top)) {
        header = top
        rows = { rows: batch.rows.slice(1), lines: batch.lines.slice(1) }
        if (rows.rows.length === 0) continue
      }
    }
    const { lines } = rows
    const table = withoutIndex(header, rows.rows)
    const rowOptions = { extraColumns: options.extraColumns, lines, firstRow }
    yield { input: reader.fromText(table.header, table.rows, rowOptions), firstRow, lines }
    firstRow += rows.rows.length
  }
  if (firstRow === 0) throw noRows(header !== undefined)
}

async function* jsonInputs(source: DataSource, reader: RowReader, options: InputOptions): AsyncGenerator<InputBatch> {
  const json = await readJson(source)
  const { extraColumns } = options
  if (json.rows.length === 0) throw noRows(false)
  for (let firstRow = 0; firstRow < json.rows.length; firstRow += batchRows(reader)) {
    const rows = json.rows.slice(firstRow, firstRow + batchRows(reader))
    const rowOptions = { extraColumns, firstRow }
    const isTable = json.kind === 'table'
    const input = isTable ? reader.fromTable(json.header, rows, rowOptions) : reader.read(rows as Rows, rowOptions)
    yield { input, firstRow }
  }
}

async function* ndjsonInputs(source: DataSource, reader: RowReader, options: InputOptions): AsyncGenerator<InputBatch> {
  let firstRow = 0
  for await (const { rows, lines } of readNdjson(source, batchRows(reader))) {
    const input = reader.read(rows as Rows, { extraColumns: options.extraColumns, lines, firstRow })
    yield { input, firstRow, lines }
    firstRow += rows.length
  }
  if (firstRow === 0) throw noRows(false)
}

function batchRows(reader: RowReader): number {
  return Math.max(1, Math.floor(BATCH_CELLS / Math.max(1, reader.width)))
}

type TextRows = readonly (readonly string[])[]

/** pandas writes the index as a first column without a name, unless it is told not to. */
function withoutIndex(header: readonly string[] | undefined, rows: TextRows) {
  if (header === undefined || header[0] !== '' || header.length < 2) return { header, rows }
  return { header: header.slice(1), rows: rows.map((row) => row.slice(1)) }
}

function noRows(hasHeader: boolean): BrineError {
  return new BrineError('data_empty', hasHeader ? 'there is a header, but no rows' : 'there are no rows', {
    remedy: 'Give at least one row.',
  })
}
