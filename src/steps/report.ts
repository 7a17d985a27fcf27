/** What happened to rows on their way: which a step left out as it was told to, and which it could not work with. */
import type { Cell } from '../tensor/tensor.ts'

/** A row that a step could not work with. */
export interface Rejection {
  /** Number of the row in the input, counted from 0; -1 for a row that was made of several. */
  readonly row: number
  readonly column?: string
  /** What was found there, as it is shown. */
  readonly value?: string
  /** Which step, as `preprocess[2] clip`. */
  readonly step: string
  /** What is wrong, in words that follow "row 3, column age:". */
  readonly problem: string
}

/** What a step says about the rows that it is given; positions count from the first row of the frame at hand. */
export interface Notes {
  /** So many rows were left out, as the step was told to, for this reason. */
  dropped(reason: string, count: number): void
  /** The step cannot work with this row: the runner removes it, or fails, as the service says. */
  reject(position: number, problem: string, column?: string, value?: Cell): void
}

/** A cell as messages show it. */
export function showCell(cell: Cell): string {
  const isExact = typeof cell === 'bigint' || typeof cell === 'number'
  const text = isExact ? cell.toString() : JSON.stringify(cell)
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}
