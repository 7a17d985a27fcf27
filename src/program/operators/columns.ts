/** Columns in, columns out: reading the input, choosing, joining, converting, checking. */
import type { ValueId } from '../value.ts'
import { type Checks, sameWidth } from './check.ts'
import { type Details, nothing, ranges } from './details.ts'

/** Columns of the numeric input block, by slot. The only operator that reads the caller's numbers. */
export interface InputNumbers {
  readonly op: 'inputNumbers'
  readonly output: ValueId
  readonly slots: Int32Array
}

/** Columns of the object input block, by slot. */
export interface InputObjects {
  readonly op: 'inputObjects'
  readonly output: ValueId
  readonly slots: Int32Array
}

/** Some columns of a matrix, in the order given; the same column may come twice. */
export interface SelectColumns {
  readonly op: 'selectColumns'
  readonly input: ValueId
  readonly output: ValueId
  readonly columns: Int32Array
}

/** Some columns of object cells, in the order given. */
export interface SelectObjects {
  readonly op: 'selectObjects'
  readonly input: ValueId
  readonly output: ValueId
  readonly columns: Int32Array
}

/** Matrices side by side. */
export interface Concat {
  readonly op: 'concat'
  readonly inputs: readonly ValueId[]
  readonly output: ValueId
}

/** Object and numeric columns side by side, as cells. */
export interface ConcatObjects {
  readonly op: 'concatObjects'
  readonly inputs: readonly ValueId[]
  readonly output: ValueId
}

/** Cells to numbers; a cell that is not a number is refused. None becomes NaN. */
export interface ParseNumbers {
  readonly op: 'parseNumbers'
  readonly input: ValueId
  readonly output: ValueId
  readonly sources: readonly string[]
}

/** Numbers converted to another width of float, rounding to nearest even. */
export interface Cast {
  readonly op: 'cast'
  readonly input: ValueId
  readonly output: ValueId
}

/**
 * Refuses rows with infinite values and, unless `allowMissing`, with NaN: what scikit-learn's `check_array` does.
 * Writes nothing new: `output` is the same value as `input`.
 */
export interface CheckFinite {
  readonly op: 'checkFinite'
  readonly input: ValueId
  readonly output: ValueId
  readonly allowMissing: boolean
  readonly allowInfinite: boolean
  /** The user's name for each column, for the message. */
  readonly sources: readonly string[]
  /** Class that has no rule for these values. */
  readonly estimator: string
}

export type ColumnOperator =
  | InputNumbers
  | InputObjects
  | SelectColumns
  | SelectObjects
  | Concat
  | ConcatObjects
  | ParseNumbers
  | Cast
  | CheckFinite

export const COLUMN_CHECKS: Checks<ColumnOperator> = {
  inputNumbers: (op, c) => {
    c.equal('output width', c.numeric(op.output).width, op.slots.length)
    c.slots('numberSlots', op.slots)
  },
  inputObjects: (op, c) => {
    c.equal('output width', c.object(op.output).width, op.slots.length)
    c.slots('objectSlots', op.slots)
  },
  selectColumns: (op, c) => {
    c.indices('columns', op.columns, 0, c.numeric(op.input).width)
    c.equal('output width', c.numeric(op.output).width, op.columns.length)
  },
  selectObjects: (op, c) => {
    c.indices('columns', op.columns, 0, c.object(op.input).width)
    c.equal('output width', c.object(op.output).width, op.columns.length)
  },
  concat: (op, c) => {
    const width = op.inputs.reduce((sum, input) => sum + c.numeric(input).width, 0)
    c.equal('output width', c.numeric(op.output).width, width)
  },
  concatObjects: (op, c) => {
    const width = op.inputs.reduce((sum, input) => sum + c.typeOf(input).width, 0)
    c.equal('output width', c.object(op.output).width, width)
  },
  parseNumbers: (op, c) => {
    c.equal('output width', c.numeric(op.output).width, c.object(op.input).width)
    c.equal('sources', op.sources.length, c.object(op.input).width)
  },
  cast: sameWidth,
  checkFinite: (op, c) => {
    sameWidth(op, c)
    c.equal('sources', op.sources.length, c.numeric(op.input).width)
  },
}

export const COLUMN_DETAILS: Details<ColumnOperator> = {
  inputNumbers: ({ slots }) => `numbers ${ranges(slots)}`,
  inputObjects: ({ slots }) => `cells ${ranges(slots)}`,
  selectColumns: ({ columns }) => `columns ${ranges(columns)}`,
  selectObjects: ({ columns }) => `columns ${ranges(columns)}`,
  concat: nothing,
  concatObjects: nothing,
  parseNumbers: nothing,
  cast: nothing,
  checkFinite: ({ allowMissing, allowInfinite }) => {
    const refused = [...(allowMissing ? [] : ['missing']), ...(allowInfinite ? [] : ['infinite'])]
    return refused.length === 0 ? '' : `refuses ${refused.join(' and ')} values`
  },
}
