/** Bytes of a request as text. */
import { isUtf8 } from 'node:buffer'
import { BrineError } from '../../errors.ts'

/** UTF-8 only; a byte order mark is dropped. Throws invalid_encoding with the offset of the first wrong byte. */
export function decodeText(bytes: Buffer): string {
  if (!isUtf8(bytes)) {
    const offset = firstInvalidByte(bytes)
    const found = `0x${(bytes[offset] as number).toString(16).padStart(2, '0')}`
    throw new BrineError('invalid_encoding', `the byte ${found} is not valid UTF-8`, {
      where: { offset },
      remedy: 'Save or send the text as UTF-8.',
    })
  }
  const text = bytes.toString('utf8')
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

const CHUNK = 4096

/** Where the text stops being UTF-8: first the chunk, then the character in it. */
function firstInvalidByte(bytes: Buffer): number {
  let start = 0
  while (start + CHUNK < bytes.length) {
    const end = characterStart(bytes, start + CHUNK)
    if (end <= start || !isUtf8(bytes.subarray(start, end))) break
    start = end
  }
  for (let end = start + 1; start < bytes.length; end++) {
    if (isUtf8(bytes.subarray(start, end))) start = end
    else if (end - start >= 4 || end >= bytes.length) break
  }
  return start
}

/** The start of the character that the byte belongs to. */
function characterStart(bytes: Buffer, offset: number): number {
  let start = offset
  while (start > offset - 4 && ((bytes[start] as number) & 0xc0) === 0x80) start--
  return start
}
