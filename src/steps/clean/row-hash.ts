/**
 * 128 bits that stand for the values of a row: MurmurHash3 x86_128 by Austin Appleby (public domain). Two different rows
 * share them once in about 10^25 files of five million rows, unless somebody makes such rows on purpose.
 */
import type { Column } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import type { Cell } from '../../tensor/tensor.ts'

const [C1, C2, C3, C4] = [0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93]

/** What a cell is: so that the text "1" is not the number 1. */
const TAG = { missing: 1, number: 2, integer: 3, text: 4 } as const

/** Four words a row. Values that Python finds equal have the same bits. */
export function hashRows(frame: Frame, positions: readonly number[]): Uint32Array {
  const hashes = new Uint32Array(4 * frame.rows)
  const hasher = new RowHasher()
  const columns = positions.map((at) => frame.columns[at] as Column)
  for (let r = 0; r < frame.rows; r++) {
    hasher.begin()
    for (const column of columns) {
      if (column.kind === 'numeric') hasher.number(column.data[r] as number)
      else hasher.cell(column.data[r] as Cell)
    }
    hasher.end(hashes, 4 * r)
  }
  return hashes
}

class RowHasher {
  readonly #float = new Float64Array(1)
  readonly #bits = new Uint32Array(this.#float.buffer)
  /** The state, and the block of four words that is being filled. */
  readonly #h = new Int32Array(4)
  readonly #block = new Int32Array(4)
  #words = 0

  begin(): void {
    this.#h.fill(0)
    this.#words = 0
  }

  number(value: number): void {
    if (Number.isNaN(value)) {
      this.#word(TAG.missing)
      return
    }
    this.#word(TAG.number)
    // Adding 0 makes 0 of -0.
    this.#float[0] = value + 0
    this.#word(this.#bits[0] as number)
    this.#word(this.#bits[1] as number)
  }

  cell(cell: Cell): void {
    if (typeof cell === 'string') this.#text(TAG.text, cell)
    else if (cell === null) this.#word(TAG.missing)
    else if (typeof cell !== 'bigint') this.number(Number(cell))
    // An integer that a float64 holds exactly is that number.
    else if (isFloat(cell)) this.number(Number(cell))
    else this.#text(TAG.integer, cell.toString())
  }

  #text(tag: number, text: string): void {
    this.#word(tag)
    this.#word(text.length)
    for (let i = 0; i < text.length; i += 2) {
      this.#word(text.charCodeAt(i) | ((i + 1 < text.length ? text.charCodeAt(i + 1) : 0) << 16))
    }
  }

  #word(word: number): void {
    this.#block[this.#words % 4] = word
    this.#words++
    if (this.#words % 4 === 0) this.#mix()
  }

  #mix(): void {
    const [h, k] = [this.#h, this.#block]
    const [k1, k2, k3, k4] = [k[0] as number, k[1] as number, k[2] as number, k[3] as number]
    let [h1, h2, h3, h4] = [h[0] as number, h[1] as number, h[2] as number, h[3] as number]
    h1 = (Math.imul(rotate(h1 ^ Math.imul(rotate(Math.imul(k1, C1), 15), C2), 19) + h2, 5) + 0x561ccd1b) | 0
    h2 = (Math.imul(rotate(h2 ^ Math.imul(rotate(Math.imul(k2, C2), 16), C3), 17) + h3, 5) + 0x0bcaa747) | 0
    h3 = (Math.imul(rotate(h3 ^ Math.imul(rotate(Math.imul(k3, C3), 17), C4), 15) + h4, 5) + 0x96cd1c35) | 0
    h4 = (Math.imul(rotate(h4 ^ Math.imul(rotate(Math.imul(k4, C4), 18), C1), 13) + h1, 5) + 0x32ac3b17) | 0
    h[0] = h1
    h[1] = h2
    h[2] = h3
    h[3] = h4
  }

  end(out: Uint32Array, at: number): void {
    const words = this.#words
    // The last block is filled with zeros; the number of words tells it from one that had them.
    while (this.#words % 4 !== 0) this.#word(0)
    const h = this.#h
    let [h1, h2, h3, h4] = [h[0] as number, h[1] as number, h[2] as number, h[3] as number]
    h1 ^= words
    h2 ^= words
    h3 ^= words
    h4 ^= words
    h1 = (h1 + h2 + h3 + h4) | 0
    h2 = (h2 + h1) | 0
    h3 = (h3 + h1) | 0
    h4 = (h4 + h1) | 0
    h1 = finished(h1)
    h2 = finished(h2)
    h3 = finished(h3)
    h4 = finished(h4)
    h1 = (h1 + h2 + h3 + h4) | 0
    out[at] = h1
    out[at + 1] = h2 + h1
    out[at + 2] = h3 + h1
    out[at + 3] = h4 + h1
  }
}

function isFloat(cell: bigint): boolean {
  const value = Number(cell)
  return Number.isFinite(value) && BigInt(value) === cell
}

function rotate(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by))
}

function finished(x: number): number {
  const first = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35)
  return second ^ (second >>> 16)
}
