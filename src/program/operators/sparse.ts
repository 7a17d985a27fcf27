/** Rows of mostly zeros: what is computed only from the numbers that are stored. */
import type { ValueId } from '../value.ts'
import type { Checks, Context } from './check.ts'
import { type Details, nothing, ranges } from './details.ts'

/** The same rows with their zeros. */
export interface Densify {
  readonly op: 'densify'
  readonly input: ValueId
  readonly output: ValueId
}

/** Sparse and dense columns side by side; of the dense ones, zeros are not stored. */
export interface ConcatSparse {
  readonly op: 'concatSparse'
  readonly inputs: readonly ValueId[]
  readonly output: ValueId
}

/** Some columns, in the order given; the same column may come twice. */
export interface SelectSparse {
  readonly op: 'selectSparse'
  readonly input: ValueId
  readonly output: ValueId
  readonly columns: Int32Array
}

/** `output[i,k] = Σ_j input[i,j]·weights[k,j] + intercept[k]` over the stored j, ascending. */
export interface SparseAffine {
  readonly op: 'sparseAffine'
  readonly input: ValueId
  readonly output: ValueId
  /** (outputs × inputs). */
  readonly weights: Float64Array
  /** (outputs). */
  readonly intercept: Float64Array
}

/** A step that leaves zeros alone; `values` holds one number a column. */
export type SparseStep =
  | { readonly kind: 'multiply' | 'divide'; readonly values: Float64Array }
  /** `1 + ln(x)` of what is stored. */
  | { readonly kind: 'logPlusOne' }

/** Steps on each stored number, each rounded to the dtype of the output. */
export interface SparseSteps {
  readonly op: 'sparseSteps'
  readonly input: ValueId
  readonly output: ValueId
  readonly steps: readonly SparseStep[]
}

/**
 * Each row divided by the sum of its absolute values (l1), the root of its squares' sum (l2), or its largest absolute value
 * (max), if that is not 0. `signedMax` is the largest value, be it negative.
 */
export interface SparseNormalize {
  readonly op: 'sparseNormalize'
  readonly input: ValueId
  readonly output: ValueId
  readonly norm: 'l1' | 'l2' | 'max' | 'signedMax'
}

/** Refuses rows with NaN or with values that are infinite in the dtype. Its output is the same rows. */
export interface CheckSparse {
  readonly op: 'checkSparse'
  readonly input: ValueId
  readonly output: ValueId
  readonly dtype: 'float64' | 'float32'
  /** Class that has no rule for these values. */
  readonly estimator: string
}

export type SparseOperator =
  | Densify
  | ConcatSparse
  | SelectSparse
  | SparseAffine
  | SparseSteps
  | SparseNormalize
  | CheckSparse

export const SPARSE_CHECKS: Checks<SparseOperator> = {
  densify: (op, c) => {
    c.float64(op.output)
    c.equal('output width', c.numeric(op.output).width, c.sparse(op.input).width)
  },
  concatSparse: (op, c) => {
    const width = op.inputs.reduce((sum, input) => sum + c.typeOf(input).width, 0)
    for (const input of op.inputs) if (c.typeOf(input).kind !== 'sparse') c.numeric(input)
    c.equal('output width', c.sparse(op.output).width, width)
  },
  selectSparse: (op, c) => {
    c.indices('columns', op.columns, 0, c.sparse(op.input).width)
    c.equal('output width', c.sparse(op.output).width, op.columns.length)
  },
  sparseAffine: (op, c) => {
    c.float64(op.output)
    const outputs = c.numeric(op.output).width
    c.equal('weights', op.weights.length, outputs * c.sparse(op.input).width)
    c.equal('intercepts', op.intercept.length, outputs)
  },
  sparseSteps: (op, c) => {
    sameSparseWidth(op, c)
    for (const step of op.steps) {
      if ('values' in step) c.equal(`${step.kind} values`, step.values.length, c.sparse(op.input).width)
    }
  },
  sparseNormalize: (op, c) => sameSparseWidth(op, c),
  checkSparse: (op, c) => sameSparseWidth(op, c),
}

function sameSparseWidth(op: { readonly input: ValueId; readonly output: ValueId }, c: Context): void {
  c.equal('output width', c.sparse(op.output).width, c.sparse(op.input).width)
}

export const SPARSE_DETAILS: Details<SparseOperator> = {
  densify: nothing,
  concatSparse: nothing,
  selectSparse: ({ columns }) => `columns ${ranges(columns)}`,
  sparseAffine: nothing,
  sparseSteps: ({ steps }) => steps.map(({ kind }) => (kind === 'logPlusOne' ? '1 + ln x' : kind)).join(', '),
  sparseNormalize: ({ norm }) => norm,
  checkSparse: () => 'refuses missing and infinite values',
}
