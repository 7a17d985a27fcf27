/** MurmurHash3 (Appleby), 32 bits, seed 0, of a text's UTF-8. */

let bytes = new Uint8Array(1024)
const encoder = new TextEncoder()

/** A signed 32-bit integer. */
export function murmur3(text: string): number {
  const length = encode(text)
  const blocks = length & ~3
  let hash = 0
  for (let i = 0; i < blocks; i += 4) {
    const block =
      (bytes[i] as number) |
      ((bytes[i + 1] as number) << 8) |
      ((bytes[i + 2] as number) << 16) |
      ((bytes[i + 3] as number) << 24)
    hash ^= scramble(block)
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64
  }
  let tail = 0
  for (let i = length - 1; i >= blocks; i--) tail = (tail << 8) | (bytes[i] as number)
  if (length > blocks) hash ^= scramble(tail)
  hash ^= length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) | 0
}

function scramble(block: number): number {
  const mixed = Math.imul(block, 0xcc9e2d51)
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593)
}

/** Writes the UTF-8 of a text into `bytes`; gives its length. */
function encode(text: string): number {
  const { length } = text
  if (bytes.length < 3 * length) bytes = new Uint8Array(6 * length)
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0x7f) return encoder.encodeInto(text, bytes).written
    bytes[i] = code
  }
  return length
}

/** The column of a hash among `width`: its absolute value modulo the width. */
export function hashedColumn(hash: number, width: number): number {
  // -2^31 has no absolute value in 32 bits.
  if (hash === -2147483648) return (2147483647 - (width - 1)) % width
  return Math.abs(hash) % width
}
