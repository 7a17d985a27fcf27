/**
 * `== != < <= > >= in`. As in pandas, nothing is equal to a missing value, above it or below it, and `!=` is true of it;
 * `x == null` asks whether it is missing. Numbers of different kinds are compared by their exact values.
 */
import { isTextBelow } from '../../frame/compare-texts.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { remedyFor } from './arithmetic.ts'
import { kindList, type Source, toDatetime } from './conversions.ts'
import { expressionError, type Span } from './fault.ts'
import {
  type CellTerm,
  isArithmetic,
  isNumeric,
  missingTest,
  type NumericTerm,
  numericTerm,
  type Term,
} from './term.ts'

export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>='

type Test = (row: number) => number

export function comparison(source: Source, op: ComparisonOperator, left: Term, right: Term, span: Span): NumericTerm {
  const test =
    withNull(op, left, right) ??
    ofNumbers(op, left, right) ??
    ofDates(source, op, left, right) ??
    ofExactNumbers(op, left, right) ??
    ofTexts(op, left, right) ??
    ofAny(op, left, right)
  if (test !== undefined) return numericTerm('boolean', span, [left, right], test)
  throw expressionError(
    source.text,
    span,
    `"${op}" does not compare ${kindList([left, right])}`,
    remedyFor([left, right]),
  )
}

function withNull(op: ComparisonOperator, left: Term, right: Term): Test | undefined {
  if (left.kind !== 'null' && right.kind !== 'null') return undefined
  if (op !== '==' && op !== '!=') return undefined
  const isMissing = missingTest(left.kind === 'null' ? right : left)
  return op === '==' ? (row) => (isMissing(row) ? 1 : 0) : (row) => (isMissing(row) ? 0 : 1)
}

function ofNumbers(op: ComparisonOperator, left: Term, right: Term): Test | undefined {
  const areDurations = left.kind === 'duration' && right.kind === 'duration'
  if (!areDurations && !(isArithmetic(left) && isArithmetic(right))) return undefined
  return numberTest(op, (left as NumericTerm).value, (right as NumericTerm).value)
}

function ofDates(source: Source, op: ComparisonOperator, left: Term, right: Term): Test | undefined {
  if (left.kind !== 'datetime' && right.kind !== 'datetime') return undefined
  const a = toDatetime(source, left)
  const b = toDatetime(source, right)
  return a === undefined || b === undefined ? undefined : numberTest(op, a.value, b.value)
}

function numberTest(op: ComparisonOperator, a: Test, b: Test): Test {
  switch (op) {
    case '==':
      return (row) => (a(row) === b(row) ? 1 : 0)
    case '!=':
      return (row) => (a(row) !== b(row) ? 1 : 0)
    case '<':
      return (row) => (a(row) < b(row) ? 1 : 0)
    case '<=':
      return (row) => (a(row) <= b(row) ? 1 : 0)
    case '>':
      return (row) => (a(row) > b(row) ? 1 : 0)
    case '>=':
      return (row) => (a(row) >= b(row) ? 1 : 0)
  }
}

/** What is below the other, and whether they can be compared at all, decides every comparison. */
function testBy<Value>(
  op: ComparisonOperator,
  a: (row: number) => Value | null,
  b: (row: number) => Value | null,
  isBelow: (x: Value, y: Value) => boolean,
): Test {
  const holds: (x: Value, y: Value) => boolean = {
    '==': (x: Value, y: Value) => !isBelow(x, y) && !isBelow(y, x),
    '!=': (x: Value, y: Value) => isBelow(x, y) || isBelow(y, x),
    '<': isBelow,
    '<=': (x: Value, y: Value) => !isBelow(y, x),
    '>': (x: Value, y: Value) => isBelow(y, x),
    '>=': (x: Value, y: Value) => !isBelow(x, y),
  }[op]
  const ofMissing = op === '!=' ? 1 : 0
  return (row) => {
    const x = a(row)
    const y = b(row)
    return x === null || y === null ? ofMissing : holds(x, y) ? 1 : 0
  }
}

