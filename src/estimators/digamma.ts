/** The digamma function, to the last few bits. */

/** Coefficients of `1/x²ⁿ` in the asymptotic series: Bernoulli numbers over 2n. */
const SERIES = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12]
/** From here on the series has all digits. */
const LARGE = 10

/** ψ(x) for x > 0; NaN for what is not. */
export function digamma(x: number): number {
  if (!(x > 0)) return Number.NaN
  let shift = 0
  let y = x
  while (y < LARGE) {
    shift += 1 / y
    y += 1
  }
  const square = 1 / (y * y)
  let tail = 0
  for (let n = SERIES.length - 1; n >= 0; n--) tail = (tail + (SERIES[n] as number)) * square
  return Math.log(y) - 0.5 / y - tail - shift
}
