/**
 * bzip2, block by block (Julian Seward's format; there is no other specification). Every block checksum and every
 * stream checksum is verified, and streams that follow one another are read as one, as Python's bz2 does.
 *
 * A block is undone in the order opposite to its making: Huffman codes, run lengths of the move-to-front list, the
 * Burrows-Wheeler transform, and run lengths of the bytes.
 */
import { damagedStream, truncatedStream } from './damage.ts'

/** Output is handed on in pieces of this size: a block of 45 bytes can stand for 45 megabytes. */
const CHUNK = 1 << 20

const MAX_CODE_LENGTH = 20
const GROUP_SIZE = 50
const MAX_GROUPS = 6
/** Selectors beyond what a block can need are written by some encoders, and ignored. */
const MAX_SELECTORS = 18_002
const RUN_B = 1

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, i) => {
  let crc = i << 24
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1
  return crc
})

/** Bits, most significant first. */
class BitReader {
  readonly bytes: Uint8Array
  offset: number
  #buffer = 0
  #count = 0

  constructor(bytes: Uint8Array, offset: number) {
    this.bytes = bytes
    this.offset = offset
  }

  /** The next `count` bits, at most 24. */
  read(count: number): number {
    while (this.#count < count) {
      const byte = this.bytes[this.offset]
      if (byte === undefined) throw truncatedStream('bz2', this.offset)
      this.offset += 1
      this.#buffer = ((this.#buffer << 8) | byte) >>> 0
      this.#count += 8
    }
    this.#count -= count
    const value = this.#buffer >>> this.#count
    this.#buffer &= (1 << this.#count) - 1
    return value
  }

  read32(): number {
    return (this.read(16) << 16) | this.read(16)
  }

  /** Drops what is left of the last byte. */
  align(): void {
    this.#buffer = 0
    this.#count = 0
  }
}

/** Yields the content of all streams from `start` on, in pieces of at most a megabyte. */
export function* decompressBzip2(bytes: Uint8Array, start = 0): Generator<Uint8Array> {
  const bits = new BitReader(bytes, start)
  while (bits.offset < bytes.length) yield* readStream(bits)
}

function* readStream(bits: BitReader): Generator<Uint8Array> {
  const start = bits.offset
  const level = bits.read(24) === 0x425a68 ? bits.read(8) - 0x30 : 0
  if (level < 1 || level > 9) throw damagedStream('bz2', 'expected the start of a stream, "BZh1" to "BZh9"', start)
  const cells = new Uint32Array(level * 100_000)
  let streamCrc = 0
  for (;;) {
    const offset = bits.offset
    const high = bits.read(24)
    const low = bits.read(24)
    if (high === 0x177245 && low === 0x385090) break
    if (high !== 0x314159 || low !== 0x265359) throw damagedStream('bz2', 'expected the start of a block', offset)
    const expected = bits.read32()
    const crc = yield* readBlock(bits, cells, offset)
    if (crc !== expected) throw damagedStream('bz2', 'the checksum of a block does not match', offset)
    streamCrc = ((streamCrc << 1) | (streamCrc >>> 31)) ^ crc
  }
  if (bits.read32() !== streamCrc) throw damagedStream('bz2', 'the checksum of the stream does not match', bits.offset)
  bits.align()
}

/** Yields the bytes of one block and returns their checksum. */
function* readBlock(bits: BitReader, cells: Uint32Array, offset: number): Generator<Uint8Array, number> {
  if (bits.read(1) === 1) throw damagedStream('bz2', 'the block is of an obsolete, randomised kind', offset)
  const origin = bits.read(24)
  const symbols = readSymbols(bits)
  if (symbols.length === 0) throw damagedStream('bz2', 'the block has no symbols', offset)
  const alphabet = symbols.length + 2
  const groupCount = bits.read(3)
  if (groupCount < 2 || groupCount > MAX_GROUPS) throw damagedStream('bz2', `${groupCount} Huffman tables`, offset)
  const selectors = readSelectors(bits, groupCount, offset)
  const tables = Array.from({ length: groupCount }, () => readTable(bits, alphabet, offset))
  const count = readCells(bits, cells, symbols, selectors, tables, offset)
  if (origin >= count) throw damagedStream('bz2', `the origin ${origin} is not below the length ${count}`, offset)
  linkCells(cells, count)
  return yield* unlinkCells(cells, count, origin)
}

/** The byte values that occur, as two levels of bit maps. */
function readSymbols(bits: BitReader): Uint8Array {
  const used: number[] = []
  const rows = bits.read(16)
  for (let row = 0; row < 16; row++) {
    if ((rows & (0x8000 >> row)) === 0) continue
    const columns = bits.read(16)
    for (let column = 0; column < 16; column++) if (columns & (0x8000 >> column)) used.push(row * 16 + column)
  }
  return Uint8Array.from(used)
}

/** Which table decodes each group of 50 symbols, as positions in a move-to-front list. */
function readSelectors(bits: BitReader, groupCount: number, offset: number): Uint8Array {
  const count = bits.read(15)
  if (count === 0) throw damagedStream('bz2', 'the block has no selectors', offset)
  const selectors = new Uint8Array(Math.min(count, MAX_SELECTORS))
  const order = Uint8Array.from({ length: groupCount }, (_, i) => i)
  for (let i = 0; i < count; i++) {
    let position = 0
    while (bits.read(1) === 1) {
      position += 1
      if (position >= groupCount) throw damagedStream('bz2', 'a selector names no table', offset)
    }
    const selector = order[position] as number
    order.copyWithin(1, 0, position)
    order[0] = selector
    if (i < selectors.length) selectors[i] = selector
  }
  return selectors
}

