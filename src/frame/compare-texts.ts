/** Texts in the order of Python: by code points. JavaScript compares halves of pairs, which come before U+E000. */

/** Below 0 if `a` comes before `b`, 0 if they are the same: for `Array.sort`. */
export function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  let i = 0
  while (i < length && a.charCodeAt(i) === b.charCodeAt(i)) i++
  // The halves that differ may be the second ones of two characters.
  if (
    i > 0 &&
    isHighSurrogate(a.charCodeAt(i - 1)) &&
    (isLowSurrogate(a.charCodeAt(i)) || isLowSurrogate(b.charCodeAt(i)))
  )
    i--
  return (a.codePointAt(i) ?? -1) - (b.codePointAt(i) ?? -1)
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000
}

/** True if `a` comes before `b`. */
export function isTextBelow(a: string, b: string): boolean {
  return compareTexts(a, b) < 0
}
