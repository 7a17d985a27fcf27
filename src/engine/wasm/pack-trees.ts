/** Lays trees out for the WebAssembly kernels: depth first, the left child next to its parent. See `assembly/kernels.ts`. */
import type { TreeEnsemble, Trees } from '../../program/operators.ts'
import type { Arena } from '../arena.ts'

export interface PackedTrees {
  readonly layout: 'packed' | 'packedMissing' | 'wide32' | 'wide64'
  /** Address of the (root, first leaf) pairs. */
  readonly table: number
  readonly count: number
  /** Low bits of a packed node that are not distance. */
  readonly bits: number
}

/** What the payload of a float32 NaN can count. */
const MAX_PACKED_LEAVES = 1 << 22
/** Eight chains of this many nodes move less than 2^32 bytes together, which the kernel's stop rule relies on. */
const MAX_PACKED_NODES = 1 << 25
/** High word of the NaN that marks a leaf. */
const LEAF_32 = 0x7fc00000
const LEAF_64 = 0x7ff80000

export function packTrees(operator: TreeEnsemble, nFeatures: number, arena: Arena): PackedTrees {
  const { trees } = operator
  const layout = layOut(trees)
  const largest = largestStep(layout.starts)
  const missing = trees.missingLeft?.includes(1) ?? false
  const bits = Math.max(1, Math.ceil(Math.log2(nFeatures))) + (missing ? 1 : 0)
  const fits =
    operator.comparison.dtype === 'float32' &&
    largest < Math.min(MAX_PACKED_NODES, 2 ** (32 - bits)) &&
    largestStep(layout.leafStarts) <= MAX_PACKED_LEAVES
  const wide = operator.comparison.dtype === 'float32' ? 'wide32' : 'wide64'
  const form = fits ? (missing ? 'packedMissing' : 'packed') : wide
  const placed = fits ? writePacked(operator, layout, bits, arena) : writeWide(operator, layout, arena)
  return { layout: form, bits, ...placed }
}

/** The most that any tree adds. */
function largestStep(starts: Int32Array): number {
  let largest = 0
  for (let t = 1; t < starts.length; t++) largest = Math.max(largest, (starts[t] as number) - (starts[t - 1] as number))
  return largest
}

/** The nodes of all trees in the order in which they are laid out, tree after tree. */
interface Layout {
  /** (nodes) node at each position. */
  readonly order: Int32Array
  /** (nodes) how many positions on the right child stands; 0 at a leaf. */
  readonly distance: Int32Array
  /** (trees + 1) position of each root, and the end. */
  readonly starts: Int32Array
  /** (trees + 1) number of leaves before each tree, and in all. */
  readonly leafStarts: Int32Array
}

function layOut(trees: Trees): Layout {
  const nodes = trees.left.length
  const order = new Int32Array(nodes)
  const starts = new Int32Array(trees.roots.length + 1)
  const leafStarts = new Int32Array(trees.roots.length + 1)
  const stack: number[] = []
  let position = 0
  let leaves = 0
  for (const [t, root] of trees.roots.entries()) {
    stack.push(root)
    while (stack.length > 0) {
      const node = stack.pop() as number
      order[position++] = node
      const left = trees.left[node] as number
      if (left === -1) leaves++
      else stack.push(trees.right[node] as number, left)
    }
    starts[t + 1] = position
    leafStarts[t + 1] = leaves
  }
  return { order, distance: rightDistances(trees, order), starts, leafStarts }
}

/** Depth first, the right child comes after all that is below the left one; sizes add up from the back. */
function rightDistances(trees: Trees, order: Int32Array): Int32Array {
  const size = new Int32Array(trees.left.length)
  const distance = new Int32Array(order.length)
  for (let position = order.length - 1; position >= 0; position--) {
    const node = order[position] as number
    const left = trees.left[node] as number
    if (left === -1) {
      size[node] = 1
      continue
    }
    const below = size[left] as number
    distance[position] = below + 1
    size[node] = 1 + below + (size[trees.right[node] as number] as number)
  }
  return distance
}

interface Placed {
  readonly table: number
  readonly count: number
}

type WriteNode = (words: Words, at: number, node: number, leaf: number, distance: number) => void

