/**
 * The compressions that joblib writes, recognised by content and undone in a stream, so that a small file that stands
 * for a huge one is stopped on its way.
 *
 * Streams that follow one another in one file are read as one, as Python reads them (zlib, gzip, bz2, xz, lzma, lz4).
 * Anything else behind a stream is an error, except the zeros with which tapes padded gzip.
 */
import { Readable, type Transform } from 'node:stream'
import { constants, createGunzip, createInflate, inflateSync } from 'node:zlib'
import { BrineError } from '../errors.ts'
import type { Budget } from './budget.ts'
import { decompressBzip2 } from './bzip2.ts'
import { damagedStream, truncatedStream } from './damage.ts'
import { decompressLz4 } from './lz4.ts'
import { decompressLzma } from './lzma.ts'

export type Compression = 'none' | 'zlib' | 'gzip' | 'bz2' | 'xz' | 'lzma' | 'lz4' | 'zf'

export interface Decompressed {
  /** The bytes given, if they were not compressed. */
  readonly bytes: Uint8Array
  readonly compression: Compression
}

/**
 * The output may be this many times the input, plus the allowance. Trees and weights shrink to a half or a tenth, sparse
 * one-hot tables to a fiftieth; zlib could reach a thousandth and bz2 a millionth, of nothing but zeros.
 */
const MAX_RATIO = 64
const RATIO_ALLOWANCE = 32 * 2 ** 20

/** The most memory the decoder of xz may take; `xz -9` needs 65 MiB. */
const LZMA_MEMORY = 128 * 2 ** 20

/** Bytes that zlib puts out at a time. */
const CHUNK = 1 << 18

/** Bytes of input at a time: one of xz can stand for 7,000. */
const PIECE = 1 << 12

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
  else if (compression === 'bz2') await drain(decompressBzip2(bytes), sink)
  else if (compression === 'lz4') await drain(decompressLz4(bytes), sink)
  else if (compression === 'lzma') await drain(decompressLzma(bytes), sink)
  else await readXz(bytes, sink)
  return { bytes: sink.take(), compression }
}

/** Collects output and stops it at the limits. */
class Sink {
  /** The most bytes that input of this length may give. */
  readonly limit: number
  readonly #budget: Budget
  readonly #inputLength: number
  readonly #chunks: Uint8Array[] = []
  length = 0

  constructor(inputLength: number, budget: Budget) {
    this.#budget = budget
    this.#inputLength = inputLength
    this.limit = RATIO_ALLOWANCE + MAX_RATIO * inputLength
  }

  push(chunk: Uint8Array): void {
    this.#budget.spendBytes(chunk.length)
    this.#budget.checkTime()
    this.length += chunk.length
    if (this.length > this.limit) throw this.exceeded(this.length)
    this.#chunks.push(chunk)
  }

  exceeded(actual: number): BrineError {
    return new BrineError(
      'limit_exceeded',
      `${this.#inputLength} compressed bytes give more than ${this.limit}, which is no ratio that models have`,
      {
        remedy: 'If the file is yours, save it again without compression.',
        details: { name: 'ratio', limit: this.limit, actual },
      },
    )
  }

  take(): Uint8Array {
    const [first] = this.#chunks
    // Not the Buffer that zlib gives: its slice() would not copy.
    if (first !== undefined && this.#chunks.length === 1)
      return new Uint8Array(first.buffer, first.byteOffset, first.length)
    const bytes = new Uint8Array(this.length)
    let at = 0
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at)
      at += chunk.length
    }
    return bytes
  }
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
    await pump(stream, bytes.subarray(at), 'zlib', at, sink)
    at += stream.bytesWritten
  }
}

/** zlib itself goes on from member to member, and stops at zeros. */
async function readGzip(bytes: Uint8Array, sink: Sink): Promise<void> {
  const stream = createGunzip({ chunkSize: CHUNK })
  await pump(stream, bytes, 'gzip', 0, sink)
  const rest = bytes.subarray(stream.bytesWritten)
  if (rest.some((byte) => byte !== 0)) {
    throw damagedStream('gzip', `${rest.length} bytes that are not gzip follow the end`, stream.bytesWritten)
  }
}

async function pump(stream: Transform, bytes: Uint8Array, format: string, start: number, sink: Sink): Promise<void> {
  Readable.from(pieces(bytes), { objectMode: true }).pipe(stream)
  try {
    for await (const chunk of stream) sink.push(chunk)
  } catch (error) {
    if (error instanceof BrineError) throw error
    const { errno, code, message } = error as { errno?: number; code?: unknown; message: string }
    if (errno === constants.Z_BUF_ERROR || code === LZMA_BUF_ERROR) {
      throw truncatedStream(format, start + bytes.length, error)
    }
    throw damagedStream(format, message, start, error)
  }
}

/** Input is handed over piece by piece: what one piece stands for is made before the sink can say stop. */
function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE)
}

/** What liblzma answers when it needs more input and there is none. */
const LZMA_BUF_ERROR = 10
const LZMA_MEMLIMIT_ERROR = 6

async function readXz(bytes: Uint8Array, sink: Sink): Promise<void> {
  // Its native part is loaded only for the files that need it.
  const { default: lzma } = await import('lzma-native')
  // The decoder goes on from stream to stream by itself.
  const stream = lzma.createStream('streamDecoder', { memlimit: LZMA_MEMORY })
  await pump(stream, bytes, 'xz', 0, sink).catch((error: unknown) => {
    throw lzmaError(error)
  })
}

function lzmaError(error: unknown): unknown {
  const cause = error instanceof BrineError ? (error.cause as { code?: unknown } | undefined) : undefined
  if (cause?.code !== LZMA_MEMLIMIT_ERROR) return error
  return new BrineError('limit_exceeded', `the decoder needs more memory than the limit of ${LZMA_MEMORY} bytes`, {
    details: { name: 'lzma memory', limit: LZMA_MEMORY },
    cause: error,
  })
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
