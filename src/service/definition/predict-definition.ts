/** What a service file may say under `predict`: a method, a model, or several models put together. */
import { z } from 'zod'
import { METHODS, type MethodName } from '../../program/program.ts'

const method = z.enum(METHODS)

const methods = z
  .union([method, z.array(method).min(1)])
  .meta({ description: 'What scikit-learn calls it: predict, predict_proba, decision_function, transform, …' })

export type Methods = MethodName | MethodName[]

const columnName = z.string().min(1)

const columnChoice = z.union([z.array(columnName).min(1), z.record(columnName, columnName)]).meta({
  description:
    'The columns that the model reads, in its order; or, by the name that the model has for a column, the one it is ' +
    'read from. By name if not given, or by position for a model that knows no names.',
})

/** Names in the order of the model, or the column of the service for a column of the model. */
export type ColumnChoice = string[] | Record<string, string>

/** What every node can say of its answers. */
const answers = {
  as: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'Stands before the names of its answers: as: risk gives risk_prediction.' }),
}

const asked = {
  method: methods
    .optional()
    .meta({ description: 'What is asked; predict if not given. A member is asked what is needed, and says nothing.' }),
  ...answers,
}

interface Answers {
  as?: string | undefined
}

interface Asked extends Answers {
  method?: Methods | undefined
}

export interface ModelNode extends Asked {
  model?: string | undefined
  columns?: ColumnChoice | undefined
}

/** A model by its name, or a node. */
export type Member = string | GraphNode

/** One after the other: what one answers becomes columns for the next. */
export interface SequenceNode extends Answers {
  sequence: Member[]
}

interface Of {
  of: Member[]
}

interface Weighted extends Of {
  weights?: number[] | undefined
}

export interface VoteNode extends Asked {
  vote: Weighted & { voting?: 'hard' | 'soft' | undefined }
}

export interface MeanNode extends Answers {
  mean: Weighted
}

export interface MedianNode extends Answers {
  median: Of
}

export interface MinNode extends Answers {
  min: Of
}

export interface MaxNode extends Answers {
  max: Of
}

export interface StackNode extends Asked {
  stack: Of & {
    final: Member
    method?: 'auto' | 'predict' | 'predict_proba' | 'decision_function' | undefined
    passthrough?: boolean | string[] | undefined
  }
}

/** The last branch has no condition. */
export type Branch = { when: string; predict: Member } | { otherwise: Member }

export interface RouteNode extends Asked {
  route: Branch[]
}

export interface EachNode extends Answers {
  each: Record<string, Member>
}

export type GraphNode =
  | ModelNode
  | SequenceNode
  | VoteNode
  | MeanNode
  | MedianNode
  | MinNode
  | MaxNode
  | StackNode
  | RouteNode
  | EachNode

const member: z.ZodType<Member, Member> = z
  .lazy(() => z.union([z.string().min(1), graphNode]))
  .meta({ id: 'PredictMember', description: 'A model by its name, or a node of its own.' })

const members = z.array(member).min(1).meta({ description: 'The models, by name, or nodes of their own.' })

const weights = z
  .array(z.number().min(0))
  .optional()
  .meta({ description: 'One weight for each member; all count the same if not given.' })

const of = z.strictObject({ of: members })

const weighted = z.strictObject({ of: members, weights })

const modelNode = z.strictObject({
  model: z.string().min(1).optional().meta({ description: 'One of `models`, by its name; the only one if not given.' }),
  columns: columnChoice.optional(),
  ...asked,
})

const sequenceNode = z.strictObject({
  sequence: members.meta({
    description:
      'One after the other: what one answers becomes columns for the next, beside those that arrive. All but the last ' +
      'are asked for transform if they offer it.',
  }),
  ...answers,
})

const voteNode = z.strictObject({
  vote: z.strictObject({
    of: members,
    voting: z
      .enum(['hard', 'soft'])
      .optional()
      .meta({ description: 'hard (default): the label that most name; soft: that of the largest mean probability.' }),
    weights,
  }),
  ...asked,
})

const stackNode = z.strictObject({
  stack: z.strictObject({
    of: members,
    final: member.meta({ description: 'The model that is given the answers of the others as its columns.' }),
    method: z
      .enum(['auto', 'predict', 'predict_proba', 'decision_function'])
      .optional()
      .meta({ description: 'What the members are asked; auto: predict_proba, decision_function or predict.' }),
    passthrough: z
      .union([z.boolean(), z.array(columnName).min(1)])
      .optional()
      .meta({ description: 'True: the columns that the first member reads come after the answers; or these columns.' }),
  }),
  ...asked,
})

const branch = z.union([
  z.strictObject({
    when: z.string().min(1).meta({ description: 'An expression over the columns, such as age >= 18.0.' }),
    predict: member,
  }),
  z.strictObject({ otherwise: member }),
])

const routeNode = z.strictObject({
  route: z.array(branch).min(1).meta({
    description: 'Each row goes to the first branch whose condition holds. All branches answer with the same columns.',
  }),
  ...asked,
})

const eachNode = z.strictObject({
  each: z.record(z.string().min(1), member).meta({
    description: 'Side by side: the names here stand before the names of the answers.',
  }),
  ...answers,
})

const graphNode: z.ZodType<GraphNode, GraphNode> = z
  .union([
    modelNode,
    sequenceNode,
    voteNode,
    z.strictObject({ mean: weighted, ...answers }),
    z.strictObject({ median: of, ...answers }),
    z.strictObject({ min: of, ...answers }),
    z.strictObject({ max: of, ...answers }),
    stackNode,
    routeNode,
    eachNode,
  ])
  .meta({ id: 'PredictNode' })

/** Models are asked for nothing: the rows pass on as they are. */
const noModel = z.literal('none').transform(() => ({ none: true as const }))

/** Deeper than anybody can follow, and more than anybody wrote by hand. */
const MAX_DEPTH = 16
const MAX_PARTS = 2000

/** A text of YAML can repeat itself by reference, and a module can hold what holds itself: neither has an end. */
function endless(value: unknown): string | undefined {
  let parts = 0
  const open = new Set<object>()
  const visit = (part: unknown): string | undefined => {
    if (typeof part !== 'object' || part === null) return undefined
    if (open.has(part)) return 'a part of `predict` contains itself'
    // A node takes two levels: its key, and what stands under it.
    if (open.size > 3 * MAX_DEPTH) return `\`predict\` is nested more than ${MAX_DEPTH} nodes deep`
    if (++parts > MAX_PARTS) return `\`predict\` has more than ${MAX_PARTS} parts`
    open.add(part)
    for (const child of Object.values(part)) {
      const found = visit(child)
      if (found !== undefined) return found
    }
    open.delete(part)
    return undefined
  }
  return visit(value)
}

export type PredictNode = GraphNode | { readonly none: true }

/** As a user writes it. */
export type PredictInput = 'none' | Methods | GraphNode

/** A method of the only model, a model with its method, or several put together. */
export const predictSchema: z.ZodType<PredictNode, PredictInput> = z.preprocess(
  (value, context) => {
    const fault = endless(value)
    if (fault === undefined) return value
    context.addIssue({ code: 'custom', message: fault })
    return z.NEVER
  },
  z.union([noModel, methods.transform((method): GraphNode => ({ method })), graphNode]),
) as z.ZodType<PredictNode, PredictInput>
