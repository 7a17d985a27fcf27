/** `+ - * / %` and the sign, as pandas means them. */
import { daysFromCivil, MICROSECONDS_PER_DAY } from '../../frame/calendar.ts'
import { exactInteger, int64, kindList, type Source, textValue, toBigint, toNumber } from './conversions.ts'
import { expressionError, RowFault, type Span } from './fault.ts'
import {
  bounded,
  type CellTerm,
  cellTerm,
  isNumeric,
  isWhole,
  type NumericTerm,
  numericTerm,
  type Term,
} from './term.ts'

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%'

/** The rest of a division, with the sign of the divisor, as in Python; NaN of a division by zero. */
function pythonModulo(a: number, b: number): number {
  const rest = a % b
  if (rest === 0) return b < 0 ? -0 : 0
  if (!Number.isFinite(b) && Number.isFinite(a) && a < 0 !== b < 0) return b
  return rest < 0 !== b < 0 && !Number.isNaN(rest) ? rest + b : rest
}

function bigintModulo(a: bigint, b: bigint): bigint {
  if (b === 0n) throw new RowFault('the rest of a division by zero is no integer')
  const rest = a % b
  return rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest
}

const OF_BIGINTS: { readonly [Op in Exclude<ArithmeticOperator, '/'>]: (a: bigint, b: bigint) => bigint } = {
  '+': (a, b) => int64(a + b),
  '-': (a, b) => int64(a - b),
  '*': (a, b) => int64(a * b),
  '%': bigintModulo,
}

export function arithmetic(source: Source, op: ArithmeticOperator, left: Term, right: Term, span: Span): Term {
  const term =
    ofTexts(source, op, left, right, span) ??
    ofDates(op, left, right, span) ??
    ofBigints(op, left, right, span) ??
    ofNumbers(op, left, right, span)
  if (term !== undefined) return term
  const problem = `"${op}" does not take ${kindList([left, right])}`
  throw expressionError(source.text, span, problem, remedyFor([left, right]))
}

/** What to write instead, if one of the operands is the reason. */
export function remedyFor(terms: readonly Term[]): string | undefined {
  const kinds = new Set(terms.map(({ kind }) => kind))
  if (kinds.has('any')) return 'Say what the cells are: double(x) or string(x).'
  if (kinds.has('string')) return 'Make a number of a text by double(x), or a text of a number by string(x).'
  if (kinds.has('duration')) return 'Make a number of a duration by total_days(x), total_hours(x) or total_seconds(x).'
  return kinds.has('datetime') ? 'Take a part of the date, as year(x), or the difference of two.' : undefined
}

function ofTexts(source: Source, op: ArithmeticOperator, left: Term, right: Term, span: Span): Term | undefined {
  if (op !== '+' || left.kind !== 'string' || right.kind !== 'string') return undefined
  const a = textValue(source, left as CellTerm, '"+"')
  const b = textValue(source, right as CellTerm, '"+"')
  return cellTerm('string', span, [left, right], (row) => bounded(a(row) + b(row)))
}

/** Dates and durations are microseconds, and so is what is made of them. */
function ofDates(op: ArithmeticOperator, left: Term, right: Term, span: Span): Term | undefined {
  const [a, b] = [left.kind, right.kind]
  const parts = [left, right]
  const sum = (kind: 'datetime' | 'duration', sign: 1 | -1): NumericTerm => {
    const [x, y] = [(left as NumericTerm).value, (right as NumericTerm).value]
    // The time between two dates may be rounded as any number is.
    if (kind === 'duration') return numericTerm(kind, span, parts, (row) => x(row) + sign * y(row))
    return numericTerm(kind, span, parts, (row) => exactDate(x(row), sign * y(row)))
  }
  if (op === '-' && a === 'datetime' && b === 'datetime') return sum('duration', -1)
  if (op === '+' && a === 'datetime' && b === 'duration') return sum('datetime', 1)
  if (op === '+' && a === 'duration' && b === 'datetime') return sum('datetime', 1)
  if (op === '-' && a === 'datetime' && b === 'duration') return sum('datetime', -1)
  if ((op === '+' || op === '-') && a === 'duration' && b === 'duration') return sum('duration', op === '+' ? 1 : -1)
  return undefined
}

