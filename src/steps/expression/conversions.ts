/** From one kind of value to another, where an expression means it. */
import { parseDatetime, parseNumber } from '../../frame/parse-cell.ts'
import { expressionError, RowFault } from './fault.ts'
import {
  bounded,
  type CellTerm,
  cellTerm,
  isArithmetic,
  isNumeric,
  KIND_NAMES,
  type Kind,
  type NumericTerm,
  numericTerm,
  type Term,
} from './term.ts'

/** What compiling a part may need: the text, to show where a fault lies. */
export interface Source {
  readonly text: string
}

/** The part as it is written. */
export function written({ text }: Source, { span }: Term): string {
  const part = text.slice(span.start, span.end)
  return part.length > 40 ? `${part.slice(0, 39)}…` : part
}

/** A number; bigints are rounded to the nearest float64, as numpy rounds int64. Undefined for what is no number. */
export function toNumber(term: Term): NumericTerm | undefined {
  if (isArithmetic(term)) return term
  if (term.kind === 'null') return numericTerm('number', term.span, [term], () => Number.NaN)
  if (term.kind !== 'bigint') return undefined
  const { value } = term
  return numericTerm('number', term.span, [term], (row) => {
    const cell = value(row)
    return cell === null ? Number.NaN : Number(cell)
  })
}

/** A date: texts that are constants are read, so that `day > "2024-01-31"` is a comparison of dates. */
export function toDatetime(source: Source, term: Term): NumericTerm | undefined {
  if (term.kind === 'datetime') return term
  if (term.kind !== 'string' || !term.isConstant) return undefined
  const text = term.value(0) as string
  const microseconds = parseDatetime(text)
  if (microseconds !== undefined) return numericTerm('datetime', term.span, [term], () => microseconds)
  throw expressionError(source.text, term.span, `${JSON.stringify(text)} is no date`, 'Dates look like 2024-02-29.')
}

/** Text of a row, which has to be there. */
export function textValue(source: Source, term: CellTerm, taker: string): (row: number) => string {
  const { value, column } = term
  const name = written(source, term)
  return (row) => {
    const text = value(row)
    if (text !== null) return text as string
    throw new RowFault(
      `${name} is missing, and ${taker} takes text: coalesce(${name}, "") says what it stands for`,
      column,
    )
  }
}

/** All of one kind, or undefined if they have none in common: integers beside numbers become numbers, null becomes any. */
export function unified(source: Source, terms: readonly Term[]): readonly Term[] | undefined {
  const kinds = new Set<Kind>(terms.map(({ kind }) => kind).filter((kind) => kind !== 'null'))
  if (kinds.size === 0) return terms
  const kind = kinds.size === 1 ? ([...kinds][0] as Kind) : commonKind(kinds)
  if (kind === undefined) return undefined
  const converted = terms.map((term) => convertedTo(source, term, kind))
  return converted.every((term) => term !== undefined) ? converted : undefined
}

function commonKind(kinds: ReadonlySet<Kind>): Kind | undefined {
  const only = (...names: readonly Kind[]): boolean => [...kinds].every((kind) => names.includes(kind))
  if (kinds.has('any')) return only('any', 'number', 'integer', 'string', 'bigint') ? 'any' : undefined
  if (kinds.has('datetime')) return only('datetime', 'string') ? 'datetime' : undefined
  if (only('integer', 'boolean')) return 'integer'
  if (only('integer', 'boolean', 'number')) return 'number'
  if (only('integer', 'bigint')) return 'bigint'
  return only('integer', 'bigint', 'number') ? 'number' : undefined
}

function convertedTo(source: Source, term: Term, kind: Kind): Term | undefined {
  if (term.kind === kind) return term
  switch (kind) {
    case 'number':
    case 'integer': {
      const number = toNumber(term)
      return number === undefined ? undefined : { ...number, kind }
    }
    case 'datetime':
      if (term.kind !== 'null') return toDatetime(source, term)
      return numericTerm(kind, term.span, [term], () => Number.NaN)
    case 'boolean':
    case 'duration':
      return term.kind === 'null' ? numericTerm(kind, term.span, [term], () => Number.NaN) : undefined
    case 'bigint':
      return toBigint(term)
    default:
      return toCells(term, kind)
  }
}

/** A bigint of a whole number; null stays null. */
export function toBigint(term: Term): CellTerm | undefined {
  if (term.kind === 'bigint') return term
  if (term.kind === 'null') return { ...term, kind: 'bigint' }
  if (term.kind !== 'integer' && term.kind !== 'boolean') return undefined
  const { value } = term as NumericTerm
  return cellTerm('bigint', term.span, [term], (row) => {
    const number = value(row)
    return Number.isNaN(number) ? null : BigInt(number)
  })
}

function toCells(term: Term, kind: 'string' | 'any' | 'null'): CellTerm | undefined {
  if (!isNumeric(term)) return kind === 'any' || term.kind === 'null' ? { ...term, kind } : undefined
  if (kind !== 'any') return undefined
  const { value } = term
  return cellTerm('any', term.span, [term], (row) => {
    const number = value(row)
    return Number.isNaN(number) ? null : number
  })
}

const INT64_MAX = 2n ** 63n - 1n
const INT64_MIN = -(2n ** 63n)

/** A bigint that computing made: it has to fit in 64 bits, as numpy's does, and does not wrap around. */
export function int64(value: bigint): bigint {
  if (value >= INT64_MIN && value <= INT64_MAX) return value
  throw new RowFault(`the result ${shortBigint(value)} does not fit in an integer of 64 bits`)
}

function shortBigint(value: bigint): string {
  const text = value.toString()
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}

/** A whole number that computing made: it has to be one that a float64 holds exactly. */
export function exactInteger(value: number): number {
  if (Number.isSafeInteger(value) || Number.isNaN(value)) return value
  throw new RowFault(`the result ${value} is beyond the integers that a float64 holds exactly; cast to bigint before`)
}

/** `double("1.5")`, as a CSV file's number is read. */
export function numberOfText(text: string, column: string | undefined): number {
  const number = parseNumber(text)
  if (number === undefined) throw new RowFault('expected a number', column, bounded(text))
  return number
}

export function kindList(terms: readonly Term[]): string {
  return terms.map(({ kind }) => KIND_NAMES[kind]).join(' and ')
}
