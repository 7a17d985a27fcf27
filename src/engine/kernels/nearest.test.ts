/** The heap, its sorts and numpy's selection: the k least, whatever comes and however often. */
import { expect, test } from 'vitest'
import { randomNumbers } from '../testing.ts'
import { introselect, NearestHeap, sortPositions } from './nearest.ts'

const random = randomNumbers(5)
const SIZES = [1, 2, 3, 4, 9, 16, 33, 200]

/** Few different values, so that many are equal. */
const draws = (length: number, values: number) => Float64Array.from({ length }, () => Math.floor(random() * values))

test.each(['quick', 'intro'] as const)('a heap sorted by %s holds the least, in order, with their indices', (sort) => {
  for (const size of SIZES) {
    for (const values of [1, 4, 1e9]) {
      const all = draws(size * 3, values)
      const heap = new NearestHeap(size)
      heap.clear()
      all.forEach((value, i) => {
        heap.push(value, i)
      })
      heap.sort(sort)
      expect([...heap.distances]).toEqual([...all.slice().sort().slice(0, size)])
      expect([...heap.indices].map((i) => all[i])).toEqual([...heap.distances])
      expect(new Set(heap.indices).size).toBe(size)
    }
  }
})

test('introselect puts the least in front, NaN behind all', () => {
  for (const size of SIZES) {
    const all = draws(size, 5)
    if (size > 4) all[2] = Number.NaN
    for (let kth = 0; kth < size; kth += Math.max(1, size >> 3)) {
      const order = new Int32Array(size)
      introselect(all, order, kth)
      sortPositions(all, order, kth + 1)
      const sorted = [...all].sort((a, b) => (Number.isNaN(a) ? 1 : Number.isNaN(b) ? -1 : a - b))
      expect([...order.subarray(0, kth + 1)].map((i) => all[i])).toEqual(sorted.slice(0, kth + 1))
      expect(new Set(order).size).toBe(size)
    }
  }
})
