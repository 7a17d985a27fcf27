/** How a CSV file is written: what separates and surrounds its cells, and whether its first line names the columns. */
import { BrineError } from '../../errors.ts'
import { isNumericType } from '../../frame/column.ts'
import { MISSING_TEXT, storedFromText } from '../../frame/parse-cell.ts'
import type { InputSpec } from '../../service/inputs.ts'
import { delimiterOfHeader, firstRow, headText, type Marks, refuseOtherDelimiter } from '../delimiter.ts'
import { type Database, quoted } from './duckdb.ts'
import { rowExtension } from './recognise.ts'
import type { RowFile } from './row-file.ts'
import type { ReadingOptions, TableContext } from './table.ts'

export interface CsvDialect extends Marks {
  /** Empty lines before the first row. */
  readonly blankLines: number
  readonly hasHeader: boolean
  /** The cells of the first row: names, or the first data. */
  readonly first: readonly string[]
}

/** Throws `invalid_csv` and `data_empty`. */
export async function csvDialect({ file, head, service, options, database }: TableContext): Promise<CsvDialect> {
  const text = headText(head)
  const blankLines = /^(?:\r\n|\r|\n)*/.exec(text)?.[0].replaceAll('\r\n', '\n').length ?? 0
  if (text.trim() === '') throw new BrineError('data_empty', 'there are no rows', { where: { file: file.name } })
  const names = new Set(service.inputs.map(({ name }) => name))
  const delimiter = options.delimiter ?? knownDelimiter(file, text, names)
  const sniffed = await sniff(file, database, { ...options, ...(delimiter === undefined ? {} : { delimiter }) })
  const quote = options.quote ?? sniffed.quote ?? '"'
  const dialect = {
    delimiter: delimiter ?? sniffed.delimiter ?? ',',
    quote,
    escape: sniffed.escape ?? quote,
    blankLines,
  }
  const first = firstRow(text, dialect) ?? []
  refuseOtherDelimiter(first, dialect.delimiter, service.inputs.length)
  return { ...dialect, first, hasHeader: options.header ?? isHeader(first, service.inputs) }
}

/** What the name of the file says, or what finds most of the columns in the first line. */
function knownDelimiter(file: RowFile, text: string, names: ReadonlySet<string>): string | undefined {
  const extension = rowExtension(file.name)
  if (extension === '.tsv' || extension === '.tab') return '\t'
  return delimiterOfHeader(text, names)
}

const EMPTY = '(empty)'

/** What DuckDB makes of the first rows; nothing if it cannot make anything of them. */
async function sniff(file: RowFile, database: Database, given: ReadingOptions): Promise<Partial<Marks>> {
  const options = [
    'all_varchar = true',
    'sample_size = 8192',
    'buffer_size = 4000000',
    `compression = '${file.compression}'`,
    ...(given.delimiter === undefined ? [] : [`delim = ${quoted(given.delimiter)}`]),
    ...(given.quote === undefined ? [] : [`quote = ${quoted(given.quote)}`]),
  ]
  try {
    const [row] = await database.rows(
      `SELECT Delimiter, Quote, Escape FROM sniff_csv(${quoted(file.path)}, ${options.join(', ')})`,
    )
    const found = (['delimiter', 'quote', 'escape'] as const).map((name, i) => [name, row?.[i]])
    return Object.fromEntries(found.filter(([, mark]) => typeof mark === 'string' && mark !== EMPTY))
  } catch {
    return {}
  }
}

/**
 * A row that names a column is a header. A row that names none is data only if it has as many cells as there are columns
 * and a number where only a number can be: it is read by position. Everything else is a header, whose names are then
 * found not to be those of the columns: a wrong name is refused rather than taken for data.
 */
function isHeader(row: readonly string[], specs: readonly InputSpec[]): boolean {
  if (row.some((cell) => specs.some(({ name }) => name === cell))) return true
  if (row.length !== specs.length) return true
  const isFit = row.every((cell, c) => storedFromText((specs[c] as InputSpec).type, cell) !== undefined)
  const hasNumber = row.some((cell, c) => isNumericType((specs[c] as InputSpec).type) && !MISSING_TEXT.has(cell.trim()))
  return !(isFit && hasNumber)
}
