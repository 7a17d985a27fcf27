/** What the operators of meta-estimators compute at edges that no fitted model reaches, and what the verifier refuses. */
import { describe, expect, test } from 'vitest'
import { numericInput, runNumbers } from '../engine/testing.ts'
import { ProgramBuilder } from './builder.ts'
import type { ValueId } from './value.ts'

const ONE = { kind: 'numeric', dtype: 'float64', width: 1 } as const

function program(width: number, emit: (builder: ProgramBuilder, input: ValueId) => ValueId) {
  const builder = new ProgramBuilder(width, null)
  const value = emit(builder, builder.numeric(builder.input))
  return builder.finish({ predict: { kind: 'numeric', value, shape: 'matrix', dtype: 'float64' } })
}

function run(width: number, rows: readonly number[], emit: (builder: ProgramBuilder, input: ValueId) => ValueId) {
  const data = Float64Array.from(rows)
  return [...runNumbers(program(width, emit), 'reference', numericInput(rows.length / width, width, data))]
}

const majority = (weights: Float64Array, classes: number) => (builder: ProgramBuilder, input: ValueId) =>
  builder.emit('majority', { op: 'majority', input, weights, classes }, ONE)

describe('majority', () => {
  test('ties go to the lowest class, weights decide', () => {
    expect(run(2, [1, 0, 2, 1], majority(Float64Array.of(1, 1), 3))).toEqual([0, 1])
    expect(run(2, [1, 0, 2, 1], majority(Float64Array.of(2, 1), 3))).toEqual([1, 2])
  })

  test('votes for no class are not counted', () => {
    expect(run(2, [7, 1, Number.NaN, 1], majority(Float64Array.of(5, 1), 3))).toEqual([1, 1])
  })

  test('needs a weight for each voter, and classes', () => {
    expect(() => program(2, majority(Float64Array.of(1), 3))).toThrow('has weights 1, expected 2')
    expect(() => program(1, majority(Float64Array.of(1), 0))).toThrow('has no classes to vote for')
  })
})

describe('nearestRow', () => {
  const nearest = (rows: Float64Array) => (builder: ProgramBuilder, input: ValueId) =>
    builder.emit('nearestRow', { op: 'nearestRow', input, rows }, ONE)

  test('the first of equally near rows wins', () => {
    expect(run(2, [0, 0, 1, 1, 0.5, 0.5], nearest(Float64Array.of(1, 1, 0, 0, 1, 1)))).toEqual([1, 0, 0])
  })

  test('rows must be as wide as the input', () => {
    expect(() => program(2, nearest(Float64Array.of(1, 2, 3)))).toThrow('has 3 numbers for rows of 2')
    expect(() => program(2, nearest(new Float64Array()))).toThrow('has 0 numbers for rows of 2')
  })
})

test('a mean needs inputs of one width, and a weight for each', () => {
  const mean = (weights: number, width: number) =>
    program(2, (builder, input) => {
      const operator = { op: 'weightedMean', inputs: [input], weights: new Float64Array(weights), divisor: 1 } as const
      return builder.emit('weightedMean', operator, { ...ONE, width })
    })
  expect(() => mean(2, 2)).toThrow('has weights 2, expected 1')
  expect(() => mean(1, 3)).toThrow('has input width 2, expected 3')
})

test('pairs must be those of the classes', () => {
  const tally = (width: number) =>
    program(3, (builder, input) => {
      const operator = { op: 'tallyPairs', inputs: [input, input] } as const
      return builder.emit('tallyPairs', operator, { ...ONE, width })
    })
  expect(() => tally(3)).not.toThrow()
  expect(() => tally(4)).toThrow('has predictions 3, expected 6')
})

test('at least is not above', () => {
  const atLeast = (builder: ProgramBuilder, input: ValueId) =>
    builder.emit('atLeast', { op: 'atLeast', input, threshold: 0.5 }, ONE)
  expect(run(1, [0.5, 0.49, Number.NaN], atLeast)).toEqual([1, 0, 0])
})
