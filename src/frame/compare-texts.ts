/** Texts in the order of Python: by code points. JavaScript compares halves of pairs, which stand below some others. */

/** True if `a` comes before `b`. */
export function isTextBelow(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return rank(x) < rank(y)
  }
  return a.length < b.length
}

/** For `Array.sort`. */
export function compareTexts(a: string, b: string): number {
  return a === b ? 0 : isTextBelow(a, b) ? -1 : 1
}

/** Halves of pairs stand for code points above all others, and so change places with the units above them. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}
