/** `each`: several nodes side by side, each with its name before the names of its answers. */
import type { ColumnSpec } from '../../frame/schema.ts'
import { stepError } from '../../steps/step-error.ts'
import type { AnswerNode } from '../answer-node.ts'
import type { EachNode } from '../definition/predict-definition.ts'
import { type GraphContext, within } from './context.ts'
import { Survivors } from './survivors.ts'

export function eachNode({ each }: EachNode, context: GraphContext): AnswerNode {
  if (context.methods !== undefined) {
    throw stepError('each puts answers side by side, which are not one answer', { remedy: 'Name its models instead.' })
  }
  const entries = Object.entries(each)
  if (entries.length === 0) throw stepError('each names no model')
  let targets = 0
  const nodes = entries.map(([name, member]) => {
    const node = within(`each.${name}`, () => context.compile(member, context))
    const output = node.output.map((spec) => shifted({ ...spec, name: `${name}_${spec.name}` }, targets))
    targets += 1 + Math.max(0, ...node.output.map(({ role }) => role?.target ?? 0))
    return { node, output }
  })
  const output = nodes.flatMap((each) => each.output)
  return {
    output,
    run(frame, notes) {
      const survivors = new Survivors(frame, notes)
      for (const { node } of nodes) survivors.ask(node)
      return survivors.settle(output, survivors.answers.flat())
    },
  }
}

/** The targets of several models are numbered on, so that a label finds its own probabilities. */
function shifted(spec: ColumnSpec, targets: number): ColumnSpec {
  return spec.role === undefined ? spec : { ...spec, role: { ...spec.role, target: spec.role.target + targets } }
}
