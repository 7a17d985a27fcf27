/**
 * LZ4 frames (LZ4 Frame Format 1.6.1 and Block Format), block by block. All checksums that a frame carries are verified;
 * frames that follow one another are read as one, and skippable frames are skipped.
 */
import { type Cursor, createCursor, readBytes, readU8, readU32le, readU64le, remaining } from './cursor.ts'
import { damagedStream, truncatedStream } from './damage.ts'
import { XxHash32, xxHash32 } from './xxhash32.ts'

const MAGIC = 0x184d2204
const SKIPPABLE_MAGIC = 0x184d2a50

/** Matches reach back this far, into the block before if blocks are linked. */
const WINDOW = 65_536

/** Yields the content of all frames from `start` on, one block at a time (at most 4 MiB). */
export function* decompressLz4(bytes: Uint8Array, start = 0): Generator<Uint8Array> {
  const cursor = createCursor(bytes, start)
  while (remaining(cursor) > 0) {
    const offset = cursor.offset
    need(cursor, 4)
    const magic = readU32le(cursor)
    if (magic === MAGIC) yield* readFrame(cursor)
    else if ((magic & 0xfffffff0) === SKIPPABLE_MAGIC) skipFrame(cursor)
    else throw damagedStream('lz4', 'expected the start of a frame', offset)
  }
}

function skipFrame(cursor: Cursor): void {
  need(cursor, 4)
  const length = readU32le(cursor)
  need(cursor, length)
  readBytes(cursor, length)
}

interface FrameHeader {
  readonly independent: boolean
  readonly blockChecksums: boolean
  readonly contentChecksum: boolean
  readonly contentSize: number | undefined
  readonly maxBlock: number
}

function readHeader(cursor: Cursor): FrameHeader {
  const start = cursor.offset
  need(cursor, 3)
  const flags = readU8(cursor)
  const descriptor = readU8(cursor)
  const code = (descriptor >> 4) & 7
  if (flags >> 6 !== 1 || (flags & 2) !== 0 || (descriptor & 0x8f) !== 0 || code < 4) {
    throw damagedStream('lz4', 'the header of the frame has an unknown version or flag', start)
  }
  if ((flags & 1) !== 0) throw damagedStream('lz4', 'the frame needs a dictionary, which is not in the file', start)
  const hasSize = (flags & 8) !== 0
  need(cursor, hasSize ? 9 : 1)
  const contentSize = hasSize ? readU64le(cursor) : undefined
  const header = cursor.bytes.subarray(start, cursor.offset)
  if (((xxHash32(header) >>> 8) & 0xff) !== readU8(cursor)) {
    throw damagedStream('lz4', 'the checksum of the frame header does not match', start)
  }
  return {
    independent: (flags & 32) !== 0,
    blockChecksums: (flags & 16) !== 0,
    contentChecksum: (flags & 4) !== 0,
    contentSize,
    maxBlock: 1 << (8 + 2 * code),
  }
}

function* readFrame(cursor: Cursor): Generator<Uint8Array> {
  const header = readHeader(cursor)
  const hash = header.contentChecksum ? new XxHash32() : undefined
  // What was decoded last stays in front of the block, where matches find it.
  const output = new Uint8Array(WINDOW + header.maxBlock)
  let history = 0
  let total = 0
  for (;;) {
    const offset = cursor.offset
    need(cursor, 4)
    const word = readU32le(cursor)
    if (word === 0) break
    const block = readBlock(cursor, word & 0x7fffffff, header, offset)
    if (header.independent) history = 0
    const limit = history + header.maxBlock
    const end =
      word >>> 31 === 1 ? store(block, output, history, limit, offset) : decode(block, output, history, limit, offset)
    const chunk = output.slice(history, end)
    hash?.update(chunk)
    total += chunk.length
    if (chunk.length > 0) yield chunk
    const keep = Math.min(end, WINDOW)
    output.copyWithin(0, end - keep, end)
    history = keep
  }
  checkFrame(cursor, hash, header.contentSize, total)
}

function readBlock(cursor: Cursor, length: number, header: FrameHeader, offset: number): Uint8Array {
  if (length > header.maxBlock) {
    throw damagedStream('lz4', `a block of ${length} bytes exceeds the frame's limit of ${header.maxBlock}`, offset)
  }
  need(cursor, length + (header.blockChecksums ? 4 : 0))
  const block = readBytes(cursor, length)
  if (header.blockChecksums && readU32le(cursor) !== xxHash32(block)) {
    throw damagedStream('lz4', 'the checksum of a block does not match', offset)
  }
  return block
}

function checkFrame(cursor: Cursor, hash: XxHash32 | undefined, expected: number | undefined, total: number): void {
  if (expected !== undefined && expected !== total) {
    throw damagedStream('lz4', `the frame declares ${expected} bytes, found ${total}`, cursor.offset)
  }
  if (hash === undefined) return
  need(cursor, 4)
  if (readU32le(cursor) !== hash.digest()) {
    throw damagedStream('lz4', 'the checksum of the content does not match', cursor.offset - 4)
  }
}

/** An uncompressed block. */
function store(block: Uint8Array, output: Uint8Array, start: number, limit: number, offset: number): number {
  if (start + block.length > limit) throw damagedStream('lz4', 'a block is longer than the frame allows', offset)
  output.set(block, start)
  return start + block.length
}

/** Decodes one block into `output` from `start` on, and returns where it ends. */
function decode(block: Uint8Array, output: Uint8Array, start: number, limit: number, offset: number): number {
  let at = 0
  let to = start
  const fail = (problem: string) => damagedStream('lz4', problem, offset)
  while (at < block.length) {
    const token = block[at++] as number
    let literals = token >> 4
    if (literals === 15) {
      let more = 255
      while (more === 255) {
        more = block[at++] ?? -1
        literals += more
      }
    }
    if (at + literals > block.length || to + literals > limit) throw fail('a run of literals is too long')
    output.set(block.subarray(at, at + literals), to)
    at += literals
    to += literals
    if (at === block.length) return to
    const distance = (block[at] as number) | ((block[at + 1] ?? 0) << 8)
    at += 2
    let length = token & 15
    if (length === 15) {
      let more = 255
      while (more === 255) {
        more = block[at++] ?? -1
        length += more
      }
    }
    length += 4
    if (at > block.length || distance === 0 || distance > to || to + length > limit)
      throw fail('a match is out of range')
    copyMatch(output, to, distance, length)
    to += length
  }
  throw fail('the block does not end in literals')
}

/** A match may overlap what it writes, which repeats it. */
function copyMatch(output: Uint8Array, to: number, distance: number, length: number): void {
  if (distance >= length) output.copyWithin(to, to - distance, to - distance + length)
  else for (let i = 0; i < length; i++) output[to + i] = output[to + i - distance] as number
}

function need(cursor: Cursor, count: number): void {
  if (remaining(cursor) < count) throw truncatedStream('lz4', cursor.bytes.length)
}
