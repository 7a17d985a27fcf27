/** A file of rows, or standard input: opened, its first bytes looked at, and read once from start to end. */
import { type FileHandle, open } from 'node:fs/promises'
import { extname } from 'node:path'
import { BrineError, type ErrorCode } from '../errors.ts'
import { textFormat } from './text-format.ts'

export type DataFormat = 'csv' | 'json' | 'ndjson'

/** Bytes of text. */
export interface TextSource {
  /** As the user named it, for messages. */
  readonly name: string
  readonly chunks: AsyncIterable<Uint8Array>
}

export interface DataSource extends TextSource {
  readonly format: DataFormat
  /** What separates the cells of a CSV file, as far as its extension says. */
  readonly delimiter: string | undefined
  /** Its first bytes. */
  readonly head: Uint8Array
}

/** The path that means standard input or output. */
export const STANDARD_STREAM = '-'

/**
 * Opens `path`, or `stdin` if the path is `-`. The format is told by the extension, or else by the first bytes. Throws
 * `data_not_found`, `data_unreadable` and `data_empty`.
 */
export async function openData(path: string, stdin: AsyncIterable<Uint8Array>): Promise<DataSource> {
  const name = path === STANDARD_STREAM ? 'standard input' : path
  const bytes = (path === STANDARD_STREAM ? stdin : await readFrom(path))[Symbol.asyncIterator]()
  const head = await readHead(bytes)
  try {
    refuseOtherFiles(head, name)
  } catch (error) {
    await bytes.return?.()
    throw error
  }
  const extension = extname(path).toLowerCase()
  return {
    name,
    format: FORMATS[extension] ?? textFormat(head),
    delimiter: extension === '.tsv' || extension === '.tab' ? '\t' : undefined,
    head,
    chunks: continued(head, bytes),
  }
}

const FORMATS: Readonly<Record<string, DataFormat>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.tab': 'csv',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
}

const READ_SIZE = 2 ** 16

async function readFrom(path: string): Promise<AsyncIterable<Uint8Array>> {
  let handle: FileHandle
  try {
    handle = await open(path)
    const isDirectory = (await handle.stat()).isDirectory()
    if (isDirectory) {
      await handle.close()
      throw new BrineError('data_unreadable', 'this is a directory, not a file', {
        where: { file: path },
        remedy: 'Give the path of one file in it.',
      })
    }
  } catch (error) {
    throw dataError(error, path)
  }
  return handle.createReadStream({ highWaterMark: READ_SIZE })
}

const CODES: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  ENOENT: ['data_not_found', 'there is no such file'],
  ENOTDIR: ['data_not_found', 'there is no such file: a part of the path is not a directory'],
  EACCES: ['data_unreadable', 'reading it is not permitted'],
  EPERM: ['data_unreadable', 'reading it is not permitted'],
}

function dataError(error: unknown, path: string): unknown {
  if (error instanceof BrineError) return error
  const { code, message } = error as NodeJS.ErrnoException
  const [brineCode, problem] = CODES[code ?? ''] ?? ['data_unreadable', message]
  return new BrineError(brineCode, problem, { where: { file: path }, cause: error })
}

const HEAD = 4096

/** Enough bytes to know the format by; fewer only if there are no more. */
async function readHead(bytes: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  while (length < HEAD) {
    const { done, value } = await bytes.next()
    if (done === true) break
    parts.push(value)
    length += value.length
  }
  return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts)
}

async function* continued(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield head
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}

/** Files that hold tables, but not as text: what each is, and the way out. */
const BINARY: readonly (readonly [start: readonly number[], name: string, remedy: string])[] = [
  [[0x1f, 0x8b], 'compressed with gzip', 'Unpack it on the way in: gunzip -c FILE | brine predict MODEL -'],
  [[0x50, 0x4b, 3, 4], 'a zip archive or an Excel file', 'Export the table as CSV (UTF-8).'],
  [[0x50, 0x41, 0x52, 0x31], 'a Parquet file', 'Write it as CSV: df.to_csv("data.csv", index=False).'],
  [[0x80], 'a pickle, not rows', 'The model comes first, then the data: brine predict MODEL DATA'],
  [[0xff, 0xfe], 'UTF-16 text', 'Save it as UTF-8.'],
  [[0xfe, 0xff], 'UTF-16 text', 'Save it as UTF-8.'],
]

function refuseOtherFiles(head: Uint8Array, name: string): void {
  if (head.length === 0) {
    throw new BrineError('data_empty', 'the file has no bytes', {
      where: { file: name },
      remedy: 'Give a header line and at least one row, or JSON rows.',
    })
  }
  const found = BINARY.find(([start]) => start.every((byte, i) => head[i] === byte))
  if (found === undefined) return
  const [, what, remedy] = found
  throw new BrineError('data_unreadable', `this is ${what}`, { where: { file: name }, remedy })
}
