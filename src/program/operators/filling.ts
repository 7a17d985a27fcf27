/** Missing values filled in from what a model says of the other columns. */
import type { ValueId } from '../value.ts'
import type { Checks } from './check.ts'
import type { Details } from './details.ts'
import type { MissingNumber } from './missing.ts'

/**
 * The numbers of the first input; where one is missing, that of the second, clipped to [min, max]. All have one column.
 */
export interface FillFrom {
  readonly op: 'fillFrom'
  readonly inputs: readonly [observed: ValueId, predicted: ValueId]
  readonly output: ValueId
  readonly missing: MissingNumber
  readonly min: number
  readonly max: number
}

/**
 * The second input; but the third where every number of the first, in all rows, is missing: then there is nothing to
 * predict from, and scikit-learn's IterativeImputer keeps what it began with.
 */
export interface UnlessAllMissing {
  readonly op: 'unlessAllMissing'
  readonly inputs: readonly [observed: ValueId, predicted: ValueId, initial: ValueId]
  readonly output: ValueId
  readonly missing: MissingNumber
}

/** Refuses a missing number in these columns. */
export interface CheckNotMissing {
  readonly op: 'checkNotMissing'
  readonly input: ValueId
  readonly output: ValueId
  readonly missing: MissingNumber
  readonly columns: Int32Array
  readonly sources: readonly string[]
  readonly estimator: string
}

/** `missing` where the first input is not 0, else the number of the second. */
export interface MakeGaps {
  readonly op: 'makeGaps'
  readonly inputs: readonly [flags: ValueId, numbers: ValueId]
  readonly output: ValueId
  readonly missing: MissingNumber
}

export type FillingOperator = MakeGaps | FillFrom | UnlessAllMissing | CheckNotMissing

export const FILLING_CHECKS: Checks<FillingOperator> = {
  fillFrom: (op, c) => {
    for (const input of op.inputs) c.equal('input width', c.numeric(input).width, 1)
    c.equal('output width', c.numeric(op.output).width, 1)
  },
  makeGaps: (op, c) => {
    for (const input of op.inputs) c.equal('input width', c.numeric(input).width, c.numeric(op.output).width)
  },
  unlessAllMissing: (op, c) => {
    const { width } = c.numeric(op.output)
    for (const input of op.inputs) c.equal('input width', c.numeric(input).width, width)
  },
  checkNotMissing: (op, c) => {
    const { width } = c.numeric(op.input)
    c.equal('output width', c.numeric(op.output).width, width)
    c.equal('sources', op.sources.length, width)
    c.indices('columns', op.columns, 0, width)
  },
}

export const FILLING_DETAILS: Details<FillingOperator> = {
  fillFrom: ({ missing, min, max }) => `where ${missing}, clip ${min}…${max}`,
  makeGaps: ({ missing }) => `${missing}`,
  unlessAllMissing: ({ missing }) => `${missing}`,
  checkNotMissing: ({ columns }) => `refuses gaps in ${columns.length} columns`,
}
