/** What recordings cannot show of how answers are joined: ties, cancellation, and the last bit. */
import { describe, expect, test } from 'vitest'
import { numericInput, oneOperator, runNumbers } from '../testing.ts'
import { exp, exp2 } from './exact-powers.ts'

const WIDTH_1 = { kind: 'numeric', dtype: 'float64', width: 1 } as const

describe('weightedMedian', () => {
  const median = (weights: number[], x: number[]) => {
    const operator = { op: 'weightedMedian', weights: Float64Array.from(weights) } as const
    const program = oneOperator('weightedMedian', weights.length, operator, WIDTH_1)
    const rows = x.length / weights.length
    return Array.from(runNumbers(program, 'reference', numericInput(rows, weights.length, Float64Array.from(x))))
  }

  test('is the first number at which half of the weight is reached', () => {
    expect(median([1, 1, 1], [3, 1, 2])).toEqual([2])
    expect(median([1, 1, 2], [3, 1, 2, 0, 1, 9])).toEqual([2, 1])
  })

  test('is the smallest number where nothing weighs', () => expect(median([0, 0], [2, 1])).toEqual([1]))

  test('refuses negative weights', () => expect(() => median([1, -1], [1, 2])).toThrow('negative weights'))
})

describe('blocks', () => {
  test('are summed in their order', () => {
    const operator = { op: 'blockSum', weights: Float64Array.of(1, 1, 1), divisor: 2 } as const
    const program = oneOperator('blockSum', 3, operator, WIDTH_1)
    expect(Array.from(runNumbers(program, 'reference', numericInput(1, 3, Float64Array.of(1e16, 1, -1e16))))).toEqual([
      0,
    ])
  })

  test('have to be whole', () => {
    const operator = { op: 'blockSum', weights: Float64Array.of(1), divisor: 1 } as const
    expect(() => oneOperator('blockSum', 3, operator, { ...WIDTH_1, width: 2 })).toThrow('3 columns in blocks of 2')
  })

  test('of logarithms may be of nothing', () => {
    const program = oneOperator('blockLogAddExp', 2, { op: 'blockLogAddExp', subtract: 0 }, WIDTH_1)
    const x = Float64Array.of(-Infinity, -Infinity, 0, -Infinity, 0, 0, Number.NaN, 0)
    const sums = Array.from(runNumbers(program, 'reference', numericInput(4, 2, x)))
    expect(sums).toEqual([-Infinity, 0, Math.LN2, Number.NaN])
  })
})

describe('powers', () => {
  test('are those of the whole numbers', () => {
    for (let n = -1074; n < 1024; n++) expect(exp2(n)).toBe(2 ** n)
  })

  // Rounded from sixty digits.
  test.each([
    [-0.1, 0.9330329915368074, 0.9048374180359595],
    [-0.5, Math.SQRT1_2, 0.6065306597126334],
    [-1.7, 0.3077861033362291, 0.18268352405273466],
    [-2.75, 0.14865088937534013, 0.06392786120670757],
  ])('of %d', (x, power2, powerE) => {
    expect(exp2(x)).toBe(power2)
    expect(exp(x)).toBe(powerE)
  })

  test('leave the range as they should', () => {
    expect([exp2(-2000), exp2(2000), exp2(Number.NaN), exp(-2000), exp(2000), exp(Number.NaN)]).toEqual([
      0,
      Infinity,
      Number.NaN,
      0,
      Infinity,
      Number.NaN,
    ])
  })
})
