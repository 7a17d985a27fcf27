/** How the answers of several estimators become one: sums, votes, medians, and the scores made of them. */
import type { ValueId } from '../value.ts'
import { type Checks, type Context, sameWidth } from './check.ts'
import { type Details, nothing } from './details.ts'

/**
 * Blocks of columns added up in their order: `output[k] = (Σ_b input[b·width + k]·weights[b]) / divisor`, each product
 * and each sum rounded.
 */
export interface BlockSum {
  readonly op: 'blockSum'
  /** (blocks · width). */
  readonly input: ValueId
  /** (width). */
  readonly output: ValueId
  /** (blocks). */
  readonly weights: Float64Array
  readonly divisor: number
}

/** `output[k] = log(Σ_b exp(input[b·width + k])) - subtract`, by `np.logaddexp` from block to block. */
export interface BlockLogAddExp {
  readonly op: 'blockLogAddExp'
  /** (blocks · width). */
  readonly input: ValueId
  /** (width). */
  readonly output: ValueId
  readonly subtract: number
}

/**
 * The number of each row below which half of the weight lies: the first, in ascending order, at which the running sum of
 * weights reaches half of the whole sum.
 */
export interface WeightedMedian {
  readonly op: 'weightedMedian'
  readonly input: ValueId
  readonly output: ValueId
  /** (columns), none negative. */
  readonly weights: Float64Array
}

/** Columns to their places among more columns; the others hold `fill`. */
export interface SpreadColumns {
  readonly op: 'spreadColumns'
  readonly input: ValueId
  readonly output: ValueId
  /** (columns) where each goes. */
  readonly columns: Int32Array
  readonly fill: number
}

/** 0 where a number is less than `threshold`, else 1; NaN is less than nothing. */
export interface NotBelow {
  readonly op: 'notBelow'
  readonly input: ValueId
  readonly output: ValueId
  readonly threshold: number
}

/** `factor·log(x / (1 - x))` of each number. */
export interface LogOdds {
  readonly op: 'logOdds'
  readonly input: ValueId
  readonly output: ValueId
  readonly factor: number
}

/** `factor·(log x - mean of the row's logarithms)`. */
export interface CenteredLog {
  readonly op: 'centeredLog'
  readonly input: ValueId
  readonly output: ValueId
  readonly factor: number
}

/** e to the power of each number: the inverse of the logarithmic link. */
export interface InverseLogLink {
  readonly op: 'inverseLogLink'
  readonly input: ValueId
  readonly output: ValueId
}

/** `-2^(-x / divisor)`: the score of an isolation forest whose paths are x long in all (Liu, Ting and Zhou, 2008). */
export interface IsolationScore {
  readonly op: 'isolationScore'
  readonly input: ValueId
  readonly output: ValueId
  readonly divisor: number
}

export type EnsembleOperator =
  | BlockSum
  | BlockLogAddExp
  | WeightedMedian
  | SpreadColumns
  | NotBelow
  | LogOdds
  | CenteredLog
  | InverseLogLink
  | IsolationScore

export const ENSEMBLE_CHECKS: Checks<EnsembleOperator> = {
  blockSum: (op, c) => {
    blocks(op, c)
    c.equal('weights', op.weights.length, c.numeric(op.input).width / c.numeric(op.output).width)
  },
  blockLogAddExp: blocks,
  weightedMedian: (op, c) => {
    c.equal('weights', op.weights.length, c.numeric(op.input).width)
    c.equal('output width', c.numeric(op.output).width, 1)
    if (op.weights.length === 0) c.fail('has no columns to choose from')
    if (!op.weights.every((weight) => weight >= 0)) c.fail('has negative weights')
  },
  spreadColumns: (op, c) => {
    c.equal('columns', op.columns.length, c.numeric(op.input).width)
    c.indices('columns', op.columns, 0, c.numeric(op.output).width)
  },
  notBelow: sameWidth,
  logOdds: sameWidth,
  centeredLog: sameWidth,
  inverseLogLink: sameWidth,
  isolationScore: sameWidth,
}

function blocks(op: { readonly input: ValueId; readonly output: ValueId }, c: Context): void {
  c.float64(op.input)
  const input = c.numeric(op.input).width
  const output = c.numeric(op.output).width
  if (output < 1 || input < output || input % output !== 0) c.fail(`has ${input} columns in blocks of ${output}`)
}

export const ENSEMBLE_DETAILS: Details<EnsembleOperator> = {
  blockSum: ({ weights, divisor }) => `${weights.length} blocks${divisor === 1 ? '' : `, sum ÷ ${divisor}`}`,
  blockLogAddExp: ({ subtract }) => `- ${subtract}`,
  weightedMedian: nothing,
  spreadColumns: ({ fill }) => `others ${fill}`,
  notBelow: ({ threshold }) => `≥ ${threshold}`,
  logOdds: ({ factor }) => (factor === 1 ? '' : `· ${factor}`),
  centeredLog: ({ factor }) => (factor === 1 ? '' : `· ${factor}`),
  inverseLogLink: nothing,
  isolationScore: ({ divisor }) => `paths ÷ ${divisor}`,
}
