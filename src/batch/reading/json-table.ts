/**
 * Rows of JSON: a list, or a value a line. DuckDB cuts the text into values; what a value means is decided as online, by
 * its digits and the service's reader.
 */
import { BrineError } from '../../errors.ts'
import { parseExactJson } from '../exact-json.ts'
import { type JsonRows, readJson, readNdjson } from '../json.ts'
import { type OpenBlock, type RowPart, writeFrame } from './block.ts'
import { LineFinder } from './csv-lines.ts'
import { quoted } from './duckdb.ts'
import { bytesOf, checkWhole, type RowFile } from './row-file.ts'
import type { ReadingService, Table, TableContext } from './table.ts'
import { textsOf } from './vectors.ts'

/** Longer than any row. */
const MAX_ROW_BYTES = 2 ** 24

/** A document that is not a list is held as a whole, and so is its text. */
const MAX_DOCUMENT_BYTES = 2 ** 26

/** Throws `invalid_json`, `invalid_request` and the errors of columns. */
export function openJson(context: TableContext): Promise<Table> {
  const start = Buffer.from(context.head)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
  const isDocument = context.file.format === 'json' && !start.startsWith('[')
  return isDocument ? openDocument(context) : openValues(context)
}

async function openValues({ file, service, database, options }: TableContext): Promise<Table> {
  const format = file.format === 'json' ? 'array' : 'newline_delimited'
  const compression = file.compression === 'none' ? 'uncompressed' : file.compression
  const from = [
    `read_json_objects(${quoted(file.path)}`,
    `format = '${format}'`,
    `compression = '${compression}'`,
    'hive_partitioning = false',
    `maximum_object_size = ${MAX_ROW_BYTES})`,
  ].join(', ')
  const values = async function* (rows: string, firstRow: number): AsyncGenerator<unknown[]> {
    let row = firstRow
    try {
      for await (const chunk of database.chunks(`SELECT json::VARCHAR AS json FROM ${rows}`, options.signal)) {
        const text = textsOf(chunk, 0)
        yield Array.from({ length: chunk.rowCount }, (_, r) => parsed(text(r) ?? 'null', row + r))
        row += chunk.rowCount
      }
    } catch (error) {
      options.signal?.throwIfAborted()
      await checkWhole(file)
      throw await jsonError(error, file)
    }
  }
  for await (const [first] of values(`${from} LIMIT 1`, 0)) frameOf([first], service, 0)
  const finder = new LineFinder(file, { delimiter: '', quote: '', escape: '', hasHeader: false })
  return {
    rows: undefined,
    async *parts(skip) {
      const over = new AbortController()
      const whole = checkWhole(file, over.signal)
      whole.catch(() => undefined)
      let row = skip
      try {
        for await (const rows of values(skip === 0 ? from : `(SELECT * FROM ${from} OFFSET ${skip})`, skip)) {
          yield valuesPart(rows, service, row)
          row += rows.length
        }
        await whole
      } finally {
        over.abort()
      }
    },
    async count() {
      const [row] = await database.rows(`SELECT count(*)::DOUBLE FROM ${from}`)
      return Number(row?.[0])
    },
    ...(format === 'array'
      ? {}
      : {
          lineOf: (row: number) => finder.lineOf(row),
        }),
  }
}

/** What TensorFlow Serving and MLflow call for, and what `to_dict(orient="split")` gives. */
async function openDocument({ file, service }: TableContext): Promise<Table> {
  if (file.bytes > MAX_DOCUMENT_BYTES) {
    throw new BrineError('limit_exceeded', `a JSON document of ${file.bytes} bytes would have to be held as a whole`, {
      where: { file: file.name },
      remedy: 'Write it as NDJSON: df.to_json("data.ndjson", orient="records", lines=True).',
    })
  }
  const source = { name: file.name, chunks: bytesOf(file) }
  const json = await readJson(source)
  documentFrame(json, service, 0, 1)
  return {
    rows: json.rows.length,
    async *parts(skip) {
      const rows = json.rows.length - skip
      yield {
        rows,
        write: (block, from, count) =>
          writeFrame(block, (notes) => documentFrame(json, service, skip + from, count, notes)),
      }
    },
    count: async () => json.rows.length,
  }
}

