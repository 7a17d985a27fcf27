/** Every opcode of pickle protocols 0 to 5, with the argument that follows it in the file (CPython's pickletools). */

/** What follows an opcode, by the names that pickletools uses. */
export type ArgumentKind =
  | 'none'
  | 'uint1'
  | 'uint2'
  | 'int4'
  | 'uint4'
  | 'uint8'
  | 'decimalnl_short'
  | 'decimalnl_long'
  | 'floatnl'
  | 'float8'
  | 'long1'
  | 'long4'
  | 'stringnl'
  | 'string1'
  | 'string4'
  | 'bytes1'
  | 'bytes4'
  | 'bytes8'
  | 'bytearray8'
  | 'unicodestringnl'
  | 'unicodestring1'
  | 'unicodestring4'
  | 'unicodestring8'
  | 'stringnl_noescape'
  | 'stringnl_noescape_pair'

export const OPCODES = {
  // Protocol 0
  MARK: [0x28, 'none'], // (
  STOP: [0x2e, 'none'], // .
  POP: [0x30, 'none'], // 0
  DUP: [0x32, 'none'], // 2
  FLOAT: [0x46, 'floatnl'], // F
  INT: [0x49, 'decimalnl_short'], // I
  LONG: [0x4c, 'decimalnl_long'], // L
  NONE: [0x4e, 'none'], // N
  PERSID: [0x50, 'stringnl_noescape'], // P
  REDUCE: [0x52, 'none'], // R
  STRING: [0x53, 'stringnl'], // S
  UNICODE: [0x56, 'unicodestringnl'], // V
  APPEND: [0x61, 'none'], // a
  BUILD: [0x62, 'none'], // b
  GLOBAL: [0x63, 'stringnl_noescape_pair'], // c
  DICT: [0x64, 'none'], // d
  GET: [0x67, 'decimalnl_short'], // g
  INST: [0x69, 'stringnl_noescape_pair'], // i
  LIST: [0x6c, 'none'], // l
  PUT: [0x70, 'decimalnl_short'], // p
  SETITEM: [0x73, 'none'], // s
  TUPLE: [0x74, 'none'], // t
  // Protocol 1
  POP_MARK: [0x31, 'none'], // 1
  BINFLOAT: [0x47, 'float8'], // G
  BININT: [0x4a, 'int4'], // J
  BININT1: [0x4b, 'uint1'], // K
  BININT2: [0x4d, 'uint2'], // M
  BINPERSID: [0x51, 'none'], // Q
  BINSTRING: [0x54, 'string4'], // T
  SHORT_BINSTRING: [0x55, 'string1'], // U
  BINUNICODE: [0x58, 'unicodestring4'], // X
  APPENDS: [0x65, 'none'], // e
  BINGET: [0x68, 'uint1'], // h
  LONG_BINGET: [0x6a, 'uint4'], // j
  EMPTY_LIST: [0x5d, 'none'], // ]
  EMPTY_TUPLE: [0x29, 'none'], // )
  EMPTY_DICT: [0x7d, 'none'], // }
  OBJ: [0x6f, 'none'], // o
  BINPUT: [0x71, 'uint1'], // q
  LONG_BINPUT: [0x72, 'uint4'], // r
  SETITEMS: [0x75, 'none'], // u
  // Protocol 2
  PROTO: [0x80, 'uint1'],
  NEWOBJ: [0x81, 'none'],
  EXT1: [0x82, 'uint1'],
  EXT2: [0x83, 'uint2'],
  EXT4: [0x84, 'int4'],
  TUPLE1: [0x85, 'none'],
  TUPLE2: [0x86, 'none'],
  TUPLE3: [0x87, 'none'],
  NEWTRUE: [0x88, 'none'],
  NEWFALSE: [0x89, 'none'],
  LONG1: [0x8a, 'long1'],
  LONG4: [0x8b, 'long4'],
  // Protocol 3
  BINBYTES: [0x42, 'bytes4'], // B
  SHORT_BINBYTES: [0x43, 'bytes1'], // C
  // Protocol 4
  SHORT_BINUNICODE: [0x8c, 'unicodestring1'],
  BINUNICODE8: [0x8d, 'unicodestring8'],
  BINBYTES8: [0x8e, 'bytes8'],
  EMPTY_SET: [0x8f, 'none'],
  ADDITEMS: [0x90, 'none'],
  FROZENSET: [0x91, 'none'],
  NEWOBJ_EX: [0x92, 'none'],
  STACK_GLOBAL: [0x93, 'none'],
  MEMOIZE: [0x94, 'none'],
  FRAME: [0x95, 'uint8'],
  // Protocol 5
  BYTEARRAY8: [0x96, 'bytearray8'],
  NEXT_BUFFER: [0x97, 'none'],
  READONLY_BUFFER: [0x98, 'none'],
} as const satisfies Record<string, readonly [code: number, argument: ArgumentKind]>

export type OpcodeName = keyof typeof OPCODES

/** The highest protocol there is. */
export const HIGHEST_PROTOCOL = 5

const NAMES: ReadonlyMap<number, OpcodeName> = new Map(
  Object.entries(OPCODES).map(([name, [code]]) => [code, name as OpcodeName]),
)

/** The opcode of a byte, or `undefined` if there is none. */
export function opcodeName(code: number): OpcodeName | undefined {
  return NAMES.get(code)
}
