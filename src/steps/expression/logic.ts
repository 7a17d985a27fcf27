/** `&& || !` and `?:`. A missing boolean is neither true nor false (Kleene), as in pandas' nullable booleans. */
import { kindList, type Source, unified, written } from './conversions.ts'
import { expressionError, RowFault, type Span } from './fault.ts'
import {
  type CellKind,
  type CellTerm,
  cellTerm,
  isNumeric,
  type Kind,
  type NumericKind,
  type NumericTerm,
  numericTerm,
  type Term,
} from './term.ts'

function booleanValue(source: Source, term: Term, op: string): (row: number) => number {
  if (term.kind === 'boolean') return (term as NumericTerm).value
  const problem = `${op} takes booleans, and this is ${kindList([term])}`
  throw expressionError(source.text, term.span, problem, 'Compare it with something: x != 0, or name != "".')
}

export function conjunction(source: Source, left: Term, right: Term, span: Span): NumericTerm {
  const a = booleanValue(source, left, '&&')
  const b = booleanValue(source, right, '&&')
  return numericTerm('boolean', span, [left, right], (row) => {
    const x = a(row)
    if (x === 0) return 0
    const y = b(row)
    return y === 0 ? 0 : x * y
  })
}

export function disjunction(source: Source, left: Term, right: Term, span: Span): NumericTerm {
  const a = booleanValue(source, left, '||')
  const b = booleanValue(source, right, '||')
  return numericTerm('boolean', span, [left, right], (row) => {
    const x = a(row)
    if (x === 1) return 1
    const y = b(row)
    // NaN of NaN and 0, in either order.
    return y === 1 ? 1 : x + y
  })
}

export function negation(source: Source, term: Term, span: Span): NumericTerm {
  const value = booleanValue(source, term, '"!"')
  return numericTerm('boolean', span, [term], (row) => 1 - value(row))
}

export function conditional(source: Source, [condition, one, other]: readonly [Term, Term, Term], span: Span): Term {
  const test = booleanValue(source, condition, 'a condition')
  const branches = unified(source, [one, other])
  if (branches === undefined) {
    const problem = `the two branches have to be of one kind, and are ${kindList([one, other])}`
    throw expressionError(source.text, span, problem, 'Make them the same, by string(x) or double(x).')
  }
  const name = written(source, condition)
  const [yes, no] = branches as readonly [Term, Term]
  const isYes = (row: number): boolean => {
    const holds = test(row)
    if (!Number.isNaN(holds)) return holds === 1
    throw new RowFault(`the condition ${name} is missing: coalesce(${name}, false) says what it stands for`)
  }
  const parts = [condition, one, other]
  if (isNumeric(yes) && isNumeric(no)) {
    const [a, b] = [yes.value, no.value]
    return numericTerm(yes.kind, span, parts, (row) => (isYes(row) ? a(row) : b(row)))
  }
  const [a, b] = [(yes as CellTerm).value, (no as CellTerm).value]
  return cellTerm(yes.kind as CellKind, span, parts, (row) => (isYes(row) ? a(row) : b(row)))
}

/** `coalesce(x, y, …)`: the first that is not missing. */
export function coalesce(source: Source, terms: readonly Term[], span: Span): Term {
  const same = unified(source, terms)
  if (same === undefined) {
    throw expressionError(source.text, span, `coalesce takes values of one kind, and these are ${kindList(terms)}`)
  }
  const kind = (same[0] as Term).kind as Kind
  if (same.every(isNumeric)) {
    const values = same.map(({ value }) => value)
    return numericTerm(kind as NumericKind, span, terms, (row) => {
      for (const value of values) {
        const number = value(row)
        if (!Number.isNaN(number)) return number
      }
      return Number.NaN
    })
  }
  const values = same.map(({ value }) => value)
  return cellTerm(kind as CellKind, span, terms, (row) => {
    for (const value of values) {
      const cell = value(row)
      if (cell !== null && !Number.isNaN(cell)) return cell
    }
    return null
  })
}
