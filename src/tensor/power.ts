/** numpy's power: as C's, where 1 to any power is 1, and -1 to an infinite one too; a half is a square root. */
export function power(x: number, y: number): number {
  if (x === 1 || (x === -1 && Math.abs(y) === Infinity)) return 1
  return y === 0.5 ? Math.sqrt(x) : x ** y
}
