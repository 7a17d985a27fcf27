/** A bounded position in a byte array. Every read past the end is a `file_truncated` error that gives the numbers. */
import { BrineError } from '../errors.ts'

export interface Cursor {
  readonly bytes: Uint8Array
  readonly view: DataView
  /** Position of the next byte. */
  offset: number
}

/** A cursor at `offset` of `bytes`. What it hands out are plain Uint8Arrays, even if `bytes` is a Buffer. */
export function createCursor(bytes: Uint8Array, offset = 0): Cursor {
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return { bytes: plain, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset }
}

/** Bytes between the cursor and the end. */
export function remaining(cursor: Cursor): number {
  return cursor.bytes.length - cursor.offset
}

/** Moves the cursor on by `count` and returns where it was. */
function advance(cursor: Cursor, count: number): number {
  const start = cursor.offset
  if (count > cursor.bytes.length - start) throw truncated(cursor, count)
  cursor.offset = start + count
  return start
}

export function readU8(cursor: Cursor): number {
  const offset = advance(cursor, 1)
  return cursor.bytes[offset] as number
}

export function readU16le(cursor: Cursor): number {
  return cursor.view.getUint16(advance(cursor, 2), true)
}

export function readI32le(cursor: Cursor): number {
  return cursor.view.getInt32(advance(cursor, 4), true)
}

export function readU32le(cursor: Cursor): number {
  return cursor.view.getUint32(advance(cursor, 4), true)
}

/** An unsigned 64-bit number. Above 2^53 it is rounded, which is still more than any file has bytes. */
export function readU64le(cursor: Cursor): number {
  const offset = advance(cursor, 8)
  return cursor.view.getUint32(offset + 4, true) * 2 ** 32 + cursor.view.getUint32(offset, true)
}

export function readF64be(cursor: Cursor): number {
  return cursor.view.getFloat64(advance(cursor, 8), false)
}

/** A view of the next `count` bytes, not a copy. */
export function readBytes(cursor: Cursor, count: number): Uint8Array {
  const offset = advance(cursor, count)
  return cursor.bytes.subarray(offset, offset + count)
}

/** A view of the bytes up to the next newline, which is consumed but not part of it. */
export function readLine(cursor: Cursor): Uint8Array {
  const start = cursor.offset
  const end = cursor.bytes.indexOf(0x0a, start)
  if (end === -1) {
    throw new BrineError('file_truncated', `the line that starts here has no end; ${remaining(cursor)} bytes remain`, {
      where: { offset: start },
      remedy: TRUNCATED_REMEDY,
      details: { remaining: remaining(cursor) },
    })
  }
  cursor.offset = end + 1
  return cursor.bytes.subarray(start, end)
}

const TRUNCATED_REMEDY = 'Copy or download the file again, and compare its size with the original.'

function truncated(cursor: Cursor, wanted: number): BrineError {
  const left = remaining(cursor)
  return new BrineError('file_truncated', `${wanted} bytes are needed here, but only ${left} remain`, {
    where: { offset: cursor.offset },
    remedy: TRUNCATED_REMEDY,
    details: { wanted, remaining: left },
  })
}
