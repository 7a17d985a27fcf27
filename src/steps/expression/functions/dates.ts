/** Functions of dates and of the time between them; of a missing date, all of them are missing. */
import { DATE_PARTS, type DatePart, daysSince1970, MICROSECONDS_PER_DAY } from '../../../frame/calendar.ts'
import { parseDatetime } from '../../../frame/parse-cell.ts'
import { toDatetime } from '../conversions.ts'
import { expressionError, RowFault } from '../fault.ts'
import { type CellTerm, type NumericTerm, numericTerm, type Term } from '../term.ts'
import { argumentError, constantText, dateArgument, type ExpressionFunction, type FunctionTable } from './call.ts'

function part(name: DatePart): ExpressionFunction {
  const apply = DATE_PARTS[name]
  const kind = name.startsWith('is_') ? 'boolean' : 'integer'
  return {
    signature: `${name}(date)`,
    arity: [1, 1],
    compile(call) {
      const { value } = dateArgument(call, 0)
      return numericTerm(kind, call.span, call.args, (row) => apply(value(row)))
    },
  }
}

/** `date(text)`: ISO 8601, as columns of dates are read; missing of missing. */
const date: ExpressionFunction = {
  signature: 'date(text)',
  arity: [1, 1],
  compile(call) {
    const [term] = call.args as readonly [Term]
    const known = toDatetime(call.source, term)
    if (known !== undefined) return known
    if (term.kind !== 'string') throw argumentError(call, term, 'text')
    const { value, column } = term as CellTerm
    return numericTerm('datetime', call.span, [term], (row) => {
      const text = value(row) as string | null
      if (text === null) return Number.NaN
      const microseconds = parseDatetime(text.trim())
      if (microseconds !== undefined) return microseconds
      throw new RowFault('expected a date, such as 2024-02-29 or 2024-02-29T12:30:00Z', column, text)
    })
  },
}

/** Microseconds in a unit of `duration("1d 12h")`. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['d', MICROSECONDS_PER_DAY],
  ['h', 3600e6],
  ['m', 60e6],
  ['s', 1e6],
  ['ms', 1000],
  ['us', 1],
])

const duration: ExpressionFunction = {
  signature: 'duration("1d12h30m")',
  arity: [1, 1],
  compile(call) {
    const text = constantText(call, 0)
    const microseconds = durationOf(text)
    if (microseconds !== undefined) return numericTerm('duration', call.span, call.args, () => microseconds)
    const problem = `${JSON.stringify(text)} is no duration`
    throw expressionError(call.source.text, call.span, problem, 'Durations look like "90d", "1h30m" or "-2.5s".')
  },
}

function durationOf(text: string): number | undefined {
  if (text.length > 100 || !/^\s*-?(\s*\d+(\.\d+)?(d|h|ms|us|m|s))+\s*$/.test(text)) return undefined
  let sum = 0
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(d|h|ms|us|m|s)/g)) {
    sum += Number(amount) * (UNITS.get(unit as string) as number)
  }
  const whole = Math.round(sum)
  return text.trim().startsWith('-') ? -whole : whole
}

/** The length of a duration, with fractions. */
function total(unit: string, microseconds: number): ExpressionFunction {
  return {
    signature: `total_${unit}(duration)`,
    arity: [1, 1],
    compile(call) {
      const [term] = call.args as readonly [Term]
      if (term.kind !== 'duration') throw argumentError(call, term, 'a duration')
      const { value } = term as NumericTerm
      return numericTerm('number', call.span, [term], (row) => value(row) / microseconds)
    },
  }
}

/** Microseconds that fit in a number exactly are found without loss by dividing at the end. */
const daysBetween: ExpressionFunction = {
  signature: 'days_between(start, end)',
  arity: [2, 2],
  compile(call) {
    const [start, end] = [dateArgument(call, 0).value, dateArgument(call, 1).value]
    return numericTerm('number', call.span, call.args, (row) => (end(row) - start(row)) / MICROSECONDS_PER_DAY)
  },
}

const startOfDay: ExpressionFunction = {
  signature: 'start_of_day(date)',
  arity: [1, 1],
  compile(call) {
    const { value } = dateArgument(call, 0)
    return numericTerm('datetime', call.span, call.args, (row) => daysSince1970(value(row)) * MICROSECONDS_PER_DAY)
  },
}

const epochSeconds: ExpressionFunction = {
  signature: 'epoch_seconds(date)',
  arity: [1, 1],
  compile(call) {
    const { value } = dateArgument(call, 0)
    return numericTerm('number', call.span, call.args, (row) => value(row) / 1e6)
  },
}

export const DATE_FUNCTIONS: FunctionTable = {
  ...Object.fromEntries((Object.keys(DATE_PARTS) as DatePart[]).map((name) => [name, part(name)])),
  date,
  days_between: daysBetween,
  duration,
  epoch_seconds: epochSeconds,
  start_of_day: startOfDay,
  total_days: total('days', MICROSECONDS_PER_DAY),
  total_hours: total('hours', 3600e6),
  total_minutes: total('minutes', 60e6),
  total_seconds: total('seconds', 1e6),
}