type Notes = OpenBlock['notes']

function documentFrame(json: JsonRows, service: ReadingService, from: number, count: number, notes?: Notes) {
  const rows = json.rows.slice(from, from + count)
  if (json.kind === 'rows') return frameOf(rows, service, from, notes)
  refuseOtherWidths(rows, json.header.length, from)
  return service.reader.fromTable(json.header, rows as readonly unknown[][], notes ?? SILENT, from)
}

function valuesPart(rows: readonly unknown[], service: ReadingService, firstRow: number): RowPart {
  return {
    rows: rows.length,
    write: (block, from, count) =>
      writeFrame(block, (notes) => frameOf(rows.slice(from, from + count), service, firstRow + from, notes)),
  }
}

const SILENT = { dropped: () => undefined, reject: () => undefined }

/** Rows as objects by name, or as lists by position. */
function frameOf(rows: readonly unknown[], service: ReadingService, firstRow: number, notes?: Notes) {
  if (Array.isArray(rows[0])) {
    refuseOtherWidths(rows, service.inputs.length, firstRow)
    const names = service.inputs.map(({ name }) => name)
    return service.reader.fromTable(names, rows as readonly unknown[][], notes ?? SILENT, firstRow)
  }
  const at = rows.findIndex((row) => typeof row !== 'object' || row === null || Array.isArray(row))
  if (at >= 0) throw notARow(rows[at], firstRow + at)
  return service.reader.fromRecords(rows as readonly Readonly<Record<string, unknown>>[], notes ?? SILENT, firstRow)
}

function refuseOtherWidths(rows: readonly unknown[], width: number, firstRow: number): void {
  rows.forEach((row, r) => {
    if (!Array.isArray(row)) throw notARow(row, firstRow + r)
    if (row.length === width) return
    throw new BrineError('wrong_shape', `expected ${width} values, found ${row.length}`, {
      where: { row: firstRow + r },
    })
  })
}

function notARow(value: unknown, row: number): BrineError {
  const shown = (JSON.stringify(value) ?? String(value)).slice(0, 80)
  return new BrineError('invalid_request', `expected a row, found ${shown}`, {
    where: { row },
    remedy: 'Give objects, {"a": 1, "b": 2}, or lists with a value for each column; all rows in the same form.',
  })
}

function parsed(text: string, row: number): unknown {
  try {
    return parseExactJson(text)
  } catch (error) {
    const isNumber = /[:[,\s](?:-?Infinity|NaN|nan|-?inf)\b/i.test(text)
    throw new BrineError(
      'invalid_json',
      (error as Error).message.replace(/(?:, .*| in JSON at position \d+.*)$/s, ''),
      {
        where: { row },
        remedy: isNumber
          ? 'JSON has no NaN and no Infinity: write null for a missing value.'
          : 'Check the row: it is not valid JSON.',
        cause: error,
      },
    )
  }
}

async function jsonError(error: unknown, file: RowFile): Promise<unknown> {
  if (error instanceof BrineError) return error
  const message = error instanceof Error ? error.message : String(error)
  const isLong = /maximum_object_size/.test(message)
  const found = isLong ? undefined : await diagnosis(file)
  if (found !== undefined) return found
  const problem = isLong
    ? 'a row is longer than 16 MB; a quote or a bracket may be open'
    : `the text is not valid JSON: ${(/: ([^:]*?)\.? *(?:Try.*)?$/.exec(message)?.[1] ?? 'it is damaged').trim()}`
  return new BrineError('invalid_json', problem, {
    where: { file: file.name },
    remedy: 'Check that the file is complete: python -m json.tool FILE',
    cause: error,
  })
}

/** What a reader that holds more says of it: it knows the line. */
async function diagnosis(file: RowFile): Promise<BrineError | undefined> {
  const source = { name: file.name, chunks: bytesOf(file) }
  try {
    if (file.format === 'ndjson') for await (const _ of readNdjson(source, 1024));
    else if (file.bytes <= MAX_DOCUMENT_BYTES) await readJson(source)
    return undefined
  } catch (error) {
    return error instanceof BrineError ? error : undefined
  }
}
