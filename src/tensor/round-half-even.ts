/** numpy's `rint`: to the nearest integer, and to the even one of two. */
export function roundHalfEven(x: number): number {
  if (!(Math.abs(x) < 2 ** 52)) return x
  const floor = Math.floor(x)
  const above = x - floor
  const isUp = above > 0.5 || (above === 0.5 && floor % 2 !== 0)
  const rounded = isUp ? floor + 1 : floor
  return rounded === 0 && (x < 0 || Object.is(x, -0)) ? -0 : rounded
}
