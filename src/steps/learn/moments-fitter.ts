/** Learns means and standard deviations of columns. */
import type { Frame } from '../../frame/frame.ts'
import type { Constants, Fitter } from '../step.ts'
import { byColumn, learnedNumber, learnNumbers, nothingToLearn } from './column-learner.ts'
import { Moments } from './moments.ts'

export interface MomentsOptions {
  readonly positions: readonly number[]
  readonly names: readonly string[]
  /** The deviation is learned with `n - ddof`. */
  readonly ddof: number
  readonly dropsRows?: boolean
  /** Learn 0 for a column that is constant but for the last bits, by scikit-learn's `_is_constant_feature`. */
  readonly roundsToZero?: boolean
}

/** Holds nothing but sums. Missing values are left out, as pandas and scikit-learn do. */
export class MomentsFitter implements Fitter {
  readonly columns: readonly string[]
  readonly dropsRows: boolean
  readonly #options: MomentsOptions
  readonly #moments: readonly Moments[]

  constructor(options: MomentsOptions) {
    this.columns = options.names
    this.dropsRows = options.dropsRows ?? false
    this.#options = options
    this.#moments = options.names.map(() => new Moments())
  }

  learn(frame: Frame): void {
    learnNumbers(frame, this.#options.positions, this.columns, this.#moments)
  }

  finish(): Constants {
    const moments = this.columns.map((name, i) => {
      const learned = this.#moments[i] as Moments
      if (learned.count <= this.#options.ddof) throw nothingToLearn(name)
      return learned
    })
    return {
      mean: byColumn(this.columns, (name, i) => learnedNumber(name, 'mean', (moments[i] as Moments).mean)),
      std: byColumn(this.columns, (name, i) =>
        learnedNumber(name, 'standard deviation', deviation(moments[i] as Moments, this.#options)),
      ),
    }
  }
}

function deviation(moments: Moments, { ddof, roundsToZero = false }: MomentsOptions): number {
  const { count, mean } = moments
  const variance = moments.variance(0)
  const bound = count * Number.EPSILON * variance + (count * mean * Number.EPSILON) ** 2
  return roundsToZero && variance <= bound ? 0 : Math.sqrt(moments.variance(ddof))
}
