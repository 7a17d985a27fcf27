/**
 * LZMA in its old container, `.lzma` (LZMA specification by Igor Pavlov, 2015), which is what joblib calls "lzma".
 * liblzma's decoder does not tell where such a stream ends, and so could not tell what follows it.
 */
import { BrineError } from '../errors.ts'
import { damagedStream, truncatedStream } from './damage.ts'

/** The largest dictionary that is accepted; Python's highest preset has 64 MiB. */
const MAX_DICTIONARY = 2 ** 27

const FIRST_WINDOW = 1 << 16
const HALF = 1024
const STATES = 12
const MAX_POSITION_STATES = 16
const MATCH_MIN_LENGTH = 2

const fresh = (length: number): Uint16Array => new Uint16Array(length).fill(HALF)

/** Codes for the length of a match: 8 short, 8 middle and 256 long ones. */
class LengthCoder {
  readonly choice = fresh(2)
  readonly low = fresh(MAX_POSITION_STATES * 8)
  readonly middle = fresh(MAX_POSITION_STATES * 8)
  readonly high = fresh(256)
}

/** Yields the content of all streams from `start` on, in pieces no larger than their dictionary. */
export function* decompressLzma(bytes: Uint8Array, start = 0): Generator<Uint8Array> {
  for (let offset = start; offset < bytes.length; ) {
    const decoder = new LzmaDecoder(bytes, offset)
    while (!decoder.ended) {
      const chunk = decoder.next()
      if (chunk.length > 0) yield chunk
    }
    offset = decoder.offset
  }
}

class LzmaDecoder {
  offset: number
  ended = false
  readonly #bytes: Uint8Array
  readonly #start: number
  // Range decoder.
  #range = 0xffffffff
  #code = 0
  // Output. The window grows up to the size of the dictionary, and then wraps around.
  #window: Uint8Array
  readonly #dictionary: number
  #at = 0
  #flushed = 0
  #total = 0
  readonly #size: number | undefined
  // Context.
  readonly #literalBits: number
  readonly #literalPositionMask: number
  readonly #positionMask: number
  #state = 0
  readonly #reps = [0, 0, 0, 0]
  #pending = 0
  // Probabilities.
  readonly #literals: Uint16Array
  readonly #isMatch = fresh(STATES * MAX_POSITION_STATES)
  readonly #isRep = fresh(STATES)
  readonly #isRep0 = fresh(STATES)
  readonly #isRep1 = fresh(STATES)
  readonly #isRep2 = fresh(STATES)
  readonly #isRep0Long = fresh(STATES * MAX_POSITION_STATES)
  readonly #slots = fresh(4 * 64)
  readonly #special = fresh(128)
  readonly #align = fresh(16)
  readonly #matchLength = new LengthCoder()
  readonly #repLength = new LengthCoder()

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes
    this.#start = start
    if (bytes.length - start < 18) throw truncatedStream('lzma', bytes.length)
    const view = new DataView(bytes.buffer, bytes.byteOffset + start, 18)
    const properties = view.getUint8(0)
    if (properties >= 9 * 5 * 5) throw this.#damaged(`the properties ${properties} are unknown`)
    this.#literalBits = properties % 9
    const rest = Math.floor(properties / 9)
    this.#literalPositionMask = (1 << (rest % 5)) - 1
    this.#positionMask = (1 << Math.floor(rest / 5)) - 1
    this.#dictionary = Math.max(view.getUint32(1, true), 4096)
    if (this.#dictionary > MAX_DICTIONARY) throw dictionaryTooLarge(this.#dictionary, start)
    const size = view.getBigUint64(5, true)
    this.#size = size === 2n ** 64n - 1n ? undefined : Number(size)
    if (view.getUint8(13) !== 0) throw this.#damaged('the coded data do not start with 0')
    this.#code = view.getUint32(14, false)
    this.offset = start + 18
    this.#window = new Uint8Array(Math.min(FIRST_WINDOW, this.#dictionary))
    this.#literals = fresh(0x300 << (this.#literalBits + (rest % 5)))
  }

