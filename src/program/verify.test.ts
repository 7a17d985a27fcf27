/** The verifier is the only guard before the kernels, which check nothing: each planted fault must be found. */
import { describe, expect, test } from 'vitest'
import { ProgramBuilder } from './builder.ts'
import type { Trees } from './operators/trees.ts'

/** Two trees: a split with two leaves, and a leaf. */
const TREES: Trees = {
  roots: Int32Array.of(0, 3),
  left: Int32Array.of(1, -1, -1, -1),
  right: Int32Array.of(2, -1, -1, -1),
  feature: Int32Array.of(1, -2, -2, -2),
  threshold: Float64Array.of(0.5, -2, -2, -2),
  leaf: Int32Array.of(-1, 0, 1, 2),
  leafValues: Float64Array.of(1, 2, 3),
  leafWidth: 1,
}

function finish(trees: Trees, start?: Float64Array): void {
  const builder = new ProgramBuilder(2, null)
  const input = builder.float32(builder.numeric(builder.input))
  const comparison = { dtype: 'float32', strict: false } as const
  const type = { kind: 'numeric', dtype: 'float64', width: 1 } as const
  const value = builder.emit(
    'treeEnsemble',
    { op: 'treeEnsemble', input, comparison, trees, divisor: 2, ...(start && { start }) },
    type,
  )
  builder.finish({ predict: { kind: 'numeric', value, shape: 'vector', dtype: 'float64' } })
}

describe('trees', () => {
  test('the sound ones pass', () => expect(() => finish(TREES)).not.toThrow())

  test('what they start from must be as wide as a leaf', () => {
    expect(() => finish(TREES, Float64Array.of(1))).not.toThrow()
    expect(() => finish(TREES, Float64Array.of(1, 2))).toThrow('start 2, expected 1')
  })

  const faults: [string, Partial<Trees>, string][] = [
    ['a cycle', { left: Int32Array.of(0, -1, -1, -1) }, 'in a cycle'],
    ['a node with two parents', { right: Int32Array.of(1, -1, -1, -1) }, 'two parents'],
    ['a root that is another tree’s node', { roots: Int32Array.of(0, 1) }, 'two parents'],
    ['a node that no root reaches', { roots: Int32Array.of(0) }, 'no root reaches'],
    ['a left child out of range', { left: Int32Array.of(9, -1, -1, -1) }, 'left child 9 at node 0, of 4 nodes'],
    ['a negative left child', { left: Int32Array.of(-2, -1, -1, -1) }, 'left child -2'],
    ['a right child out of range', { right: Int32Array.of(4, -1, -1, -1) }, 'right child 4'],
    ['a root out of range', { roots: Int32Array.of(0, 4) }, 'roots[1] = 4'],
    ['a feature out of range', { feature: Int32Array.of(2, -2, -2, -2) }, 'feature 2 at node 0, of 2 features'],
    ['a negative feature', { feature: Int32Array.of(-1, -2, -2, -2) }, 'feature -1'],
    ['a leaf index out of range', { leaf: Int32Array.of(-1, 0, 1, 3) }, 'leaf index 3 at node 3, of 3 leaves'],
    ['the threshold NaN', { threshold: Float64Array.of(Number.NaN, 0, 0, 0) }, 'threshold NaN at node 0'],
    ['arrays of different lengths', { feature: Int32Array.of(1) }, 'features 1, expected 4'],
    ['leaf values that do not fill their leaves', { leafWidth: 2 }, 'output width 1, expected 2'],
    [
      'a category rule out of range',
      { categories: { set: Int32Array.of(1, -1, -1, -1), bits: Uint32Array.of(1), words: 1 } },
      'category rules[0] = 1, expected -1 to 0',
    ],
    [
      'category rules of another length',
      { categories: { set: Int32Array.of(0), bits: Uint32Array.of(1), words: 1 } },
      'category rules 1, expected 4',
    ],
    [
      'sets that do not fill their words',
      { categories: { set: new Int32Array(4), bits: Uint32Array.of(1, 2, 3), words: 2 } },
      'has 3 words of sets',
    ],
    ['missing rules of another length', { missingLeft: Uint8Array.of(1) }, 'missing rules 1, expected 4'],
  ]
  test.each(faults)('%s', (_, fault, message) => {
    expect(() => finish({ ...TREES, ...fault })).toThrow(message)
  })
})

describe('values', () => {
  const type = { kind: 'numeric', dtype: 'float64', width: 1 } as const
  const output = (value: number) =>
    ({ predict: { kind: 'numeric', value, shape: 'vector', dtype: 'float64' } }) as const

  test('weights must fill inputs × outputs', () => {
    const builder = new ProgramBuilder(2, null)
    const input = builder.numeric(builder.input)
    const weights = Float64Array.of(1)
    const value = builder.emit('affine', { op: 'affine', input, weights, intercept: Float64Array.of(0) }, type)
    expect(() => builder.finish(output(value))).toThrow('weights 1, expected 2')
  })

  test('a value must be written before it is read', () => {
    const builder = new ProgramBuilder(1, null)
    const value = builder.emit('sigmoid', { op: 'sigmoid', input: 1 }, type)
    expect(() => builder.finish(output(value))).toThrow('reads value 1 before it is written')
  })

  test('an output must be written', () => {
    const builder = new ProgramBuilder(1, null)
    builder.numeric(builder.input)
    expect(() => builder.finish(output(5))).toThrow('the output predict reads value 5, which nothing writes')
  })

  test('chosen columns must exist', () => {
    const builder = new ProgramBuilder(2, null)
    const input = builder.numeric(builder.input)
    const value = builder.emit('selectColumns', { op: 'selectColumns', input, columns: Int32Array.of(2) }, type)
    expect(() => builder.finish(output(value))).toThrow('columns[0] = 2, expected 0 to 1')
  })
})
