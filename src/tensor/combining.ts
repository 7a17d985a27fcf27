/** Accents, as Python's `unicodedata` knows them. */

/** NFKD without its combining characters, as `unicodedata.combining` knows them. */
export function stripCombining(normalized: string): string {
  return normalized.replace(/\p{M}/gu, (mark) => (isCombining(mark) ? '' : mark))
}

/** Of class 240, the highest: whatever combines otherwise comes before it in a normal form. */
const LAST = '\u0345'

/** Whether a mark's combining class is not 0. JavaScript has no such property, but its normal forms sort by it. */
function isCombining(mark: string): boolean {
  return mark === LAST || !`${LAST}${mark}`.normalize('NFKD').startsWith(LAST)
}
