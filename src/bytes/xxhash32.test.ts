import { describe, expect, it } from 'vitest'
import { XxHash32, xxHash32 } from './xxhash32.ts'

/** The vectors of the xxHash specification's own test suite that need no seed. */
describe('xxHash32', () => {
  it.each([
    ['', 0x02cc5d05],
    ['a', 0x550d7456],
    ['abc', 0x32d153ff],
    ['Nobody inspects the spammish repetition', 0xe2293b2f],
  ])('%j', (text, hash) => {
    expect(xxHash32(Buffer.from(text))).toBe(hash)
  })

  it('does not depend on how the input is cut', () => {
    const bytes = Uint8Array.from({ length: 100 }, (_, i) => i * 7)
    for (let cut = 0; cut <= 100; cut++) {
      const hash = new XxHash32().update(bytes.subarray(0, cut)).update(bytes.subarray(cut)).digest()
      expect(hash).toBe(xxHash32(bytes))
    }
  })
})
