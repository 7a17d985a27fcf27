/**
 * Powers of 2 and of e, rounded to nearest in all but the closest of calls, as C libraries do it; `Math.pow` and
 * `Math.exp` may be off by a unit in the last place. Between, every number is an unevaluated sum of two (Dekker, 1971),
 * its parts in `high` and `low`.
 */
const LN2_LOW = 2.3190468138462996e-17
/** ln 2 with few enough digits for products with exponents to be exact, and the rest of it in two parts. */
const LN2_HEAD = 0.6931471803691238
const LN2_REST = 1.9082149292705877e-10
/** Terms of the series of exp for arguments up to ln(2)/2, so that what is left out is below 2^-100. */
const TERMS = 24

let high = 0
let low = 0

export function exp2(x: number): number {
  if (!(x > -1075 && x < 1024)) return 2 ** x
  const whole = Math.round(x)
  multiply(x - whole, 0, Math.LN2, LN2_LOW)
  return scaledExp(whole)
}

export function exp(x: number): number {
  if (!(x > -745 && x < 709)) return Math.exp(x)
  const whole = Math.round(x / Math.LN2)
  multiplyExactly(-whole, LN2_REST)
  // The difference is exact, being between numbers that are close to each other.
  add(x - whole * LN2_HEAD)
  return scaledExp(whole)
}

/** `2^whole · e^(high + low)`. */
function scaledExp(whole: number): number {
  const powerHigh = high
  const powerLow = low
  // 1 + t(1 + t/2(1 + t/3(…))), from the inside.
  high = 1
  low = 0
  for (let n = TERMS; n > 0; n--) {
    multiply(high, low, powerHigh, powerLow)
    divide(n)
    add(1)
  }
  // In two steps, since 2^1023 · 2 and 2^-1074 · ½ would leave the range on the way.
  const half = Math.trunc(whole / 2)
  return high * 2 ** half * 2 ** (whole - half)
}

/** a·b to the last bit, in `high` and `low` (Veltkamp's split). */
function multiplyExactly(a: number, b: number): void {
  const aHigh = upper(a)
  const bHigh = upper(b)
  const aLow = a - aHigh
  const bLow = b - bHigh
  high = a * b
  low = aLow * bLow - (high - aHigh * bHigh - aLow * bHigh - aHigh * bLow)
}

/** The upper half of the digits. */
function upper(a: number): number {
  const scaled = a * 134217729
  return scaled - (scaled - a)
}

function multiply(a: number, aLow: number, b: number, bLow: number): void {
  multiplyExactly(a, b)
  normalise(high, low + (a * bLow + aLow * b))
}

function divide(n: number): void {
  const a = high
  const aLow = low
  const quotient = a / n
  multiplyExactly(quotient, n)
  normalise(quotient, (a - high - low + aLow) / n)
}

/** Adds a number of any size (Knuth's sum of two). */
function add(x: number): void {
  const sum = x + high
  const part = sum - x
  normalise(sum, x - (sum - part) + (high - part) + low)
}

/** The sum of two numbers of which the first is the larger. */
function normalise(a: number, b: number): void {
  high = a + b
  low = b - (high - a)
}
