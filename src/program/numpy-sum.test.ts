import { expect, test } from 'vitest'
import { pairwiseSum } from './numpy-sum.ts'

// np.sum of 1 / (arange(n) + 3), recorded with numpy 2.5. From 8 on, a plain loop ends on another last bit.
test.each([
  [7, 1.328968253968254],
  [8, 1.4289682539682538],
  [20, 2.190813250217275],
  [100, 3.707082429307257],
  [129, 3.956224926052236],
  [1000, 5.987467865541362],
])('the sum of %i numbers is numpy’s to the last bit', (length, expected) => {
  const x = Float64Array.from({ length: length + 3 }, (_, i) => 1 / i)
  expect(pairwiseSum(x, 3, length)).toBe(expected)
})
