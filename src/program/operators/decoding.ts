/** Numbers back to the categories that they stand for. */
import type { Cell } from '../../tensor/tensor.ts'
import type { ValueId } from '../value.ts'
import { type Checks, sameWidth } from './check.ts'
import { type Details, list } from './details.ts'

/** What a block of zeros stands for: an index, nothing (-1), as any block its first column, or nothing that is allowed. */
export type ZeroRule = number | 'first' | 'refuse'

/** Blocks of indicator columns to one index a block: that of the first largest column, as `tables` has it. */
export interface UndoOneHot {
  readonly op: 'undoOneHot'
  readonly input: ValueId
  readonly output: ValueId
  /** (blocks) index of each column of a block. */
  readonly tables: readonly Int32Array[]
  /** (blocks) what it means that a block's columns add up to 0, or that it has none. */
  readonly zeros: readonly ZeroRule[]
  readonly estimator: string
}

/** A number that stands for an index that it does not equal. NaN meets NaN. */
export interface Alias {
  readonly value: number
  readonly index: number
}

/**
 * Numbers to indices below the `sizes` of their columns. First `replaced` is looked up; what it gives is looked up in
 * `named`; all others lose their fraction, and count from the end if negative, as numpy's indices do. `isStrict` refuses
 * both.
 */
export interface ReadIndices {
  readonly op: 'readIndices'
  readonly input: ValueId
  readonly output: ValueId
  readonly sizes: Int32Array
  readonly replaced: readonly (Alias | undefined)[]
  readonly named: readonly (readonly Alias[])[]
  readonly isStrict: boolean
  readonly estimator: string
}

/** The cell of each index in the table of its column; index -1 gives None. */
export interface DecodeCells {
  readonly op: 'decodeCells'
  readonly input: ValueId
  readonly output: ValueId
  readonly tables: readonly (readonly Cell[])[]
}

export type DecodingOperator = UndoOneHot | ReadIndices | DecodeCells

export const DECODING_CHECKS: Checks<DecodingOperator> = {
  undoOneHot: (op, c) => {
    const blocks = c.numeric(op.output).width
    c.equal('tables', op.tables.length, blocks)
    c.equal('rules for zeros', op.zeros.length, blocks)
    const width = op.tables.reduce((sum, table) => sum + table.length, 0)
    c.equal('input width', c.numeric(op.input).width, width)
  },
  readIndices: (op, c) => {
    sameWidth(op, c)
    const { width } = c.numeric(op.input)
    c.equal('sizes', op.sizes.length, width)
    c.equal('replacements', op.replaced.length, width)
    c.equal('lists of names', op.named.length, width)
  },
  decodeCells: (op, c) => {
    c.equal('output width', c.object(op.output).width, c.numeric(op.input).width)
    c.equal('tables', op.tables.length, c.numeric(op.input).width)
  },
}

export const DECODING_DETAILS: Details<DecodingOperator> = {
  undoOneHot: ({ tables }) => `blocks of ${list(tables.map(({ length }) => length))}`,
  readIndices: ({ sizes }) => `below ${list([...sizes])}`,
  decodeCells: ({ tables }) => `${list(tables.map(({ length }) => length))} categories`,
}
