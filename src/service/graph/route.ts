/** `route`: each row goes to the first branch whose condition holds. */
import type { Column, ColumnType } from '../../frame/column.ts'
import { type Frame, takeRows } from '../../frame/frame.ts'
import { type ColumnSpec, findColumn, type Schema } from '../../frame/schema.ts'
import { type Expression, expressionsOver } from '../../steps/expression/expressions.ts'
import type { Notes } from '../../steps/report.ts'
import { stepError } from '../../steps/step-error.ts'
import type { Cell } from '../../tensor/tensor.ts'
import type { AnswerNode } from '../answer-node.ts'
import type { Branch, RouteNode } from '../definition/predict-definition.ts'
import { missingAnswers, written } from '../scattered.ts'
import { type GraphContext, within } from './context.ts'
import { memberOf } from './offered.ts'

interface Way {
  /** Undefined for `otherwise`. */
  readonly when: Expression | undefined
  readonly node: AnswerNode
  /** For each column of the route's answer, which of the branch it is. */
  readonly order: readonly number[]
}

/** A condition without a value does not hold; a row for which it cannot be computed is rejected. */
export function routeNode({ route }: RouteNode, context: GraphContext): AnswerNode {
  const end = route.findIndex((branch) => 'otherwise' in branch)
  if (end >= 0 && end < route.length - 1) {
    within(`route[${end + 1}]`, () => {
      throw stepError('no row comes here: the branch before it takes all', { remedy: 'Put otherwise last.' })
    })
  }
  const expressions = expressionsOver(context.input)
  const branches = route.map((branch, i) =>
    within(`route[${i}]`, () => ({
      when: 'otherwise' in branch ? undefined : within('when', () => conditionOf(expressions.compile(branch.when))),
      node: within(keyOf(branch), () => context.compile(memberOf(branch), context)),
    })),
  )
  const output = branches.map(({ node }) => node.output).reduce((a, b, i) => within(`route[${i}]`, () => unified(a, b)))
  const ways = branches.map((branch): Way => {
    const order = output.map(({ name }) => findColumn(branch.node.output, name) as number)
    return { ...branch, order }
  })
  return { output, run: (frame, notes) => runRoute(ways, output, frame, notes) }
}

function keyOf(branch: Branch): string {
  return 'otherwise' in branch ? 'otherwise' : 'predict'
}

function conditionOf(expression: Expression): Expression {
  if (expression.type === 'boolean') return expression
  throw stepError(`the condition gives ${expression.type}, not true or false`, {
    remedy: 'Compare with something: when: age >= 18.0',
  })
}

/** Number types that hold the same values, from the narrowest to the widest. */
const WIDENING: readonly ColumnType[] = ['integer', 'float32', 'number']

function unified(a: Schema, b: Schema): Schema {
  const names = (schema: Schema) => schema.map(({ name }) => name).join(', ')
  if (a.length !== b.length || a.some(({ name }) => findColumn(b, name) === undefined)) {
    throw stepError(`this branch answers with ${names(b)}, and the ones before it with ${names(a)}`, {
      remedy:
        'All branches answer with the same columns: ask them for the same methods, of models of the same classes.',
    })
  }
  return a.map((spec) => unifiedColumn(spec, b[findColumn(b, spec.name) as number] as ColumnSpec))
}

function unifiedColumn(a: ColumnSpec, b: ColumnSpec): ColumnSpec {
  const type = a.type === b.type ? a.type : wider(a.type, b.type)
  const isSame = a.role?.kind === b.role?.kind && a.role?.label === b.role?.label && a.role?.target === b.role?.target
  if (type === undefined || !isSame) {
    throw stepError(`the answer "${a.name}" is ${meaning(b)} here, and ${meaning(a)} in the branches before`, {
      column: a.name,
      remedy: 'All branches answer with the same columns.',
    })
  }
  const values = a.values === undefined || b.values === undefined ? undefined : [...new Set([...a.values, ...b.values])]
  const { values: _, ...rest } = a
  return values === undefined ? { ...rest, type } : { ...rest, type, values }
}

function wider(a: ColumnType, b: ColumnType): ColumnType | undefined {
  // A float32 does not hold every integer.
  if (!WIDENING.includes(a) || !WIDENING.includes(b)) return undefined
  return 'number'
}

function meaning({ type, role }: ColumnSpec): string {
  return role?.label === undefined ? `${role?.kind ?? 'a column'} of type ${type}` : `that of ${String(role.label)}`
}

function runRoute(ways: readonly Way[], output: Schema, frame: Frame, notes: Notes): readonly Column[] {
  // The rows that no branch has taken so far; undefined while all are left.
  let left: Int32Array | undefined
  let answers: readonly Column[] | undefined
  for (const { when, node, order } of ways) {
    const rest = left === undefined ? frame : takeRows(frame, left)
    if (rest.rows === 0) break
    const { taken, others } = divided(when, rest, shifted(notes, left))
    if (taken.length === 0 && others.length === rest.rows) continue
    const positions = left === undefined ? taken : taken.map((r) => left?.[r] as number)
    left = left === undefined ? others : others.map((r) => left?.[r] as number)
    if (positions.length === frame.rows) return ordered(node.run(frame, notes), order)
    answers ??= missingAnswers(output, frame.rows)
    if (positions.length === 0) continue
    const answered = ordered(node.run(takeRows(frame, positions), shifted(notes, positions)), order)
    answers.forEach((target, c) => {
      written(target, answered[c] as Column, positions)
    })
  }
  rejectLeft(left, frame.rows, notes)
  return answers ?? missingAnswers(output, frame.rows)
}

function rejectLeft(left: Int32Array | undefined, rows: number, notes: Notes): void {
  const count = left === undefined ? rows : left.length
  for (let i = 0; i < count; i++) notes.reject(left?.[i] ?? i, 'no branch of route takes this row')
}

function ordered(columns: readonly Column[], order: readonly number[]): readonly Column[] {
  return order.map((c) => columns[c] as Column)
}

interface Divided {
  readonly taken: Int32Array
  /** Neither taken nor rejected. */
  readonly others: Int32Array
}

function divided(when: Expression | undefined, frame: Frame, notes: Notes): Divided {
  const all = Int32Array.from({ length: frame.rows }, (_, r) => r)
  if (when === undefined) return { taken: all, others: new Int32Array(0) }
  const rejected = new Set<number>()
  const { data } = when.evaluate(frame, {
    dropped: (reason, count) => notes.dropped(reason, count),
    reject: (position, ...rest) => {
      rejected.add(position)
      notes.reject(position, ...rest)
    },
  })
  const holds = (r: number) => data[r] === 1 || (data[r] as Cell) === true
  return { taken: all.filter(holds), others: all.filter((r) => !holds(r) && !rejected.has(r)) }
}

function shifted(notes: Notes, positions: Int32Array | undefined): Notes {
  if (positions === undefined) return notes
  return {
    dropped: (reason, count) => notes.dropped(reason, count),
    reject: (position, ...rest) => notes.reject(positions[position] as number, ...rest),
  }
}