/** A bigint beside a number: JavaScript compares them exactly. */
function ofExactNumbers(op: ComparisonOperator, left: Term, right: Term): Test | undefined {
  const a = exactValue(left)
  const b = exactValue(right)
  return a === undefined || b === undefined ? undefined : testBy(op, a, b, (x, y) => x < y)
}

function exactValue(term: Term): ((row: number) => number | bigint | null) | undefined {
  if (term.kind === 'bigint') return (term as CellTerm).value as (row: number) => bigint | null
  if (!isArithmetic(term)) return undefined
  const { value } = term
  return (row) => {
    const number = value(row)
    return Number.isNaN(number) ? null : number
  }
}

function ofTexts(op: ComparisonOperator, left: Term, right: Term): Test | undefined {
  if (left.kind !== 'string' || right.kind !== 'string') return undefined
  const a = (left as CellTerm).value as (row: number) => string | null
  const b = (right as CellTerm).value as (row: number) => string | null
  if (op === '==') return (row) => (isSame(a(row), b(row)) ? 1 : 0)
  if (op === '!=') return (row) => (isSame(a(row), b(row)) ? 0 : 1)
  return testBy(op, a, b, isTextBelow)
}

function isSame(a: Cell, b: Cell): boolean {
  return a !== null && a === b
}

/** Cells of any kind are equal or not: 1 and 1.0 and true are, as in Python, and a text equals texts only. */
function ofAny(op: ComparisonOperator, left: Term, right: Term): Test | undefined {
  if ((op !== '==' && op !== '!=') || (left.kind !== 'any' && right.kind !== 'any')) return undefined
  const a = anyValue(left)
  const b = anyValue(right)
  if (a === undefined || b === undefined) return undefined
  const ofEqual = op === '==' ? 1 : 0
  return (row) => (isSameCell(a(row), b(row)) ? ofEqual : 1 - ofEqual)
}

function anyValue(term: Term): ((row: number) => Cell) | undefined {
  if (isArithmetic(term) || !isNumeric(term)) return term.value
  return undefined
}

function isSameCell(a: Cell, b: Cell): boolean {
  if (a === null || b === null) return false
  if (typeof a === 'string' || typeof b === 'string') return a === b
  const [x, y] = [plain(a), plain(b)]
  return !(x < y) && !(x > y) && !Number.isNaN(x) && !Number.isNaN(y)
}

function plain(cell: number | bigint | boolean): number | bigint {
  return typeof cell === 'boolean' ? Number(cell) : cell
}

/** `x in [a, b]`: one of the list; `"a" in text`: part of the text. Missing is in no list. */
export function membership(source: Source, left: Term, items: readonly Term[], span: Span): NumericTerm {
  const isFixed = items.every(({ isConstant }) => isConstant)
  if (isFixed && isArithmetic(left) && items.every(isArithmetic)) {
    const numbers = new Set(items.map((item) => item.value(0)).filter((number) => !Number.isNaN(number)))
    const { value } = left
    return numericTerm('boolean', span, [left], (row) => (numbers.has(value(row)) ? 1 : 0))
  }
  if (isFixed && left.kind === 'string' && items.every(({ kind }) => kind === 'string')) {
    const texts = new Set(items.map((item) => item.value(0)))
    const { value } = left as CellTerm
    return numericTerm('boolean', span, [left], (row) => (texts.has(value(row)) ? 1 : 0))
  }
  const nothing = items.find(({ kind }) => kind === 'null')
  if (nothing !== undefined) {
    throw expressionError(source.text, nothing.span, 'null is in no list', 'Write missing(x) || x in […].')
  }
  const tests = items.map((item) => comparison(source, '==', left, item, item.span).value)
  return numericTerm('boolean', span, [left, ...items], (row) => (tests.some((test) => test(row) === 1) ? 1 : 0))
}
