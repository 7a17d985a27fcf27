/** Lays trees out for the WebAssembly kernels, children side by side: see `assembly/kernels.ts`. */
import type { TreeEnsemble, Trees } from '../../program/operators/trees.ts'
import type { Arena } from '../arena.ts'
import { nextBelow64, roundDown32 } from './thresholds.ts'

export interface PackedTrees {
  readonly kernel: 'smallTrees' | 'largeTrees32' | 'largeTrees64'
  /** Address of the (root, first leaf) pairs. */
  readonly table: number
  readonly count: number
  /** Added to a node's address divided by its size, the address of its flag. */
  readonly flags: number
}

/** Sizes of nodes. */
const SMALL = 8
const LARGE = 16
/** What the payload of a float32 NaN can count. */
const MAX_SMALL_LEAVES = 1 << 22
/** A small node keeps where its feature stands in a row of float32, and the distance to its children, in 16 bits each. */
const MAX_SMALL_FEATURES = 1 << 14
const MAX_SMALL_DISTANCE = (1 << 16) - 1
/** High word of the NaN that marks a leaf. */
const LEAF_32 = 0x7fc00000
const LEAF_64 = 0x7ff80000

export function packTrees(operator: TreeEnsemble, nFeatures: number, arena: Arena): PackedTrees {
  const layout = layOut(operator.trees)
  const isSmall =
    operator.comparison.dtype === 'float32' &&
    nFeatures <= MAX_SMALL_FEATURES &&
    layout.maxDistance <= MAX_SMALL_DISTANCE &&
    layout.maxLeaves <= MAX_SMALL_LEAVES
  if (isSmall) return { kernel: 'smallTrees', ...place(operator, layout, arena, SMALL, writeSmall) }
  const kernel = operator.comparison.dtype === 'float32' ? 'largeTrees32' : 'largeTrees64'
  return { kernel, ...place(operator, layout, arena, LARGE, writeLarge) }
}

/** Where each node goes. */
interface Layout {
  /** (nodes) slot of each node. The root of a tree has an odd slot, so that pairs of children start at even ones. */
  readonly slot: Int32Array
  readonly slots: number
  /** (nodes) index of a leaf among those of its tree. */
  readonly leafIndex: Int32Array
  /** (trees + 1) number of leaves before each tree, and in all. */
  readonly leafStarts: Int32Array
  readonly maxDistance: number
  readonly maxLeaves: number
}

/** Depth first: the pair of children, then all below the left one, then all below the right one. */
function layOut(trees: Trees): Layout {
  const slot = new Int32Array(trees.left.length)
  const leafIndex = new Int32Array(trees.left.length)
  const leafStarts = new Int32Array(trees.roots.length + 1)
  const stack: number[] = []
  let next = 0
  let maxDistance = 0
  let maxLeaves = 0
  for (const [t, root] of trees.roots.entries()) {
    let leaves = 0
    slot[root] = next + 1
    next += 2
    stack.push(root)
    while (stack.length > 0) {
      const node = stack.pop() as number
      const left = trees.left[node] as number
      if (left === -1) {
        leafIndex[node] = leaves++
        continue
      }
      const right = trees.right[node] as number
      maxDistance = Math.max(maxDistance, next - (slot[node] as number))
      slot[left] = next
      slot[right] = next + 1
      next += 2
      stack.push(right, left)
    }
    leafStarts[t + 1] = (leafStarts[t] as number) + leaves
    maxLeaves = Math.max(maxLeaves, leaves)
  }
  return { slot, slots: next, leafIndex, leafStarts, maxDistance, maxLeaves }
}

/** Writes the node at address `at`; `distance` is 0 for a leaf, whose index is `leaf`. */
type WriteNode = (
  words: Words,
  at: number,
  operator: TreeEnsemble,
  node: number,
  leaf: number,
  distance: number,
) => void

type Placed = Pick<PackedTrees, 'table' | 'count' | 'flags'>

