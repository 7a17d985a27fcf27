/** The values of B-splines, by the recursion of Cox and de Boor. */

/**
 * Writes to `out` the values at x of the `degree + 1` B-splines that are not zero between knots `interval` and
 * `interval + 1`, or their first derivatives if `derivative` is 1. `scratch` has the same length.
 */
export function basisAt(
  knots: Float64Array,
  degree: number,
  interval: number,
  x: number,
  derivative: 0 | 1,
  out: Float64Array,
  scratch: Float64Array,
): void {
  out[0] = 1
  for (let j = 1; j <= degree; j++) {
    const isDerived = j > degree - derivative
    scratch.set(out.subarray(0, j))
    out[0] = 0
    for (let n = 1; n <= j; n++) {
      const right = knots[interval + n] as number
      const left = knots[interval + n - j] as number
      if (right === left) {
        out[n] = 0
        continue
      }
      const w = (scratch[n - 1] as number) / (right - left)
      out[n - 1] = (out[n - 1] as number) + (isDerived ? -j * w : w * (right - x))
      out[n] = isDerived ? j * w : w * (x - left)
    }
  }
}

/** The interval [knots[i], knots[i + 1]) that holds x, or the first or last one that a spline of this degree has. */
export function intervalOf(knots: Float64Array, degree: number, x: number): number {
  let low = degree
  let high = knots.length - degree - 2
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (x >= (knots[middle] as number)) low = middle
    else high = middle - 1
  }
  return low
}
