/** A set of keys of 128 bits that only grows, up to a limit. */
import { BrineError } from '../../errors.ts'

/** Words of 32 bits in a key. */
const WORDS = 4
const FIRST_CAPACITY = 64
/** Keys in one text of the saved state: 1 MiB of bytes. */
const SAVED_KEYS = 2 ** 16

/** Keys stand one after another in the order in which they came; a table of twice their number, open-addressed, finds them. */
export class SeenKeys {
  readonly #limit: number
  #keys = new Uint32Array(FIRST_CAPACITY * WORDS)
  /** The number of the key that stands there, counted from 1; 0 for none. */
  #table = new Int32Array(FIRST_CAPACITY * 2)
  #size = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#size
  }

  /** True if the key at `from` was not there yet. Throws `limit_exceeded` if there is no room for it. */
  add(words: Uint32Array, from: number): boolean {
    const slot = this.#slotOf(words, from)
    if (this.#table[slot] !== 0) return false
    if (this.#size >= this.#limit) throw tooMany(this.#limit)
    this.#keys.set(words.subarray(from, from + WORDS), this.#size * WORDS)
    this.#table[slot] = ++this.#size
    if (this.#size * WORDS === this.#keys.length) this.#grow()
    return true
  }

  /** Texts in Base64: the bytes of the keys in their order, lowest first. */
  save(): readonly string[] {
    const parts: string[] = []
    for (let at = 0; at < this.#size; at += SAVED_KEYS) {
      const words = this.#keys.slice(at * WORDS, Math.min(this.#size, at + SAVED_KEYS) * WORDS)
      parts.push(Buffer.from(words.buffer).toString('base64'))
    }
    return parts
  }

  restore(parts: readonly string[]): void {
    this.#size = 0
    this.#table.fill(0)
    for (const part of parts) {
      const bytes = Uint8Array.from(Buffer.from(part, 'base64'))
      const words = new Uint32Array(bytes.buffer)
      for (let from = 0; from < words.length; from += WORDS) this.add(words, from)
    }
  }

  /** Where the key stands, or would stand. */
  #slotOf(words: Uint32Array, from: number): number {
    const keys = this.#keys
    const table = this.#table
    const mask = table.length - 1
    let slot = (words[from] as number) & mask
    for (;;) {
      const number = table[slot] as number
      if (number === 0) return slot
      const at = (number - 1) * WORDS
      const isSame =
        keys[at] === words[from] &&
        keys[at + 1] === words[from + 1] &&
        keys[at + 2] === words[from + 2] &&
        keys[at + 3] === words[from + 3]
      if (isSame) return slot
      slot = (slot + 1) & mask
    }
  }

  #grow(): void {
    const keys = new Uint32Array(this.#keys.length * 2)
    keys.set(this.#keys)
    this.#keys = keys
    this.#table = new Int32Array((keys.length / WORDS) * 2)
    for (let i = 0; i < this.#size; i++) this.#table[this.#slotOf(keys, i * WORDS)] = i + 1
  }
}

function tooMany(limit: number): BrineError {
  return new BrineError(
    'limit_exceeded',
    `drop_duplicates remembers at most ${limit} different rows, and there are more`,
    {
      remedy: 'Raise its `limit` (16 to 48 bytes of memory a row), or drop the duplicates where the file is made.',
      details: { limit },
    },
  )
}
