/** What meta-estimators make of the answers of their parts: means, votes, nearest codes, calibration. */
import type { ValueId } from '../value.ts'
import { type Checks, sameWidth } from './check.ts'
import { type Details, list, nothing } from './details.ts'

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

export type CombiningOperator = WeightedMean | Majority | TallyPairs | NearestRow | AtLeast

export const COMBINING_CHECKS: Checks<CombiningOperator> = {
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
}

export const COMBINING_DETAILS: Details<CombiningOperator> = {
  weightedMean: ({ weights, divisor }) => `weights ${list([...weights])}, divided by ${divisor}`,
  majority: ({ weights, classes }) => `weights ${list([...weights])}, ${classes} classes`,
  tallyPairs: nothing,
  nearestRow: nothing,
  atLeast: ({ threshold }) => `>= ${threshold}`,
}
