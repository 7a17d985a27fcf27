/** `mean`, `median`, `min` and `max` of what regressors answer; `mean` is scikit-learn's VotingRegressor. */
import { type Column, isArithmetic, numericColumn } from '../../frame/column.ts'
import type { ColumnSpec, Schema } from '../../frame/schema.ts'
import { pairwiseSum } from '../../program/numpy-sum.ts'
import { stepError } from '../../steps/step-error.ts'
import type { AnswerNode } from '../answer-node.ts'
import type { MaxNode, MeanNode, MedianNode, MinNode } from '../definition/predict-definition.ts'
import { compileMembers, type GraphContext, within } from './context.ts'
import { Survivors } from './survivors.ts'

/** Weights, and what a weighted sum is divided by. */
export interface Averaging {
  readonly weights: Float64Array
  readonly divisor: number
}

/** numpy's `average`: without weights it divides by how many there are. */
export function averagingOf(given: readonly number[] | undefined, members: number): Averaging {
  if (given === undefined) return { weights: new Float64Array(members).fill(1), divisor: members }
  if (given.length !== members) {
    throw stepError(`there are ${given.length} weights for ${members} members`, { remedy: 'Give one weight for each.' })
  }
  const weights = Float64Array.from(given)
  const divisor = pairwiseSum(weights, 0, members)
  if (divisor > 0 && Number.isFinite(divisor)) return { weights, divisor }
  throw stepError('the weights have no sum to divide by', { remedy: 'Give at least one weight that is not 0.' })
}

/** `Σ columns[m] · weights[m] / divisor`, added in the order of the members, in float64. */
export function meanOf(columns: readonly Column[], { weights, divisor }: Averaging, rows: number): Float64Array {
  const mean = new Float64Array(rows)
  for (let m = 0; m < columns.length; m++) {
    const weight = weights[m] as number
    const data = (columns[m] as Column).data as Float64Array
    for (let r = 0; r < rows; r++) mean[r] = (mean[r] as number) + (data[r] as number) * weight
  }
  for (let r = 0; r < rows; r++) mean[r] = (mean[r] as number) / divisor
  return mean
}

/** One number of several: NaN if one is. */
type Reduce = (values: Float64Array) => number

const REDUCTIONS: { readonly [Kind in 'median' | 'min' | 'max']: Reduce } = {
  median: (values) => {
    if (values.some(Number.isNaN)) return Number.NaN
    const sorted = values.toSorted()
    const middle = sorted.length >> 1
    const upper = sorted[middle] as number
    return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2
  },
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
}

export type AverageNode = MeanNode | MedianNode | MinNode | MaxNode

export function averageNode(node: AverageNode, context: GraphContext): AnswerNode {
  if ('mean' in node) {
    const { of, weights } = node.mean
    const members = compileMembers('mean.of', of, { ...context, methods: ['predict'] })
    const averaging = within('mean.weights', () => averagingOf(weights, members.length))
    return combined('mean', members, (columns, rows) => meanOf(columns, averaging, rows))
  }
  const [kind, of] = partsOf(node)
  const members = compileMembers(`${kind}.of`, of, { ...context, methods: ['predict'] })
  const values = new Float64Array(members.length)
  return combined(kind, members, (columns, rows) => {
    const reduced = new Float64Array(rows)
    for (let r = 0; r < rows; r++) {
      for (let m = 0; m < columns.length; m++) values[m] = columns[m]?.data[r] as number
      reduced[r] = REDUCTIONS[kind](values)
    }
    return reduced
  })
}

function partsOf(node: MedianNode | MinNode | MaxNode) {
  if ('median' in node) return ['median', node.median.of] as const
  return 'min' in node ? (['min', node.min.of] as const) : (['max', node.max.of] as const)
}

type Combine = (columns: readonly Column[], rows: number) => Float64Array

/** Column by column: all members answer with as many. */
function combined(kind: string, members: readonly AnswerNode[], combine: Combine): AnswerNode {
  const first = (members[0] as AnswerNode).output
  members.forEach((member, i) => {
    within(`${kind}.of[${i}]`, () => refuseOthers(kind, member.output, first))
  })
  const output = first.map((spec, c): ColumnSpec => {
    const role = { kind: 'value', target: spec.role?.target ?? c } as const
    return { name: first.length === 1 ? 'prediction' : `prediction_${c}`, type: 'number', role }
  })
  return {
    output,
    run(frame, notes) {
      const survivors = new Survivors(frame, notes)
      for (const member of members) survivors.ask(member)
      const { answers, left } = survivors
      const columns = output.map((_, c) => {
        const parts = answers.map((answer) => answer[c] as Column)
        return numericColumn(combine(parts, left.rows))
      })
      return survivors.settle(output, columns)
    },
  }
}

function refuseOthers(kind: string, schema: Schema, first: Schema): void {
  const other = schema.find(({ role, type }) => role?.kind !== 'value' || !isArithmetic(type))
  if (other !== undefined) {
    throw stepError(`${kind} takes numbers, and the answer "${other.name}" is none`, {
      remedy: 'Put classifiers together with vote, and regressors with mean.',
    })
  }
  if (schema.length === first.length) return
  throw stepError(`${kind} takes members that answer alike: ${first.length} and ${schema.length} columns`)
}
