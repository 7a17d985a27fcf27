/** The numbers of one column, held for a median or another quantile. */
import { BrineError } from '../../errors.ts'

/** Eight bytes each: 1 GiB a column, and as much again while they are sorted. */
const MAX_HELD = 2 ** 27

const FIRST_CHUNK = 1024
const LARGEST_CHUNK = 2 ** 20

export class HeldValues {
  readonly #limit: number
  #full: Float64Array[] = []
  #chunk = new Float64Array(FIRST_CHUNK)
  #used = 0
  #count = 0

  constructor(limit = MAX_HELD) {
    this.#limit = limit
  }

  get count(): number {
    return this.#count
  }

  /** Throws `limit_exceeded` once there are more than can be held. */
  add(x: number): void {
    if (this.#used === this.#chunk.length) this.#grow()
    this.#chunk[this.#used++] = x
    this.#count++
  }

  /** The values in ascending order; they are not held here any more. */
  takeSorted(): Float64Array {
    const all = new Float64Array(this.#count)
    let at = 0
    for (const chunk of [...this.#full, this.#chunk.subarray(0, this.#used)]) {
      all.set(chunk, at)
      at += chunk.length
    }
    this.#full = []
    this.#chunk = new Float64Array(FIRST_CHUNK)
    this.#used = this.#count = 0
    return all.sort()
  }

  #grow(): void {
    if (this.#count >= this.#limit) throw tooMany(this.#limit)
    this.#full.push(this.#chunk)
    this.#chunk = new Float64Array(Math.min(LARGEST_CHUNK, this.#chunk.length * 2, this.#limit - this.#count))
    this.#used = 0
  }
}

function tooMany(limit: number): BrineError {
  return new BrineError('limit_exceeded', `a median or quantile is taken of at most ${limit} values`, {
    remedy: 'Fit on a sample of the rows, or give the constants in the file.',
  })
}

/** numpy's `quantile` with the method "linear", to the last bit: `0 <= q <= 1`, of values in ascending order. */
export function quantileOf(sorted: Float64Array, q: number): number {
  const place = (sorted.length - 1) * q
  const below = Math.floor(place)
  const low = sorted[below] as number
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number
  const part = place - below
  if (low === high) return low
  return part >= 0.5 ? high - (high - low) * (1 - part) : low + (high - low) * part
}

/** numpy's `median`: the mean of the two in the middle, if their number is even. */
export function medianOf(sorted: Float64Array): number {
  const half = sorted.length >> 1
  const high = sorted[half] as number
  return sorted.length % 2 === 1 ? high : ((sorted[half - 1] as number) + high) / 2
}
