import { describe, expect, it } from 'vitest'
import {
  createCursor,
  readBytes,
  readF64be,
  readI32le,
  readLine,
  readU8,
  readU16le,
  readU32le,
  readU64le,
} from './cursor.ts'

const bytes = Uint8Array.of(1, 2, 3, 0xff, 0xff, 0xff, 0xff, 0xff, 10, 7)

describe('cursor', () => {
  it('reads numbers', () => {
    expect(readU8(createCursor(bytes, 2))).toBe(3)
    expect(readU16le(createCursor(bytes))).toBe(0x0201)
    expect(readI32le(createCursor(bytes, 3))).toBe(-1)
    expect(readU32le(createCursor(bytes, 3))).toBe(0xffffffff)
    expect(readU64le(createCursor(Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0)))).toBe(2 ** 32 + 1)
    expect(readF64be(createCursor(Uint8Array.of(0x3f, 0xf8, 0, 0, 0, 0, 0, 0)))).toBe(1.5)
  })

  it('hands out views, not copies, and plain ones even of a Buffer', () => {
    const buffer = Buffer.from(bytes)
    const view = readBytes(createCursor(buffer, 1), 2)
    expect([view.buffer, view.byteOffset, Buffer.isBuffer(view)]).toEqual([buffer.buffer, buffer.byteOffset + 1, false])
  })

  it('reads a line without its end', () => {
    const cursor = createCursor(bytes, 7)
    expect([...readLine(cursor)]).toEqual([0xff])
    expect(cursor.offset).toBe(9)
  })

  it('says where the file ends too early, and by how much', () => {
    const error = { code: 'file_truncated', where: { offset: 7 }, details: { wanted: 8, remaining: 3 } }
    expect(() => readU64le(createCursor(bytes, 7))).toThrow(expect.objectContaining(error))
    expect(() => readLine(createCursor(bytes, 9))).toThrow(expect.objectContaining({ code: 'file_truncated' }))
  })
})
