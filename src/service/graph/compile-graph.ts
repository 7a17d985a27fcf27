/** From what stands under `predict` to a node that answers. */
import type { MethodName } from '../../program/program.ts'
import { stepError } from '../../steps/step-error.ts'
import type { AnswerNode } from '../answer-node.ts'
import type { GraphNode, Member, Methods, ModelNode } from '../definition/predict-definition.ts'
import { modelNode } from '../model-node.ts'
import { averageNode } from './average.ts'
import type { GraphContext } from './context.ts'
import { eachNode } from './each.ts'
import { modelOf } from './model-of.ts'
import { routeNode } from './route.ts'
import { sequenceNode } from './sequence.ts'
import { stackNode } from './stack.ts'
import { checkVoteMethods, voteNode } from './vote.ts'

/** Throws `service_invalid` that says where in `predict` it is wrong, as `vote.of[1]`. */
export function compileGraph(member: Member, context: Omit<GraphContext, 'compile'>): AnswerNode {
  return compile(member, { ...context, compile })
}

function compile(member: Member, context: GraphContext): AnswerNode {
  const node: GraphNode = typeof member === 'string' ? { model: member } : member
  return named(compileNode(node, context), node.as)
}

function compileNode(node: GraphNode, context: GraphContext): AnswerNode {
  if ('sequence' in node) return sequenceNode(node, context)
  if ('each' in node) return eachNode(node, context)
  if ('mean' in node || 'median' in node || 'min' in node || 'max' in node) {
    refuseMethods(context.methods)
    return averageNode(node, context)
  }
  const methods = methodsOf(node.method, context)
  if ('vote' in node) {
    checkVoteMethods(node, methods ?? ['predict'])
    return voteNode(node, methods ?? ['predict'], context)
  }
  if ('stack' in node) return stackNode(node, methods ?? ['predict'], context)
  if ('route' in node) return routeNode(node, methods === undefined ? context : { ...context, methods })
  return leaf(node, methods, context)
}

function leaf(node: ModelNode, methods: readonly MethodName[] | undefined, context: GraphContext): AnswerNode {
  const model = modelOf(node.model, context.models)
  const asked = methods ?? [model.defaultMethod]
  return modelNode(
    model,
    asked.map((method) => model.method(method)),
    context,
    node.columns,
  )
}

/** What a node is asked: what stands around it knows, or else it says so itself. */
function methodsOf(own: Methods | undefined, { methods }: GraphContext): readonly MethodName[] | undefined {
  const said = typeof own === 'string' ? [own] : own
  if (said === undefined || methods === undefined) return methods ?? said
  if (said.join() === methods.join()) return methods
  throw stepError(`this member is asked ${methods.join(', ')}, and says method: ${said.join(', ')}`, {
    remedy: 'Leave method out: whoever puts members together knows what to ask.',
  })
}

function refuseMethods(methods: readonly MethodName[] | undefined): void {
  const other = methods?.find((method) => method !== 'predict')
  if (other !== undefined) throw stepError(`a mean of numbers does not answer ${other}`)
}

/** The node with its name before those of its answers. */
function named(node: AnswerNode, as: string | undefined): AnswerNode {
  if (as === undefined) return node
  const output = node.output.map((spec) => ({ ...spec, name: `${as}_${spec.name}` }))
  return { ...node, output, run: (frame, notes) => node.run(frame, notes) }
}
