/** The error function, to the last few bits. */

const TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI)
/** From here on 1 - erf(x) is taken from its continued fraction. */
const TAIL = 3
const FRACTION_TERMS = 60

export function erf(x: number): number {
  if (Number.isNaN(x)) return x
  const size = Math.abs(x)
  const value = size < TAIL ? series(size) : 1 - tail(size)
  return x < 0 ? -value : value
}

/** `2/√π e^(-x²) Σ 2^n x^(2n+1)/(1·3···(2n+1))`: no term is negative, so nothing cancels. */
function series(x: number): number {
  let term = x
  let sum = x
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return TWO_OVER_SQRT_PI * Math.exp(-x * x) * sum
}

/** `e^(-x²)/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …))))`. */
function tail(x: number): number {
  if (x > 6) return 0
  let fraction = x
  for (let n = FRACTION_TERMS; n > 0; n--) fraction = x + n / 2 / fraction
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction
}
