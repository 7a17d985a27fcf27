import { expect, test } from 'vitest'
import { stableSort } from './order.ts'

test('equal positions stay as they stand, for every length', () => {
  for (let length = 0; length < 70; length++) {
    const values = Array.from({ length }, (_, i) => (i * 7) % 5)
    const sorted = stableSort(Int32Array.from(values.keys()), (a, b) => (values[a] as number) - (values[b] as number))
    const expected = [...values.keys()].sort((a, b) => (values[a] as number) - (values[b] as number))
    expect([...sorted]).toEqual(expected)
  }
})
