/**
 * The compressions that joblib writes, recognised by content and undone in a stream, so that a small file that stands
 * for a huge one is stopped on its way.
 *
 * Streams that follow one another in one file are read as one, as Python reads them (zlib, gzip, bz2, xz, lzma, lz4).
 * Anything else behind a stream is an error, except the zeros with which tapes padded gzip.
 */
import { constants, createGunzip, createInflate, inflateSync } from 'node:zlib'
import { BrineError } from '../errors.ts'
import type { Budget } from './budget.ts'
import { readBzip2 } from './bzip2.ts'
import { damagedStream, truncatedStream } from './damage.ts'
import { decompressLz4 } from './lz4.ts'
import { readLzma, readXz } from './lzma.ts'
import { pump } from './pump.ts'
import { Sink } from './sink.ts'

export type Compression = 'none' | 'zlib' | 'gzip' | 'bz2' | 'xz' | 'lzma' | 'lz4' | 'zf'

export interface Decompressed {
  /** The bytes given, if they were not compressed. */
  readonly bytes: Uint8Array
  readonly compression: Compression
}

/** Bytes that zlib puts out at a time. */
const CHUNK = 1 << 18

/**
 * The compression of a file. None of these starts can be a pickle: `x`, 0x1f, 0xfd, 0x04 and `Z` are no opcodes; after
 * `B` a pickle has a length, which in "BZh1" would be 826 megabytes; and after `]` there is no opcode 0.
 */
export function sniffCompression(bytes: Uint8Array): Compression {
  const [a = -1, b = -1, c = -1, d = -1] = bytes
  if (a === 0x1f && b === 0x8b) return 'gzip'
  // Other windows than 32 KiB, which joblib never writes, start like pickles: `(S` is also a zlib header.
  if (a === 0x78 && ((a << 8) | b) % 31 === 0 && (b & 0x20) === 0) return 'zlib'
  if (a === 0x42 && b === 0x5a && c === 0x68 && d >= 0x31 && d <= 0x39) return 'bz2'
  if (a === 0xfd && b === 0x37 && c === 0x7a && d === 0x58 && bytes[4] === 0x5a) return 'xz'
  if (a === 0x5d && b === 0) return 'lzma'
  if (a === 0x04 && b === 0x22 && c === 0x4d && d === 0x18) return 'lz4'
  if (a === 0x5a && b === 0x46 && c === 0x30 && d === 0x78) return 'zf'
  return 'none'
}

/**
 * The content of a file, decompressed if it is compressed. Spends what it produces from the budget. Throws
 * `file_truncated`, `file_damaged` and `limit_exceeded`.
 */
export async function decompress(bytes: Uint8Array, budget: Budget): Promise<Decompressed> {
  const compression = sniffCompression(bytes)
  if (compression === 'none') return { bytes, compression }
  const sink = new Sink(bytes.length, budget)
  if (compression === 'zf') await readZFile(bytes, sink)
  else if (compression === 'zlib') await readZlib(bytes, 0, sink)
  else if (compression === 'gzip') await readGzip(bytes, sink)
  else if (compression === 'bz2') readBzip2(bytes, sink)
  else if (compression === 'lz4') await drain(decompressLz4(bytes), sink)
  else if (compression === 'lzma') await readLzma(bytes, sink)
  else await readXz(bytes, sink)
  return { bytes: sink.take(), compression }
}

/** Lets other work of the process run between the blocks of decoders that are not asynchronous themselves. */
async function drain(blocks: Iterable<Uint8Array>, sink: Sink): Promise<void> {
  for (const block of blocks) {
    sink.push(block)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** One zlib stream after the other. */
async function readZlib(bytes: Uint8Array, start: number, sink: Sink): Promise<void> {
  for (let at = start; at < bytes.length; ) {
    const stream = createInflate({ chunkSize: CHUNK })
    await pump(bytes.subarray(at), stream, sink).catch((error: unknown) => {
      throw zlibError(error, 'zlib', at, bytes.length)
    })
    at += stream.bytesWritten
  }
}

/** zlib itself goes on from member to member, and stops at zeros. */
async function readGzip(bytes: Uint8Array, sink: Sink): Promise<void> {
  const stream = createGunzip({ chunkSize: CHUNK })
  await pump(bytes, stream, sink).catch((error: unknown) => {
    throw zlibError(error, 'gzip', 0, bytes.length)
  })
  const rest = bytes.subarray(stream.bytesWritten)
  if (rest.some((byte) => byte !== 0)) {
    throw damagedStream('gzip', `${rest.length} bytes that are not gzip follow the end`, stream.bytesWritten)
  }
}

function zlibError(error: unknown, format: string, start: number, length: number): BrineError {
  if (error instanceof BrineError) return error
  const { errno, message } = error as { errno?: number; message: string }
  if (errno === constants.Z_BUF_ERROR) return truncatedStream(format, length, error)
  return damagedStream(format, message, start, error)
}

/** `ZF`, the length as `0x…` padded with spaces to 19 characters, perhaps one more space, and a zlib stream. */
function zFileHeader(bytes: Uint8Array): { readonly start: number; readonly length: number } {
  const header = Buffer.from(bytes.subarray(2, 21)).toString('latin1')
  if (bytes.length < 22) throw truncatedStream('ZF', bytes.length)
  if (!/^0x[0-9a-fA-F]{1,16}L? *$/.test(header)) throw damagedStream('ZF', 'the header holds no length', 2)
  return { start: bytes[21] === 0x20 ? 22 : 21, length: Number.parseInt(header, 16) }
}

async function readZFile(bytes: Uint8Array, sink: Sink): Promise<void> {
  const { start, length } = zFileHeader(bytes)
  await readZlib(bytes, start, sink)
  if (sink.length !== length) throw damagedStream('ZF', `it declares ${length} bytes, found ${sink.length}`, 2)
}

/** The content of a ZF file, at once: for the arrays that old files of joblib keep beside them. */
export function inflateZFile(bytes: Uint8Array, budget: Budget): Uint8Array {
  const { start, length } = zFileHeader(bytes)
  const sink = new Sink(bytes.length, budget)
  if (length > sink.limit) throw sink.exceeded(length)
  let content: Uint8Array
  try {
    content = inflateSync(bytes.subarray(start), { maxOutputLength: Math.max(length, 1) })
  } catch (cause) {
    throw damagedStream('ZF', (cause as Error).message, start, cause)
  }
  if (content.length !== length) throw damagedStream('ZF', `it declares ${length} bytes, found ${content.length}`, 2)
  sink.push(new Uint8Array(content))
  return sink.take()
}
