/** How Python writes text and numbers in pickles: its escapes, its UTF-8 with lone surrogates, its literals. */
import { BrineError } from '../errors.ts'

/** V8 cannot make a longer string. */
const MAX_STRING_LENGTH = 536_870_888

/** CPython's own limit on the digits of an integer literal (sys.int_info.default_max_str_digits). */
const MAX_DIGITS = 4300

/** Bytes of a binary integer; what 4300 digits take, rounded up. */
export const MAX_LONG_BYTES = 2048

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of UTF-8 bytes as Python's `surrogatepass` reads them: lone surrogates stay, all else invalid is an error. */
export function decodeUtf8(bytes: Uint8Array, offset: number): string {
  if (isAscii(bytes)) return decodeLatin1(bytes, offset)
  checkLength(bytes.length, offset)
  try {
    return strictUtf8.decode(bytes)
  } catch {
    return decodeSurrogates(bytes, offset)
  }
}

/** One character a byte. */
export function decodeLatin1(bytes: Uint8Array, offset: number): string {
  checkLength(bytes.length, offset)
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}

/** The bytes of a string whose characters are all below 256; `undefined` if one is not. */
export function encodeLatin1(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0xff) return undefined
    bytes[i] = code
  }
  return bytes
}

function isAscii(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if ((bytes[i] as number) > 0x7f) return false
  return true
}

function checkLength(length: number, offset: number): void {
  if (length <= MAX_STRING_LENGTH) return
  throw new BrineError('limit_exceeded', `a string of ${length} bytes exceeds the limit of ${MAX_STRING_LENGTH}`, {
    where: { offset },
    details: { name: 'string', limit: MAX_STRING_LENGTH, actual: length },
  })
}

/** Splits at encoded surrogates (ED A0..BF xx), which strict UTF-8 refuses, and decodes what lies between strictly. */
function decodeSurrogates(bytes: Uint8Array, offset: number): string {
  const parts: string[] = []
  let start = 0
  for (let i = bytes.indexOf(0xed); i !== -1; i = bytes.indexOf(0xed, i + 1)) {
    const second = bytes[i + 1] ?? 0
    const third = bytes[i + 2] ?? 0
    if (second < 0xa0 || second > 0xbf || third < 0x80 || third > 0xbf) continue
    parts.push(decodeStrict(bytes.subarray(start, i), offset))
    parts.push(String.fromCharCode(0xd000 | ((second & 0x3f) << 6) | (third & 0x3f)))
    start = i + 3
  }
  parts.push(decodeStrict(bytes.subarray(start), offset))
  return parts.join('')
}

function decodeStrict(bytes: Uint8Array, offset: number): string {
  try {
    return strictUtf8.decode(bytes)
  } catch (cause) {
    throw new BrineError('file_damaged', `the ${bytes.length} bytes of this string are not valid UTF-8`, {
      where: { offset },
      cause,
    })
  }
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** The argument of STRING: a quoted literal with Python 2's escapes, one character a byte. */
export function parseQuoted(line: Uint8Array, offset: number): string {
  const text = decodeLatin1(line, offset)
  const quote = text[0]
  if (text.length < 2 || (quote !== "'" && quote !== '"') || text.at(-1) !== quote) {
    throw new BrineError('file_damaged', 'the argument of STRING is not quoted', { where: { offset } })
  }
  const body = text.slice(1, -1)
  if (!body.includes('\\')) return body
  return body.replace(/\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|[\s\S]|$)/g, (whole, code: string) => {
    if (code === '' || code === 'x') {
      throw new BrineError('file_damaged', `the escape ${JSON.stringify(whole)} is incomplete`, { where: { offset } })
    }
    if (code.length === 3 && code[0] === 'x') return String.fromCharCode(Number.parseInt(code.slice(1), 16))
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8) & 0xff)
    return SIMPLE_ESCAPES[code] ?? whole
  })
}

/** The argument of UNICODE: Python's raw-unicode-escape, which knows \uXXXX and \UXXXXXXXX only. */
export function parseRawUnicodeEscape(line: Uint8Array, offset: number): string {
  const text = decodeLatin1(line, offset)
  if (!text.includes('\\')) return text
  return text.replace(/\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])/g, (whole, code: string) => {
    if (code.length === 1) {
      if (code !== 'u' && code !== 'U') return whole
      throw new BrineError('file_damaged', `the escape \\${code} is incomplete`, { where: { offset } })
    }
    const point = Number.parseInt(code.slice(1), 16)
    if (point > 0x10ffff) {
      throw new BrineError('file_damaged', `the escape ${whole} is beyond Unicode`, { where: { offset } })
    }
    return String.fromCodePoint(point)
  })
}

const INTEGER = /^[+-]?(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|0(?:_?0)*|[1-9](?:_?[0-9])*)$/

/** The argument of INT and LONG: what Python's `int(text, 0)` reads. A number if it is exact, else a bigint. */
export function parseInteger(line: Uint8Array, offset: number): number | bigint {
  if (line.length > MAX_DIGITS + 8) {
    throw new BrineError('limit_exceeded', `an integer of ${line.length} digits exceeds the limit of ${MAX_DIGITS}`, {
      where: { offset },
      details: { name: 'digits', limit: MAX_DIGITS, actual: line.length },
    })
  }
  const text = decodeLatin1(line, offset).trim()
  if (!INTEGER.test(text)) throw notANumber(text, 'an integer', offset)
  const digits = text.replace(/^[+-]/, '').replaceAll('_', '')
  return plainInteger(text[0] === '-' ? -BigInt(digits) : BigInt(digits))
}

const FLOAT = /^[+-]?(?:inf(?:inity)?|nan|(?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:e[+-]?\d(?:_?\d)*)?)$/i

/** The argument of FLOAT: what Python's `float(text)` reads, infinities and nan included. */
export function parseFloatLiteral(line: Uint8Array, offset: number): number {
  const text = decodeLatin1(line.subarray(0, MAX_DIGITS), offset).trim()
  if (line.length > MAX_DIGITS || !FLOAT.test(text)) throw notANumber(text, 'a float', offset)
  const word = text.replace(/^[+-]/, '').toLowerCase()
  if (word === 'nan') return Number.NaN
  if (word.startsWith('inf')) return text[0] === '-' ? -Infinity : Infinity
  return Number(text.replaceAll('_', ''))
}

/** Two's complement, least significant byte first, of any length. */
export function decodeLong(bytes: Uint8Array): number | bigint {
  const last = bytes.at(-1)
  if (last === undefined) return 0
  if (bytes.length <= 6) {
    let value = last >= 0x80 ? last - 0x100 : last
    for (let i = bytes.length - 2; i >= 0; i--) value = value * 256 + (bytes[i] as number)
    return value
  }
  const hex = Buffer.from(bytes).reverse().toString('hex')
  return plainInteger(BigInt.asIntN(bytes.length * 8, BigInt(`0x${hex}`)))
}

/** A number if it is exact, else the bigint. */
function plainInteger(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

function notANumber(text: string, expected: string, offset: number): BrineError {
  return new BrineError('file_damaged', `expected ${expected}, found ${JSON.stringify(text.slice(0, 40))}`, {
    where: { offset },
    details: { found: text.slice(0, 40), expected },
  })
}
