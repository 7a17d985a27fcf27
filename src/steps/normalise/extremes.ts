/** The smallest and the largest values of columns, as `min_max` and `max_abs` learn them. */
import type { Frame } from '../../frame/frame.ts'
import { learnNumbers, nothingToLearn } from '../learn/column-learner.ts'
import type { Constants, Fitter } from '../step.ts'
import type { ScaledColumns } from './scaling.ts'

export class Extremes {
  min = Number.POSITIVE_INFINITY
  max = Number.NEGATIVE_INFINITY

  add(x: number): void {
    if (x < this.min) this.min = x
    if (x > this.max) this.max = x
  }
}

export class ExtremesFitter implements Fitter {
  readonly columns: readonly string[]
  readonly #positions: readonly number[]
  readonly #extremes: readonly Extremes[]
  readonly #constants: (columns: readonly string[], extremes: readonly Extremes[]) => Constants

  constructor(
    { positions, names }: ScaledColumns,
    constants: (columns: readonly string[], extremes: readonly Extremes[]) => Constants,
  ) {
    this.columns = names
    this.#positions = positions
    this.#extremes = names.map(() => new Extremes())
    this.#constants = constants
  }

  learn(frame: Frame): void {
    learnNumbers(frame, this.#positions, this.columns, this.#extremes)
  }

  finish(): Constants {
    this.#extremes.forEach(({ min, max }, i) => {
      if (min > max) throw nothingToLearn(this.columns[i] as string)
    })
    return this.#constants(this.columns, this.#extremes)
  }
}
