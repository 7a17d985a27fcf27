/** Every function that an expression can call. */
import { coalesce } from '../logic.ts'
import { missingTest, numericTerm, type Term } from '../term.ts'
import type { ExpressionFunction, FunctionTable } from './call.ts'
import { DATE_FUNCTIONS } from './dates.ts'
import { NUMBER_FUNCTIONS } from './numbers.ts'
import { TEXT_FUNCTIONS } from './texts.ts'

function missingIs(name: string, answer: 0 | 1): ExpressionFunction {
  return {
    signature: `${name}(x)`,
    arity: [1, 1],
    compile({ args, span }) {
      const isMissing = missingTest(args[0] as Term)
      return numericTerm('boolean', span, args, (row) => (isMissing(row) ? answer : 1 - answer))
    },
  }
}

const MISSING_FUNCTIONS: FunctionTable = {
  missing: missingIs('missing', 1),
  present: missingIs('present', 0),
  coalesce: {
    signature: 'coalesce(x, y, …)',
    arity: [2, 32],
    compile: ({ source, args, span }) => coalesce(source, args, span),
  },
}

/** Other names for the same, for those who know pandas, numpy, Python or CEL. */
const ALIASES: { readonly [alias: string]: string } = {
  isna: 'missing',
  isnull: 'missing',
  notna: 'present',
  notnull: 'present',
  fillna: 'coalesce',
  default: 'coalesce',
  len: 'length',
  size: 'length',
  startswith: 'startsWith',
  endswith: 'endsWith',
  trim: 'strip',
  lowerAscii: 'lower',
  upperAscii: 'upper',
  float: 'double',
  str: 'string',
  dayofweek: 'weekday',
  day_of_week: 'weekday',
  day_of_year: 'dayofyear',
  timestamp: 'date',
  to_datetime: 'date',
  minimum: 'min',
  maximum: 'max',
  power: 'pow',
  isfinite: 'is_finite',
  isinf: 'is_infinite',
}

const OWN: FunctionTable = { ...MISSING_FUNCTIONS, ...NUMBER_FUNCTIONS, ...TEXT_FUNCTIONS, ...DATE_FUNCTIONS }

export const FUNCTIONS: ReadonlyMap<string, ExpressionFunction> = new Map([
  ...Object.entries(OWN),
  ...Object.entries(ALIASES).map(([alias, name]): [string, ExpressionFunction] => [
    alias,
    OWN[name] as ExpressionFunction,
  ]),
])
