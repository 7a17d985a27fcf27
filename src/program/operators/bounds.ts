/** Refusing numbers that are too small for what comes next: counts, logarithms. */
import type { ValueId } from '../value.ts'
import { type Checks, sameWidth } from './check.ts'
import type { Details } from './details.ts'

/** Refuses numbers below `bound`, or equal to it if it is not `inclusive`; passes the others on. */
export interface CheckAbove {
  readonly op: 'checkAbove'
  readonly input: ValueId
  readonly output: ValueId
  readonly bound: number
  readonly inclusive: boolean
  /** The user's name for each column, for the message. */
  readonly sources: readonly string[]
  /** Class that refuses. */
  readonly estimator: string
}

export type BoundOperator = CheckAbove

export const BOUND_CHECKS: Checks<BoundOperator> = {
  checkAbove: (op, c) => {
    sameWidth(op, c)
    c.equal('sources', op.sources.length, c.numeric(op.input).width)
  },
}

export const BOUND_DETAILS: Details<BoundOperator> = {
  checkAbove: ({ bound, inclusive }) => `refuses ${inclusive ? '<' : '<='} ${bound}`,
}
