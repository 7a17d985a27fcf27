/** Functions of one number that links, activations and curves are made of, and columns that no row decides. */
import type { ValueId } from '../value.ts'
import { type Checks, sameWidth } from './check.ts'
import { count, type Details } from './details.ts'

/** A function of each number: `eˣ`, `tanh x`. */
export interface Elementary {
  readonly op: 'elementary'
  readonly input: ValueId
  readonly output: ValueId
  readonly name: 'exp' | 'tanh'
}

/** Each zero to `value`; all else as it is. */
export interface ReplaceZeros {
  readonly op: 'replaceZeros'
  readonly input: ValueId
  readonly output: ValueId
  readonly value: number
}

/** The same numbers for every row: all that a model says that looks at no column. It has no input. */
export interface ConstantColumns {
  readonly op: 'constantColumns'
  readonly output: ValueId
  /** (width). */
  readonly values: Float64Array
}

/**
 * The broken line through (x[i], y[i]): `slope·(t - x[i]) + y[i]` between x[i] and x[i+1]. One point alone is a constant.
 * In single precision t, and the result of each step, are rounded to float32.
 */
export interface Interpolate {
  readonly op: 'interpolate'
  readonly input: ValueId
  readonly output: ValueId
  /** Ascending. */
  readonly x: Float64Array
  readonly y: Float64Array
  /** What becomes of a number left of the first x or right of the last. */
  readonly outside: 'nan' | 'clip' | 'refuse'
  readonly precision: 'float32' | 'float64'
  /** The user's name of the column, and the class that refuses, for the message. */
  readonly source: string
  readonly estimator: string
}

export type FunctionOperator = Elementary | ReplaceZeros | ConstantColumns | Interpolate

export const FUNCTION_CHECKS: Checks<FunctionOperator> = {
  elementary: sameWidth,
  replaceZeros: sameWidth,
  constantColumns: (op, c) => c.equal('values', op.values.length, c.numeric(op.output).width),
  interpolate: (op, c) => {
    c.equal('input width', c.numeric(op.input).width, 1)
    c.equal('output width', c.numeric(op.output).width, 1)
    c.equal('ordinates', op.y.length, op.x.length)
    if (op.x.length === 0) c.fail('has no points')
    for (let i = 1; i < op.x.length; i++) {
      if (!((op.x[i - 1] as number) <= (op.x[i] as number)))
        c.fail(`has x[${i}] = ${op.x[i]}, less than the one before`)
    }
  },
}

export const FUNCTION_DETAILS: Details<FunctionOperator> = {
  elementary: ({ name }) => name,
  replaceZeros: ({ value }) => `0 → ${value}`,
  constantColumns: ({ values }) => count(values.length, 'constant'),
  interpolate: ({ x, outside }) => `${count(x.length, 'point')}, outside: ${outside}`,
}
