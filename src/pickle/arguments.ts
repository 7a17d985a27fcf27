/** Reads the argument that follows an opcode: one free function for each kind. */
import {
  type Cursor,
  readBytes,
  readF64be,
  readI32le,
  readLine,
  readU8,
  readU16le,
  readU32le,
  readU64le,
} from '../bytes/cursor.ts'
import { BrineError } from '../errors.ts'
import type { ArgumentKind, OPCODES, OpcodeName } from './opcodes.ts'
import {
  decodeLatin1,
  decodeLong,
  decodeUtf8,
  MAX_LONG_BYTES,
  parseFloatLiteral,
  parseInteger,
  parseQuoted,
  parseRawUnicodeEscape,
} from './text.ts'

/** The line of INT: `00` and `01` are how protocol 0 writes booleans. */
function readDecimal(cursor: Cursor): number | bigint | boolean {
  const offset = cursor.offset
  const line = readLine(cursor)
  if (line.length === 2 && line[0] === 0x30) {
    if (line[1] === 0x30) return false
    if (line[1] === 0x31) return true
  }
  return parseInteger(line, offset)
}

/** The line of LONG, which may end in `L`. */
function readDecimalLong(cursor: Cursor): number | bigint {
  const offset = cursor.offset
  const line = readLine(cursor)
  return parseInteger(line.at(-1) === 0x4c ? line.subarray(0, -1) : line, offset)
}

function readLong(cursor: Cursor, length: number): number | bigint {
  if (length < 0) throw negativeSize(cursor, length)
  if (length > MAX_LONG_BYTES) {
    throw new BrineError('limit_exceeded', `an integer of ${length} bytes exceeds the limit of ${MAX_LONG_BYTES}`, {
      where: { offset: cursor.offset },
      details: { name: 'digits', limit: MAX_LONG_BYTES, actual: length },
    })
  }
  return decodeLong(readBytes(cursor, length))
}

/** Python 2's str: one character a byte, which is what `encoding='latin1'` makes of it. */
function readLatin1(cursor: Cursor, length: number): string {
  if (length < 0) throw negativeSize(cursor, length)
  const offset = cursor.offset
  return decodeLatin1(readBytes(cursor, length), offset)
}

function readUtf8(cursor: Cursor, length: number): string {
  const offset = cursor.offset
  return decodeUtf8(readBytes(cursor, length), offset)
}

function negativeSize(cursor: Cursor, size: number): BrineError {
  return new BrineError('file_damaged', `a size of ${size} is negative`, {
    where: { offset: cursor.offset },
    details: { found: size, expected: 'a size of 0 or more' },
  })
}

function readTextLine(cursor: Cursor): string {
  const offset = cursor.offset
  return decodeUtf8(readLine(cursor), offset)
}

/** The lengths of BINSTRING and LONG4 are signed, all others unsigned, as in CPython. */
export const ARGUMENTS = {
  none: () => undefined,
  uint1: readU8,
  uint2: readU16le,
  int4: readI32le,
  uint4: readU32le,
  uint8: readU64le,
  decimalnl_short: readDecimal,
  decimalnl_long: readDecimalLong,
  floatnl: (cursor: Cursor) => {
    const offset = cursor.offset
    return parseFloatLiteral(readLine(cursor), offset)
  },
  float8: readF64be,
  long1: (cursor: Cursor) => readLong(cursor, readU8(cursor)),
  long4: (cursor: Cursor) => readLong(cursor, readI32le(cursor)),
  stringnl: (cursor: Cursor) => {
    const offset = cursor.offset
    return parseQuoted(readLine(cursor), offset)
  },
  string1: (cursor: Cursor) => readLatin1(cursor, readU8(cursor)),
  string4: (cursor: Cursor) => readLatin1(cursor, readI32le(cursor)),
  bytes1: (cursor: Cursor) => readBytes(cursor, readU8(cursor)),
  bytes4: (cursor: Cursor) => readBytes(cursor, readU32le(cursor)),
  bytes8: (cursor: Cursor) => readBytes(cursor, readU64le(cursor)),
  bytearray8: (cursor: Cursor) => readBytes(cursor, readU64le(cursor)),
  unicodestringnl: (cursor: Cursor) => {
    const offset = cursor.offset
    return parseRawUnicodeEscape(readLine(cursor), offset)
  },
  unicodestring1: (cursor: Cursor) => readUtf8(cursor, readU8(cursor)),
  unicodestring4: (cursor: Cursor) => readUtf8(cursor, readU32le(cursor)),
  unicodestring8: (cursor: Cursor) => readUtf8(cursor, readU64le(cursor)),
  stringnl_noescape: readTextLine,
  stringnl_noescape_pair: (cursor: Cursor): readonly [string, string] => [readTextLine(cursor), readTextLine(cursor)],
} as const satisfies Record<ArgumentKind, (cursor: Cursor) => unknown>

/** The type of an opcode's argument. */
export type ArgumentOf<Name extends OpcodeName> = ReturnType<(typeof ARGUMENTS)[(typeof OPCODES)[Name][1]]>
