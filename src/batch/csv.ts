/** Rows of a CSV file in batches, so that a file larger than memory can be read. */
import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { BrineError } from '../errors.ts'
import type { TextSource } from './source.ts'
import { decodeUtf8 } from './utf8.ts'

/** Rows of text that stand together in the file. */
export interface CsvBatch {
  readonly rows: readonly (readonly string[])[]
  /** The line on which each row starts, counted from 1. */
  readonly lines: readonly number[]
}

/** Longer than any row of data: what is longer is a quote that is never closed. */
const MAX_ROW_LENGTH = 2 ** 24

/** Options of the stream, which csv-parse passes on though its types do not know them: two batches wait, not sixteen. */
const STREAM_OPTIONS = { readableHighWaterMark: 2 }

/** Empty lines are skipped, as pandas does. Throws `invalid_csv`, `wrong_shape` and `invalid_encoding`. */
export async function* readCsv(source: TextSource, delimiter: string, batchCells: number): AsyncGenerator<CsvBatch> {
  const batcher = new Batcher(source.name, batchCells)
  const parser = parse({
    delimiter,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_LENGTH,
    ...STREAM_OPTIONS,
    on_record: (row: string[], { lines }) => batcher.add(row, lines) as never,
  })
  const text = Readable.from(decodeUtf8(source.chunks, source.name))
  text.on('error', (error) => parser.destroy(error))
  text.pipe(parser)
  try {
    for await (const batch of parser) yield batch as CsvBatch
  } catch (error) {
    throw csvError(error, source.name)
  } finally {
    text.destroy()
  }
  const rest = batcher.take()
  if (rest.rows.length > 0) yield rest
}

class Batcher {
  readonly #file: string
  readonly #batchCells: number
  #rows: string[][] = []
  #lines: number[] = []
  #width = 0
  #count = 0

  constructor(file: string, batchCells: number) {
    this.#file = file
    this.#batchCells = batchCells
  }

  /** The full batch, or null while there is room: csv-parse passes on what is not null. */
  add(row: string[], lastLine: number): CsvBatch | null {
    // csv-parse says on which line a row ends.
    const breaks = row.reduce((sum, cell) => sum + (cell.includes('\n') ? cell.split('\n').length - 1 : 0), 0)
    const line = lastLine - breaks
    if (this.#count === 0) this.#width = row.length
    else if (row.length !== this.#width) throw this.#ragged(row, line)
    this.#count++
    this.#rows.push(row)
    this.#lines.push(line)
    return this.#rows.length * this.#width < this.#batchCells ? null : this.take()
  }

  take(): CsvBatch {
    const batch = { rows: this.#rows, lines: this.#lines }
    this.#rows = []
    this.#lines = []
    return batch
  }

  #ragged(row: readonly string[], line: number): BrineError {
    return new BrineError('wrong_shape', `expected ${this.#width} cells, as in the first line, found ${row.length}`, {
      where: { file: this.#file, line },
      remedy: 'Quote cells that contain the delimiter; an empty cell is a missing value.',
      details: { expected: this.#width, found: row.length },
    })
  }
}

const DAMAGE: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and never closed',
  INVALID_OPENING_QUOTE: 'a quote stands in the middle of a cell',
  CSV_INVALID_CLOSING_QUOTE: 'a quoted cell goes on after its closing quote',
  CSV_MAX_RECORD_SIZE: `a row is longer than ${MAX_ROW_LENGTH} characters; a quote may be open`,
}

function csvError(error: unknown, file: string): unknown {
  if (!(error instanceof CsvError)) return error
  const line = (error as CsvError & { readonly lines?: number }).lines
  return new BrineError('invalid_csv', DAMAGE[error.code] ?? error.message, {
    where: { file, ...(line === undefined ? {} : { line }) },
    remedy: 'A cell with a quote in it is written in quotes, with the quote doubled: "5"" pipe".',
    cause: error,
  })
}
