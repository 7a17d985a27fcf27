/** Arithmetic on matrices: what linear models, scalers and links are made of. */
import type { ValueId } from '../value.ts'
import { type Checks, sameWidth } from './check.ts'
import { type Details, nothing } from './details.ts'

/** One elementwise step; `values` holds one number a column. */
export type ColumnStep =
  | { readonly kind: 'subtract' | 'divide' | 'multiply' | 'add'; readonly values: Float64Array }
  | { readonly kind: 'clip'; readonly min: number; readonly max: number }

/** Elementwise steps one after the other, each rounded as numpy rounds it. NaN stays NaN. */
export interface Columnwise {
  readonly op: 'columnwise'
  readonly input: ValueId
  readonly output: ValueId
  readonly steps: readonly ColumnStep[]
}

/** `output[i,k] = Σ_j input[i,j]·weights[k,j] + intercept[k]`, the sum over even and odd j apart, then added. */
export interface Affine {
  readonly op: 'affine'
  readonly input: ValueId
  readonly output: ValueId
  /** (outputs × inputs). */
  readonly weights: Float64Array
  /** (outputs). */
  readonly intercept: Float64Array
}

/** The logistic function of each number: `1/(1+exp(-x))`. */
export interface Sigmoid {
  readonly op: 'sigmoid'
  readonly input: ValueId
  readonly output: ValueId
}

/** Each row to probabilities: `exp(x - max) / Σ exp(x - max)`. */
export interface Softmax {
  readonly op: 'softmax'
  readonly input: ValueId
  readonly output: ValueId
}

/** Each row divided by its sum; a row of zeros becomes uniform, stays as it is, or is NaN as 0/0 is. */
export interface NormalizeRows {
  readonly op: 'normalizeRows'
  readonly input: ValueId
  readonly output: ValueId
  readonly zeroRow: 'uniform' | 'zero' | 'nan'
}

/** The natural logarithm of each number. */
export interface Log {
  readonly op: 'log'
  readonly input: ValueId
  readonly output: ValueId
}

/** Each number p to the pair (1 - p, p). The input has one column. */
export interface Complement {
  readonly op: 'complement'
  readonly input: ValueId
  readonly output: ValueId
}

/** Column index of the first maximum of each row; NaN counts as the largest, as in numpy. */
export interface ArgMax {
  readonly op: 'argMax'
  readonly input: ValueId
  readonly output: ValueId
}

/** 1 where a number is greater than `threshold`, else 0. */
export interface GreaterThan {
  readonly op: 'greaterThan'
  readonly input: ValueId
  readonly output: ValueId
  readonly threshold: number
}

export type NumberOperator =
  | Columnwise
  | Affine
  | Sigmoid
  | Softmax
  | NormalizeRows
  | Log
  | Complement
  | ArgMax
  | GreaterThan

export const NUMBER_CHECKS: Checks<NumberOperator> = {
  columnwise: (op, c) => {
    sameWidth(op, c)
    c.float64(op.input)
    for (const step of op.steps) {
      if (step.kind !== 'clip') c.equal(`${step.kind} values`, step.values.length, c.numeric(op.input).width)
    }
  },
  affine: (op, c) => {
    c.float64(op.input)
    const outputs = c.numeric(op.output).width
    c.equal('weights', op.weights.length, outputs * c.numeric(op.input).width)
    c.equal('intercepts', op.intercept.length, outputs)
  },
  sigmoid: sameWidth,
  softmax: sameWidth,
  normalizeRows: sameWidth,
  log: sameWidth,
  complement: (op, c) => {
    c.equal('input width', c.numeric(op.input).width, 1)
    c.equal('output width', c.numeric(op.output).width, 2)
  },
  argMax: (op, c) => {
    if (c.numeric(op.input).width === 0) c.fail('has no columns to choose from')
    c.equal('output width', c.numeric(op.output).width, 1)
  },
  greaterThan: sameWidth,
}

export const NUMBER_DETAILS: Details<NumberOperator> = {
  columnwise: ({ steps }) =>
    steps.map((step) => (step.kind === 'clip' ? `clip ${step.min}…${step.max}` : step.kind)).join(', '),
  affine: nothing,
  sigmoid: nothing,
  softmax: nothing,
  normalizeRows: nothing,
  log: nothing,
  complement: nothing,
  argMax: nothing,
  greaterThan: ({ threshold }) => `> ${threshold}`,
}
