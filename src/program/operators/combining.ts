/** What meta-estimators make of the answers of their parts: means, votes, nearest codes, calibration. */
import type { ValueId } from '../value.ts'
import { type Checks, sameWidth } from './check.ts'
import { type Details, list, nothing } from './details.ts'

/** The same numbers for every row. */
export interface RepeatRow {
  readonly op: 'repeatRow'
  readonly output: ValueId
  readonly values: Float64Array
}

/** `(Σ_i inputs[i] · weights[i]) / divisor`, added in order. All inputs have the width of the output. */
export interface WeightedMean {
  readonly op: 'weightedMean'
  readonly inputs: readonly ValueId[]
  readonly output: ValueId
  /** (inputs). */
  readonly weights: Float64Array
  readonly divisor: number
}

/** Each column of the input is a voter's class index. The class with the largest sum of weights; ties: the lowest. */
export interface Majority {
  readonly op: 'majority'
  readonly input: ValueId
  readonly output: ValueId
  /** (voters), added in order. */
  readonly weights: Float64Array
  readonly classes: number
}

/**
 * scikit-learn's `_ovr_decision_function` over pairs of classes i < j. The inputs are the predictions of each pair (0 is
 * a vote for i, 1 for j) and its confidences in j; output for each class: its votes plus the sum s of the confidences
 * in it, squeezed to `s / (3(|s| + 1))`.
 */
export interface TallyPairs {
  readonly op: 'tallyPairs'
  /** Predictions (pairs) and confidences (pairs). */
  readonly inputs: readonly [ValueId, ValueId]
  readonly output: ValueId
}

/** Index of the nearest of some rows by Euclidean distance, `√max(0, x·x - 2x·y + y·y)`; ties: the first. */
export interface NearestRow {
  readonly op: 'nearestRow'
  readonly input: ValueId
  readonly output: ValueId
  /** (rows × columns of the input). */
  readonly rows: Float64Array
}

/** 1 where a number is `threshold` or more, else 0. */
export interface AtLeast {
  readonly op: 'atLeast'
  readonly input: ValueId
  readonly output: ValueId
  readonly threshold: number
}

/** `np.interp`: straight lines between the points (x, y); beyond them, the first and the last y. One column. */
export interface Interpolate {
  readonly op: 'interpolate'
  readonly input: ValueId
  readonly output: ValueId
  /** (points), ascending. */
  readonly x: Float64Array
  readonly y: Float64Array
}

export type CombiningOperator = RepeatRow | WeightedMean | Majority | TallyPairs | NearestRow | AtLeast | Interpolate

export const COMBINING_CHECKS: Checks<CombiningOperator> = {
  repeatRow: (op, c) => c.equal('values', op.values.length, c.numeric(op.output).width),
  weightedMean: (op, c) => {
    if (op.inputs.length === 0) c.fail('has nothing to take the mean of')
    c.equal('weights', op.weights.length, op.inputs.length)
    for (const input of op.inputs) c.equal('input width', c.numeric(input).width, c.numeric(op.output).width)
  },
  majority: (op, c) => {
    if (!(Number.isInteger(op.classes) && op.classes > 0)) c.fail('has no classes to vote for')
    c.equal('weights', op.weights.length, c.numeric(op.input).width)
    c.equal('output width', c.numeric(op.output).width, 1)
  },
  tallyPairs: (op, c) => {
    const classes = c.numeric(op.output).width
    const [predictions, confidences] = op.inputs
    c.equal('predictions', c.numeric(predictions).width, (classes * (classes - 1)) / 2)
    c.equal('confidences', c.numeric(confidences).width, (classes * (classes - 1)) / 2)
  },
  nearestRow: (op, c) => {
    const { width } = c.numeric(op.input)
    if (width === 0 || op.rows.length === 0 || op.rows.length % width !== 0) {
      c.fail(`has ${op.rows.length} numbers for rows of ${width}`)
    }
    c.equal('output width', c.numeric(op.output).width, 1)
  },
  atLeast: sameWidth,
  interpolate: (op, c) => {
    sameWidth(op, c)
    c.equal('width', c.numeric(op.input).width, 1)
    c.equal('y', op.y.length, op.x.length)
    if (op.x.length === 0) c.fail('has no points')
    for (let i = 1; i < op.x.length; i++) {
      if (!((op.x[i - 1] as number) <= (op.x[i] as number))) c.fail(`has points out of order at ${i}`)
    }
  },
}

export const COMBINING_DETAILS: Details<CombiningOperator> = {
  repeatRow: ({ values }) => list([...values]),
  weightedMean: ({ weights, divisor }) => `weights ${list([...weights])}, divided by ${divisor}`,
  majority: ({ weights, classes }) => `weights ${list([...weights])}, ${classes} classes`,
  tallyPairs: nothing,
  nearestRow: nothing,
  atLeast: ({ threshold }) => `>= ${threshold}`,
  interpolate: ({ x }) => `${x.length} points`,
}
