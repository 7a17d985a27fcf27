/** Functions of one number. */
import type { FunctionName, FunctionOperator } from '../../program/operators/functions.ts'
import { roundHalfEven } from '../../tensor/round-half-even.ts'
import type { KernelsOf, Prepare } from '../kernel.ts'
import { elementwise } from './elementwise.ts'
import { erf, erfc, ndtr, ndtri } from './normal.ts'

const flag = (isTrue: boolean): number => (isTrue ? 1 : 0)

/** `1/(1+exp(-x))`, without overflow. */
function expit(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))
}

/** `log(p/(1-p))`; near one half by log1p, where the quotient would cancel. */
function logit(p: number): number {
  if (p < 0.3 || p > 0.65) return Math.log(p / (1 - p))
  const s = 2 * (p - 0.5)
  return Math.log1p(s) - Math.log1p(-s)
}

const logExpit = (x: number): number => (x < 0 ? x - Math.log1p(Math.exp(x)) : -Math.log1p(Math.exp(-x)))

const FUNCTIONS: { readonly [Name in FunctionName]: (x: number) => number } = {
  absolute: Math.abs,
  arccos: Math.acos,
  arccosh: Math.acosh,
  arcsin: Math.asin,
  arcsinh: Math.asinh,
  arctan: Math.atan,
  arctanh: Math.atanh,
  cbrt: Math.cbrt,
  ceil: Math.ceil,
  cos: Math.cos,
  cosh: Math.cosh,
  deg2rad: (x) => x * (Math.PI / 180),
  erf,
  erfc,
  exp: Math.exp,
  exp10: (x) => 10 ** x,
  exp2: (x) => 2 ** x,
  expit,
  expm1: Math.expm1,
  floor: Math.floor,
  isfinite: (x) => flag(Number.isFinite(x)),
  isinf: (x) => flag(Math.abs(x) === Infinity),
  isnan: (x) => flag(Number.isNaN(x)),
  log: Math.log,
  log10: Math.log10,
  log1p: Math.log1p,
  log2: Math.log2,
  log_expit: logExpit,
  logical_not: (x) => flag(x === 0),
  logit,
  ndtr,
  ndtri,
  negative: (x) => -x,
  positive: (x) => x,
  rad2deg: (x) => x * (180 / Math.PI),
  reciprocal: (x) => 1 / x,
  rint: roundHalfEven,
  // numpy knows one zero here.
  sign: (x) => Math.sign(x) + 0,
  signbit: (x) => flag(x < 0 || Object.is(x, -0)),
  sin: Math.sin,
  sinh: Math.sinh,
  sqrt: Math.sqrt,
  square: (x) => x * x,
  tan: Math.tan,
  tanh: Math.tanh,
  trunc: Math.trunc,
}

const applyFunction: Prepare<'applyFunction'> = (op, storage) => {
  const apply = FUNCTIONS[op.name]
  return elementwise(op, storage, (x) => apply(x))
}

export const FUNCTION_KERNELS: KernelsOf<FunctionOperator> = { applyFunction }
