/** Trees, plainly: the reference that the WebAssembly kernel must equal bit for bit. */
import type { TreeOperator, Trees } from '../../program/operators/trees.ts'
import type { KernelsOf, Prepare } from '../kernel.ts'

/**
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
  const goesLeft = op.comparison.strict
    ? (x: number, threshold: number) => x < threshold
    : (x: number, threshold: number) => x <= threshold
  return (_, rows) => {
    const x = input.data
    const out = output.data
    const width = trees.leafWidth
    out.fill(0, 0, rows * width)
    for (const root of trees.roots) {
      for (let r = 0; r < rows; r++) {
        const leaf = findLeaf(trees, root, x, r * input.width, goesLeft)
        for (let k = 0; k < width; k++) {
          out[r * width + k] = (out[r * width + k] as number) + (trees.leafValues[leaf * width + k] as number)
        }
      }
    }
    if (op.divisor !== 1) for (let i = 0; i < rows * width; i++) out[i] = (out[i] as number) / op.divisor
  }
}

function findLeaf(
  trees: Trees,
  root: number,
  x: Float64Array | Float32Array,
  at: number,
  goesLeft: (x: number, threshold: number) => boolean,
): number {
  let node = root
  for (;;) {
    const left = trees.left[node] as number
    if (left === -1) return trees.leaf[node] as number
    const value = x[at + (trees.feature[node] as number)] as number
    const isLeft =
      goesLeft(value, trees.threshold[node] as number) || (Number.isNaN(value) && trees.missingLeft?.[node] === 1)
    node = isLeft ? left : (trees.right[node] as number)
  }
}

export const TREE_KERNELS: KernelsOf<TreeOperator> = { treeEnsemble }
