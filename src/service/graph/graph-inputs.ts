/** The columns that a graph reads of what arrives, as its models know them. */
import type { InputColumn } from '../../program/program.ts'
import type { ColumnChoice, Member, PredictNode } from '../definition/predict-definition.ts'
import type { Model } from '../model.ts'
import type { Models } from './context.ts'
import { memberOf } from './offered.ts'

/**
 * Of a column that several models have, what the first says. Of a sequence, the columns of its first node: the others read
 * its answers. What is only in a condition of a route, no model knows.
 */
export function graphInputs(node: PredictNode | undefined, models: Models): readonly InputColumn[] {
  if (node !== undefined && 'none' in node) return []
  const known = new Map<string, InputColumn>()
  for (const column of columnsOf(node ?? {}, models)) if (!known.has(column.name)) known.set(column.name, column)
  return [...known.values()]
}

function columnsOf(member: Member, models: Models): readonly InputColumn[] {
  if (typeof member === 'string') return models.get(member)?.signature.inputs ?? []
  const all = (members: readonly Member[]) => members.flatMap((each) => columnsOf(each, models))
  if ('sequence' in member) return all(member.sequence.slice(0, 1))
  if ('vote' in member) return all(member.vote.of)
  if ('mean' in member) return all(member.mean.of)
  if ('median' in member) return all(member.median.of)
  if ('min' in member) return all(member.min.of)
  if ('max' in member) return all(member.max.of)
  if ('stack' in member) return all(member.stack.of)
  if ('route' in member) return all(member.route.map(memberOf))
  if ('each' in member) return all(Object.values(member.each))
  const { model, columns } = member
  const found = model === undefined && models.size === 1 ? [...models.values()][0] : models.get(model ?? '')
  return found === undefined ? [] : chosen(found, columns)
}

/** Under the names that the service has for them. */
function chosen({ signature }: Model, columns: ColumnChoice | undefined): readonly InputColumn[] {
  const { inputs, named } = signature
  if (columns === undefined) return inputs
  if (!Array.isArray(columns)) return inputs.map((input) => ({ ...input, name: columns[input.name] ?? input.name }))
  if (!named) return inputs.flatMap((input, i) => (columns[i] === undefined ? [] : [{ ...input, name: columns[i] }]))
  return inputs.filter(({ name }) => columns.includes(name))
}
