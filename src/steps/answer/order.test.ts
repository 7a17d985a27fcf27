import { expect, test } from 'vitest'
import { compareText, stableSort } from './order.ts'

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
      expect(Math.sign(compareText(x, y)), `${JSON.stringify(x)} and ${JSON.stringify(y)}`).toBe(Math.sign(i - j))
    }
  }
})

test('equal positions stay as they stand, for every length', () => {
  for (let length = 0; length < 70; length++) {
    const values = Array.from({ length }, (_, i) => (i * 7) % 5)
    const sorted = stableSort(Int32Array.from(values.keys()), (a, b) => (values[a] as number) - (values[b] as number))
    const expected = [...values.keys()].sort((a, b) => (values[a] as number) - (values[b] as number))
    expect([...sorted]).toEqual(expected)
  }
})
