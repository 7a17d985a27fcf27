/** A function of expressions: a line of the table. */

import { remedyFor } from '../arithmetic.ts'
import type { Source } from '../conversions.ts'
import { kindList, toDatetime, toNumber } from '../conversions.ts'
import { expressionError, type Span } from '../fault.ts'
import type { CellTerm, NumericTerm, Term } from '../term.ts'

/** A call as it stands in an expression; `x.f(y)` is `f(x, y)`. */
export interface Call {
  readonly source: Source
  readonly name: string
  readonly args: readonly Term[]
  readonly span: Span
}

export interface ExpressionFunction {
  /** As the reference shows it: `round(x, decimals)`. */
  readonly signature: string
  /** Fewest and most arguments. */
  readonly arity: readonly [least: number, most: number]
  compile(call: Call): Term
}

export type FunctionTable = { readonly [name: string]: ExpressionFunction }

/** That an argument is of a kind that the function does not take. */
export function argumentError(call: Call, term: Term, expected: string): Error {
  const problem = `${call.name} takes ${expected}, and this is ${kindList([term])}`
  return expressionError(call.source.text, term.span, problem, remedyFor([term]))
}

export function numberArgument(call: Call, at: number): NumericTerm {
  const term = call.args[at] as Term
  const number = toNumber(term)
  if (number === undefined) throw argumentError(call, term, 'a number')
  return number
}

export function dateArgument(call: Call, at: number): NumericTerm {
  const term = call.args[at] as Term
  const date = toDatetime(call.source, term)
  if (date === undefined) throw argumentError(call, term, 'a date')
  return date
}

export function textArgument(call: Call, at: number): CellTerm {
  const term = call.args[at] as Term
  if (term.kind !== 'string') throw argumentError(call, term, 'text')
  return term as CellTerm
}

/** An argument that has to be written out, such as a pattern, which is compiled once. */
export function constantText(call: Call, at: number): string {
  const term = textArgument(call, at)
  if (term.isConstant) return term.value(0) as string
  throw expressionError(call.source.text, term.span, `${call.name} takes a text that is written out here`)
}
