/** numpy's summation of contiguous numbers: the order of additions decides the last bit, and so who wins a tie. */

/** Longer sums are halved. */
const BLOCK = 128

export function pairwiseSum(x: Float64Array, from: number, length: number): number {
  if (length > BLOCK) {
    // Halves of a typed array: the recursion is fewer than 50 deep.
    const half = (length >> 1) - ((length >> 1) % 8)
    return pairwiseSum(x, from, half) + pairwiseSum(x, from + half, length - half)
  }
  const whole = length < 8 ? 0 : length - (length % 8)
  const at = (i: number) => x[from + i] as number
  let sum = 0
  if (whole > 0) {
    const r = [at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7)] as const
    const running: number[] = [...r]
    for (let i = 8; i < whole; i++) running[i % 8] = (running[i % 8] as number) + at(i)
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = running
    sum = a + b + (c + d) + (e + f + (g + h))
  }
  for (let i = whole; i < length; i++) sum += at(i)
  return sum
}
