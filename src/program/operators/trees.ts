/** Trees, whatever library grew them. */
import type { ValueId } from '../value.ts'
import type { Checks, Context } from './check.ts'
import { count, type Details } from './details.ts'

/**
 * The trees of an ensemble, all nodes in one set of arrays. Node i is a leaf if `left[i]` is -1, and then
 * `leaf[i]` is its row in `leafValues`; otherwise children are node indices.
 */
export interface Trees {
  /** (trees) index of each root. */
  readonly roots: Int32Array
  readonly left: Int32Array
  readonly right: Int32Array
  readonly feature: Int32Array
  readonly threshold: Float64Array
  /** 1 where a missing value goes left; absent if it never does. */
  readonly missingLeft?: Uint8Array
  readonly leaf: Int32Array
  /** (leaves × leafWidth). */
  readonly leafValues: Float64Array
  readonly leafWidth: number
}

/**
 * Additive trees. What decides a split is data, so that every library's trees fit: the dtype and strictness of the
 * comparison (`x <= t` goes left, or `x < t` if strict), where NaN goes, and how leaves combine:
 * `output = (base + Σ_trees leaf) / divisor`, summed in the order of the trees.
 */
export interface TreeEnsemble {
  readonly op: 'treeEnsemble'
  readonly input: ValueId
  readonly output: ValueId
  readonly comparison: { readonly dtype: 'float32' | 'float64'; readonly strict: boolean }
  readonly trees: Trees
  readonly divisor: number
}

export type TreeOperator = TreeEnsemble

export const TREE_CHECKS: Checks<TreeOperator> = {
  treeEnsemble: (op, c) => {
    c.equal('output width', c.numeric(op.output).width, op.trees.leafWidth)
    if (c.numeric(op.input).dtype !== op.comparison.dtype)
      c.fail(`compares ${op.comparison.dtype}, found another dtype`)
    verifyTrees(op.trees, c.numeric(op.input).width, c)
    if (op.comparison.strict && op.trees.threshold.includes(-Infinity)) c.fail('compares with x < -Infinity')
    if (!(op.divisor > 0)) c.fail(`divides by ${op.divisor}`)
  },
}

export const TREE_DETAILS: Details<TreeOperator> = {
  treeEnsemble: ({ trees, comparison, divisor }) => {
    const rule = `x ${comparison.strict ? '<' : '≤'} threshold in ${comparison.dtype}`
    const sum = divisor === 1 ? '' : `, sum ÷ ${divisor}`
    return `${count(trees.roots.length, 'tree')}, ${count(trees.left.length, 'node')}, ${rule}${sum}`
  },
}

/** Every root reaches only its own nodes, each node once, and all nodes are reached; leaves and features in range. */
function verifyTrees(trees: Trees, nFeatures: number, c: Context): void {
  const nodes = trees.left.length
  c.equal('right children', trees.right.length, nodes)
  c.equal('features', trees.feature.length, nodes)
  c.equal('thresholds', trees.threshold.length, nodes)
  c.equal('leaf indices', trees.leaf.length, nodes)
  if (trees.missingLeft !== undefined) c.equal('missing rules', trees.missingLeft.length, nodes)
  if (trees.leafWidth < 1) c.fail(`has leaves of width ${trees.leafWidth}`)
  const leaves = trees.leafValues.length / trees.leafWidth
  if (!Number.isInteger(leaves)) c.fail(`has ${trees.leafValues.length} leaf values, not a multiple of the leaf width`)
  c.indices('roots', trees.roots, 0, nodes)
  for (let node = 0; node < nodes; node++) verifyNode(trees, node, nFeatures, leaves, c)
  const reached = countReached(trees, c)
  if (reached !== nodes) c.fail(`has ${nodes - reached} nodes that no root reaches`)
}

function verifyNode(trees: Trees, node: number, nFeatures: number, leaves: number, c: Context): void {
  const nodes = trees.left.length
  const left = trees.left[node] as number
  if (left === -1) {
    const leaf = trees.leaf[node] as number
    if (!(leaf >= 0 && leaf < leaves)) c.fail(`has leaf index ${leaf} at node ${node}, of ${leaves} leaves`)
    return
  }
  const right = trees.right[node] as number
  const feature = trees.feature[node] as number
  if (!(left >= 0 && left < nodes)) c.fail(`has left child ${left} at node ${node}, of ${nodes} nodes`)
  if (!(right >= 0 && right < nodes)) c.fail(`has right child ${right} at node ${node}, of ${nodes} nodes`)
  if (!(feature >= 0 && feature < nFeatures)) c.fail(`has feature ${feature} at node ${node}, of ${nFeatures} features`)
  if (Number.isNaN(trees.threshold[node])) c.fail(`has the threshold NaN at node ${node}`)
}

/** Walks down from every root; a node met twice has two parents or lies in a cycle. */
function countReached(trees: Trees, c: Context): number {
  const visited = new Uint8Array(trees.left.length)
  const stack: number[] = []
  let reached = 0
  for (const root of trees.roots) {
    stack.push(root)
    while (stack.length > 0) {
      const node = stack.pop() as number
      if (visited[node] === 1) c.fail(`has node ${node} with two parents or in a cycle`)
      visited[node] = 1
      reached++
      const left = trees.left[node] as number
      if (left !== -1) stack.push(trees.right[node] as number, left)
    }
  }
  return reached
}
