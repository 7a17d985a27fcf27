/**
 * The kernels that carry the load, in AssemblyScript. They work on the engine's memory by address and allocate nothing.
 * What they must equal, bit for bit, are the reference kernels in `../../kernels`.
 */

/**
 * y[r,k] = sum_j x[r,j] * w[k,j] + b[k]; even and odd j are summed apart in the two lanes of a vector.
 */
export function affine(x: usize, w: usize, b: usize, y: usize, rows: i32, n: i32, k: i32): void {
  const rowBytes = <usize>n << 3
  const evenBytes = (<usize>n & ~1) << 3
  for (let r = 0; r < rows; r++) {
    let weights = w
    for (let c = 0; c < k; c++) {
      let sums = f64x2.splat(0)
      for (let j: usize = 0; j < evenBytes; j += 16) {
        sums = f64x2.add(sums, f64x2.mul(v128.load(x + j), v128.load(weights + j)))
      }
      let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1)
      if (evenBytes < rowBytes) sum += load<f64>(x + evenBytes) * load<f64>(weights + evenBytes)
      store<f64>(y, sum + load<f64>(b + (<usize>c << 3)))
      weights += rowBytes
      y += 8
    }
    x += rowBytes
  }
}

/*
 * Packed trees, 8 bytes a node, depth first: the left child is the next node.
 *
 *   f32 threshold | u32 distance to the right child, in nodes, then the feature in the low bits
 *
 * A leaf has the distance 0 and a NaN for threshold whose payload is the index of its leaf, counted from the tree's
 * first. `x <= NaN` is false, so a chain that has reached a leaf takes 0 steps and waits there for the others: eight
 * chains go down together without a branch, which hides the latency of each.
 *
 *   loop: eight times: node += x[feature] <= threshold ? 1 : distance
 *   until none of them moved
 */

/** A float32 NaN's payload. */
const LEAF_MASK: u32 = 0x3fffff

// @ts-ignore: decorator
@inline
function step(node: usize, x: usize, mask: u32, bits: u32): usize {
  const packed = load<u32>(node, 4)
  const left = load<f32>(x + (<usize>(packed & mask) << 2)) <= load<f32>(node)
  return node + select<usize>(8, <usize>(packed >>> bits) << 3, left)
}

/** As `step`, where bit 0 above the feature says that a missing value goes left. */
// @ts-ignore: decorator
@inline
function stepMissing(node: usize, x: usize, mask: u32, bits: u32): usize {
  const packed = load<u32>(node, 4)
  const value = load<f32>(x + (<usize>(packed & mask) << 2))
  const missingLeft = <i32>(value != value) & <i32>((packed >>> (bits - 1)) & 1)
  const left = <i32>(value <= load<f32>(node)) | missingLeft
  return node + select<usize>(8, <usize>(packed >>> bits) << 3, left)
}

// @ts-ignore: decorator
@inline
function addLeaf(node: usize, leaves: usize, width: i32, y: usize): void {
  const leaf = leaves + <usize>(load<u32>(node) & LEAF_MASK) * (<usize>width << 3)
  if (width == 1) {
    store<f64>(y, load<f64>(y) + load<f64>(leaf))
    return
  }
  const bytes = <usize>width << 3
  const even = bytes & ~15
  for (let i: usize = 0; i < even; i += 16) v128.store(y + i, f64x2.add(v128.load(y + i), v128.load(leaf + i)))
  if (even < bytes) store<f64>(y + even, load<f64>(y + even) + load<f64>(leaf + even))
}

