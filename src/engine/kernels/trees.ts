/** Trees, plainly: the reference that the WebAssembly kernel must equal bit for bit. */
import type { CategorySplits, TreeEnsemble, TreeOperator, Trees } from '../../program/operators/trees.ts'
import type { KernelsOf, Prepare, Storage } from '../kernel.ts'
import { elementwise } from './elementwise.ts'

/**
 *     output[row] = start
 *     for each tree, for each row:
 *       node = root
 *       while node is not a leaf:
 *         node = x[feature] <= threshold, or x is missing and missing goes left ? left : right
 *       output[row] += leaf
 *     output /= divisor
 */
const treeEnsemble: Prepare<'treeEnsemble'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  const { trees } = op
  const begin = startOfSum(op, storage)
  const findLeaf = leafFinder(trees, op.comparison)
  return (_, rows) => {
    const x = input.data
    const out = output.data
    const width = trees.leafWidth
    begin(rows)
    for (const root of trees.roots) {
      for (let r = 0; r < rows; r++) {
        const leaf = findLeaf(root, x, r * input.width)
        for (let k = 0; k < width; k++) {
          out[r * width + k] = (out[r * width + k] as number) + (trees.leafValues[leaf * width + k] as number)
        }
      }
    }
    if (op.divisor !== 1) for (let i = 0; i < rows * width; i++) out[i] = (out[i] as number) / op.divisor
  }
}

/** Writes what the sum of leaves starts from into the output. */
export function startOfSum({ start, output: id }: TreeEnsemble, storage: Storage): (rows: number) => void {
  const output = storage.matrix(id)
  const { width } = output
  if (start === undefined) return (rows) => output.data.fill(0, 0, rows * width)
  if (typeof start === 'number') {
    const from = storage.matrix(start)
    return (rows) => output.data.set(from.data.subarray(0, rows * width))
  }
  return (rows) => {
    const out = output.data
    for (let r = 0; r < rows; r++) out.set(start, r * width)
  }
}

const treeLeaves: Prepare<'treeLeaves'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  const { trees } = op
  const findLeaf = leafFinder(trees, op.comparison)
  return (_, rows) => {
    const x = input.data
    const out = output.data
    const width = trees.leafWidth
    for (let t = 0; t < trees.roots.length; t++) {
      const root = trees.roots[t] as number
      for (let r = 0; r < rows; r++) {
        const from = findLeaf(root, x, r * input.width) * width
        const to = r * output.width + t * width
        for (let k = 0; k < width; k++) out[to + k] = trees.leafValues[from + k] as number
      }
    }
  }
}

/** Goes down from a root for the row that starts at `at`; returns the leaf's row in `leafValues`. */
type FindLeaf = (root: number, x: Float64Array | Float32Array, at: number) => number

function leafFinder(trees: Trees, { strict }: TreeEnsemble['comparison']): FindLeaf {
  const goesLeft = strict
    ? (x: number, threshold: number) => x < threshold
    : (x: number, threshold: number) => x <= threshold
  const { categories, missingLeft } = trees
  return (root, x, at) => {
    let node = root
    for (;;) {
      const left = trees.left[node] as number
      if (left === -1) return trees.leaf[node] as number
      const value = x[at + (trees.feature[node] as number)] as number
      const missing = missingLeft?.[node] === 1
      const set = categories === undefined ? -1 : (categories.set[node] as number)
      let isLeft: boolean
      if (categories !== undefined && set >= 0) isLeft = categoryGoesLeft(categories, set, value, missing)
      else isLeft = goesLeft(value, trees.threshold[node] as number) || (missing && Number.isNaN(value))
      node = isLeft ? left : (trees.right[node] as number)
    }
  }
}

function categoryGoesLeft({ bits, words }: CategorySplits, set: number, value: number, missing: boolean): boolean {
  if (!(value >= 0 && value < 32 * words)) return missing
  const category = Math.floor(value)
  return (((bits[set * words + (category >>> 5)] as number) >>> (category & 31)) & 1) === 1
}

const categoryBytes: Prepare<'categoryBytes'> = (op, storage) =>
  elementwise(op, storage, (x, column) => {
    if (op.marked[column] !== 1 || Number.isNaN(x) || (x < 0 && op.keepsNegative)) return x
    return Math.abs(x) < 2 ** 31 ? x & 255 : 0
  })

export const TREE_KERNELS: KernelsOf<TreeOperator> = { categoryBytes, treeEnsemble, treeLeaves }
