/** The most frequent value of a column. */
import { BrineError } from '../../errors.ts'
import { isTextBelow } from '../../frame/compare-texts.ts'

/** A value of a column as it is stored, and not missing. */
export type Value = string | number | bigint | boolean

/** About 100 bytes each. */
const MAX_DISTINCT = 2 ** 22

export class ModeCounts {
  readonly #limit: number
  readonly #counts = new Map<Value, number>()

  constructor(limit = MAX_DISTINCT) {
    this.#limit = limit
  }

  /** Throws `limit_exceeded` once there are more different values than can be counted. */
  add(value: Value): void {
    const count = this.#counts.get(value)
    if (count === undefined && this.#counts.size >= this.#limit) {
      throw new BrineError('limit_exceeded', `a mode is taken of at most ${this.#limit} different values`, {
        remedy: 'Fill this column in another way, or give the constant in the file.',
      })
    }
    this.#counts.set(value, (count ?? 0) + 1)
  }

  /** The smallest of the most frequent values, as pandas' `mode()[0]`; undefined if there were none. */
  get mode(): Value | undefined {
    let mode: Value | undefined
    let most = 0
    for (const [value, count] of this.#counts) {
      if (count < most || (count === most && !isBefore(value, mode as Value))) continue
      mode = value
      most = count
    }
    return mode
  }
}

/** Texts in Python's order. */
function isBefore(a: Value, b: Value): boolean {
  return typeof a === 'string' && typeof b === 'string' ? isTextBelow(a, b) : a < b
}