/** 0001-01-01 and the end of 9999, between which Python has dates. */
const FIRST_DATE = daysFromCivil(1, 1, 1) * MICROSECONDS_PER_DAY
const AFTER_LAST_DATE = daysFromCivil(10_000, 1, 1) * MICROSECONDS_PER_DAY

/** A sum of microseconds that is a date, exact or refused: far from 1970 a float64 has no room for each of them. */
function exactDate(a: number, b: number): number {
  const sum = a + b
  if (Number.isNaN(sum)) return sum
  const partOfB = sum - a
  if (a - (sum - partOfB) + (b - partOfB) !== 0) {
    throw new RowFault('the date is too far from 1970 to be computed to the microsecond')
  }
  if (sum >= FIRST_DATE && sum < AFTER_LAST_DATE) return sum
  throw new RowFault('the result lies outside the years 1 to 9999')
}

/** Integers of 64 bits as long as both are whole; a number beside one, or a division, makes it a float64. */
function ofBigints(op: ArithmeticOperator, left: Term, right: Term, span: Span): Term | undefined {
  if (op === '/' || (left.kind !== 'bigint' && right.kind !== 'bigint')) return undefined
  const a = toBigint(left)?.value
  const b = toBigint(right)?.value
  if (a === undefined || b === undefined) return undefined
  const apply = OF_BIGINTS[op]
  return cellTerm('bigint', span, [left, right], (row) => {
    const x = a(row)
    const y = b(row)
    return x === null || y === null ? null : apply(x as bigint, y as bigint)
  })
}

function ofNumbers(op: ArithmeticOperator, left: Term, right: Term, span: Span): Term | undefined {
  const a = toNumber(left)?.value
  const b = toNumber(right)?.value
  if (a === undefined || b === undefined) return undefined
  const parts = [left, right]
  const whole = isWhole(left) && isWhole(right) && op !== '/'
  if (whole) return numericTerm('integer', span, parts, wholeOf(op, a, b))
  return numericTerm('number', span, parts, floatOf(op, a, b))
}

type NumberOf = (row: number) => number

function wholeOf(op: ArithmeticOperator, a: NumberOf, b: NumberOf): NumberOf {
  switch (op) {
    case '+':
      return (row) => exactInteger(a(row) + b(row))
    case '-':
      return (row) => exactInteger(a(row) - b(row))
    case '*':
      // Integers know one zero.
      return (row) => exactInteger(a(row) * b(row) + 0)
    default:
      return (row) => pythonModulo(a(row), b(row)) + 0
  }
}

function floatOf(op: ArithmeticOperator, a: NumberOf, b: NumberOf): NumberOf {
  switch (op) {
    case '+':
      return (row) => a(row) + b(row)
    case '-':
      return (row) => a(row) - b(row)
    case '*':
      return (row) => a(row) * b(row)
    case '/':
      return (row) => a(row) / b(row)
    case '%':
      return (row) => pythonModulo(a(row), b(row))
  }
}

export function negated(source: Source, term: Term, span: Span): Term {
  if (term.kind === 'bigint') {
    const { value } = term as CellTerm
    return cellTerm('bigint', span, [term], (row) => {
      const cell = value(row)
      return cell === null ? null : int64(-(cell as bigint))
    })
  }
  if (isNumeric(term) && term.kind !== 'datetime') {
    const { value, kind } = term
    if (kind === 'number') return numericTerm('number', span, [term], (row) => -value(row))
    return numericTerm(kind === 'duration' ? kind : 'integer', span, [term], (row) => 0 - value(row))
  }
  throw expressionError(source.text, span, `"-" does not take ${kindList([term])}`, remedyFor([term]))
}
