/** What DuckDB says of a CSV file that it cannot read, in Brine's words, with the line. */
import { BrineError, type ErrorCode } from '../../errors.ts'
import { readCsv } from '../csv.ts'
import { decodeUtf8 } from '../utf8.ts'
import type { CsvDialect } from './csv-dialect.ts'
import { bytesOf, type RowFile } from './row-file.ts'

interface Said {
  readonly pattern: RegExp
  readonly code: ErrorCode
  readonly problem: (found: RegExpExecArray) => string
  readonly remedy: string
}

const RAGGED = 'Quote cells that contain the delimiter; an empty cell is a missing value.'

const TOO_LONG = /Maximum line size of (\d+) bytes|Parallel CSV Reader/i

/** DuckDB shows the row that it cannot read: of one that fits into no buffer, it counts the cells wrongly. */
const MAX_MESSAGE = 1_000_000

const SAID: readonly Said[] = [
  {
    pattern: /Expected Number of Columns: (\d+) Found: (\d+)/,
    code: 'wrong_shape',
    problem: ([, expected, found]) => `expected ${expected} cells, as in the first line, found ${found}`,
    remedy: RAGGED,
  },
  {
    pattern: /the rows end too early/,
    code: 'invalid_csv',
    problem: () => 'the file has more lines than rows that can be read: a row is longer than 2 MB, or a quote is open',
    remedy: 'A cell with a quote in it is written in quotes, with the quote doubled: "5"" pipe".',
  },
  {
    pattern: /invalid state/i,
    code: 'invalid_csv',
    problem: () => 'the lines end in more than one way (\\r\\n, \\n, \\r), or cells are quoted in more than one way',
    remedy: 'Write it again in one dialect, as pandas does: df.to_csv("data.csv", index=False).',
  },
  {
    pattern: /unterminated quote/i,
    code: 'invalid_csv',
    problem: () => 'a quote is opened and never closed, or a quoted cell goes on after its closing quote',
    remedy: 'A cell with a quote in it is written in quotes, with the quote doubled: "5"" pipe".',
  },
  {
    pattern: TOO_LONG,
    code: 'invalid_csv',
    problem: () => 'the row is longer than 2 MB; a quote may be open',
    remedy: 'A cell with a quote in it is written in quotes, with the quote doubled: "5"" pipe".',
  },
]

/** A coded error with file and line. Errors that are coded already pass. */
export async function csvError(error: unknown, file: RowFile, dialect: CsvDialect): Promise<unknown> {
  if (error instanceof BrineError) return error.at({ file: file.name })
  const said = error instanceof Error ? error.message : String(error)
  const isLong = said.length > MAX_MESSAGE
  const message = isLong ? `${said.slice(0, 200)} Maximum line size of 2000000 bytes exceeded` : said
  const line = Number(/CSV Error on Line: (\d+)/.exec(message)?.[1])
  const where = { file: file.name, ...(line > 0 ? { line } : {}) }
  if (/unicode|utf-8/i.test(message)) {
    const found = await problemOf(decodeUtf8(bytesOf(file), file.name))
    if (found !== undefined) return found.at(where)
  }
  for (const { pattern, code, problem, remedy } of SAID) {
    const found = pattern.exec(message)
    if (found !== null) return new BrineError(code, problem(found), { where, remedy, cause: error })
  }
  const found = dialect.quote === '"' ? await diagnosis(file, dialect) : undefined
  if (found !== undefined) return found
  return new BrineError('invalid_csv', 'the file is not regular CSV', {
    where,
    remedy: 'Write it again in one dialect, as pandas does: df.to_csv("data.csv", index=False).',
    details: { duckdb: message.slice(0, 500) },
    cause: error,
  })
}

/** What a stricter, slower reader says of it. */
async function diagnosis(file: RowFile, { delimiter }: CsvDialect): Promise<BrineError | undefined> {
  return problemOf(readCsv({ name: file.name, chunks: bytesOf(file) }, delimiter, 2 ** 16))
}

async function problemOf(parts: AsyncIterable<unknown>): Promise<BrineError | undefined> {
  try {
    for await (const _ of parts);
    return undefined
  } catch (error) {
    return error instanceof BrineError ? error : undefined
  }
}