/** Makes space for the table, the nodes, their flags and the leaves, and fills it. */
function place(operator: TreeEnsemble, layout: Layout, arena: Arena, nodeBytes: number, write: WriteNode): Placed {
  const { trees } = operator
  const { slot, leafIndex, leafStarts } = layout
  const count = trees.roots.length
  const leafBytes = trees.leafWidth * 8
  const table = arena.allocate(count * 8)
  const nodesAt = arena.allocate(layout.slots * nodeBytes)
  const flagsAt = arena.allocate(layout.slots)
  const leavesAt = arena.allocate((leafStarts[count] as number) * leafBytes)
  const words = new Words(arena.memory.buffer)
  const tree = treeOfNodes(trees)
  for (let t = 0; t < count; t++) {
    words.u32[(table >>> 2) + 2 * t] = nodesAt + (slot[trees.roots[t] as number] as number) * nodeBytes
    words.u32[(table >>> 2) + 2 * t + 1] = leavesAt + (leafStarts[t] as number) * leafBytes
  }
  for (let node = 0; node < slot.length; node++) {
    const own = slot[node] as number
    const left = trees.left[node] as number
    const leaf = leafIndex[node] as number
    const distance = left === -1 ? 0 : (slot[left] as number) - own
    write(words, nodesAt + own * nodeBytes, operator, node, leaf, distance)
    words.u8[flagsAt + own] = left === -1 || trees.missingLeft?.[node] === 1 ? 1 : 0
    if (left === -1)
      words.copyLeaf(trees, node, leavesAt + ((leafStarts[tree[node] as number] as number) + leaf) * leafBytes)
  }
  return { table, count, flags: flagsAt - nodesAt / nodeBytes }
}

/** (nodes) the tree that each node belongs to. */
function treeOfNodes(trees: Trees): Int32Array {
  const tree = new Int32Array(trees.left.length)
  const stack: number[] = []
  for (const [t, root] of trees.roots.entries()) {
    stack.push(root)
    while (stack.length > 0) {
      const node = stack.pop() as number
      tree[node] = t
      const left = trees.left[node] as number
      if (left !== -1) stack.push(trees.right[node] as number, left)
    }
  }
  return tree
}

/** The arena's memory as each kind of word. */
class Words {
  readonly u8: Uint8Array
  readonly u16: Uint16Array
  readonly u32: Uint32Array
  readonly f32: Float32Array
  readonly f64: Float64Array

  constructor(buffer: ArrayBuffer) {
    this.u8 = new Uint8Array(buffer)
    this.u16 = new Uint16Array(buffer)
    this.u32 = new Uint32Array(buffer)
    this.f32 = new Float32Array(buffer)
    this.f64 = new Float64Array(buffer)
  }

  copyLeaf(trees: Trees, node: number, at: number): void {
    const from = (trees.leaf[node] as number) * trees.leafWidth
    for (let k = 0; k < trees.leafWidth; k++) this.f64[at / 8 + k] = trees.leafValues[from + k] as number
  }
}

const writeSmall: WriteNode = (words, at, { trees, comparison }, node, leaf, distance) => {
  if (distance === 0) {
    words.u32[at / 4] = LEAF_32 + leaf
    words.u32[at / 4 + 1] = 0
    return
  }
  words.f32[at / 4] = roundDown32(trees.threshold[node] as number, comparison.strict)
  words.u16[at / 2 + 2] = (trees.feature[node] as number) * 4
  words.u16[at / 2 + 3] = distance
}

function roundThreshold(threshold: number, { dtype, strict }: TreeEnsemble['comparison']): number {
  if (dtype === 'float32') return roundDown32(threshold, strict)
  return strict ? nextBelow64(threshold) : threshold
}

const writeLarge: WriteNode = (words, at, { trees, comparison }, node, leaf, distance) => {
  words.u32[at / 4 + 3] = distance
  if (distance === 0) {
    words.u32[at / 4] = leaf
    words.u32[at / 4 + 1] = LEAF_64
    words.u32[at / 4 + 2] = 0
    return
  }
  const threshold = trees.threshold[node] as number
  words.f64[at / 8] = roundThreshold(threshold, comparison)
  words.u32[at / 4 + 2] = (trees.feature[node] as number) * (comparison.dtype === 'float32' ? 4 : 8)
}
