/** The natural logarithm of whole numbers, rounded to nearest: `Math.log` may be off by a unit in the last place. */

/** Binary digits behind the point. */
const DIGITS = 128n
const ONE = 1n << DIGITS
const LN2 = logOfRatio(2n, 1n)

/** ln(n) for 1 ≤ n < 2^31. */
export function logOfWhole(n: number): number {
  const whole = BigInt(n)
  const power = BigInt(Math.floor(Math.log2(n)))
  const log = power * LN2 + logOfRatio(whole, 1n << power)
  // The digits that a double holds and more, then a division by a power of two, which is exact.
  return Number(log) / 2 ** Number(DIGITS)
}

/** ln(a/b) = 2·artanh((a-b)/(a+b)), for a/b from 1/2 to 2, in fixed point. */
function logOfRatio(a: bigint, b: bigint): bigint {
  const z = ((a - b) * ONE) / (a + b)
  const square = (z * z) >> DIGITS
  let power = z
  let sum = 0n
  for (let n = 1n; power !== 0n; n += 2n) {
    sum += power / n
    power = (power * square) >> DIGITS
  }
  return 2n * sum
}