/** Eight rows down one tree. */
// @ts-ignore: decorator
@inline
function eightRows(
  root: usize, leaves: usize, x: usize, stride: usize, y: usize, width: i32, mask: u32, bits: u32, missing: bool,
): void {
  const x1 = x + stride, x2 = x1 + stride, x3 = x2 + stride
  const x4 = x3 + stride, x5 = x4 + stride, x6 = x5 + stride, x7 = x6 + stride
  let n0 = root, n1 = root, n2 = root, n3 = root, n4 = root, n5 = root, n6 = root, n7 = root
  while (true) {
    const moved = n0 + n1 + n2 + n3 + n4 + n5 + n6 + n7
    if (missing) {
      n0 = stepMissing(n0, x, mask, bits)
      n1 = stepMissing(n1, x1, mask, bits)
      n2 = stepMissing(n2, x2, mask, bits)
      n3 = stepMissing(n3, x3, mask, bits)
      n4 = stepMissing(n4, x4, mask, bits)
      n5 = stepMissing(n5, x5, mask, bits)
      n6 = stepMissing(n6, x6, mask, bits)
      n7 = stepMissing(n7, x7, mask, bits)
    } else {
      n0 = step(step(n0, x, mask, bits), x, mask, bits)
      n1 = step(step(n1, x1, mask, bits), x1, mask, bits)
      n2 = step(step(n2, x2, mask, bits), x2, mask, bits)
      n3 = step(step(n3, x3, mask, bits), x3, mask, bits)
      n4 = step(step(n4, x4, mask, bits), x4, mask, bits)
      n5 = step(step(n5, x5, mask, bits), x5, mask, bits)
      n6 = step(step(n6, x6, mask, bits), x6, mask, bits)
      n7 = step(step(n7, x7, mask, bits), x7, mask, bits)
    }
    // Nodes only ever move forward, so the sum stands still when, and only when, every chain does (it may wrap).
    if (moved == n0 + n1 + n2 + n3 + n4 + n5 + n6 + n7) break
  }
  const out = <usize>width << 3
  addLeaf(n0, leaves, width, y)
  addLeaf(n1, leaves, width, y + out)
  addLeaf(n2, leaves, width, y + out * 2)
  addLeaf(n3, leaves, width, y + out * 3)
  addLeaf(n4, leaves, width, y + out * 4)
  addLeaf(n5, leaves, width, y + out * 5)
  addLeaf(n6, leaves, width, y + out * 6)
  addLeaf(n7, leaves, width, y + out * 7)
}

/** One row down eight trees; leaves are added in the order of the trees. `table` holds (root, leaves) pairs. */
// @ts-ignore: decorator
@inline
function eightTrees(table: usize, x: usize, y: usize, width: i32, mask: u32, bits: u32, missing: bool): void {
  let n0 = <usize>load<u32>(table), n1 = <usize>load<u32>(table, 8), n2 = <usize>load<u32>(table, 16)
  let n3 = <usize>load<u32>(table, 24), n4 = <usize>load<u32>(table, 32), n5 = <usize>load<u32>(table, 40)
  let n6 = <usize>load<u32>(table, 48), n7 = <usize>load<u32>(table, 56)
  while (true) {
    const moved = n0 + n1 + n2 + n3 + n4 + n5 + n6 + n7
    if (missing) {
      n0 = stepMissing(n0, x, mask, bits)
      n1 = stepMissing(n1, x, mask, bits)
      n2 = stepMissing(n2, x, mask, bits)
      n3 = stepMissing(n3, x, mask, bits)
      n4 = stepMissing(n4, x, mask, bits)
      n5 = stepMissing(n5, x, mask, bits)
      n6 = stepMissing(n6, x, mask, bits)
      n7 = stepMissing(n7, x, mask, bits)
    } else {
      n0 = step(n0, x, mask, bits)
      n1 = step(n1, x, mask, bits)
      n2 = step(n2, x, mask, bits)
      n3 = step(n3, x, mask, bits)
      n4 = step(n4, x, mask, bits)
      n5 = step(n5, x, mask, bits)
      n6 = step(n6, x, mask, bits)
      n7 = step(n7, x, mask, bits)
    }
    if (moved == n0 + n1 + n2 + n3 + n4 + n5 + n6 + n7) break
  }
  addLeaf(n0, <usize>load<u32>(table, 4), width, y)
  addLeaf(n1, <usize>load<u32>(table, 12), width, y)
  addLeaf(n2, <usize>load<u32>(table, 20), width, y)
  addLeaf(n3, <usize>load<u32>(table, 28), width, y)
  addLeaf(n4, <usize>load<u32>(table, 36), width, y)
  addLeaf(n5, <usize>load<u32>(table, 44), width, y)
  addLeaf(n6, <usize>load<u32>(table, 52), width, y)
  addLeaf(n7, <usize>load<u32>(table, 60), width, y)
}

