/** A file of rows that was opened, whatever its format. */
import type { InputReader } from '../../service/input-reader.ts'
import type { InputSpec } from '../../service/inputs.ts'
import type { RowPart } from './block.ts'
import type { Database } from './duckdb.ts'
import type { RowFormat } from './recognise.ts'
import type { RowFile } from './row-file.ts'

/** What a file is read for. */
export interface ReadingService {
  readonly inputs: readonly InputSpec[]
  readonly reader: InputReader
}

export interface ReadingOptions {
  /** What separates the cells of CSV; otherwise it is found out. */
  readonly delimiter?: string
  /** What surrounds cells of CSV that contain a delimiter; otherwise it is found out. */
  readonly quote?: string
  /** Whether the first line of CSV names the columns; otherwise it is found out. */
  readonly header?: boolean
  /** The format, if neither the name nor the content tell. */
  readonly format?: RowFormat
  readonly threads?: number
  /** What DuckDB may hold, as `64MB`. */
  readonly memory?: string
  readonly signal?: AbortSignal
  readonly stdin?: AsyncIterable<Uint8Array>
}

export interface TableContext {
  readonly file: RowFile
  /** Its first bytes, unpacked. */
  readonly head: Uint8Array
  readonly service: ReadingService
  readonly options: ReadingOptions
  readonly database: Database
}

/** Its columns are known to be those that the service reads. */
export interface Table {
  /** Number of rows, where the file tells. */
  readonly rows: number | undefined
  /** The rows after the first `skip`. */
  parts(skip: number): AsyncIterable<RowPart>
  /** Counts the rows, by reading them if need be. */
  count(): Promise<number>
  /** The line on which a row starts, counted from 1, where rows have lines. */
  lineOf?(row: number): Promise<number | undefined>
}
