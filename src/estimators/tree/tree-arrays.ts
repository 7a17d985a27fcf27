/** `sklearn.tree._tree.Tree`: the node array of the Cython class, joined into the trees of an ensemble. */
import { field, fieldNames, toFloat64, toInt32, toUint8 } from '../../pickle/ndarray-decode.ts'
import type { PickleObject } from '../../pickle/values.ts'
import { pairwiseSum } from '../../program/numpy-sum.ts'
import type { Trees } from '../../program/operators/trees.ts'
import { Attributes } from '../attributes.ts'

/** One tree of a file, and where it stands. */
export interface TreeSource {
  readonly object: PickleObject
  readonly path: string
  /** The column of each of its features, where it was not fitted on all columns in order. */
  readonly columns?: Int32Array
}

/** Turns what a tree knows of a leaf into what the ensemble adds up. */
export interface LeafLayout {
  readonly width: number
  /** Outputs, and classes of the one that has the most, that the leaves have to hold. */
  readonly outputs: number
  readonly maxClasses: number
  /** Writes `width` numbers for a leaf of tree number `t`. */
  readonly write: (to: Float64Array, at: number, tree: RawTree, node: number, t: number) => void
}

/** Values as they are: one for each output of a regressor, `factor` times. */
export function regressionLeaves(outputs: number, factor = 1): LeafLayout {
  const write: LeafLayout['write'] = (to, at, tree, node) => {
    for (let k = 0; k < outputs; k++) to[at + k] = (tree.values[valueIndex(tree, node, k)] as number) * factor
  }
  return { width: outputs, outputs, maxClasses: 1, write }
}

/**
 * Values by class, for each output. `normalise` if they are counts that predict_proba divides by their sum: classifiers
 * before 1.4.
 */
export function classLeaves(widths: readonly number[], normalise: boolean): LeafLayout {
  const write: LeafLayout['write'] = (to, at, tree, node) => {
    let next = at
    widths.forEach((width, output) => {
      const from = valueIndex(tree, node, output)
      const sum = normalise ? pairwiseSum(tree.values, from, width) : 1
      const divisor = sum === 0 ? 1 : sum
      for (let k = 0; k < width; k++) to[next++] = (tree.values[from + k] as number) / divisor
    })
  }
  const width = widths.reduce((sum, n) => sum + n, 0)
  return { width, outputs: widths.length, maxClasses: Math.max(...widths), write }
}

/** Where the values of a node for one output start. */
function valueIndex(tree: RawTree, node: number, output: number): number {
  return (node * tree.outputs + output) * tree.maxClasses
}

/** Joins trees; node indices are shifted so that all share one set of arrays. */
export function joinTrees(sources: readonly TreeSource[], layout: LeafLayout): Trees {
  const trees = sources.map((source) => readTree(source, layout))
  const nodes = trees.reduce((sum, tree) => sum + tree.left.length, 0)
  const leaves = trees.reduce((sum, tree) => sum + tree.leaves, 0)
  const joined = {
    roots: new Int32Array(trees.length),
    left: new Int32Array(nodes),
    right: new Int32Array(nodes),
    feature: new Int32Array(nodes),
    threshold: new Float64Array(nodes),
    leaf: new Int32Array(nodes),
    leafValues: new Float64Array(leaves * layout.width),
    leafWidth: layout.width,
    ...(trees.some((tree) => tree.missingLeft?.includes(1)) ? { missingLeft: new Uint8Array(nodes) } : {}),
  }
  let offset = 0
  let leaf = 0
  for (const [t, tree] of trees.entries()) {
    joined.roots[t] = offset
    leaf = appendTree(joined, tree, offset, leaf, (at, node) => layout.write(joined.leafValues, at, tree, node, t))
    offset += tree.left.length
  }
  return joined
}

/** One tree as the file has it: a leaf has the left child -1. */
export interface RawTree {
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

function readTree({ object, path, columns }: TreeSource, layout: LeafLayout): RawTree {
  const attributes = new Attributes(object, path)
  const nodes = attributes.array('nodes')
  const values = attributes.array('values')
  const [count = 0, outputs = 1, maxClasses = 1] = values.shape
  if (nodes.shape[0] !== count || values.shape.length !== 3) {
    throw attributes.error('model_invalid', `has ${nodes.shape[0]} nodes and values of shape (${values.shape})`)
  }
  if (outputs < layout.outputs || maxClasses < layout.maxClasses) {
    const expected = `${layout.outputs} outputs of up to ${layout.maxClasses} values`
    throw attributes.error('model_invalid', `expected ${expected}, found values of shape (${values.shape})`)
  }
  const left = toInt32(field(nodes, 'left_child'))
  const feature = toInt32(field(nodes, 'feature'))
  const hasMissingRule = fieldNames(nodes).includes('missing_go_to_left')
  return {
    left,
    right: toInt32(field(nodes, 'right_child')),
    // A feature that has no column is left to the verifier.
    feature: columns === undefined ? feature : feature.map((f) => columns[f] ?? -1),
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
function appendTree(
  to: Mutable<Trees>,
  tree: RawTree,
  offset: number,
  firstLeaf: number,
  writeLeaf: (at: number, node: number) => void,
): number {
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
      writeLeaf(leaf * to.leafWidth, i)
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
