import { expect, test } from 'vitest'
import { compareTexts } from './compare-texts.ts'

/** sorted() of Python. */
const ORDERED = [
  '',
  'Z',
  'a',
  'aa',
  'b',
  '\ud7ff',
  '\ud83d',
  '\ud83dx',
  '\ud83d\ue000',
  '\ude00',
  '\ue000',
  '\uffff',
  '\u{10000}',
  '😀',
  '😀a',
  '😁',
]

test('texts are compared by code points, lone surrogates included', () => {
  for (const [i, x] of ORDERED.entries()) {
    for (const [j, y] of ORDERED.entries()) {
      expect(Math.sign(compareTexts(x, y)), `${JSON.stringify(x)} and ${JSON.stringify(y)}`).toBe(Math.sign(i - j))
    }
  }
})
