/** Which methods a node can be asked, known before it is compiled. */
import type { MethodName } from '../../program/program.ts'
import type { Branch, Member } from '../definition/predict-definition.ts'
import type { Models } from './context.ts'
import { modelOf } from './model-of.ts'
import { voteMethods } from './vote.ts'

export function offeredMethods(member: Member, models: Models): readonly MethodName[] {
  if (typeof member === 'string') return modelOf(member, models).methods
  if ('sequence' in member) return offeredMethods(member.sequence.at(-1) as Member, models)
  if ('vote' in member) return voteMethods(member)
  if ('stack' in member) return offeredMethods(member.stack.final, models)
  if ('route' in member) return member.route.map((branch) => offeredMethods(memberOf(branch), models)).reduce(shared)
  if ('each' in member) return []
  if ('mean' in member || 'median' in member || 'min' in member || 'max' in member) return ['predict']
  return modelOf(member.model, models).methods
}

function shared(a: readonly MethodName[], b: readonly MethodName[]): readonly MethodName[] {
  return a.filter((method) => b.includes(method))
}

/** What a branch leads to. */
export function memberOf(branch: Branch): Member {
  return 'otherwise' in branch ? branch.otherwise : branch.predict
}
