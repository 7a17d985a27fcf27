import { describe, expect, it } from 'vitest'
import { Budget } from '../bytes/budget.ts'
import { readPickle } from './read-pickle.ts'
import { scanPickle } from './scan.ts'
import { errorOf, fixture } from './testing.ts'

/** Every offset in `npm run fuzz`; here every so many, from a different start each, within a second or two. */
const STEP = 29

const read = (bytes: Uint8Array) => errorOf(() => readPickle(bytes, { budget: new Budget({ milliseconds: 2000 }) }))

describe.each(['numpy2/protocol2.pkl', 'numpy2/protocol5.pkl', 'numpy2/plain.joblib'])('damage to %s', (file) => {
  const bytes = fixture(file)

  it('is a coded error wherever the file is cut', () => {
    for (let length = 0; length < bytes.length; length++) {
      expect([length, read(bytes.subarray(0, length))?.family]).toEqual([length, 'loading'])
    }
  })

  it('is a coded error or another value whatever bit is flipped, and never clean in a scan that failed', () => {
    for (let bit = 0; bit < bytes.length * 8; bit += STEP) {
      const flipped = Uint8Array.from(bytes)
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7))
      const error = read(flipped)
      const { verdict } = scanPickle(flipped, new Budget({ milliseconds: 2000 }))
      if (error !== undefined) expect([bit, verdict]).not.toEqual([bit, 'clean'])
    }
  })
})
