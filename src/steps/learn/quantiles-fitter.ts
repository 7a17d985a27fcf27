/** Learns constants that are made of the sorted values of each column: medians and quantiles. */
import type { Frame } from '../../frame/frame.ts'
import type { Constants, Fitter } from '../step.ts'
import { byColumn, learnedNumber, learnNumbers, nothingToLearn } from './column-learner.ts'
import { HeldValues } from './held-values.ts'

export interface QuantilesOptions {
  readonly positions: readonly number[]
  readonly names: readonly string[]
  /** The constants of one column, each under its name. */
  readonly take: (sorted: Float64Array, i: number) => Readonly<Record<string, number>>
  readonly dropsRows?: boolean
}

/** Holds eight bytes a value until the end of the pass, at most 2^27 values a column. */
export class QuantilesFitter implements Fitter {
  readonly columns: readonly string[]
  readonly dropsRows: boolean
  readonly #options: QuantilesOptions
  readonly #held: readonly HeldValues[]

  constructor(options: QuantilesOptions) {
    this.columns = options.names
    this.dropsRows = options.dropsRows ?? false
    this.#options = options
    this.#held = options.names.map(() => new HeldValues())
  }

  learn(frame: Frame): void {
    learnNumbers(frame, this.#options.positions, this.columns, this.#held)
  }

  finish(): Constants {
    const taken = this.columns.map((name, i) => {
      const held = this.#held[i] as HeldValues
      if (held.count === 0) throw nothingToLearn(name)
      return this.#options.take(held.takeSorted(), i)
    })
    const keys = Object.keys(taken[0] ?? {})
    return Object.fromEntries(
      keys.map((key) => [
        key,
        byColumn(this.columns, (name, i) => learnedNumber(name, key.replace('_', ' '), taken[i]?.[key] as number)),
      ]),
    )
  }
}
