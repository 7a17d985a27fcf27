/** A file of rows as it lies on the disk: its bytes, unpacked, and whether they are whole. */
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import * as zlib from 'node:zlib'
import { BrineError } from '../../errors.ts'
import { type Compression, compressionOf, type RowFormat, recognise } from './recognise.ts'

export interface RowFile {
  /** As the user named it, for messages. */
  readonly name: string
  /** Where it lies, as an absolute path without characters that mean something in a pattern. */
  readonly path: string
  readonly bytes: number
  /** Changes when the rows do: the time at which it was last written, or a digest. */
  readonly version: string
  readonly compression: Compression
  readonly format: RowFormat
}

/** A file before it was looked into. */
export type FoundFile = Pick<RowFile, 'name' | 'path' | 'bytes' | 'version'>

const HEAD = 2 ** 16

/** Looks at the first bytes. Throws `data_empty` and `data_unreadable`. */
export async function recogniseFile(file: FoundFile, format: RowFormat | undefined): Promise<RowFile> {
  const compression = compressionOf(await readStart(createReadStream(file.path, { end: 7 }), file.name))
  if (compression === 'zstd' && zstd() === undefined) {
    throw new BrineError(
      'data_unreadable',
      'this is compressed with zstd, which this version of Node does not unpack',
      {
        where: { file: file.name },
        remedy: 'Unpack it on the way in: zstd -dc FILE | brine predict SERVICE -',
      },
    )
  }
  const head = await headOf({ ...file, compression })
  return { ...file, compression, format: recognise(file.name, head, format) }
}

/** The first bytes, unpacked. */
export function headOf(file: Pick<RowFile, 'name' | 'path' | 'compression'>): Promise<Uint8Array> {
  return readStart(bytesOf(file), file.name)
}

async function readStart(bytes: AsyncIterable<Uint8Array>, name: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  try {
    for await (const part of bytes) {
      parts.push(part)
      length += part.length
      if (length >= HEAD) break
    }
  } catch (error) {
    throw readError(error, name)
  }
  return Buffer.concat(parts)
}

/** The bytes, unpacked. Throws `data_unreadable` for a file that is cut off or damaged. */
export async function* bytesOf({
  name,
  path,
  compression,
}: Pick<RowFile, 'name' | 'path' | 'compression'>): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: 2 ** 18 })
  const unpacked = compression === 'none' ? file : unpacker(compression)
  if (unpacked !== file) {
    file.on('error', (error) => unpacked.destroy(error))
    file.pipe(unpacked as zlib.Gunzip)
  }
  try {
    for await (const part of unpacked) yield part as Uint8Array
  } catch (error) {
    throw readError(error, name)
  } finally {
    file.destroy()
    unpacked.destroy()
  }
}

/**
 * Reads a compressed file to its end, where its checksum stands: DuckDB takes the end of what is there for the end of the
 * rows, and does not look at the checksum. It costs a pass in zlib's own thread, and no memory.
 */
export async function checkWhole(file: RowFile, signal?: AbortSignal): Promise<void> {
  if (file.compression === 'none') return
  for await (const _ of bytesOf(file)) if (signal?.aborted === true) return
}

function unpacker(compression: 'gzip' | 'zstd'): Readable {
  if (compression === 'gzip') return zlib.createGunzip({ chunkSize: 2 ** 18 })
  return (zstd() as () => Readable)()
}

/** Node has it from 22.15 on. */
function zstd(): (() => Readable) | undefined {
  return (zlib as unknown as { readonly createZstdDecompress?: () => Readable }).createZstdDecompress
}

function readError(error: unknown, file: string): unknown {
  if (error instanceof BrineError) return error
  const { code = '', message } = error as NodeJS.ErrnoException
  if (code === 'Z_BUF_ERROR') {
    return new BrineError('data_unreadable', 'the compressed file ends too early', {
      where: { file },
      remedy: 'Copy it again: a part of it is missing.',
      cause: error,
    })
  }
  if (code.startsWith('Z_') || code.startsWith('ZSTD_')) {
    return new BrineError('data_unreadable', `the compressed file is damaged (${message})`, {
      where: { file },
      remedy: 'Copy it again, or compress it again.',
      cause: error,
    })
  }
  const problem = code === 'EACCES' || code === 'EPERM' ? 'reading it is not permitted' : message
  return new BrineError('data_unreadable', problem, { where: { file }, cause: error })
}
