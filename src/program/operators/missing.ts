/** Missing values: filling them in, and saying where they were. */
import type { Cell } from '../../tensor/tensor.ts'
import type { ValueId } from '../value.ts'
import { type Checks, sameWidth } from './check.ts'
import { type Details, list } from './details.ts'

/** What an imputer holds to be missing: NaN, or one number. */
export type MissingNumber = number

/** Numbers equal to `missing` (NaN meets NaN) replaced by the column's fill value. */
export interface ImputeNumbers {
  readonly op: 'imputeNumbers'
  readonly input: ValueId
  readonly output: ValueId
  readonly missing: MissingNumber
  /** (columns). */
  readonly fill: Float64Array
}

/** What an imputer of cells holds to be missing: None or NaN, or one cell. */
export type MissingCell = { readonly kind: 'none' | 'nan' } | { readonly kind: 'value'; readonly value: Cell }

/** Cells that are missing replaced by the column's fill value. */
export interface ImputeObjects {
  readonly op: 'imputeObjects'
  readonly input: ValueId
  readonly output: ValueId
  readonly missing: MissingCell
  readonly fill: readonly Cell[]
}

/** 1 where a number is missing, else 0. */
export interface MissingNumbers {
  readonly op: 'missingNumbers'
  readonly input: ValueId
  readonly output: ValueId
  readonly missing: MissingNumber
}

/** 1 where a cell is missing, else 0. */
export interface MissingObjects {
  readonly op: 'missingObjects'
  readonly input: ValueId
  readonly output: ValueId
  readonly missing: MissingCell
}

export type MissingOperator = ImputeNumbers | ImputeObjects | MissingNumbers | MissingObjects

export const MISSING_CHECKS: Checks<MissingOperator> = {
  imputeNumbers: (op, c) => {
    sameWidth(op, c)
    c.equal('fill values', op.fill.length, c.numeric(op.input).width)
  },
  imputeObjects: (op, c) => {
    c.equal('output width', c.object(op.output).width, c.object(op.input).width)
    c.equal('fill values', op.fill.length, c.object(op.input).width)
  },
  missingNumbers: sameWidth,
  missingObjects: (op, c) => c.equal('output width', c.numeric(op.output).width, c.object(op.input).width),
}

export const MISSING_DETAILS: Details<MissingOperator> = {
  imputeNumbers: ({ missing, fill }) => `${missing} becomes ${list([...fill])}`,
  imputeObjects: ({ missing, fill }) =>
    `${missing.kind === 'value' ? missing.value : missing.kind} becomes ${list(fill)}`,
  missingNumbers: ({ missing }) => `${missing}`,
  missingObjects: ({ missing }) => `${missing.kind === 'value' ? missing.value : missing.kind}`,
}
