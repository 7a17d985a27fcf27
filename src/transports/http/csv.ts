/** Rows of a CSV body. */
import { CsvError } from 'csv-parse'
import { parse } from 'csv-parse/sync'
import { BrineError } from '../../errors.ts'

export interface CsvRows {
  readonly header: readonly string[] | undefined
  readonly rows: readonly (readonly string[])[]
  /** For each row, the line on which it ends. */
  readonly lines: readonly number[]
}

/**
 * The first line is a header if it can be nothing else, as `isHeader` says. Throws invalid_csv for text that is none,
 * and data_empty where there are no rows.
 */
export function readCsv(text: string, delimiter: ',' | '\t', isHeader: (row: readonly string[]) => boolean): CsvRows {
  const lines: number[] = []
  const table = parseCsv(text, delimiter, lines)
  const [first] = table
  if (first === undefined) throw noRows()
  if (!isHeader(first)) return { header: undefined, rows: table, lines }
  if (table.length === 1) throw noRows()
  return { ...withoutIndex(first, table.slice(1)), lines: lines.slice(1) }
}

function parseCsv(text: string, delimiter: string, lines: number[]): string[][] {
  try {
    return parse(text, {
      delimiter,
      skip_empty_lines: true,
      on_record: (record: string[], context) => {
        lines.push(context.lines)
        return record
      },
    })
  } catch (error) {
    if (error instanceof CsvError) throw asInvalidCsv(error)
    throw error
  }
}

/** pandas writes the index as a first column without a name, unless it is told not to. */
function withoutIndex(header: readonly string[], rows: readonly string[][]) {
  if (header[0] !== '' || header.length < 2) return { header, rows }
  return { header: header.slice(1), rows: rows.map((row) => row.slice(1)) }
}

function asInvalidCsv(error: CsvError): BrineError {
  const { lines, record } = error as CsvError & { readonly lines?: unknown; readonly record?: unknown }
  const where = typeof lines === 'number' ? { line: lines } : {}
  if (error.code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH' && Array.isArray(record)) {
    const problem = `the line has ${record.length} cells, the lines before it have another number`
    return new BrineError('invalid_csv', problem, { where, remedy: 'Put cells that hold a comma in quotes.' })
  }
  const problem = CSV_PROBLEMS[error.code] ?? 'the line cannot be read'
  return new BrineError('invalid_csv', problem, { where, cause: error })
}

const CSV_PROBLEMS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quoted cell does not end',
  CSV_INVALID_CLOSING_QUOTE: 'a quoted cell goes on after its closing quote',
  INVALID_OPENING_QUOTE: 'a quote stands inside a cell that does not begin with one',
}

function noRows(): BrineError {
  return new BrineError('data_empty', 'there are no rows to predict', {
    remedy: 'Send a line of cells for each row, after the header if there is one.',
  })
}
