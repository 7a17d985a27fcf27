/** What kind of rows a file holds, by its name or else by its first bytes; other files are refused by name. */
import { basename, extname } from 'node:path'
import { BrineError } from '../../errors.ts'
import { textFormat } from '../text-format.ts'

export const ROW_FORMATS = ['csv', 'json', 'ndjson', 'parquet', 'arrow'] as const

export type RowFormat = (typeof ROW_FORMATS)[number]

export type Compression = 'none' | 'gzip' | 'zstd'

const EXTENSIONS: Readonly<Record<string, RowFormat>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.tab': 'csv',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.parquet': 'parquet',
  '.pq': 'parquet',
  '.arrow': 'arrow',
  '.arrows': 'arrow',
  '.feather': 'arrow',
  '.ipc': 'arrow',
}

const COMPRESSED = new Set(['.gz', '.gzip', '.zst', '.zstd'])

/** `.csv` of `data.csv.gz`. */
export function rowExtension(path: string): string {
  const last = extname(path).toLowerCase()
  return COMPRESSED.has(last) ? extname(basename(path, extname(path))).toLowerCase() : last
}

type Start = readonly number[]

const COMPRESSIONS: readonly (readonly [Start, Compression])[] = [
  [[0x1f, 0x8b], 'gzip'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'zstd'],
]

/** The content decides, since a browser may unpack a file and keep its name. */
export function compressionOf(head: Uint8Array): Compression {
  return COMPRESSIONS.find(([start]) => startsWith(head, start))?.[1] ?? 'none'
}

const BINARY: readonly (readonly [start: Start, format: RowFormat])[] = [
  [[0x50, 0x41, 0x52, 0x31], 'parquet'],
  [[0x41, 0x52, 0x52, 0x4f, 0x57, 0x31], 'arrow'],
  // A stream has no name in it: it starts with a mark and the length of the schema.
  [[0xff, 0xff, 0xff, 0xff], 'arrow'],
]

const OTHERS: readonly (readonly [start: Start, name: string, remedy: string])[] = [
  [[0x50, 0x4b, 3, 4], 'a zip archive or an Excel file', 'Export the table as CSV (UTF-8).'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an Excel file', 'Export the table as CSV (UTF-8).'],
  [[0x42, 0x5a, 0x68], 'compressed with bzip2', 'Unpack it on the way in: bunzip2 -c FILE | brine predict SERVICE -'],
  [
    [0xfd, 0x37, 0x7a, 0x58, 0x5a],
    'compressed with xz',
    'Unpack it on the way in: xz -dc FILE | brine predict SERVICE -',
  ],
  [[0x80], 'a pickle, not rows', 'The service or the model comes first, then the data: brine predict SERVICE DATA'],
  [[0x89, 0x48, 0x44, 0x46], 'an HDF5 file', 'Write it as Parquet: df.to_parquet("data.parquet").'],
  [[0xff, 0xfe], 'UTF-16 text', 'Save it as UTF-8.'],
  [[0xfe, 0xff], 'UTF-16 text', 'Save it as UTF-8.'],
]

/** The format of a file that starts with these bytes, decompressed. Throws `data_empty` and `data_unreadable`. */
export function recognise(name: string, head: Uint8Array, asked: RowFormat | undefined): RowFormat {
  if (head.length === 0) {
    throw new BrineError('data_empty', 'the file has no bytes', {
      where: { file: name },
      remedy: 'Give a header line and at least one row, or JSON rows.',
    })
  }
  const binary = BINARY.find(([start]) => startsWith(head, start))?.[1]
  if (binary !== undefined) return agreed(name, binary, asked)
  const other = OTHERS.find(([start]) => startsWith(head, start))
  if (other !== undefined) throw unreadable(name, `this is ${other[1]}`, other[2])
  const expected = asked ?? EXTENSIONS[rowExtension(name)]
  if (expected === 'parquet') {
    throw unreadable(name, 'this is not a Parquet file: it does not start with PAR1', 'Check that it is complete.')
  }
  // What an older version of Arrow wrote as a stream starts with a length alone.
  if (expected === 'arrow') return expected
  const zero = head.indexOf(0)
  if (zero >= 0) throw binaryError(name, head, zero)
  return expected ?? textFormat(head)
}

function agreed(name: string, found: RowFormat, asked: RowFormat | undefined): RowFormat {
  if (asked === undefined || asked === found) return found
  throw unreadable(name, `this is a file of the format ${found}, not ${asked}`, `Say --format ${found}, or nothing.`)
}

function binaryError(name: string, head: Uint8Array, offset: number): BrineError {
  const odd = head.filter((byte, i) => byte === 0 && i % 2 === 1).length
  const isWide = odd > head.length / 4 || head.filter((byte, i) => byte === 0 && i % 2 === 0).length > head.length / 4
  if (isWide) return unreadable(name, 'this is UTF-16 text', 'Save it as UTF-8.')
  return new BrineError('data_unreadable', 'this is not a text file: it has a byte 0 in it', {
    where: { file: name, offset },
    remedy: 'Give CSV, JSON, NDJSON, Parquet or Arrow; CSV and JSON as UTF-8.',
  })
}

function startsWith(head: Uint8Array, start: Start): boolean {
  return head.length > 0 && start.every((byte, i) => head[i] === byte)
}

function unreadable(file: string, problem: string, remedy: string): BrineError {
  return new BrineError('data_unreadable', problem, { where: { file }, remedy })
}
