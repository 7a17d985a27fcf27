/** Functions of one number, as numpy and scipy name them. */
import type { ValueId } from '../value.ts'
import { type Checks, sameWidth } from './check.ts'
import type { Details } from './details.ts'

/** Functions of numpy, and of scipy.special (`expit` to `ndtri`). */
export const FUNCTION_NAMES = [
  'absolute',
  'arccos',
  'arccosh',
  'arcsin',
  'arcsinh',
  'arctan',
  'arctanh',
  'cbrt',
  'ceil',
  'cos',
  'cosh',
  'deg2rad',
  'exp',
  'exp2',
  'expm1',
  'floor',
  'isfinite',
  'isinf',
  'isnan',
  'log',
  'log10',
  'log1p',
  'log2',
  'logical_not',
  'negative',
  'positive',
  'rad2deg',
  'reciprocal',
  'rint',
  'sign',
  'signbit',
  'sin',
  'sinh',
  'sqrt',
  'square',
  'tan',
  'tanh',
  'trunc',
  'erf',
  'erfc',
  'exp10',
  'expit',
  'log_expit',
  'logit',
  'ndtr',
  'ndtri',
] as const

export type FunctionName = (typeof FUNCTION_NAMES)[number]

/** A function of each number. What has no value in real numbers is NaN. */
export interface ApplyFunction {
  readonly op: 'applyFunction'
  readonly input: ValueId
  readonly output: ValueId
  readonly name: FunctionName
}

export type FunctionOperator = ApplyFunction

export const FUNCTION_CHECKS: Checks<FunctionOperator> = {
  applyFunction: sameWidth,
}

export const FUNCTION_DETAILS: Details<FunctionOperator> = {
  applyFunction: ({ name }) => name,
}
