/** The tree kernels of both backends: the plain one against hand-made trees, the fast one against the plain one. */
import { describe, expect, test } from 'vitest'
import { ProgramBuilder } from '../program/builder.ts'
import type { Trees } from '../program/operators/trees.ts'
import { type Backend, Engine } from './engine.ts'
import {
  awkwardNumber,
  type ForestShape,
  numericInput,
  oneOperator,
  randomNumbers,
  randomTrees,
  runNumbers,
} from './testing.ts'

type Comparison = { readonly dtype: 'float32' | 'float64'; readonly strict: boolean }

function treeProgram(
  trees: Trees,
  features: number,
  comparison: Comparison,
  divisor = trees.roots.length,
  start?: Float64Array,
) {
  const type = { kind: 'numeric', dtype: 'float64', width: trees.leafWidth } as const
  return oneOperator(
    'treeEnsemble',
    features,
    { op: 'treeEnsemble', comparison, trees, divisor, ...(start === undefined ? {} : { start }) },
    type,
    comparison.dtype,
  )
}

/** One split of feature 0 at the threshold: 1 to the left, 2 to the right. */
function stump(threshold: number, missingLeft?: boolean): Trees {
  return {
    roots: Int32Array.of(0),
    left: Int32Array.of(1, -1, -1),
    right: Int32Array.of(2, -1, -1),
    feature: Int32Array.of(0, -2, -2),
    threshold: Float64Array.of(threshold, 0, 0),
    leaf: Int32Array.of(-1, 0, 1),
    leafValues: Float64Array.of(1, 2),
    leafWidth: 1,
    ...(missingLeft === undefined ? {} : { missingLeft: Uint8Array.of(Number(missingLeft), 0, 0) }),
  }
}

const FLOAT32 = { dtype: 'float32', strict: false } as const
const BACKENDS: readonly Backend[] = ['reference', 'wasm']

describe.each(BACKENDS)('%s', (backend) => {
  const answer = (trees: Trees, comparison: Comparison, x: number[]) =>
    Array.from(runNumbers(treeProgram(trees, 1, comparison), backend, numericInput(x.length, 1, Float64Array.from(x))))

  test('goes left up to and including the threshold', () => {
    expect(answer(stump(0.5), FLOAT32, [0.5, 0.5 + 2 ** -24, -Infinity, Infinity])).toEqual([1, 2, 1, 2])
  })

  test('compares the float32 of x with the float64 of the threshold', () => {
    // 0.1 is above its own float32 neighbour below, and below the one above.
    const below = Math.fround(0.1) - 2 ** -27
    expect(answer(stump(0.1), FLOAT32, [0.1, below])).toEqual([2, 1])
    expect(answer(stump(0.1), { dtype: 'float64', strict: false }, [0.1, 0.1 + 2 ** -56])).toEqual([1, 2])
  })

  test('goes right at the threshold if the comparison is strict', () => {
    expect(answer(stump(0.5), { dtype: 'float32', strict: true }, [0.5, 0.5 - 2 ** -25])).toEqual([2, 1])
    expect(answer(stump(0), { dtype: 'float64', strict: true }, [0, -5e-324])).toEqual([2, 1])
  })

  test('sends missing values where the node says, to the right if it says nothing', () => {
    expect(answer(stump(0), FLOAT32, [Number.NaN, -1])).toEqual([2, 1])
    expect(answer(stump(0, true), FLOAT32, [Number.NaN, 1])).toEqual([1, 2])
    expect(answer(stump(0, false), FLOAT32, [Number.NaN, -1])).toEqual([2, 1])
  })

  test('a tree can be one leaf', () => {
    const one = { ...stump(0), left: Int32Array.of(-1), right: Int32Array.of(-1), feature: Int32Array.of(-2) }
    const trees = { ...one, threshold: Float64Array.of(-2), leaf: Int32Array.of(1) }
    expect(answer(trees, FLOAT32, [0, Number.NaN])).toEqual([2, 2])
  })

  test('sums in the order of the trees, then divides', () => {
    const joined: Trees = {
      roots: Int32Array.of(0, 1, 2),
      left: Int32Array.of(-1, -1, -1),
      right: Int32Array.of(-1, -1, -1),
      feature: Int32Array.of(-2, -2, -2),
      threshold: Float64Array.of(-2, -2, -2),
      leaf: Int32Array.of(0, 1, 2),
      leafValues: Float64Array.of(1e16, 1, -1e16),
      leafWidth: 1,
    }
    // 1e16 + 1 rounds to 1e16: another order would give 1.
    expect(answer(joined, FLOAT32, [0])).toEqual([0])
  })
})

/** One split of feature 0: categories 1 and 33 to the left. */
function categorySplit(missingLeft: boolean): Trees {
  const categories = { set: Int32Array.of(0, -1, -1), bits: Uint32Array.of(1 << 1, 1 << 1), words: 2 }
  return { ...stump(0, missingLeft), categories }
}

