/** Rows in the forms in which JSON has them: a list, or what TensorFlow Serving and MLflow call for. */
import { BrineError } from '../errors.ts'
import { parseExactJson } from './exact-json.ts'
import type { TextSource } from './source.ts'
import { decodeUtf8 } from './utf8.ts'

/** Rows as arrays or records, or a table with a header. */
export type JsonRows =
  | { readonly kind: 'rows'; readonly rows: readonly unknown[] }
  | { readonly kind: 'table'; readonly header: readonly string[]; readonly rows: readonly unknown[] }

/** A JSON document is one value, and so is read as a whole. Throws `invalid_json` and `invalid_request`. */
export async function readJson(source: TextSource): Promise<JsonRows> {
  const parts: string[] = []
  for await (const part of decodeUtf8(source.chunks, source.name)) parts.push(part)
  return rowsOf(parseJson(parts.join(''), source.name), source.name)
}

/** One value a line, in batches. Empty lines are skipped. */
export async function* readNdjson(source: TextSource, batchRows: number): AsyncGenerator<NdjsonBatch> {
  let rows: unknown[] = []
  let lines: number[] = []
  let line = 0
  for await (const text of linesOf(decodeUtf8(source.chunks, source.name))) {
    line++
    if (text.trim() === '') continue
    rows.push(parseJson(text, source.name, line))
    lines.push(line)
    if (rows.length < batchRows) continue
    yield { rows, lines }
    rows = []
    lines = []
  }
  if (rows.length > 0) yield { rows, lines }
}

export interface NdjsonBatch {
  readonly rows: readonly unknown[]
  readonly lines: readonly number[]
}

async function* linesOf(parts: AsyncIterable<string>): AsyncGenerator<string> {
  let open = ''
  for await (const part of parts) {
    const lines = (open + part).split('\n')
    open = lines.pop() as string
    yield* lines
  }
  yield open
}

function rowsOf(value: unknown, file: string): JsonRows {
  if (Array.isArray(value)) return { kind: 'rows', rows: value }
  if (typeof value === 'object' && value !== null) {
    const { instances, dataframe_records: records, dataframe_split: split } = value as Record<string, unknown>
    const list = instances ?? records
    if (Array.isArray(list)) return { kind: 'rows', rows: list }
    if (isTable(split)) return { kind: 'table', header: split.columns, rows: split.data }
    if (isTable(value)) return { kind: 'table', header: value.columns, rows: value.data }
  }
  throw new BrineError('invalid_request', 'the JSON value is not a list of rows', {
    where: { file },
    remedy: 'Write rows as pandas does: df.to_json("data.json", orient="records").',
  })
}

interface Table {
  readonly columns: readonly string[]
  readonly data: readonly unknown[]
}

/** The form of `to_dict(orient="split")`; the index is no column. */
function isTable(value: unknown): value is Table {
  if (typeof value !== 'object' || value === null) return false
  const { columns, data } = value as Record<string, unknown>
  return Array.isArray(columns) && columns.every((name) => typeof name === 'string') && Array.isArray(data)
}

function parseJson(text: string, file: string, firstLine = 1): unknown {
  try {
    return parseExactJson(text)
  } catch (error) {
    const { message } = error as SyntaxError
    const position = positionOf(message, text)
    const line = position === undefined ? undefined : firstLine + text.slice(0, position).split('\n').length - 1
    const isNumber = position !== undefined && /^[-+]?(?:nan|inf)/i.test(text.slice(position, position + 4))
    throw new BrineError('invalid_json', message.replace(/(?:, .*| in JSON at position \d+.*)$/s, ''), {
      where: { file, ...(line === undefined ? {} : { line }) },
      remedy: isNumber
        ? 'JSON has no NaN and no Infinity: write null for a missing value.'
        : 'Check that the file is complete: python -m json.tool FILE',
      cause: error,
    })
  }
}

/** JSON's tokens, with the space after them. */
const TOKEN = /(?:"(?:[^"\\\n]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null|[[\]{},:])?\s*/y

/** Where the text stops to be JSON, if V8 says it, or if it is not even made of JSON's words. */
function positionOf(message: string, text: string): number | undefined {
  const said = /at position (\d+)/.exec(message)?.[1]
  if (said !== undefined) return Number(said)
  let position = 0
  for (let length = 1; length > 0; position += length) {
    TOKEN.lastIndex = position
    length = TOKEN.exec(text)?.[0].length ?? 0
  }
  return position < text.length || message.startsWith('Unexpected end') ? position : undefined
}
