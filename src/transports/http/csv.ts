/** Rows of a CSV body. */
import { BrineError } from '../../errors.ts'
import { parseCsv } from './csv-table.ts'

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
  const { rows, lines } = parseCsv(text, delimiter)
  const [first] = rows
  if (first === undefined) throw noRows()
  if (!isHeader(first)) return { header: undefined, rows, lines }
  if (rows.length === 1) throw noRows()
  return { ...withoutIndex(first, rows.slice(1)), lines: lines.slice(1) }
}

/** pandas writes the index as a first column without a name, unless it is told not to. */
function withoutIndex(header: readonly string[], rows: readonly (readonly string[])[]) {
  if (header[0] !== '' || header.length < 2) return { header, rows }
  return { header: header.slice(1), rows: rows.map((row) => row.slice(1)) }
}

function noRows(): BrineError {
  return new BrineError('data_empty', 'there are no rows to predict', {
    remedy: 'Send a line of cells for each row, after the header if there is one.',
  })
}
