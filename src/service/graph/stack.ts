/** `stack`: scikit-learn's StackingClassifier and StackingRegressor, for models that were fitted apart. */
import { type Column, isNumericType, numericColumn } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import { type ColumnSpec, columnAt, findColumn, type Schema } from '../../frame/schema.ts'
import type { MethodName } from '../../program/program.ts'
import { stepError } from '../../steps/step-error.ts'
import type { Cell } from '../../tensor/tensor.ts'
import type { AnswerNode } from '../answer-node.ts'
import type { Member, StackNode } from '../definition/predict-definition.ts'
import { type GraphContext, within } from './context.ts'
import { offeredMethods } from './offered.ts'
import { Survivors } from './survivors.ts'

/** One column that the final model is given. */
interface MetaColumn {
  readonly spec: ColumnSpec
  take(columns: readonly Column[]): Column
}

interface Level {
  readonly node: AnswerNode
  readonly columns: readonly MetaColumn[]
}

export function stackNode(node: StackNode, methods: readonly MethodName[], context: GraphContext): AnswerNode {
  const { of, final } = node.stack
  const method = methodsOfMembers(node, context)
  const levels = of.map((member, i) => within(`stack.of[${i}]`, () => levelOf(member, i, method, context)))
  const passed = passedOf(node, levels, context)
  const meta: Schema = [
    ...levels.flatMap(({ columns }) => columns.map(({ spec }) => spec)),
    ...passed.map((at) => context.input[at] as ColumnSpec),
  ]
  refuseTwice(meta)
  const last = within('stack.final', () =>
    context.compile(final, { ...context, input: meta, positional: meta.map((_, at) => at), methods }),
  )
  return {
    output: last.output,
    run(frame, notes) {
      const survivors = new Survivors(frame, notes)
      for (const level of levels) survivors.ask(level.node)
      const { answers, left } = survivors
      const columns = levels.flatMap((level, m) =>
        level.columns.map(({ take }) => take(answers[m] as readonly Column[])),
      )
      for (const at of passed) columns.push(left.columns[at] as Column)
      return survivors.settle(last.output, survivors.ask(last, withColumns(left, columns)))
    },
  }
}

function withColumns({ rows, index }: Frame, columns: readonly Column[]): Frame {
  return index === undefined ? { rows, columns } : { rows, columns, index }
}

/** What each member is asked: `auto` takes the first that it offers, and predictions for a regressor at the end. */
function methodsOfMembers({ stack }: StackNode, { models }: GraphContext): (member: Member) => MethodName {
  const { method = 'auto' } = stack
  if (method !== 'auto') return () => method
  const isClassifier = offersClasses(stack.final, models)
  return (member) => {
    const offered = isClassifier ? offeredMethods(member, models) : []
    return (['predict_proba', 'decision_function'] as const).find((each) => offered.includes(each)) ?? 'predict'
  }
}

/** scikit-learn's `is_classifier`, by what a model answers. */
function offersClasses(member: Member, models: GraphContext['models']): boolean {
  const name = typeof member === 'string' ? member : 'model' in member ? member.model : undefined
  const model = name === undefined ? undefined : models.get(name)
  const outputs = model?.signature.outputs ?? []
  const predict = outputs.find(({ method }) => method === 'predict')
  if (model !== undefined) return predict?.classes !== undefined
  return offeredMethods(member, models).includes('predict_proba')
}

function levelOf(
  member: Member,
  position: number,
  method: (member: Member) => MethodName,
  context: GraphContext,
): Level {
  const asked = method(member)
  const node = context.compile(member, { ...context, methods: [asked] })
  const prefix = prefixOf(member, position)
  const kept = asked === 'predict_proba' && node.output.length === 2 ? [1] : node.output.map((_, c) => c)
  return { node, columns: kept.map((c) => metaColumn(node.output[c] as ColumnSpec, c, prefix)) }
}

function prefixOf(member: Member, position: number): string {
  if (typeof member === 'string') return `${member}_`
  if (member.as !== undefined) return ''
  return 'model' in member && member.model !== undefined ? `${member.model}_` : `${position}_`
}

/** Labels become their numbers in the order of the classes, as scikit-learn's members are fitted on them. */
function metaColumn({ name, type, role, values }: ColumnSpec, c: number, prefix: string): MetaColumn {
  if (role?.target !== 0) {
    throw stepError('stack takes members of one target', { remedy: 'Stack a model for each target by itself.' })
  }
  const spec: ColumnSpec = { name: `${prefix}${name}`, type: 'number' }
  if (role.kind !== 'label' || values === undefined) return { spec, take: (columns) => columns[c] as Column }
  const numbers = new Map(values.map((label, k) => [isNumericType(type) ? Number(label) : label, k]))
  const numberOf = (label: Cell) => numbers.get(label) ?? Number.NaN
  return { spec, take: (columns) => numericColumn(Float64Array.from(columns[c]?.data as readonly Cell[], numberOf)) }
}

/** Where the columns stand that come after the answers. */
function passedOf({ stack }: StackNode, levels: readonly Level[], { input }: GraphContext): readonly number[] {
  const { passthrough = false } = stack
  if (passthrough === false) return []
  if (passthrough !== true) {
    return within('stack.passthrough', () => passthrough.map((name) => columnAt(input, name)))
  }
  const read = levels.find(({ node }) => node.reads !== undefined)?.node.reads
  if (read !== undefined) return read
  throw within('stack.passthrough', () =>
    stepError('no member is a model, so that nothing says in which order the columns come', {
      remedy: 'List them in the order in which the final model was fitted: passthrough: [...].',
    }),
  )
}

function refuseTwice(schema: Schema): void {
  const twice = schema.find(({ name }, at) => findColumn(schema, name) !== at)
  if (twice === undefined) return
  throw stepError(`two members of stack answer with a column "${twice.name}"`, {
    column: twice.name,
    remedy: 'Give one of them a name of its own: as: …',
  })
}
