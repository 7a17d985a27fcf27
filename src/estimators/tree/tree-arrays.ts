/** `sklearn.tree._tree.Tree`: the node array of the Cython class, joined into the trees of an ensemble. */
import { field, fieldNames, toFloat64, toInt32, toUint8 } from '../../pickle/ndarray-decode.ts'
import type { PickleObject } from '../../pickle/values.ts'
import type { Trees } from '../../program/operators/trees.ts'
import { Attributes } from '../attributes.ts'
import { pairwiseSum } from '../numpy-sum.ts'

/** Turns the values of one leaf, (outputs × largest number of classes), into what the ensemble adds up. */
export interface LeafLayout {
  /** Classes of each output; 1 for each output of a regressor. */
  readonly widths: readonly number[]
  /** True if values are counts that predict_proba divides by their sum: classifiers before 1.4. */
  readonly normalise: boolean
}

/** Joins trees; node indices are shifted so that all share one set of arrays. */
export function joinTrees(objects: readonly PickleObject[], path: (i: number) => string, layout: LeafLayout): Trees {
  const trees = objects.map((object, i) => readTree(object, path(i)))
  const nodes = trees.reduce((sum, tree) => sum + tree.left.length, 0)
  const leaves = trees.reduce((sum, tree) => sum + tree.leaves, 0)
  const leafWidth = layout.widths.reduce((sum, width) => sum + width, 0)
  const joined = {
    roots: new Int32Array(trees.length),
    left: new Int32Array(nodes),
    right: new Int32Array(nodes),
    feature: new Int32Array(nodes),
    threshold: new Float64Array(nodes),
    leaf: new Int32Array(nodes),
    leafValues: new Float64Array(leaves * leafWidth),
    leafWidth,
    ...(trees.some((tree) => tree.missingLeft?.includes(1)) ? { missingLeft: new Uint8Array(nodes) } : {}),
  }
  let offset = 0
  let leaf = 0
  for (const [t, tree] of trees.entries()) {
    joined.roots[t] = offset
    leaf = appendTree(joined, tree, offset, leaf, layout)
    offset += tree.left.length
  }
  return joined
}

/** One tree as the file has it: a leaf has the left child -1. */
interface RawTree {
  readonly left: Int32Array
  readonly right: Int32Array
  readonly feature: Int32Array
  readonly threshold: Float64Array
  readonly missingLeft: Uint8Array | undefined
  /** (nodes × outputs × largest number of classes). */
  readonly values: Float64Array
  readonly outputs: number
  readonly maxClasses: number
  readonly leaves: number
}

function readTree(object: PickleObject, path: string): RawTree {
  const attributes = new Attributes(object, path)
  const nodes = attributes.array('nodes')
  const values = attributes.array('values')
  const [count = 0, outputs = 1, maxClasses = 1] = values.shape
  if (nodes.shape[0] !== count || values.shape.length !== 3) {
    throw attributes.error('model_invalid', `has ${nodes.shape[0]} nodes and values of shape (${values.shape})`)
  }
  const left = toInt32(field(nodes, 'left_child'))
  const hasMissingRule = fieldNames(nodes).includes('missing_go_to_left')
  return {
    left,
    right: toInt32(field(nodes, 'right_child')),
    feature: toInt32(field(nodes, 'feature')),
    threshold: toFloat64(field(nodes, 'threshold')),
    missingLeft: hasMissingRule ? toUint8(field(nodes, 'missing_go_to_left')) : undefined,
    values: toFloat64(values),
    outputs,
    maxClasses,
    leaves: countLeaves(left),
  }
}

function countLeaves(left: Int32Array): number {
  let leaves = 0
  for (let i = 0; i < left.length; i++) if (left[i] === -1) leaves++
  return leaves
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/** Copies one tree behind the others; returns the number of leaves so far. */
function appendTree(to: Mutable<Trees>, tree: RawTree, offset: number, firstLeaf: number, layout: LeafLayout): number {
  to.threshold.set(tree.threshold, offset)
  to.feature.set(tree.feature, offset)
  if (to.missingLeft !== undefined && tree.missingLeft !== undefined) to.missingLeft.set(tree.missingLeft, offset)
  let leaf = firstLeaf
  for (let i = 0; i < tree.left.length; i++) {
    const left = tree.left[i] as number
    if (left === -1) {
      to.left[offset + i] = -1
      to.right[offset + i] = -1
      to.leaf[offset + i] = leaf
      copyLeaf(to.leafValues, leaf * to.leafWidth, tree, i, layout)
      leaf++
    } else {
      // A child before the first node would land in another tree; the verifier refuses what is out of range.
      to.left[offset + i] = left < 0 ? -2 : left + offset
      to.right[offset + i] = offset + (tree.right[i] as number)
      to.leaf[offset + i] = -1
    }
  }
  return leaf
}

function copyLeaf(to: Float64Array, at: number, tree: RawTree, node: number, layout: LeafLayout): void {
  let write = at
  for (let output = 0; output < layout.widths.length; output++) {
    const from = (node * tree.outputs + output) * tree.maxClasses
    const width = layout.widths[output] as number
    const sum = layout.normalise ? pairwiseSum(tree.values, from, width) : 1
    const divisor = sum === 0 ? 1 : sum
    for (let k = 0; k < width; k++) to[write++] = (tree.values[from + k] as number) / divisor
  }
}

/** The `tree_` of a fitted tree. */
export function treeObject(attributes: Attributes): PickleObject {
  const tree = attributes.object('tree_')
  if (tree.className !== 'Tree') throw attributes.error('model_invalid', `expected a Tree, found ${tree.className}`)
  return tree
}
