/** Functions of numbers, as numpy has them; a missing number gives a missing one. */
import { power } from '../../../tensor/power.ts'
import { roundHalfEven } from '../../../tensor/round-half-even.ts'
import { exactInteger, int64, numberOfText, textValue, toNumber, unified } from '../conversions.ts'
import { expressionError, RowFault } from '../fault.ts'
import { type CellTerm, cellTerm, isNumeric, isWhole, type NumericTerm, numericTerm, type Term } from '../term.ts'
import { argumentError, type Call, type ExpressionFunction, type FunctionTable, numberArgument } from './call.ts'

/** One number to one number. */
function ofOne(name: string, apply: (x: number) => number): ExpressionFunction {
  return {
    signature: `${name}(x)`,
    arity: [1, 1],
    compile(call) {
      const { value } = numberArgument(call, 0)
      return numericTerm('number', call.span, call.args, (row) => apply(value(row)))
    },
  }
}

/** As `ofOne`, where whole numbers stay as they are. */
function ofFractions(name: string, apply: (x: number) => number): ExpressionFunction {
  const { signature, arity, compile } = ofOne(name, apply)
  return { signature, arity, compile: (call) => (isInteger(call.args[0]) ? (call.args[0] as Term) : compile(call)) }
}

function isInteger(term: Term | undefined): boolean {
  return term !== undefined && (isWhole(term) || term.kind === 'bigint')
}

const pow: ExpressionFunction = {
  signature: 'pow(x, y)',
  arity: [2, 2],
  compile(call) {
    const [x, y] = [numberArgument(call, 0).value, numberArgument(call, 1).value]
    return numericTerm('number', call.span, call.args, (row) => power(x(row), y(row)))
  },
}

const abs: ExpressionFunction = {
  signature: 'abs(x)',
  arity: [1, 1],
  compile(call) {
    const term = call.args[0] as Term
    if (term.kind === 'bigint') {
      const { value } = term as CellTerm
      return cellTerm('bigint', call.span, [term], (row) => {
        const cell = value(row) as bigint | null
        return cell === null || cell >= 0n ? cell : int64(-cell)
      })
    }
    const { value } = term.kind === 'duration' ? (term as NumericTerm) : numberArgument(call, 0)
    const kind = isWhole(term) ? 'integer' : term.kind === 'duration' ? 'duration' : 'number'
    return numericTerm(kind, call.span, [term], (row) => Math.abs(value(row)))
  },
}

const sign: ExpressionFunction = {
  signature: 'sign(x)',
  arity: [1, 1],
  compile(call) {
    const { value } = numberArgument(call, 0)
    const kind = isInteger(call.args[0]) ? 'integer' : 'number'
    // numpy knows one zero here.
    return numericTerm(kind, call.span, call.args, (row) => Math.sign(value(row)) + 0)
  },
}

const round: ExpressionFunction = {
  signature: 'round(x, decimals)',
  arity: [1, 2],
  compile(call) {
    const [term, places] = call.args
    if (isInteger(term) && places === undefined) return term as Term
    const { value } = numberArgument(call, 0)
    if (places === undefined) return numericTerm('number', call.span, call.args, (row) => roundHalfEven(value(row)))
    const decimals = places.isConstant ? numberArgument(call, 1).value(0) : Number.NaN
    if (!Number.isInteger(decimals) || decimals < 0 || decimals > 300) {
      throw expressionError(
        call.source.text,
        places.span,
        'the number of decimals is an integer from 0 on, written out',
      )
    }
    // numpy's way: scaled, rounded and scaled back; a number too large to be scaled has no decimals.
    const scale = 10 ** decimals
    return numericTerm('number', call.span, call.args, (row) => roundedTo(value(row), scale))
  },
}

function roundedTo(x: number, scale: number): number {
  return roundHalfEven(x * scale) / scale
}

/** The smallest or the largest; missing if one of them is, as `numpy.minimum`. */
function extreme(name: 'min' | 'max'): ExpressionFunction {
  const apply = Math[name]
  return {
    signature: `${name}(x, y, …)`,
    arity: [2, 32],
    compile(call) {
      const terms = unified(call.source, call.args)
      const first = terms?.[0] as Term
      if (terms?.every(isNumeric) === true && first.kind !== 'boolean') {
        const values = terms.map(({ value }) => value)
        const [a, b] = values as [NumericTerm['value'], NumericTerm['value']]
        const kind = (first as NumericTerm).kind
        if (values.length === 2) return numericTerm(kind, call.span, call.args, (row) => apply(a(row), b(row)))
        return numericTerm(kind, call.span, call.args, (row) => values.reduce((best, v) => apply(best, v(row)), a(row)))
      }
      const wrong = call.args.find((term) => toNumber(term) === undefined) ?? first
      const numbers = call.args.map((term) => toNumber(term)?.value)
      if (numbers.some((value) => value === undefined)) throw argumentError(call, wrong, 'numbers, or dates')
      const values = numbers as NumericTerm['value'][]
      return numericTerm('number', call.span, call.args, (row) => apply(...values.map((value) => value(row))))
    },
  }
}

