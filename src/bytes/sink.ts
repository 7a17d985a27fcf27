/** Where decoders put what they produce, and where they are stopped: at the ratio, the budget and the time. */
import { BrineError } from '../errors.ts'
import type { Budget } from './budget.ts'

/**
 * The output may be this many times the input, plus the allowance. Trees and weights shrink to a half or a tenth, sparse
 * one-hot tables to a fiftieth; zlib could reach a thousandth and bz2 a millionth, of nothing but zeros.
 */
const MAX_RATIO = 64
const RATIO_ALLOWANCE = 32 * 2 ** 20

export class Sink {
  /** The most bytes that input of this length may give. */
  readonly limit: number
  readonly #budget: Budget
  readonly #inputLength: number
  readonly #chunks: Uint8Array[] = []
  length = 0

  constructor(inputLength: number, budget: Budget) {
    this.#budget = budget
    this.#inputLength = inputLength
    this.limit = RATIO_ALLOWANCE + MAX_RATIO * inputLength
  }

  push(chunk: Uint8Array): void {
    this.#budget.spendBytes(chunk.length)
    this.checkTime()
    this.length += chunk.length
    if (this.length > this.limit) throw this.exceeded(this.length)
    this.#chunks.push(chunk)
  }

  /** For decoders that can take long without producing anything. */
  checkTime(): void {
    this.#budget.checkTime()
  }

  exceeded(actual: number): BrineError {
    return new BrineError(
      'limit_exceeded',
      `${this.#inputLength} compressed bytes give more than ${this.limit}, which is no ratio that models have`,
      {
        remedy: 'If the file is yours, save it again without compression.',
        details: { name: 'ratio', limit: this.limit, actual },
      },
    )
  }

  take(): Uint8Array {
    const [first] = this.#chunks
    // Not the Buffer that zlib gives: its slice() would not copy.
    if (first !== undefined && this.#chunks.length === 1)
      return new Uint8Array(first.buffer, first.byteOffset, first.length)
    const bytes = new Uint8Array(this.length)
    let at = 0
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at)
      at += chunk.length
    }
    return bytes
  }
}
