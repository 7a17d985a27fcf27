/** Categories to numbers. */
import type { Cell } from '../../tensor/tensor.ts'
import type { ValueId } from '../value.ts'
import { type Checks, sameWidth } from './check.ts'
import { type Details, list, nothing } from './details.ts'

/** What an encoder does with a category that it did not see: refuse, or give index -1. */
export type UnknownCategory = 'refuse' | 'index'

/** Index of each number among the categories of its column (NaN meets NaN), or -1. */
export interface EncodeNumbers {
  readonly op: 'encodeNumbers'
  readonly input: ValueId
  readonly output: ValueId
  readonly categories: readonly Float64Array[]
  readonly unknown: UnknownCategory
  readonly sources: readonly string[]
  readonly estimator: string
}

/** Index of each cell among the categories of its column (None meets None, NaN meets NaN), or -1. */
export interface EncodeObjects {
  readonly op: 'encodeObjects'
  readonly input: ValueId
  readonly output: ValueId
  readonly categories: readonly (readonly Cell[])[]
  readonly unknown: UnknownCategory
  /** True if a missing cell is refused even where unknown ones are not. */
  readonly refusesMissing: boolean
  readonly sources: readonly string[]
  readonly estimator: string
}

/** A table for each column: category index to number; index -1 takes `unknown`. */
export interface LookUp {
  readonly op: 'lookUp'
  readonly input: ValueId
  readonly output: ValueId
  readonly tables: readonly Float64Array[]
  readonly unknown: number
}

/**
 * Category indices to indicator columns. `tables[c][index]` is the output column within the block of column c, or -1
 * for none (dropped); index -1 takes `unknownColumn[c]`.
 */
export interface OneHot {
  readonly op: 'oneHot'
  readonly input: ValueId
  readonly output: ValueId
  readonly tables: readonly Int32Array[]
  /** (columns) width of each block. */
  readonly widths: Int32Array
  /** (columns) column of an unknown category within its block, or -1. */
  readonly unknownColumn: Int32Array
}

/** A row of a table for each column, side by side: category index to numbers; index -1 takes the row `unknown`. */
export interface LookUpRows {
  readonly op: 'lookUpRows'
  readonly input: ValueId
  readonly output: ValueId
  /** (columns) of (categories × width). */
  readonly tables: readonly Float64Array[]
  /** (columns) of (width). */
  readonly unknown: readonly Float64Array[]
}

/**
 * How many cells of a row fall into each bin: the digest of a cell's text as Python's `str` gives it, as one big-endian
 * number, modulo the number of bins.
 */
export interface HashCells {
  readonly op: 'hashCells'
  readonly input: ValueId
  readonly output: ValueId
  /** OpenSSL's name of the digest. */
  readonly digest: string
}

export type CategoryOperator = EncodeNumbers | EncodeObjects | HashCells | LookUp | LookUpRows | OneHot

export const CATEGORY_CHECKS: Checks<CategoryOperator> = {
  encodeNumbers: (op, c) => {
    sameWidth(op, c)
    c.equal('category lists', op.categories.length, c.numeric(op.input).width)
  },
  encodeObjects: (op, c) => {
    c.equal('output width', c.numeric(op.output).width, c.object(op.input).width)
    c.equal('category lists', op.categories.length, c.object(op.input).width)
  },
  lookUp: (op, c) => {
    sameWidth(op, c)
    c.equal('tables', op.tables.length, c.numeric(op.input).width)
  },
  lookUpRows: (op, c) => {
    const columns = c.numeric(op.input).width
    c.equal('tables', op.tables.length, columns)
    c.equal('unknown rows', op.unknown.length, columns)
    const width = op.unknown.reduce((sum, row) => sum + row.length, 0)
    c.equal('output width', c.numeric(op.output).width, width)
    op.tables.forEach((table, i) => {
      const own = op.unknown[i]?.length ?? 0
      if (own > 0 && table.length % own !== 0) c.fail(`has ${table.length} numbers in a table of width ${own}`)
    })
  },
  hashCells: (op, c) => {
    c.object(op.input)
    if (c.numeric(op.output).width < 1) c.fail('has no bins')
  },
  oneHot: (op, c) => {
    const columns = c.numeric(op.input).width
    c.equal('tables', op.tables.length, columns)
    c.equal('widths', op.widths.length, columns)
    c.equal('unknown columns', op.unknownColumn.length, columns)
    c.equal(
      'output width',
      c.numeric(op.output).width,
      op.widths.reduce((sum, n) => sum + n, 0),
    )
    op.tables.forEach((table, i) => {
      c.indices(`tables[${i}]`, table, -1, op.widths[i] as number)
      c.indices('unknownColumn', [op.unknownColumn[i] as number], -1, op.widths[i] as number)
    })
  },
}

export const CATEGORY_DETAILS: Details<CategoryOperator> = {
  encodeNumbers: ({ categories, unknown }) => encoding(categories, unknown),
  encodeObjects: ({ categories, unknown }) => encoding(categories, unknown),
  lookUp: nothing,
  lookUpRows: ({ unknown }) => `blocks of ${list(unknown.map(({ length }) => length))}`,
  hashCells: ({ digest }) => digest,
  oneHot: ({ widths }) => `blocks of ${list([...widths])}`,
}

function encoding(categories: readonly ArrayLike<unknown>[], unknown: 'refuse' | 'index'): string {
  const rule = unknown === 'refuse' ? 'refuses unknown ones' : 'takes unknown ones'
  return `${list(categories.map(({ length }) => length))} categories, ${rule}`
}
