/** numpy's summation, since the order of additions decides the last bit. */

/** numpy adds blocks of up to this many numbers with eight running sums. */
const BLOCK = 128

/** The sum of `length` numbers from `from`: numpy's `pairwise_sum` over contiguous float64. */
export function pairwiseSum(x: Float64Array, from: number, length: number): number {
  if (length < 8) {
    let sum = 0
    for (let i = 0; i < length; i++) sum += x[from + i] as number
    return sum
  }
  if (length <= BLOCK) return blockSum(x, from, length)
  // Halves of at most 2^53 / 128 blocks: the recursion is fewer than 50 deep.
  let half = Math.floor(length / 2)
  half -= half % 8
  return pairwiseSum(x, from, half) + pairwiseSum(x, from + half, length - half)
}

function blockSum(x: Float64Array, from: number, length: number): number {
  const r = Array.from(x.subarray(from, from + 8))
  const whole = length - (length % 8)
  for (let i = 8; i < whole; i++) r[i % 8] = (r[i % 8] as number) + (x[from + i] as number)
  const [r0 = 0, r1 = 0, r2 = 0, r3 = 0, r4 = 0, r5 = 0, r6 = 0, r7 = 0] = r
  let sum = r0 + r1 + (r2 + r3) + (r4 + r5 + (r6 + r7))
  for (let i = whole; i < length; i++) sum += x[from + i] as number
  return sum
}