/** Makes space for the table, the nodes and the leaves, and fills it; `write` writes one node. */
function place(operator: TreeEnsemble, layout: Layout, arena: Arena, nodeBytes: number, write: WriteNode): Placed {
  const { trees } = operator
  const { order, distance, starts, leafStarts } = layout
  const count = trees.roots.length
  const leafBytes = trees.leafWidth * 8
  const table = arena.allocate(count * 8)
  const nodesAt = arena.allocate(order.length * nodeBytes)
  const leavesAt = arena.allocate((leafStarts[count] as number) * leafBytes)
  const words = new Words(arena.memory.buffer)
  for (let t = 0; t < count; t++) {
    const leafStart = leafStarts[t] as number
    words.u32[(table >>> 2) + 2 * t] = nodesAt + (starts[t] as number) * nodeBytes
    words.u32[(table >>> 2) + 2 * t + 1] = leavesAt + leafStart * leafBytes
    let leaf = 0
    for (let position = starts[t] as number; position < (starts[t + 1] as number); position++) {
      const node = order[position] as number
      const right = distance[position] as number
      write(words, nodesAt + position * nodeBytes, node, leaf, right)
      if (right === 0) words.copyLeaf(trees, node, leavesAt + (leafStart + leaf++) * leafBytes)
    }
  }
  return { table, count }
}

/** The arena's memory as each kind of word. */
class Words {
  readonly u32: Uint32Array
  readonly f32: Float32Array
  readonly f64: Float64Array
  constructor(buffer: ArrayBuffer) {
    const bytes = buffer.byteLength
    this.u32 = new Uint32Array(buffer, 0, bytes >>> 2)
    this.f32 = new Float32Array(buffer, 0, bytes >>> 2)
    this.f64 = new Float64Array(buffer, 0, bytes >>> 3)
  }

  copyLeaf(trees: Trees, node: number, at: number): void {
    const from = (trees.leaf[node] as number) * trees.leafWidth
    for (let k = 0; k < trees.leafWidth; k++) this.f64[(at >>> 3) + k] = trees.leafValues[from + k] as number
  }
}

function writePacked(operator: TreeEnsemble, layout: Layout, bits: number, arena: Arena): Placed {
  const { trees, comparison } = operator
  const flagBit = bits - 1
  return place(operator, layout, arena, 8, (words, at, node, leaf, distance) => {
    const word = at >>> 2
    if (distance === 0) {
      words.u32[word] = LEAF_32 + leaf
      words.u32[word + 1] = 0
      return
    }
    words.f32[word] = roundDown32(trees.threshold[node] as number, comparison.strict)
    const flag = trees.missingLeft?.[node] === 1 ? 2 ** flagBit : 0
    words.u32[word + 1] = distance * 2 ** bits + flag + (trees.feature[node] as number)
  })
}

function writeWide(operator: TreeEnsemble, layout: Layout, arena: Arena): Placed {
  const { trees, comparison } = operator
  return place(operator, layout, arena, 16, (words, at, node, leaf, distance) => {
    const word = at >>> 2
    words.u32[word + 3] = distance
    if (distance === 0) {
      words.u32[word] = leaf
      words.u32[word + 1] = LEAF_64
      return
    }
    const threshold = trees.threshold[node] as number
    words.f64[at >>> 3] = comparison.strict ? nextBelow64(threshold) : threshold
    const flag = trees.missingLeft?.[node] === 1 ? 2 ** 31 : 0
    words.u32[word + 2] = flag + (trees.feature[node] as number)
  })
}

const scratch = new DataView(new ArrayBuffer(8))

/**
 * The largest float32 t with t <= threshold (t < threshold if strict): for every float32 x, `x <= t` then says exactly
 * what `x <= threshold` (or `x < threshold`) says in float64.
 */
export function roundDown32(threshold: number, strict: boolean): number {
  const rounded = Math.fround(threshold)
  const isBelow = strict ? rounded < threshold : rounded <= threshold
  return isBelow ? rounded : nextBelow32(rounded)
}

/** The float32 just below; NaN below -Infinity, which no x is less than or equal to. */
function nextBelow32(x: number): number {
  if (x === -Infinity) return Number.NaN
  if (x === 0) return -(2 ** -149)
  scratch.setFloat32(0, x)
  scratch.setInt32(0, scratch.getInt32(0) + (x > 0 ? -1 : 1))
  return scratch.getFloat32(0)
}

/** The float64 just below. */
function nextBelow64(x: number): number {
  if (x === -Infinity) return Number.NaN
  if (x === 0) return -Number.MIN_VALUE
  scratch.setFloat64(0, x)
  scratch.setBigInt64(0, scratch.getBigInt64(0) + (x > 0 ? -1n : 1n))
  return scratch.getFloat64(0)
}
