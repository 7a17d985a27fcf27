/**
 * LZ4 frames, decoded by lz4-napi, which verifies all checksums and the size that a frame carries.
 *
 * It decodes one frame at once, ignores what follows it, and takes a frame cut before a block or its checksum for a
 * whole one. So the frames are found here (LZ4 Frame Format 1.6.1): frames that follow one another are read as one,
 * skippable frames are skipped, and a frame is decoded only if what its blocks hold, which is counted before, fits the
 * limits.
 */
import { BrineError } from '../errors.ts'
import { type Cursor, createCursor, readBytes, readU8, readU32le, remaining } from './cursor.ts'
import { damagedStream, truncatedStream } from './damage.ts'
import type { Sink } from './sink.ts'

const MAGIC = 0x184d2204
const SKIPPABLE_MAGIC = 0x184d2a50

/** Puts the content of all frames into the sink. */
export async function readLz4(bytes: Uint8Array, sink: Sink): Promise<void> {
  const { decompressFrame } = await import('lz4-napi')
  const cursor = createCursor(bytes)
  while (remaining(cursor) > 0) {
    const start = cursor.offset
    const size = walkFrame(cursor)
    if (size === undefined) continue
    sink.reserve(size)
    const frame = cursor.bytes.subarray(start, cursor.offset)
    const content = await decompressFrame(frame).catch((error: Error) => {
      throw damagedStream('lz4', error.message, start, error)
    })
    if (content.length !== size) throw damagedStream('lz4', `${content.length} bytes instead of ${size}`, start)
    if (content.length > 0) sink.push(content)
  }
}

/** Moves behind a frame and returns the size of its content, or nothing if it is to be skipped. */
function walkFrame(cursor: Cursor): number | undefined {
  const start = cursor.offset
  try {
    const magic = readU32le(cursor)
    if (magic === MAGIC) return walkBlocks(cursor, start)
    if ((magic & 0xfffffff0) !== SKIPPABLE_MAGIC) throw damagedStream('lz4', 'expected the start of a frame', start)
    readBytes(cursor, readU32le(cursor))
    return undefined
  } catch (error) {
    if (!(error instanceof BrineError) || error.code !== 'file_truncated') throw error
    throw truncatedStream('lz4', cursor.bytes.length, error)
  }
}

/** Header, blocks, end mark and checksum. What the header says otherwise is checked by the decoder. */
function walkBlocks(cursor: Cursor, start: number): number {
  const flags = readU8(cursor)
  const maxBlock = 1 << (8 + 2 * ((readU8(cursor) >> 4) & 7))
  if ((flags & 1) !== 0) throw damagedStream('lz4', 'the frame needs a dictionary, which is not in the file', start)
  // The size of the content, and the checksum of the header.
  readBytes(cursor, (flags & 8) !== 0 ? 9 : 1)
  let size = 0
  for (;;) {
    const offset = cursor.offset
    const word = readU32le(cursor)
    if (word === 0) break
    const length = word & 0x7fffffff
    // The decoder would take an empty block for the end.
    if (length === 0 || length > maxBlock) throw damagedStream('lz4', `a block of ${length} bytes`, offset)
    const block = readBytes(cursor, length)
    if ((flags & 16) !== 0) readBytes(cursor, 4)
    const content = word >>> 31 === 1 ? length : contentSize(block)
    // The decoder lets linked blocks exceed the limit of their frame.
    if (content > maxBlock) throw damagedStream('lz4', `a block stands for ${content} bytes`, offset)
    size += content
  }
  if ((flags & 4) !== 0) readBytes(cursor, 4)
  return size
}

/** The bytes that a block stands for: runs of literals, and matches, of which only the lengths matter here. */
function contentSize(block: Uint8Array): number {
  let at = 0
  let size = 0
  const extended = (length: number) => {
    let more = length === 15 ? 255 : 0
    while (more === 255) {
      more = block[at++] ?? 0
      length += more
    }
    return length
  }
  while (at < block.length) {
    const token = block[at++] as number
    const literals = extended(token >> 4)
    at += literals
    size += literals
    // The last run has no match, and so no distance of two bytes.
    if (at >= block.length) break
    at += 2
    size += 4 + extended(token & 15)
  }
  return size
}
