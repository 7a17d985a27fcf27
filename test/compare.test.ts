import { describe, expect, test } from 'vitest'
import { compareAnswers } from '../conformance/compare.mjs'

const floats = (...data: number[]) => ({ dtype: 'float64', shape: [data.length], data })
const loose = { bitwise: false }
const strict = { bitwise: true }

describe('floats', () => {
  test('agree within the tolerance, and the errors are reported', () => {
    const { problem, absolute, relative } = compareAnswers(floats(1000, 2), floats(1000, 2 + 4e-13), loose)
    expect(problem).toBeUndefined()
    expect(absolute).toBeCloseTo(4e-13, 15)
    expect(relative).toBeCloseTo(2e-13, 15)
  })

  test('differ beyond the tolerance', () => {
    expect(compareAnswers(floats(1), floats(1 + 1e-11), loose).problem).toBe('value 0: expected 1, got 1.00000000001')
  })

  test('what is left of a cancellation is held to the largest value', () => {
    expect(compareAnswers(floats(1000, 1e-9), floats(1000, 1.5e-9), loose).problem).toBeUndefined()
    expect(compareAnswers(floats(1, 1e-9), floats(1, 1.5e-9), loose).problem).toBeDefined()
  })

  test('a float32 is held to the last place of a float32', () => {
    const single = (value: number) => ({ dtype: 'float32', shape: [1], data: [value] })
    expect(compareAnswers(single(1), single(1 + 2 ** -23), loose).problem).toBeUndefined()
    expect(compareAnswers(single(1), single(1 + 2 ** -21), loose).problem).toBeDefined()
    expect(compareAnswers(single(1), floats(1), loose).problem).toBe('expected dtype float32, got float64')
  })

  test('bit for bit means every bit, the sign of zero too', () => {
    expect(compareAnswers(floats(0.1), floats(0.1), strict).problem).toBeUndefined()
    expect(compareAnswers(floats(0.1), floats(0.1 + 2 ** -56), strict).problem).toBeDefined()
    expect(compareAnswers(floats(0), floats(-0), strict).problem).toBe('value 0: expected 0, got -0')
  })

  test('NaN equals NaN, and infinity only itself', () => {
    expect(compareAnswers(floats(Number.NaN, -Infinity), floats(Number.NaN, -Infinity), strict).problem).toBeUndefined()
    expect(compareAnswers(floats(Number.NaN), floats(0), loose).problem).toBeDefined()
    expect(compareAnswers(floats(Infinity, 1), floats(1e308, 1), loose).problem).toBeDefined()
    expect(compareAnswers(floats(-Infinity), floats(Infinity), loose).problem).toBeDefined()
  })
})

describe('labels', () => {
  const labels = (dtype: string, ...data: unknown[]) => ({ dtype, shape: [data.length], data })

  test('are identical, and of the same type', () => {
    expect(compareAnswers(labels('str', 'a'), labels('object', 'a'), loose).problem).toBeUndefined()
    expect(compareAnswers(labels('object', 1), labels('object', '1'), loose).problem).toBe(
      'value 0: expected 1, got "1"',
    )
    expect(compareAnswers(labels('object', true), labels('object', 1), loose).problem).toBeDefined()
    expect(compareAnswers(labels('object', null), labels('object', Number.NaN), loose).problem).toBeDefined()
  })

  test('integers of every width are integers, as number or as bigint', () => {
    expect(compareAnswers(labels('int32', 7), labels('int64', 7n), loose).problem).toBeUndefined()
    const beyond = 2n ** 53n + 1n
    expect(compareAnswers(labels('int64', beyond), labels('int64', 2 ** 53), loose).problem).toBeDefined()
    expect(compareAnswers(labels('int64', 7), labels('float64', 7), loose).problem).toBeDefined()
  })
})

describe('forms', () => {
  test('shapes are equal', () => {
    const row = { dtype: 'float64', shape: [1, 2], data: [1, 2] }
    expect(compareAnswers(floats(1, 2), row, loose).problem).toBe('expected shape (2), got (1,2)')
  })

  test('a list of arrays is compared array by array', () => {
    expect(compareAnswers([floats(1), floats(2)], [floats(1), floats(2)], strict).problem).toBeUndefined()
    expect(compareAnswers([floats(1), floats(2)], [floats(1)], strict).problem).toBe('expected 2 arrays, got 1')
    expect(compareAnswers([floats(1)], floats(1), strict).problem).toBeDefined()
  })

  test('what Python refuses is refused, and nothing else is', () => {
    const refusal = { refused: 'ValueError: no' }
    expect(compareAnswers(refusal, { refused: 'no' }, loose).problem).toBeUndefined()
    expect(compareAnswers(refusal, floats(1), loose).problem).toContain('Python refuses')
    expect(compareAnswers(floats(1), refusal, loose).problem).toContain('Brine refuses')
  })
})
