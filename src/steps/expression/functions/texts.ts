/** Functions of texts, as Python's `str` has them: they count and cut by code points. A missing text is rejected. */
import { isoDatetime } from '../../../frame/column.ts'
import { pythonFloat } from '../../../frame/python-number.ts'
import { pythonStrip } from '../../../frame/python-spaces.ts'
import { stripCombining } from '../../../tensor/combining.ts'
import { type LinearPattern, linearPattern } from '../../linear-pattern.ts'
import { textValue } from '../conversions.ts'
import { expressionError, RowFault } from '../fault.ts'
import {
  bounded,
  type CellTerm,
  cellTerm,
  isNumeric,
  MAX_TEXT,
  type NumericTerm,
  numericTerm,
  type Term,
} from '../term.ts'
import {
  argumentError,
  type Call,
  constantText,
  type ExpressionFunction,
  type FunctionTable,
  numberArgument,
  textArgument,
} from './call.ts'

type TextOf = (row: number) => string

function text(call: Call, at: number): TextOf {
  return textValue(call.source, textArgument(call, at), call.name)
}

/** A text to a text. */
function mapped(name: string, apply: (text: string) => string): ExpressionFunction {
  return {
    signature: `${name}(text)`,
    arity: [1, 1],
    compile(call) {
      const value = text(call, 0)
      return cellTerm('string', call.span, call.args, (row) => bounded(apply(value(row))))
    },
  }
}

/** Two texts to a boolean. */
function test(name: string, holds: (text: string, part: string) => boolean): ExpressionFunction {
  return {
    signature: `${name}(text, part)`,
    arity: [2, 2],
    compile(call) {
      const [a, b] = [text(call, 0), text(call, 1)]
      return numericTerm('boolean', call.span, call.args, (row) => (holds(a(row), b(row)) ? 1 : 0))
    },
  }
}

const PAIRS = /[\ud800-\udbff][\udc00-\udfff]/
const ALL_PAIRS = new RegExp(PAIRS.source, 'g')

/** Python's `len`. */
function codePoints(value: string): number {
  return PAIRS.test(value) ? value.replace(ALL_PAIRS, '_').length : value.length
}

/** Python's `text[start:end]`: negative positions count from the end, and what lies beyond is cut off. */
function pythonSlice(value: string, start: number, end?: number): string {
  return PAIRS.test(value) ? [...value].slice(start, end).join('') : value.slice(start, end)
}

const length: ExpressionFunction = {
  signature: 'length(text)',
  arity: [1, 1],
  compile(call) {
    const value = text(call, 0)
    return numericTerm('integer', call.span, call.args, (row) => codePoints(value(row)))
  },
}

const substring: ExpressionFunction = {
  signature: 'substring(text, start, end)',
  arity: [2, 3],
  compile(call) {
    const value = text(call, 0)
    const [start, end] = [1, 2].map((at) => (at < call.args.length ? position(call, at) : undefined))
    return cellTerm('string', call.span, call.args, (row) =>
      pythonSlice(value(row), (start as (row: number) => number)(row), end?.(row)),
    )
  },
}

function position(call: Call, at: number): (row: number) => number {
  const { value } = numberArgument(call, at)
  return (row) => {
    const found = value(row)
    if (Number.isInteger(found)) return found
    throw new RowFault(`${call.name} takes whole numbers as positions, got ${found}`)
  }
}

const replace: ExpressionFunction = {
  signature: 'replace(text, old, new)',
  arity: [3, 3],
  compile(call) {
    const [value, old, by] = [text(call, 0), text(call, 1), text(call, 2)]
    return cellTerm('string', call.span, call.args, (row) => {
      const [whole, part, other] = [value(row), old(row), by(row)]
      if (part === '') throw new RowFault('replace takes a text to look for that is not empty')
      return replaced(whole, part, other)
    })
  },
}

