/** The tree kernels of both backends: the plain one against hand-made trees, the fast one against the plain one. */
import { describe, expect, test } from 'vitest'
import type { Trees } from '../program/operators/trees.ts'
import type { Backend } from './engine.ts'
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

function treeProgram(trees: Trees, features: number, comparison: Comparison, divisor = trees.roots.length) {
  const type = { kind: 'numeric', dtype: 'float64', width: trees.leafWidth } as const
  return oneOperator(
    'treeEnsemble',
    features,
    { op: 'treeEnsemble', comparison, trees, divisor },
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
    const program = treeProgram(randomTrees(random, shape), shape.features, comparison)
    for (const rows of rowCounts(shape)) {
      for (const missing of [0, 0.1]) {
        const cell = () => (random() < missing ? Number.NaN : awkwardNumber(random))
        const input = numericInput(rows, shape.features, Float64Array.from({ length: rows * shape.features }, cell))
        expect(runNumbers(program, 'wasm', input)).toEqual(runNumbers(program, 'reference', input))
      }
    }
  })
})
