/** `vote`: scikit-learn's VotingClassifier, for models that were fitted apart. */
import { type Column, cellColumn, isNumericType, numericColumn } from '../../frame/column.ts'
import type { ColumnSpec, Schema } from '../../frame/schema.ts'
import type { MethodName } from '../../program/program.ts'
import { stepError } from '../../steps/step-error.ts'
import type { Cell } from '../../tensor/tensor.ts'
import type { AnswerNode } from '../answer-node.ts'
import { typeOfLabels } from '../answer-schema.ts'
import type { VoteNode } from '../definition/predict-definition.ts'
import { METHOD_COLUMNS } from '../method-columns.ts'
import { type Averaging, averagingOf, meanOf } from './average.ts'
import { compileMembers, type GraphContext, within } from './context.ts'
import { Survivors } from './survivors.ts'
import { alignedClasses, labelColumn, probabilityClasses } from './targets.ts'

/** What it answers: voting by labels knows no probabilities, as in scikit-learn. */
export function voteMethods({ vote }: VoteNode): readonly MethodName[] {
  return vote.voting === 'soft' ? ['predict', 'predict_proba'] : ['predict']
}

export function voteNode(node: VoteNode, methods: readonly MethodName[], context: GraphContext): AnswerNode {
  const { vote } = node
  const isSoft = vote.voting === 'soft'
  const asked: MethodName = isSoft ? 'predict_proba' : 'predict'
  const members = compileMembers('vote.of', vote.of, { ...context, methods: [asked] })
  const averaging = within('vote.weights', () => averagingOf(vote.weights, members.length))
  return isSoft ? softVote(members, averaging, methods) : hardVote(members, averaging)
}

function predictionColumn(classes: readonly Cell[]): ColumnSpec {
  const role = { kind: 'label', target: 0 } as const
  return { name: METHOD_COLUMNS.predict, type: typeOfLabels(classes), values: classes, role }
}

/** Weighted majority of the labels; of several, the first in the order of the classes. */
function hardVote(members: readonly AnswerNode[], { weights }: Averaging): AnswerNode {
  const known = members.map((member, i) => within(`vote.of[${i}]`, () => labelColumn('vote', member.output)))
  const classes = (known[0] as (typeof known)[number]).values
  const indices = known.map(({ values, type }, i) => {
    within(`vote.of[${i}]`, () => alignedClasses(classes, values))
    return new Map(classes.map((label, k) => [isNumericType(type) ? Number(label) : label, k]))
  })
  const output = [predictionColumn(classes)]
  const sums = new Float64Array(classes.length)
  return {
    output,
    run(frame, notes) {
      const survivors = new Survivors(frame, notes)
      for (const member of members) survivors.ask(member)
      const votes = survivors.answers.map(([column]) => (column as Column).data)
      const winners = new Int32Array(survivors.left.rows)
      for (let r = 0; r < winners.length; r++) {
        sums.fill(0)
        for (let m = 0; m < votes.length; m++) {
          const k = indices[m]?.get(votes[m]?.[r] as Cell) as number
          sums[k] = (sums[k] as number) + (weights[m] as number)
        }
        winners[r] = largest(sums)
      }
      return survivors.settle(output, [labelsAt(winners, output[0] as ColumnSpec, classes)])
    },
  }
}

/** Index of the first of the largest. */
function largest(sums: Float64Array): number {
  let best = 0
  for (let k = 1; k < sums.length; k++) if ((sums[k] as number) > (sums[best] as number)) best = k
  return best
}

/** Weighted mean of the probabilities, and the first class of the largest. */
function softVote(members: readonly AnswerNode[], averaging: Averaging, methods: readonly MethodName[]): AnswerNode {
  const known = members.map((member, i) => within(`vote.of[${i}]`, () => probabilityClasses('vote', member.output)))
  const classes = known[0] as readonly Cell[]
  const orders = known.map((found, i) => within(`vote.of[${i}]`, () => alignedClasses(classes, found)))
  const prediction = predictionColumn(classes)
  const probabilities = classes.map((label): ColumnSpec => {
    const role = { kind: 'probability', target: 0, label } as const
    return { name: `${METHOD_COLUMNS.predict_proba}_${String(label)}`, type: 'number', role }
  })
  const output: Schema = methods.flatMap((method) => (method === 'predict' ? [prediction] : probabilities))
  return {
    output,
    run(frame, notes) {
      const survivors = new Survivors(frame, notes)
      for (const member of members) survivors.ask(member)
      const { rows } = survivors.left
      const means = classes.map((_, k) => {
        const parts = survivors.answers.map((columns, m) => columns[orders[m]?.[k] as number] as Column)
        return numericColumn(meanOf(parts, averaging, rows))
      })
      const labels = () => labelsAt(largestOf(means, rows), prediction, classes)
      return survivors.settle(
        output,
        methods.flatMap((method) => (method === 'predict' ? [labels()] : means)),
      )
    },
  }
}

function largestOf(means: readonly Column[], rows: number): Int32Array {
  const winners = new Int32Array(rows)
  for (let r = 0; r < rows; r++) {
    let best = 0
    for (let k = 1; k < means.length; k++) {
      if ((means[k]?.data[r] as number) > (means[best]?.data[r] as number)) best = k
    }
    winners[r] = best
  }
  return winners
}

function labelsAt(indices: Int32Array, { type }: ColumnSpec, classes: readonly Cell[]): Column {
  if (isNumericType(type)) return numericColumn(Float64Array.from(indices, (k) => Number(classes[k])))
  return cellColumn(Array.from(indices, (k) => classes[k] as Cell))
}

/** Refuses what voting does not answer. */
export function checkVoteMethods(node: VoteNode, methods: readonly MethodName[]): void {
  const offered = voteMethods(node)
  const unknown = methods.find((method) => !offered.includes(method))
  if (unknown === undefined) return
  const isHard = offered.length === 1
  throw stepError(`vote does not answer ${unknown}${isHard ? ' by labels' : ''}`, {
    remedy: isHard && unknown === 'predict_proba' ? 'Say voting: soft.' : `It offers ${offered.join(', ')}.`,
  })
}
