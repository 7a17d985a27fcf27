/** Parts of a compiled expression: what kind of value each has, and how to read it for a row. */
import type { ColumnType } from '../../frame/column.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { RowFault, type Span } from './fault.ts'

/** Kinds whose values are numbers, of which NaN is missing: dates and durations are microseconds. */
const NUMERIC_KINDS = ['number', 'integer', 'boolean', 'datetime', 'duration'] as const

export type NumericKind = (typeof NUMERIC_KINDS)[number]

/** Kinds whose values are cells, of which null is missing. */
export type CellKind = 'bigint' | 'string' | 'any' | 'null'

export type Kind = NumericKind | CellKind

export interface NumericTerm {
  readonly kind: NumericKind
  readonly span: Span
  /** The same for every row. */
  readonly isConstant: boolean
  /** Present if it is a column itself. */
  readonly column?: string
  readonly value: (row: number) => number
}

export interface CellTerm {
  readonly kind: CellKind
  readonly span: Span
  readonly isConstant: boolean
  readonly column?: string
  readonly value: (row: number) => Cell
}

export type Term = NumericTerm | CellTerm

/** The kind of a column's values. A float32 is the float64 that equals it, and is computed with as such. */
export const KIND_OF: { readonly [Type in ColumnType]: Kind } = {
  number: 'number',
  float32: 'number',
  integer: 'integer',
  bigint: 'bigint',
  boolean: 'boolean',
  string: 'string',
  datetime: 'datetime',
  any: 'any',
}

const NUMERIC: ReadonlySet<string> = new Set(NUMERIC_KINDS)

export function isNumeric(term: Term): term is NumericTerm {
  return NUMERIC.has(term.kind)
}

/** Booleans are 0 and 1 in arithmetic, as in Python. */
export function isArithmetic(term: Term): term is NumericTerm {
  return term.kind === 'number' || term.kind === 'integer' || term.kind === 'boolean'
}

export function isWhole(term: Term): boolean {
  return term.kind === 'integer' || term.kind === 'boolean'
}

export function numericTerm(
  kind: NumericKind,
  span: Span,
  parts: readonly Term[],
  value: (row: number) => number,
): NumericTerm {
  if (!parts.every(({ isConstant }) => isConstant)) return { kind, span, isConstant: false, value }
  const constant = value(0)
  return { kind, span, isConstant: true, value: () => constant }
}

export function cellTerm(kind: CellKind, span: Span, parts: readonly Term[], value: (row: number) => Cell): CellTerm {
  if (!parts.every(({ isConstant }) => isConstant)) return { kind, span, isConstant: false, value }
  const constant = value(0)
  return { kind, span, isConstant: true, value: () => constant }
}

/** How messages name a kind. */
export const KIND_NAMES: { readonly [K in Kind]: string } = {
  number: 'a number',
  integer: 'an integer',
  boolean: 'a boolean',
  datetime: 'a date',
  duration: 'a duration',
  bigint: 'a bigint',
  string: 'text',
  any: 'cells of any kind',
  null: 'null',
}

/** Whether the value of a row is missing. */
export function missingTest(term: Term): (row: number) => boolean {
  if (isNumeric(term)) {
    const { value } = term
    return (row) => Number.isNaN(value(row))
  }
  const { value } = term
  return (row) => {
    const cell = value(row)
    return cell === null || (typeof cell === 'number' && Number.isNaN(cell))
  }
}

/** Texts grow no longer than this, however often they are put together. */
export const MAX_TEXT = 1 << 20

export function bounded(text: string): string {
  if (text.length <= MAX_TEXT) return text
  throw new RowFault(`the expression makes a text of more than ${MAX_TEXT} characters`)
}
