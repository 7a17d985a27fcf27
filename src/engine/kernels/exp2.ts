/**
 * 2 to a power, rounded to nearest in all but the closest of calls, as C libraries do it; `Math.pow` may be off by a unit
 * in the last place. Between, every number is an unevaluated sum of two (Dekker, 1971), its parts in `high` and `low`.
 */
const LN2_LOW = 2.3190468138462996e-17
/** Terms of the series of exp for arguments up to ln(2)/2, so that what is left out is below 2^-100. */
const TERMS = 24

let high = 0
let low = 0

export function exp2(x: number): number {
  if (!(x > -1075 && x < 1024)) return 2 ** x
  const whole = Math.round(x)
  multiply(x - whole, 0, Math.LN2, LN2_LOW)
  const powerHigh = high
  const powerLow = low
  // 1 + t(1 + t/2(1 + t/3(…))), from the inside.
  high = 1
  low = 0
  for (let n = TERMS; n > 0; n--) {
    multiply(high, low, powerHigh, powerLow)
    divide(n)
    addOne()
  }
  // In two steps, since 2^1023 · 2 and 2^-1074 · ½ would leave the range on the way.
  const half = Math.trunc(whole / 2)
  return high * 2 ** half * 2 ** (whole - half)
}

/** a·b to the last bit, in `high` and `low` (Veltkamp's split). */
function multiplyExactly(a: number, b: number): void {
  const [aHigh, bHigh] = [upper(a), upper(b)]
  const [aLow, bLow] = [a - aHigh, b - bHigh]
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
  const [a, aLow] = [high, low]
  const quotient = a / n
  multiplyExactly(quotient, n)
  normalise(quotient, (a - high - low + aLow) / n)
}

function addOne(): void {
  const [a, aLow] = [high, low]
  const sum = 1 + a
  normalise(sum, a - (sum - 1) + aLow)
}

/** The sum of two numbers of which the first is the larger. */
function normalise(a: number, b: number): void {
  high = a + b
  low = b - (high - a)
}
