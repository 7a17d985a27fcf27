/** Neighbours of floating-point numbers, so that every comparison of every library becomes `x <= t` in the dtype of x. */

const scratch = new DataView(new ArrayBuffer(8))

/**
 * The largest float32 t with t <= threshold (t < threshold if strict): for every float32 x, `x <= t` then says exactly
 * what `x <= threshold` (or `x < threshold`) says in float64. NaN if there is none: no x is below -Infinity.
 */
export function roundDown32(threshold: number, strict: boolean): number {
  const rounded = Math.fround(threshold)
  const isBelow = strict ? rounded < threshold : rounded <= threshold
  return isBelow ? rounded : nextBelow32(rounded)
}

function nextBelow32(x: number): number {
  if (x === -Infinity) return Number.NaN
  if (x === 0) return -(2 ** -149)
  scratch.setFloat32(0, x)
  scratch.setInt32(0, scratch.getInt32(0) + (x > 0 ? -1 : 1))
  return scratch.getFloat32(0)
}

/** The float64 just below; NaN below -Infinity. */
export function nextBelow64(x: number): number {
  if (x === -Infinity) return Number.NaN
  if (x === 0) return -Number.MIN_VALUE
  scratch.setFloat64(0, x)
  scratch.setBigInt64(0, scratch.getBigInt64(0) + (x > 0 ? -1n : 1n))
  return scratch.getFloat64(0)
}