// @ts-ignore: decorator
@inline
function packed(
  table: usize, trees: i32, x: usize, n: i32, y: usize, width: i32, rows: i32, bits: u32, mask: u32, missing: bool,
): void {
  const stride = <usize>n << 2
  const out = <usize>width << 3
  const grouped = rows & ~7
  for (let t = 0; t < trees; t++) {
    const root = <usize>load<u32>(table + (<usize>t << 3))
    const leaves = <usize>load<u32>(table + (<usize>t << 3), 4)
    for (let r = 0; r < grouped; r += 8) {
      eightRows(root, leaves, x + <usize>r * stride, stride, y + <usize>r * out, width, mask, bits, missing)
    }
  }
  const groupedTrees = trees & ~7
  for (let r = grouped; r < rows; r++) {
    const row = x + <usize>r * stride
    const to = y + <usize>r * out
    for (let t = 0; t < groupedTrees; t += 8) eightTrees(table + (<usize>t << 3), row, to, width, mask, bits, missing)
    for (let t = groupedTrees; t < trees; t++) {
      let node = <usize>load<u32>(table + (<usize>t << 3))
      while (true) {
        const next = missing ? stepMissing(node, row, mask, bits) : step(node, row, mask, bits)
        if (next == node) break
        node = next
      }
      addLeaf(node, <usize>load<u32>(table + (<usize>t << 3), 4), width, to)
    }
  }
}

/**
 * y (rows × width), zeroed by the caller, += the leaves of packed trees for x (rows × n, float32). `table` holds the
 * address of the root and of the first leaf of each tree; `bits` is how many low bits of a node are not distance.
 */
export function packedTrees(
  table: usize, trees: i32, x: usize, n: i32, y: usize, width: i32, rows: i32, bits: u32,
): void {
  packed(table, trees, x, n, y, width, rows, bits, (1 << bits) - 1, false)
}

/** `packedTrees` where a missing value may go left: one bit above the feature says so. */
export function packedTreesMissing(
  table: usize, trees: i32, x: usize, n: i32, y: usize, width: i32, rows: i32, bits: u32,
): void {
  packed(table, trees, x, n, y, width, rows, bits, (1 << (bits - 1)) - 1, true)
}

/*
 * Wide trees, 16 bytes a node, for what the packed form cannot hold (float64 comparisons, many features, huge trees):
 *
 *   f64 threshold | u32 feature, bit 31: missing goes left | u32 distance to the right child
 *
 * A leaf has the distance 0, and its index in place of the threshold's low word under a NaN.
 */

// @ts-ignore: decorator
@inline
function wide<T>(table: usize, trees: i32, x: usize, n: i32, y: usize, width: i32, rows: i32): void {
  const stride = <usize>n * sizeof<T>()
  for (let t = 0; t < trees; t++) {
    const root = <usize>load<u32>(table + (<usize>t << 3))
    const leaves = <usize>load<u32>(table + (<usize>t << 3), 4)
    for (let r = 0; r < rows; r++) {
      const row = x + <usize>r * stride
      let node = root
      while (true) {
        const distance = load<u32>(node, 12)
        if (distance == 0) break
        const feature = load<u32>(node, 8)
        const value = <f64>load<T>(row + <usize>(feature & 0x7fffffff) * sizeof<T>())
        const left = <i32>(value <= load<f64>(node)) | (<i32>(value != value) & <i32>(feature >>> 31))
        node += select<usize>(16, <usize>distance << 4, left)
      }
      const leaf = leaves + <usize>load<u32>(node) * (<usize>width << 3)
      const to = y + <usize>r * (<usize>width << 3)
      for (let k: usize = 0; k < <usize>width << 3; k += 8) store<f64>(to + k, load<f64>(to + k) + load<f64>(leaf + k))
    }
  }
}

export function wideTrees32(table: usize, trees: i32, x: usize, n: i32, y: usize, width: i32, rows: i32): void {
  wide<f32>(table, trees, x, n, y, width, rows)
}

export function wideTrees64(table: usize, trees: i32, x: usize, n: i32, y: usize, width: i32, rows: i32): void {
  wide<f64>(table, trees, x, n, y, width, rows)
}
