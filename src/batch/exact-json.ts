/** JSON whose whole numbers keep all their digits, as they do in a request: what a float64 does not hold is a bigint. */

/** Few rows hold digits enough to need more than `JSON.parse`. */
const LONG_INTEGER = /(?<![.\d])\d{16}/

/** A text, so that digits in it are left alone, or a number as a whole. */
const TEXT_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/** Longer integers are taken as numbers: reading a bigint costs the square of its digits. */
const WHOLE = /^-?\d{16,40}$/

const KEY = '\u0000integer'
const MARK = JSON.stringify(KEY)

/** Throws the SyntaxError of `JSON.parse`, which tells of the text as it stands. */
export function parseExactJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  if (!LONG_INTEGER.test(text)) return value
  const marked = text.replace(TEXT_OR_NUMBER, (part) =>
    WHOLE.test(part) && !Number.isSafeInteger(Number(part)) ? `{${MARK}:"${part}"}` : part,
  )
  return marked === text ? value : JSON.parse(marked, unmarked)
}

function unmarked(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, KEY)) return value
  return BigInt((value as { readonly [KEY]: string })[KEY])
}
