/** xxHash32, the checksum of LZ4 frames (xxHash specification 0.1.1), over input that comes in pieces. */

const PRIME1 = 0x9e3779b1
const PRIME2 = 0x85ebca77
const PRIME3 = 0xc2b2ae3d
const PRIME4 = 0x27d4eb2f
const PRIME5 = 0x165667b1

export class XxHash32 {
  readonly #lanes = Int32Array.of(PRIME1 + PRIME2, PRIME2, 0, -PRIME1)
  /** Input that does not fill a stripe of 16 bytes yet. */
  readonly #tail = new Uint8Array(16)
  #tailLength = 0
  #total = 0

  update(bytes: Uint8Array): this {
    this.#total += bytes.length
    let at = 0
    if (this.#tailLength > 0) {
      at = Math.min(16 - this.#tailLength, bytes.length)
      this.#tail.set(bytes.subarray(0, at), this.#tailLength)
      this.#tailLength += at
      if (this.#tailLength < 16) return this
      this.#stripes(this.#tail, 0, 16)
      this.#tailLength = 0
    }
    const end = at + Math.floor((bytes.length - at) / 16) * 16
    this.#stripes(bytes, at, end)
    this.#tail.set(bytes.subarray(end))
    this.#tailLength = bytes.length - end
    return this
  }

  /** The hash of all input so far, as an unsigned number. */
  digest(): number {
    const [a, b, c, d] = this.#lanes as unknown as [number, number, number, number]
    let hash = this.#total >= 16 ? rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18) : PRIME5
    hash = (hash + this.#total) | 0
    const view = new DataView(this.#tail.buffer)
    let at = 0
    for (; at + 4 <= this.#tailLength; at += 4) {
      hash = Math.imul(rotate(hash + Math.imul(view.getInt32(at, true), PRIME3), 17), PRIME4)
    }
    for (; at < this.#tailLength; at++) {
      hash = Math.imul(rotate(hash + Math.imul(view.getUint8(at), PRIME5), 11), PRIME1)
    }
    hash = Math.imul(hash ^ (hash >>> 15), PRIME2)
    hash = Math.imul(hash ^ (hash >>> 13), PRIME3)
    return (hash ^ (hash >>> 16)) >>> 0
  }

  #stripes(bytes: Uint8Array, start: number, end: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let [a, b, c, d] = this.#lanes as unknown as [number, number, number, number]
    for (let at = start; at < end; at += 16) {
      a = Math.imul(rotate(a + Math.imul(view.getInt32(at, true), PRIME2), 13), PRIME1)
      b = Math.imul(rotate(b + Math.imul(view.getInt32(at + 4, true), PRIME2), 13), PRIME1)
      c = Math.imul(rotate(c + Math.imul(view.getInt32(at + 8, true), PRIME2), 13), PRIME1)
      d = Math.imul(rotate(d + Math.imul(view.getInt32(at + 12, true), PRIME2), 13), PRIME1)
    }
    this.#lanes.set([a, b, c, d])
  }
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by))
}

/** The hash of one piece. */
export function xxHash32(bytes: Uint8Array): number {
  return new XxHash32().update(bytes).digest()
}