describe.each(BACKENDS)('%s, beyond thresholds', (backend) => {
  const FLOAT64 = { dtype: 'float64', strict: false } as const
  const answer = (trees: Trees, x: number[], start?: Float64Array) => {
    const input = numericInput(x.length, 1, Float64Array.from(x))
    return Array.from(runNumbers(treeProgram(trees, 1, FLOAT64, 1, start), backend, input))
  }

  test('categories in the set go left, others right, and what is no category where missing values go', () => {
    const x = [1, 33, 1.9, 0, -0, 2, 32, 63, 64, -1, -0.5, Infinity, Number.NaN]
    const known = [1, 1, 1, 2, 2, 2, 2, 2]
    expect(answer(categorySplit(true), x)).toEqual([...known, 1, 1, 1, 1, 1])
    expect(answer(categorySplit(false), x)).toEqual([...known, 2, 2, 2, 2, 2])
  })

  test('a sum may start from a number', () => {
    expect(answer(stump(0), [-1, 1], Float64Array.of(10))).toEqual([11, 12])
  })

  test('a sum may start from a value, and trees may answer one by one', () => {
    const builder = new ProgramBuilder(1, null)
    const input = builder.numeric(builder.input)
    const type = { kind: 'numeric', dtype: 'float64', width: 1 } as const
    const trees = stump(0)
    const operator = { op: 'treeEnsemble', input, comparison: FLOAT64, trees, start: input, divisor: 1 } as const
    const value = builder.emit('treeEnsemble', operator, type)
    const leaves = builder.emit('treeLeaves', { op: 'treeLeaves', input, comparison: FLOAT64, trees }, type)
    const program = builder.finish({
      predict: { kind: 'numeric', value, shape: 'vector', dtype: 'float64' },
      decision_function: { kind: 'numeric', value: leaves, shape: 'vector', dtype: 'float64' },
    })
    const results = new Engine(program, backend).run(
      ['predict', 'decision_function'],
      numericInput(2, 1, Float64Array.of(-1, 1)),
    )
    expect(results.get(value)).toMatchObject({ data: Float64Array.of(0, 3) })
    expect(results.get(leaves)).toMatchObject({ data: Float64Array.of(1, 2) })
  })

  test('bytes as C makes them of numbers', () => {
    const marked = Uint8Array.of(1)
    const x = [0, 255.9, 256, 300.7, 65_539, 2 ** 31, 1e300, Infinity, -1, -0.5, Number.NaN]
    const bytes = (keepsNegative: boolean) => {
      const type = { kind: 'numeric', dtype: 'float64', width: 1 } as const
      const program = oneOperator('categoryBytes', 1, { op: 'categoryBytes', marked, keepsNegative }, type)
      return Array.from(runNumbers(program, backend, numericInput(x.length, 1, Float64Array.from(x))))
    }
    const positive = [0, 255, 0, 44, 3, 0, 0, 0]
    expect(bytes(true)).toEqual([...positive, -1, -0.5, Number.NaN])
    expect(bytes(false)).toEqual([...positive, 255, 0, Number.NaN])
  })
})

describe('the WebAssembly kernels equal the plain one bit for bit', () => {
  const shapes: [string, ForestShape, Comparison][] = [
    ['small', { trees: 19, nodes: 301, features: 7, leafWidth: 1 }, FLOAT32],
    ['small, two outputs', { trees: 8, nodes: 63, features: 3, leafWidth: 2 }, FLOAT32],
    ['small, five outputs', { trees: 3, nodes: 21, features: 3, leafWidth: 5 }, FLOAT32],
    ['small, strict', { trees: 9, nodes: 101, features: 4, leafWidth: 1 }, { dtype: 'float32', strict: true }],
    ['missing', { trees: 17, nodes: 201, features: 5, leafWidth: 2, missing: true }, FLOAT32],
    ['large by features', { trees: 5, nodes: 41, features: 17_000, leafWidth: 1, missing: true }, FLOAT32],
    ['large by nodes', { trees: 1, nodes: 140_001, features: 3, leafWidth: 1 }, FLOAT32],
    ['float64', { trees: 9, nodes: 101, features: 4, leafWidth: 3 }, { dtype: 'float64', strict: false }],
    [
      'float64, strict, missing',
      { trees: 9, nodes: 101, features: 4, leafWidth: 1, missing: true },
      { dtype: 'float64', strict: true },
    ],
  ]
  const rowCounts = (shape: ForestShape) => (shape.features > 1000 ? [1, 9, 70] : [1, 7, 8, 9, 63, 200, 4096, 5001])

  test.each(shapes)('%s', (_, shape, comparison) => {
    const random = randomNumbers(shape.nodes)
    const start = Float64Array.from({ length: shape.leafWidth }, random)
    const program = treeProgram(randomTrees(random, shape), shape.features, comparison, shape.trees, start)
    for (const rows of rowCounts(shape)) {
      for (const missing of [0, 0.1]) {
        const cell = () => (random() < missing ? Number.NaN : awkwardNumber(random))
        const input = numericInput(rows, shape.features, Float64Array.from({ length: rows * shape.features }, cell))
        expect(runNumbers(program, 'wasm', input)).toEqual(runNumbers(program, 'reference', input))
      }
    }
  })
})