/** What a text grows to is known before it is made. */
function replaced(whole: string, part: string, other: string): string {
  if (other.length <= part.length) return whole.replaceAll(part, () => other)
  const pieces = whole.split(part)
  if (whole.length + (pieces.length - 1) * (other.length - part.length) > MAX_TEXT) {
    throw new RowFault(`replace makes a text of more than ${MAX_TEXT} characters`)
  }
  return pieces.join(other)
}

const split: ExpressionFunction = {
  signature: 'split(text, separator, position)',
  arity: [3, 3],
  compile(call) {
    const [value, separator, at] = [text(call, 0), text(call, 1), position(call, 2)]
    return cellTerm('string', call.span, call.args, (row) => {
      const by = separator(row)
      if (by === '') throw new RowFault('split takes a separator that is not empty')
      return value(row).split(by).at(at(row)) ?? null
    })
  },
}

function pattern(call: Call): LinearPattern {
  const written = constantText(call, 1)
  try {
    return linearPattern(written)
  } catch (error) {
    const problem = `this is no pattern that runs in linear time: ${(error as Error).message}`
    const remedy = 'Patterns are those of RE2: no look-ahead, no look-behind, no back-references.'
    throw expressionError(call.source.text, (call.args[1] as Term).span, problem, remedy)
  }
}

const matches: ExpressionFunction = {
  signature: 'matches(text, pattern)',
  arity: [2, 2],
  compile(call) {
    const value = text(call, 0)
    const found = pattern(call)
    return numericTerm('boolean', call.span, [call.args[0] as Term], (row) => (found.isIn(value(row)) ? 1 : 0))
  },
}

const extract: ExpressionFunction = {
  signature: 'extract(text, pattern)',
  arity: [2, 2],
  compile(call) {
    const value = text(call, 0)
    const found = pattern(call)
    return cellTerm('string', call.span, [call.args[0] as Term], (row) => found.firstIn(value(row)) ?? null)
  },
}

/** `string(x)`: as Python's `str`; missing of missing. */
const string: ExpressionFunction = {
  signature: 'string(x)',
  arity: [1, 1],
  compile(call) {
    const [term] = call.args as readonly [Term]
    if (term.kind === 'string') return term
    if (term.kind === 'duration') throw argumentError(call, term, 'a number, a date or a boolean')
    if (isNumeric(term)) {
      const { value } = term
      const write = WRITERS[term.kind as keyof typeof WRITERS]
      return cellTerm('string', call.span, [term], (row) => {
        const number = value(row)
        return Number.isNaN(number) ? null : write(number)
      })
    }
    const { value } = term as CellTerm
    return cellTerm('string', call.span, [term], (row) => {
      const cell = value(row)
      if (cell === null) return null
      if (typeof cell === 'boolean') return WRITERS.boolean(Number(cell))
      if (typeof cell === 'number') return Number.isSafeInteger(cell) ? String(cell) : pythonFloat(cell)
      return String(cell)
    })
  },
}

const WRITERS = {
  number: pythonFloat,
  integer: String,
  boolean: (value: number) => (value === 0 ? 'False' : 'True'),
  datetime: isoDatetime,
} as const satisfies { readonly [K in Exclude<NumericTerm['kind'], 'duration'>]: (value: number) => string }

export const TEXT_FUNCTIONS: FunctionTable = {
  contains: test('contains', (whole, part) => whole.includes(part)),
  endsWith: test('endsWith', (whole, part) => whole.endsWith(part)),
  extract,
  length,
  lower: mapped('lower', (value) => value.toLowerCase()),
  matches,
  replace,
  split,
  startsWith: test('startsWith', (whole, part) => whole.startsWith(part)),
  string,
  strip: mapped('strip', pythonStrip),
  strip_accents: mapped('strip_accents', (value) => stripCombining(value.normalize('NFKD'))),
  substring,
  upper: mapped('upper', (value) => value.toUpperCase()),
}
