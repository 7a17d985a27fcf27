/** What a fitter says of columns from which nothing can be learned. */
import { BrineError } from '../../errors.ts'
import type { Column } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'

/** Shows every number of the columns at `positions` that is not missing to what learns from its column. */
export function learnNumbers(
  frame: Frame,
  positions: readonly number[],
  names: readonly string[],
  learners: readonly { add(x: number): void }[],
): void {
  positions.forEach((at, i) => {
    const { data } = frame.columns[at] as Column
    const learner = learners[i] as { add(x: number): void }
    inColumn(names[i] as string, () => {
      for (let r = 0; r < frame.rows; r++) {
        const value = data[r] as number
        if (!Number.isNaN(value)) learner.add(value)
      }
    })
  })
}

/** Adds the column to an error. */
export function inColumn<Result>(column: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw error instanceof BrineError ? error.at({ column }) : error
  }
}

/** A constant is a finite number, or it is refused: nothing sensible can be computed with another. */
export function learnedNumber(column: string, what: string, value: number): number {
  if (Number.isFinite(value)) return value
  throw new BrineError('infinite_value', `the ${what} of the values is not a finite number`, {
    where: { column },
    remedy: 'Leave infinite or very large values out first: drop_outliers, or clip.',
  })
}

export function nothingToLearn(column: string): BrineError {
  return new BrineError('data_empty', 'there is no value to learn from', {
    where: { column },
    remedy: 'Fit on rows that have values in this column, or give the constants in the file.',
  })
}

/** One number for each column, in the form in which the options give them. */
export function byColumn(names: readonly string[], numberOf: (name: string, i: number) => number) {
  return Object.fromEntries(names.map((name, i) => [name, numberOf(name, i)]))
}
