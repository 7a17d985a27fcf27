/** Trees, whatever library grew them. */
import type { ValueId } from '../value.ts'
import { type Checks, type Context, sameWidth } from './check.ts'
import { count, type Details, list, ranges } from './details.ts'

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
  /** Nodes that ask for a category; absent if all compare with a threshold. */
  readonly categories?: CategorySplits
}

/**
 * Splits by category. The value x is a category if `0 <= x < 32·words`: that of the whole number below it. What is none,
 * NaN too, goes where a missing value goes.
 */
export interface CategorySplits {
  /** (nodes) the set of each node, or -1 where the node compares with its threshold. */
  readonly set: Int32Array
  /** (sets × words) bit c of a set, from the lowest bit of its first word on, is 1 where category c goes left. */
  readonly bits: Uint32Array
  readonly words: number
}

/**
 * Additive trees. What decides a split is data, so that every library's trees fit: the dtype and strictness of the
 * comparison (`x <= t` goes left, or `x < t` if strict), where NaN goes, and how leaves combine:
 * `output = (start + Σ_trees leaf) / divisor`, summed in the order of the trees.
 */
export interface TreeEnsemble {
  readonly op: 'treeEnsemble'
  readonly input: ValueId
  readonly output: ValueId
  readonly comparison: { readonly dtype: 'float32' | 'float64'; readonly strict: boolean }
  readonly trees: Trees
  /** (leafWidth) numbers, or a value of that width; zeros if absent. */
  readonly start?: Float64Array | ValueId
  readonly divisor: number
}

/** The leaf of every tree by itself, side by side: (trees × leafWidth) columns. */
export interface TreeLeaves {
  readonly op: 'treeLeaves'
  readonly input: ValueId
  readonly output: ValueId
  readonly comparison: TreeEnsemble['comparison']
  readonly trees: Trees
}

/**
 * The marked columns as C converts them to an unsigned byte on x86-64: truncated, the low eight bits; 0 where the number
 * is beyond 32 bits. NaN, negative numbers if they are to be kept, and the other columns stay as they are.
 */
export interface CategoryBytes {
  readonly op: 'categoryBytes'
  readonly input: ValueId
  readonly output: ValueId
  /** (columns) 1 where marked. */
  readonly marked: Uint8Array
  readonly keepsNegative: boolean
}

export type TreeOperator = TreeEnsemble | TreeLeaves | CategoryBytes

export const TREE_CHECKS: Checks<TreeOperator> = {
  treeEnsemble: (op, c) => {
    c.equal('output width', c.numeric(op.output).width, op.trees.leafWidth)
    verifyInput(op, c)
    if (!(op.divisor > 0)) c.fail(`divides by ${op.divisor}`)
    if (op.start === undefined) return
    if (typeof op.start !== 'number') return c.equal('start', op.start.length, op.trees.leafWidth)
    c.float64(op.start)
    c.equal('start', c.numeric(op.start).width, op.trees.leafWidth)
  },
  treeLeaves: (op, c) => {
    c.equal('output width', c.numeric(op.output).width, op.trees.roots.length * op.trees.leafWidth)
    verifyInput(op, c)
  },
  categoryBytes: (op, c) => {
    sameWidth(op, c)
    c.float64(op.input)
    c.equal('marks', op.marked.length, c.numeric(op.input).width)
  },
}

function verifyInput({ input, comparison, trees }: Pick<TreeEnsemble, 'input' | 'comparison' | 'trees'>, c: Context) {
  if (c.numeric(input).dtype !== comparison.dtype) c.fail(`compares ${comparison.dtype}, found another dtype`)
  verifyTrees(trees, c.numeric(input).width, c)
  if (comparison.strict && trees.threshold.includes(-Infinity)) c.fail('compares with x < -Infinity')
}

export const TREE_DETAILS: Details<TreeOperator> = {
  treeEnsemble: ({ trees, comparison, start, divisor }) => {
    const from = start === undefined ? '' : `, from ${typeof start === 'number' ? `%${start}` : list([...start])}`
    return `${describeTrees(trees, comparison)}${from}${divisor === 1 ? '' : `, sum ÷ ${divisor}`}`
  },
  treeLeaves: ({ trees, comparison }) => describeTrees(trees, comparison),
  categoryBytes: ({ marked }) => `columns ${ranges(Int32Array.from(indicesOf(marked)))}`,
}

function describeTrees(trees: Trees, comparison: TreeEnsemble['comparison']): string {
  const rule = `x ${comparison.strict ? '<' : '≤'} threshold in ${comparison.dtype}`
  const categories = trees.categories === undefined ? '' : ', categories'
  return `${count(trees.roots.length, 'tree')}, ${count(trees.left.length, 'node')}, ${rule}${categories}`
}

function indicesOf(marked: Uint8Array): number[] {
  return [...marked].flatMap((mark, i) => (mark === 1 ? [i] : []))
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
  if (trees.categories !== undefined) verifyCategories(trees.categories, nodes, c)
  c.indices('roots', trees.roots, 0, nodes)
  for (let node = 0; node < nodes; node++) verifyNode(trees, node, nFeatures, leaves, c)
  const reached = countReached(trees, c)
  if (reached !== nodes) c.fail(`has ${nodes - reached} nodes that no root reaches`)
}

function verifyCategories({ set, bits, words }: CategorySplits, nodes: number, c: Context): void {
  c.equal('category rules', set.length, nodes)
  if (!(Number.isInteger(words) && words > 0 && bits.length % words === 0)) c.fail(`has ${bits.length} words of sets`)
  c.indices('category rules', set, -1, bits.length / words)
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
