/** White space as Python's `str.isspace` knows it: JavaScript's `trim` and `\s` take other characters. */

/** Unicode's white space, and four separators of ASCII. For a set in a regular expression. */
const SPACE = '\\p{White_Space}\\x1c-\\x1f'

const SPACES = new RegExp(`[${SPACE}]+`, 'gu')
const IS_SPACE = new RegExp(`[${SPACE}]`, 'u')

/** Nothing beyond U+3000 is white space. */
const isSpace = Uint8Array.from({ length: 0x3001 }, (_, code) => (IS_SPACE.test(String.fromCharCode(code)) ? 1 : 0))

/** `text.strip()`; `lstrip` and `rstrip` with one side only. The text itself if there is none. */
export function pythonStrip(text: string, side: 'both' | 'left' | 'right' = 'both'): string {
  let start = 0
  let end = text.length
  if (side !== 'right') while (start < end && isSpace[text.charCodeAt(start)] === 1) start++
  if (side !== 'left') while (end > start && isSpace[text.charCodeAt(end - 1)] === 1) end--
  return start === 0 && end === text.length ? text : text.slice(start, end)
}

/** `re.sub(r"\s+", " ", text)`. */
export function collapseSpaces(text: string): string {
  return text.replace(SPACES, ' ')
}
