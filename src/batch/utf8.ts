/** Bytes to text, strictly: what is not UTF-8 is refused, with the offset of the character that is not. */
import { BrineError } from '../errors.ts'

/** The text of the bytes, part by part; a byte order mark at the start is dropped. Throws `invalid_encoding`. */
export async function* decodeUtf8(chunks: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<string> {
  let offset = 0
  let pending: Uint8Array = new Uint8Array()
  for await (const chunk of chunks) {
    const bytes = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    const whole = bytes.subarray(0, bytes.length - unfinished(bytes))
    const text = decode(whole, offset, file)
    yield offset === 0 ? text.replace(/^\uFEFF/, '') : text
    offset += whole.length
    pending = bytes.subarray(whole.length)
  }
  yield decode(pending, offset, file)
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decode(bytes: Uint8Array, offset: number, file: string): string {
  try {
    return strict.decode(bytes)
  } catch {
    throw invalidEncoding(bytes, offset, file)
  }
}

/** How many bytes at the end are the start of a character that goes on. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
  }
  return 0
}

function invalidEncoding(bytes: Uint8Array, offset: number, file: string): BrineError {
  const start = validLength(bytes)
  const byte = (bytes[start] as number).toString(16).padStart(2, '0')
  return new BrineError('invalid_encoding', `the byte 0x${byte} is not valid UTF-8`, {
    where: { file, offset: offset + start },
    remedy: 'Save the file as UTF-8; from Latin-1, iconv -f LATIN1 -t UTF-8 FILE does it.',
  })
}

/** Where the first bad character starts, by halving: every start of valid text is valid, or could go on to be. */
function validLength(bytes: Uint8Array): number {
  let valid = 0
  let invalid = bytes.length + 1
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1
    if (canGoOn(bytes.subarray(0, middle))) valid = middle
    else invalid = middle
  }
  return valid - unfinished(bytes.subarray(0, valid))
}

function canGoOn(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
