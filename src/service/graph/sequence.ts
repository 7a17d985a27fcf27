/** `sequence`: what one node answers becomes columns for the next, as the steps of scikit-learn's Pipeline. */
import type { Column } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import { findColumn, type Schema } from '../../frame/schema.ts'
import type { MethodName } from '../../program/program.ts'
import type { AnswerNode } from '../answer-node.ts'
import type { Member, SequenceNode } from '../definition/predict-definition.ts'
import { type GraphContext, within } from './context.ts'
import { offeredMethods } from './offered.ts'
import { Survivors } from './survivors.ts'

interface Link {
  readonly node: AnswerNode
  /** Where each answer is put: over a column of the same name, or after the last. */
  readonly places: readonly number[]
}

/** Columns that arrive stay visible; a model without names takes the answers of the one before it. */
export function sequenceNode({ sequence }: SequenceNode, context: GraphContext): AnswerNode {
  let { input, positional } = context
  const links: Link[] = []
  sequence.forEach((member, i) => {
    const isLast = i === sequence.length - 1
    const methods = isLast ? context.methods : methodsBetween(member, context)
    const node = within(`sequence[${i}]`, () =>
      context.compile(member, withMethods({ ...context, input, positional }, methods)),
    )
    const extended = overlaid(input, node.output)
    links.push({ node, places: extended.places })
    input = extended.schema
    positional = extended.places
  })
  const { node: last } = links.at(-1) as Link
  const [{ node: first }] = links as [Link]
  return {
    output: last.output,
    ...(first.reads === undefined ? {} : { reads: first.reads }),
    run(frame, notes) {
      const survivors = new Survivors(frame, notes)
      let answers: readonly Column[] = []
      for (const { node, places } of links) {
        answers = survivors.ask(node)
        if (node !== last) survivors.left = withAnswers(survivors.left, answers, places)
      }
      return survivors.settle(last.output, answers)
    },
  }
}

function withMethods(context: GraphContext, methods: readonly MethodName[] | undefined): GraphContext {
  const { methods: _, ...rest } = context
  return methods === undefined ? rest : { ...rest, methods }
}

/** On the way to the next node, a model transforms if it can; what it is asked otherwise, it says itself. */
function methodsBetween(member: Member, { models }: GraphContext): readonly MethodName[] | undefined {
  if (typeof member !== 'string' && 'method' in member && member.method !== undefined) return undefined
  return offeredMethods(member, models).includes('transform') ? ['transform'] : undefined
}

function overlaid(input: Schema, answers: Schema): { readonly schema: Schema; readonly places: readonly number[] } {
  const schema = [...input]
  const places = answers.map((spec) => {
    const at = findColumn(schema, spec.name) ?? schema.length
    schema[at] = spec
    return at
  })
  return { schema, places }
}

function withAnswers(frame: Frame, answers: readonly Column[], places: readonly number[]): Frame {
  const columns = [...frame.columns]
  places.forEach((at, c) => {
    columns[at] = answers[c] as Column
  })
  return { ...frame, columns }
}
