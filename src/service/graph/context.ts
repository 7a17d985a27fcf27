/** What the parts of a graph are compiled with. */
import { BrineError } from '../../errors.ts'
import type { MethodName } from '../../program/program.ts'
import type { AnswerNode } from '../answer-node.ts'
import type { Member } from '../definition/predict-definition.ts'
import type { Model } from '../model.ts'
import type { Arriving } from '../model-binding.ts'

/** The models of a service, by the names that it gives them. */
export type Models = ReadonlyMap<string, Model>

export interface GraphContext extends Arriving {
  readonly models: Models
  /** What whoever puts nodes together asks each of them; undefined where a node says it itself. */
  readonly methods?: readonly MethodName[]
  /** Compiles a node inside of this one. */
  compile(member: Member, context: GraphContext): AnswerNode
}

/** Adds where in `predict` a fault stands, such as `vote.of[1]`. */
export function within<Result>(path: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof BrineError)) throw error
    const { code, problem, where, remedy, details, cause } = error
    throw new BrineError(code, problem, {
      where: { ...where, path: where.path === undefined ? path : `${path}.${where.path}` },
      details,
      ...(remedy === undefined ? {} : { remedy }),
      cause: cause ?? error,
    })
  }
}

/** The members of a node, compiled; `key` is what they stand under. */
export function compileMembers(key: string, of: readonly Member[], context: GraphContext): AnswerNode[] {
  return of.map((member, i) => within(`${key}[${i}]`, () => context.compile(member, context)))
}