const clip: ExpressionFunction = {
  signature: 'clip(x, low, high)',
  arity: [3, 3],
  compile(call) {
    const [x, low, high] = [0, 1, 2].map((at) => numberArgument(call, at).value) as [
      NumericTerm['value'],
      NumericTerm['value'],
      NumericTerm['value'],
    ]
    const kind = call.args.every(isWhole) ? 'integer' : 'number'
    return numericTerm(kind, call.span, call.args, (row) => Math.min(Math.max(x(row), low(row)), high(row)))
  },
}

/** A test of numbers. */
function test(name: string, holds: (x: number) => boolean): ExpressionFunction {
  return {
    signature: `${name}(x)`,
    arity: [1, 1],
    compile(call) {
      const { value } = numberArgument(call, 0)
      return numericTerm('boolean', call.span, call.args, (row) => (holds(value(row)) ? 1 : 0))
    },
  }
}

/** `double(x)`: a number of a text, as a CSV file's is read; missing of missing. */
const double: ExpressionFunction = {
  signature: 'double(x)',
  arity: [1, 1],
  compile(call) {
    const [term] = call.args as readonly [Term]
    const number = toNumber(term)
    if (number !== undefined) return { ...number, kind: 'number', span: call.span }
    if (term.kind !== 'string' && term.kind !== 'any') throw argumentError(call, term, 'a number or text')
    const { value, column } = term as CellTerm
    return numericTerm('number', call.span, [term], (row) => {
      const cell = value(row)
      if (cell === null) return Number.NaN
      return typeof cell === 'string' ? numberOfText(cell, column) : Number(cell)
    })
  },
}

/** `int(x)`: towards zero, as Python's and CEL's. */
const int: ExpressionFunction = {
  signature: 'int(x)',
  arity: [1, 1],
  compile(call) {
    const [term] = call.args as readonly [Term]
    if (isWhole(term)) return { ...(term as NumericTerm), kind: 'integer' }
    const { value } = double.compile(call) as NumericTerm
    const isExact = term.kind === 'bigint'
    return numericTerm('integer', call.span, [term], (row) => {
      const number = value(row)
      if (Number.isFinite(number) || Number.isNaN(number)) return exactInteger(Math.trunc(number) + 0)
      throw new RowFault(isExact ? 'the integer is too large' : 'an infinite number is no integer')
    })
  },
}

const bool: ExpressionFunction = {
  signature: 'bool(x)',
  arity: [1, 1],
  compile(call) {
    const [term] = call.args as readonly [Term]
    if (term.kind === 'boolean') return term
    if (term.kind === 'string') {
      const value = textValue(call.source, term as CellTerm, 'bool')
      return numericTerm('boolean', call.span, [term], (row) => booleanOfText(value(row)))
    }
    const { value } = numberArgument(call, 0)
    return numericTerm('boolean', call.span, [term], (row) => {
      const number = value(row)
      return Number.isNaN(number) ? number : number === 0 ? 0 : 1
    })
  },
}

function booleanOfText(text: string): number {
  const lower = text.trim().toLowerCase()
  if (lower === 'true') return 1
  if (lower === 'false') return 0
  throw new RowFault('expected true or false', undefined, text)
}

export const NUMBER_FUNCTIONS: FunctionTable = {
  abs,
  acos: ofOne('acos', Math.acos),
  asin: ofOne('asin', Math.asin),
  atan: ofOne('atan', Math.atan),
  atan2: {
    signature: 'atan2(y, x)',
    arity: [2, 2],
    compile(call: Call) {
      const [y, x] = [numberArgument(call, 0).value, numberArgument(call, 1).value]
      return numericTerm('number', call.span, call.args, (row) => Math.atan2(y(row), x(row)))
    },
  },
  bool,
  cbrt: ofOne('cbrt', Math.cbrt),
  ceil: ofFractions('ceil', Math.ceil),
  clip,
  cos: ofOne('cos', Math.cos),
  cosh: ofOne('cosh', Math.cosh),
  double,
  exp: ofOne('exp', Math.exp),
  expm1: ofOne('expm1', Math.expm1),
  floor: ofFractions('floor', Math.floor),
  int,
  is_finite: test('is_finite', Number.isFinite),
  is_infinite: test('is_infinite', (x) => Math.abs(x) === Infinity),
  log: {
    signature: 'log(x, base)',
    arity: [1, 2],
    compile(call: Call) {
      const { value } = numberArgument(call, 0)
      if (call.args.length === 1) return numericTerm('number', call.span, call.args, (row) => Math.log(value(row)))
      const base = numberArgument(call, 1).value
      return numericTerm('number', call.span, call.args, (row) => Math.log(value(row)) / Math.log(base(row)))
    },
  },
  log10: ofOne('log10', Math.log10),
  log1p: ofOne('log1p', Math.log1p),
  log2: ofOne('log2', Math.log2),
  logistic: ofOne('logistic', (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)))),
  max: extreme('max'),
  min: extreme('min'),
  pow,
  radians: ofOne('radians', (x) => x * (Math.PI / 180)),
  degrees: ofOne('degrees', (x) => x * (180 / Math.PI)),
  round,
  sign,
  sin: ofOne('sin', Math.sin),
  sinh: ofOne('sinh', Math.sinh),
  sqrt: ofOne('sqrt', Math.sqrt),
  tan: ofOne('tan', Math.tan),
  tanh: ofOne('tanh', Math.tanh),
  trunc: ofFractions('trunc', Math.trunc),
}