/** A canonical Huffman code: codes of `length` bits are at most `limits[length]`. */
interface Table {
  readonly minLength: number
  readonly limits: Int32Array
  /** What to subtract from a code of each length to get its place in `permutation`. */
  readonly bases: Int32Array
  readonly permutation: Uint16Array
}

function readTable(bits: BitReader, alphabet: number, offset: number): Table {
  const lengths = new Uint8Array(alphabet)
  let length = bits.read(5)
  for (let i = 0; i < alphabet; i++) {
    for (;;) {
      if (length < 1 || length > MAX_CODE_LENGTH) throw damagedStream('bz2', `a code of ${length} bits`, offset)
      if (bits.read(1) === 0) break
      length += bits.read(1) === 0 ? 1 : -1
    }
    lengths[i] = length
  }
  return createTable(lengths)
}

function createTable(lengths: Uint8Array): Table {
  const counts = new Int32Array(MAX_CODE_LENGTH + 1)
  for (const length of lengths) counts[length] = (counts[length] as number) + 1
  const limits = new Int32Array(MAX_CODE_LENGTH + 1).fill(-1)
  const bases = new Int32Array(MAX_CODE_LENGTH + 1)
  let code = 0
  let place = 0
  for (let length = 1; length <= MAX_CODE_LENGTH; length++) {
    const count = counts[length] as number
    bases[length] = code - place
    code += count
    place += count
    if (count > 0) limits[length] = code - 1
    code <<= 1
  }
  const permutation = new Uint16Array(lengths.length)
  let at = 0
  for (let length = 1; length <= MAX_CODE_LENGTH; length++) {
    for (let i = 0; i < lengths.length; i++) if (lengths[i] === length) permutation[at++] = i
  }
  return { minLength: Math.min(...lengths), limits, bases, permutation }
}

function readSymbol(bits: BitReader, table: Table, offset: number): number {
  let length = table.minLength
  let code = bits.read(length)
  while (code > (table.limits[length] as number)) {
    length += 1
    if (length > MAX_CODE_LENGTH) throw damagedStream('bz2', 'a Huffman code is not in the table', offset)
    code = (code << 1) | bits.read(1)
  }
  const symbol = table.permutation[code - (table.bases[length] as number)]
  if (symbol === undefined) throw damagedStream('bz2', 'a Huffman code is not in the table', offset)
  return symbol
}

/** Decodes the symbols of a block into bytes, one in each of `cells`, and returns their number. */
function readCells(
  bits: BitReader,
  cells: Uint32Array,
  symbols: Uint8Array,
  selectors: Uint8Array,
  tables: readonly Table[],
  offset: number,
): number {
  const recent = symbols.slice()
  const end = symbols.length + 1
  let count = 0
  let run = 0
  let runBit = 1
  for (let i = 0; ; i++) {
    const table = tables[selectors[Math.floor(i / GROUP_SIZE)] ?? tables.length]
    if (table === undefined) throw damagedStream('bz2', 'the block has more symbols than selectors', offset)
    const symbol = readSymbol(bits, table, offset)
    if (symbol <= RUN_B) {
      // A run is a number in bijective base 2, lowest digit first.
      run += runBit * (symbol + 1)
      runBit *= 2
      if (count + run > cells.length) throw damagedStream('bz2', 'the block is longer than its stream allows', offset)
      continue
    }
    if (run > 0) {
      cells.fill(recent[0] as number, count, count + run)
      count += run
      run = 0
      runBit = 1
    }
    if (symbol === end) return count
    if (count >= cells.length) throw damagedStream('bz2', 'the block is longer than its stream allows', offset)
    const byte = recent[symbol - 1] as number
    recent.copyWithin(1, 0, symbol - 1)
    recent[0] = byte
    cells[count++] = byte
  }
}

/** Inverts the Burrows-Wheeler transform: the high 24 bits of each cell point to the cell of the next byte. */
function linkCells(cells: Uint32Array, count: number): void {
  const starts = new Uint32Array(256)
  for (let i = 0; i < count; i++) {
    const byte = (cells[i] as number) & 0xff
    starts[byte] = (starts[byte] as number) + 1
  }
  let sum = 0
  for (let byte = 0; byte < 256; byte++) {
    const n = starts[byte] as number
    starts[byte] = sum
    sum += n
  }
  for (let i = 0; i < count; i++) {
    const byte = (cells[i] as number) & 0xff
    const place = starts[byte] as number
    starts[byte] = place + 1
    cells[place] = (cells[place] as number) | (i << 8)
  }
}

/** Follows the links and expands runs: four equal bytes are followed by how many more there are. */
function* unlinkCells(cells: Uint32Array, count: number, origin: number): Generator<Uint8Array, number> {
  let chunk = new Uint8Array(CHUNK)
  let filled = 0
  let crc = -1
  let cell = cells[origin] as number
  let last = -1
  let repeats = 0
  for (let i = 0; i < count; i++) {
    cell = cells[cell >>> 8] as number
    const byte = cell & 0xff
    let copies = 1
    let value = byte
    if (repeats === 4) {
      copies = byte
      value = last
      repeats = 0
      last = -1
    } else if (byte === last) repeats += 1
    else {
      last = byte
      repeats = 1
    }
    for (; copies > 0; copies--) {
      crc = (crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ value] as number)
      chunk[filled++] = value
      if (filled === CHUNK) {
        yield chunk
        chunk = new Uint8Array(CHUNK)
        filled = 0
      }
    }
  }
  if (filled > 0) yield chunk.subarray(0, filled)
  return ~crc
}
