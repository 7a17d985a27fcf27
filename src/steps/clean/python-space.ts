/** White space as Python's str.isspace means it; JavaScript's trim() takes U+FEFF too, and leaves five others. */

/** All are single units of UTF-16. */
const SPACES: ReadonlySet<number> = new Set([
  0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1c, 0x1d, 0x1e, 0x1f, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003,
  0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000,
])

/** The text without white space at the ends; the text itself if there is none. */
export function stripSpace(text: string, sides: { readonly left: boolean; readonly right: boolean }): string {
  let start = 0
  let end = text.length
  if (sides.left) while (start < end && SPACES.has(text.charCodeAt(start))) start++
  if (sides.right) while (end > start && SPACES.has(text.charCodeAt(end - 1))) end--
  return end - start === text.length ? text : text.slice(start, end)
}