  /** Decodes until the window is full or the stream ends, and returns what is new. */
  next(): Uint8Array {
    if (this.#at === this.#window.length) this.#makeRoom()
    this.#flushed = this.#at
    while (this.#at < this.#window.length && !this.ended) {
      if (this.#pending > 0) this.#copyPending()
      else if (this.#size !== undefined && this.#total === this.#size) this.#endBySize()
      else this.#decodeSymbol()
    }
    return this.#window.slice(this.#flushed, this.#at)
  }

  #makeRoom(): void {
    if (this.#window.length === this.#dictionary) {
      this.#at = 0
      return
    }
    const larger = new Uint8Array(Math.min(this.#window.length * 2, this.#dictionary))
    larger.set(this.#window)
    this.#window = larger
  }

  /** The size may be followed by an end marker all the same; without one, the code must be spent. */
  #endBySize(): void {
    if (this.#code === 0) this.ended = true
    else {
      this.#decodeSymbol()
      if (!this.ended) throw this.#damaged(`there are more than the ${this.#size} bytes that it declares`)
    }
  }

  #decodeSymbol(): void {
    const positionState = this.#total & this.#positionMask
    const state = this.#state
    const context = state * MAX_POSITION_STATES + positionState
    if (this.#bit(this.#isMatch, context) === 0) {
      this.#decodeLiteral()
      return
    }
    if (this.#bit(this.#isRep, state) === 0) {
      this.#decodeMatch(positionState)
      return
    }
    this.#decodeRep(state, context, positionState)
  }

  #decodeLiteral(): void {
    if (this.#size !== undefined && this.#total >= this.#size) throw this.#damaged('it goes on after its declared end')
    const previous = this.#total === 0 ? 0 : this.#back(0)
    const position =
      ((this.#total & this.#literalPositionMask) << this.#literalBits) + (previous >> (8 - this.#literalBits))
    const base = 0x300 * position
    let symbol = 1
    if (this.#state >= 7) {
      // After a match, the byte that the match would have gone on with tells much about the next one.
      let matched = this.#back(this.#reps[0] as number)
      do {
        const expected = (matched >> 7) & 1
        matched <<= 1
        const bit = this.#bit(this.#literals, base + ((1 + expected) << 8) + symbol)
        symbol = (symbol << 1) | bit
        if (expected !== bit) break
      } while (symbol < 0x100)
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.#bit(this.#literals, base + symbol)
    this.#window[this.#at++] = symbol & 0xff
    this.#total += 1
    const state = this.#state
    this.#state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6
  }

  #decodeMatch(positionState: number): void {
    const length = this.#length(this.#matchLength, positionState)
    this.#state = this.#state < 7 ? 7 : 10
    const distance = this.#distance(length)
    if (distance === 0xffffffff) {
      this.ended = true
      if (this.#size !== undefined && this.#total !== this.#size)
        throw this.#damaged('it ends before its declared size')
      return
    }
    this.#reps.pop()
    this.#reps.unshift(distance)
    this.#startCopy(length + MATCH_MIN_LENGTH)
  }

  /** A match at one of the last four distances, which moves to the front. */
  #decodeRep(state: number, context: number, positionState: number): void {
    const reps = this.#reps
    if (this.#bit(this.#isRep0, state) === 0) {
      if (this.#bit(this.#isRep0Long, context) === 0) {
        this.#state = state < 7 ? 9 : 11
        this.#startCopy(1)
        return
      }
    } else {
      const which = this.#bit(this.#isRep1, state) === 0 ? 1 : 2 + this.#bit(this.#isRep2, state)
      const [distance] = reps.splice(which, 1) as [number]
      reps.unshift(distance)
    }
    const length = this.#length(this.#repLength, positionState)
    this.#state = state < 7 ? 8 : 11
    this.#startCopy(length + MATCH_MIN_LENGTH)
  }

  #startCopy(length: number): void {
    const distance = this.#reps[0] as number
    if (distance >= Math.min(this.#total, this.#dictionary)) throw this.#damaged('a match reaches before the start')
    if (this.#size !== undefined && this.#total + length > this.#size)
      throw this.#damaged('it goes on after its declared end')
    this.#pending = length
  }

  #copyPending(): void {
    const count = Math.min(this.#pending, this.#window.length - this.#at)
    const window = this.#window
    let from = this.#at - (this.#reps[0] as number) - 1
    if (from < 0) from += window.length
    for (let i = 0; i < count; i++) {
      window[this.#at++] = window[from++] as number
      if (from === window.length) from = 0
    }
    this.#pending -= count
    this.#total += count
  }

  /** The byte that stands `distance + 1` before the next. */
  #back(distance: number): number {
    const index = this.#at - distance - 1
    return this.#window[index < 0 ? index + this.#window.length : index] as number
  }

  #length(coder: LengthCoder, positionState: number): number {
    if (this.#bit(coder.choice, 0) === 0) return this.#tree(coder.low, positionState * 8, 3)
    if (this.#bit(coder.choice, 1) === 0) return 8 + this.#tree(coder.middle, positionState * 8, 3)
    return 16 + this.#tree(coder.high, 0, 8)
  }

  #distance(length: number): number {
    const slot = this.#tree(this.#slots, Math.min(length, 3) * 64, 6)
    if (slot < 4) return slot
    const bits = (slot >> 1) - 1
    const base = (2 | (slot & 1)) * 2 ** bits
    if (slot < 14) return base + this.#reverseTree(this.#special, base - slot, bits)
    return base + this.#direct(bits - 4) * 16 + this.#reverseTree(this.#align, 0, 4)
  }

  #tree(probabilities: Uint16Array, base: number, bits: number): number {
    let symbol = 1
    for (let i = 0; i < bits; i++) symbol = (symbol << 1) | this.#bit(probabilities, base + symbol)
    return symbol - (1 << bits)
  }

  #reverseTree(probabilities: Uint16Array, base: number, bits: number): number {
    let node = 1
    let symbol = 0
    for (let i = 0; i < bits; i++) {
      const bit = this.#bit(probabilities, base + node)
      node = (node << 1) | bit
      symbol |= bit << i
    }
    return symbol
  }

  /** Bits of equal probability. */
  #direct(bits: number): number {
    let value = 0
    for (let i = 0; i < bits; i++) {
      this.#range >>>= 1
      const bit = this.#code >= this.#range ? 1 : 0
      if (bit === 1) this.#code -= this.#range
      this.#normalize()
      value = value * 2 + bit
    }
    return value
  }

  #bit(probabilities: Uint16Array, index: number): 0 | 1 {
    const probability = probabilities[index] as number
    const bound = (this.#range >>> 11) * probability
    let bit: 0 | 1
    if (this.#code < bound) {
      this.#range = bound
      probabilities[index] = probability + ((2048 - probability) >> 5)
      bit = 0
    } else {
      this.#range -= bound
      this.#code -= bound
      probabilities[index] = probability - (probability >> 5)
      bit = 1
    }
    this.#normalize()
    return bit
  }

  #normalize(): void {
    if (this.#range >= 0x1000000) return
    const byte = this.#bytes[this.offset]
    if (byte === undefined) throw truncatedStream('lzma', this.offset)
    this.offset += 1
    this.#range = (this.#range << 8) >>> 0
    this.#code = ((this.#code << 8) | byte) >>> 0
  }

  #damaged(problem: string): BrineError {
    return damagedStream('lzma', problem, this.#start)
  }
}

function dictionaryTooLarge(size: number, offset: number): BrineError {
  return new BrineError(
    'limit_exceeded',
    `an lzma dictionary of ${size} bytes exceeds the limit of ${MAX_DICTIONARY}`,
    {
      where: { offset },
      details: { name: 'lzma dictionary', limit: MAX_DICTIONARY, actual: size },
    },
  )
}
