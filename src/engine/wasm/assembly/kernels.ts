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

/** The sum of `count` float64: finite unless one of them is not, or it overflows. */
export function sum64(x: usize, count: i32): f64 {
  let a = f64x2.splat(0), b = f64x2.splat(0)
  const whole = x + (<usize>(count & ~3) << 3), end = x + (<usize>count << 3)
  for (; x < whole; x += 32) {
    a = f64x2.add(a, v128.load(x))
    b = f64x2.add(b, v128.load(x, 16))
  }
  const lanes = f64x2.add(a, b)
  let sum = f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1)
  for (; x < end; x += 8) sum += load<f64>(x)
  return sum
}

/** The sum of `count` float32. */
export function sum32(x: usize, count: i32): f32 {
  let a = f32x4.splat(0), b = f32x4.splat(0)
  const whole = x + (<usize>(count & ~7) << 2), end = x + (<usize>count << 2)
  for (; x < whole; x += 32) {
    a = f32x4.add(a, v128.load(x))
    b = f32x4.add(b, v128.load(x, 16))
  }
  const lanes = f32x4.add(a, b)
  let sum = f32x4.extract_lane(lanes, 0) + f32x4.extract_lane(lanes, 1)
  sum += f32x4.extract_lane(lanes, 2) + f32x4.extract_lane(lanes, 3)
  for (; x < end; x += 4) sum += load<f32>(x)
  return sum
}

// @ts-ignore: decorator
@inline
function apply(kind: i32, x: v128, v: v128): v128 {
  if (kind == 0) return f64x2.sub(x, v)
  if (kind == 1) return f64x2.div(x, v)
  if (kind == 2) return f64x2.mul(x, v)
  return f64x2.add(x, v)
}

// @ts-ignore: decorator
@inline
function columnStep(kind: i32, x: usize, v: usize, rows: i32, n: i32): void {
  const even = <usize>(n & ~1) << 3
  for (let r = 0; r < rows; r++) {
    for (let j: usize = 0; j < even; j += 16) v128.store(x + j, apply(kind, v128.load(x + j), v128.load(v + j)))
    if (n & 1) {
      const last = apply(kind, f64x2.splat(load<f64>(x + even)), f64x2.splat(load<f64>(v + even)))
      store<f64>(x + even, f64x2.extract_lane(last, 0))
    }
    x += <usize>n << 3
  }
}

/** x[r,j] -= v[j]. */
export function subtract(x: usize, v: usize, rows: i32, n: i32): void {
  columnStep(0, x, v, rows, n)
}

/** x[r,j] /= v[j]. */
export function divide(x: usize, v: usize, rows: i32, n: i32): void {
  columnStep(1, x, v, rows, n)
}

/** x[r,j] *= v[j]. */
export function multiply(x: usize, v: usize, rows: i32, n: i32): void {
  columnStep(2, x, v, rows, n)
}

/** x[r,j] += v[j]. */
export function add(x: usize, v: usize, rows: i32, n: i32): void {
  columnStep(3, x, v, rows, n)
}

/*
 * Trees. The children of a node stand side by side, further on; a node says how far on:
 *
 *   small, 8 bytes:   f32 threshold | u16 feature, in bytes of a row | u16 distance to the children, in nodes
 *   large, 16 bytes:  f64 threshold | u32 feature, in bytes of a row | u32 distance
 *
 * A leaf has the distance 0, and a NaN for threshold whose payload is the index of its leaf, counted from the tree's
 * first. `x > NaN` is false, so that whoever has reached a leaf stays there.
 *
 * Many rows go down a tree together, as in a quicksort: each node parts its rows in two, reading one column, for as long
 * as they are many. What is left goes down in eight chains at a time, which wait for one another at their leaves:
 *
 *   loop: eight times: node += distance + (x[feature] > threshold ? 1 : 0)
 *   until none of them moved
 *
 * Neither has a branch that depends on x: the processor could not guess it. `x > threshold` is `not (x <= threshold)`
 * for every x but NaN; rows with a missing value take a variant that looks it up: `flags` has a byte for each node, 1
 * where a missing value goes left, and at leaves.
 *
 * `layout` and `missing` are constants wherever these functions are inlined.
 */

/** Powers of two of a node's size. */
// @ts-ignore: decorator
@inline
const SMALL: i32 = 3
// @ts-ignore: decorator
@inline
const LARGE: i32 = 4

/** Payload of the float32 NaN of a small leaf. */
// @ts-ignore: decorator
@inline
const SMALL_LEAF: u32 = 0x3fffff

/** Fewer rows than this are not worth parting. */
// @ts-ignore: decorator
@inline
const MIN_SEGMENT: i32 = 64

/** Where the node's feature stands in a row, in bytes. */
// @ts-ignore: decorator
@inline
function feature(node: usize, layout: i32): usize {
  return layout == SMALL ? <usize>load<u16>(node, 4) : <usize>load<u32>(node, 8)
}

/** How far on the children stand, in nodes; 0 for a leaf. */
// @ts-ignore: decorator
@inline
function distance(node: usize, layout: i32): usize {
  return layout == SMALL ? <usize>load<u16>(node, 6) : <usize>load<u32>(node, 12)
}

// @ts-ignore: decorator
@inline
function threshold<T>(node: usize, layout: i32): T {
  return <T>(layout == SMALL ? load<f32>(node) : load<f64>(node))
}

// @ts-ignore: decorator
@inline
function missingGoesLeft(node: usize, layout: i32, flags: usize): usize {
  return <usize>load<u8>(flags + (node >>> layout))
}

/** One step down for the value of the node's feature. */
// @ts-ignore: decorator
@inline
function step<T>(node: usize, value: T, layout: i32, flags: usize, missing: bool): usize {
  let right = <usize>(value > threshold<T>(node, layout))
  if (missing) right |= <usize>(value != value) & (missingGoesLeft(node, layout, flags) ^ 1)
  return node + (distance(node, layout) << layout) + (right << layout)
}

/** Address of the values of a leaf. */
// @ts-ignore: decorator
@inline
function leafOf(node: usize, leaves: usize, width: i32, layout: i32): usize {
  const index = layout == SMALL ? load<u32>(node) & SMALL_LEAF : load<u32>(node)
  return leaves + <usize>index * (<usize>width << 3)
}

/** y (width) += leaf (width). */
// @ts-ignore: decorator
@inline
function addLeaf(leaf: usize, width: i32, y: usize): void {
  if (width == 1) {
    store<f64>(y, load<f64>(y) + load<f64>(leaf))
    return
  }
  const bytes = <usize>width << 3
  const even = bytes & ~15
  for (let i: usize = 0; i < even; i += 16) v128.store(y + i, f64x2.add(v128.load(y + i), v128.load(leaf + i)))
  if (even < bytes) store<f64>(y + even, load<f64>(y + even) + load<f64>(leaf + even))
}

/** Eight rows, each from a node of its own, to their leaves. `pairs` holds the (node, row) pairs. */
// @ts-ignore: decorator
@inline
function eightRows<T>(
  pairs: usize, leaves: usize, x: usize, stride: usize, y: usize, width: i32, layout: i32, flags: usize, missing: bool,
): void {
  let n0 = <usize>load<u32>(pairs, 0)
  const r0 = <usize>load<u32>(pairs, 4), x0 = x + r0 * stride
  let n1 = <usize>load<u32>(pairs, 8)
  const r1 = <usize>load<u32>(pairs, 12), x1 = x + r1 * stride
  let n2 = <usize>load<u32>(pairs, 16)
  const r2 = <usize>load<u32>(pairs, 20), x2 = x + r2 * stride
  let n3 = <usize>load<u32>(pairs, 24)
  const r3 = <usize>load<u32>(pairs, 28), x3 = x + r3 * stride
  let n4 = <usize>load<u32>(pairs, 32)
  const r4 = <usize>load<u32>(pairs, 36), x4 = x + r4 * stride
  let n5 = <usize>load<u32>(pairs, 40)
  const r5 = <usize>load<u32>(pairs, 44), x5 = x + r5 * stride
  let n6 = <usize>load<u32>(pairs, 48)
  const r6 = <usize>load<u32>(pairs, 52), x6 = x + r6 * stride
  let n7 = <usize>load<u32>(pairs, 56)
  const r7 = <usize>load<u32>(pairs, 60), x7 = x + r7 * stride
  while (true) {
    const moved = n0 + n1 + n2 + n3 + n4 + n5 + n6 + n7
    n0 = step<T>(n0, load<T>(x0 + feature(n0, layout)), layout, flags, missing)
    n1 = step<T>(n1, load<T>(x1 + feature(n1, layout)), layout, flags, missing)
    n2 = step<T>(n2, load<T>(x2 + feature(n2, layout)), layout, flags, missing)
    n3 = step<T>(n3, load<T>(x3 + feature(n3, layout)), layout, flags, missing)
    n4 = step<T>(n4, load<T>(x4 + feature(n4, layout)), layout, flags, missing)
    n5 = step<T>(n5, load<T>(x5 + feature(n5, layout)), layout, flags, missing)
    n6 = step<T>(n6, load<T>(x6 + feature(n6, layout)), layout, flags, missing)
    n7 = step<T>(n7, load<T>(x7 + feature(n7, layout)), layout, flags, missing)
    // Nodes only ever move forward, so the sum stands still when, and only when, every chain does.
    if (moved == n0 + n1 + n2 + n3 + n4 + n5 + n6 + n7) break
  }
  const out = <usize>width << 3
  addLeaf(leafOf(n0, leaves, width, layout), width, y + r0 * out)
  addLeaf(leafOf(n1, leaves, width, layout), width, y + r1 * out)
  addLeaf(leafOf(n2, leaves, width, layout), width, y + r2 * out)
  addLeaf(leafOf(n3, leaves, width, layout), width, y + r3 * out)
  addLeaf(leafOf(n4, leaves, width, layout), width, y + r4 * out)
  addLeaf(leafOf(n5, leaves, width, layout), width, y + r5 * out)
  addLeaf(leafOf(n6, leaves, width, layout), width, y + r6 * out)
  addLeaf(leafOf(n7, leaves, width, layout), width, y + r7 * out)
}

/** One row down eight trees; leaves are added in the order of the trees. `table` holds (root, leaves) pairs. */
// @ts-ignore: decorator
@inline
function eightTrees<T>(
  table: usize, x: usize, y: usize, width: i32, layout: i32, flags: usize, missing: bool,
): void {
  let n0 = <usize>load<u32>(table, 0)
  let n1 = <usize>load<u32>(table, 8)
  let n2 = <usize>load<u32>(table, 16)
  let n3 = <usize>load<u32>(table, 24)
  let n4 = <usize>load<u32>(table, 32)
  let n5 = <usize>load<u32>(table, 40)
  let n6 = <usize>load<u32>(table, 48)
  let n7 = <usize>load<u32>(table, 56)
  while (true) {
    const moved = n0 + n1 + n2 + n3 + n4 + n5 + n6 + n7
    n0 = step<T>(n0, load<T>(x + feature(n0, layout)), layout, flags, missing)
    n1 = step<T>(n1, load<T>(x + feature(n1, layout)), layout, flags, missing)
    n2 = step<T>(n2, load<T>(x + feature(n2, layout)), layout, flags, missing)
    n3 = step<T>(n3, load<T>(x + feature(n3, layout)), layout, flags, missing)
    n4 = step<T>(n4, load<T>(x + feature(n4, layout)), layout, flags, missing)
    n5 = step<T>(n5, load<T>(x + feature(n5, layout)), layout, flags, missing)
    n6 = step<T>(n6, load<T>(x + feature(n6, layout)), layout, flags, missing)
    n7 = step<T>(n7, load<T>(x + feature(n7, layout)), layout, flags, missing)
    // Nodes only ever move forward, so the sum stands still when, and only when, every chain does.
    if (moved == n0 + n1 + n2 + n3 + n4 + n5 + n6 + n7) break
  }
  addLeaf(leafOf(n0, <usize>load<u32>(table, 4), width, layout), width, y)
  addLeaf(leafOf(n1, <usize>load<u32>(table, 12), width, layout), width, y)
  addLeaf(leafOf(n2, <usize>load<u32>(table, 20), width, layout), width, y)
  addLeaf(leafOf(n3, <usize>load<u32>(table, 28), width, layout), width, y)
  addLeaf(leafOf(n4, <usize>load<u32>(table, 36), width, layout), width, y)
  addLeaf(leafOf(n5, <usize>load<u32>(table, 44), width, layout), width, y)
  addLeaf(leafOf(n6, <usize>load<u32>(table, 52), width, layout), width, y)
  addLeaf(leafOf(n7, <usize>load<u32>(table, 60), width, layout), width, y)
}

/** One row from a node to its leaf. */
// @ts-ignore: decorator
@inline
function oneRow<T>(
  node: usize, leaves: usize, x: usize, y: usize, width: i32, layout: i32, flags: usize, missing: bool,
): void {
  while (true) {
    const next = step<T>(node, load<T>(x + feature(node, layout)), layout, flags, missing)
    if (next == node) break
    node = next
  }
  addLeaf(leafOf(node, leaves, width, layout), width, y)
}

/** x (rows × n) to columns that start `bytes` apart. */
function transpose<T>(x: usize, n: i32, rows: i32, columns: usize, bytes: usize): void {
  const stride = <usize>n * sizeof<T>()
  for (let r = 0; r < rows; r++) {
    let column = columns
    for (let f: usize = 0; f < stride; f += sizeof<T>()) {
      store<T>(column, load<T>(x + f))
      column += bytes
    }
    x += stride
    columns += sizeof<T>()
  }
}

/**
 * Parts the rows `from[low..high)` (u16) by the node into `to`: those that go left from the front, those that go right
 * from the back. Returns where the right ones start.
 */
// @ts-ignore: decorator
@inline
function part<T>(
  node: usize, column: usize, from: usize, to: usize, low: i32, high: i32, layout: i32, flags: usize, missing: bool,
): i32 {
  const limit = threshold<T>(node, layout)
  const missingRight = missing ? missingGoesLeft(node, layout, flags) ^ 1 : 0
  let left = to + (<usize>low << 1)
  let right = to + (<usize>high << 1)
  const end = from + (<usize>high << 1)
  for (let at = from + (<usize>low << 1); at < end; at += 2) {
    const row = load<u16>(at)
    const value = load<T>(column + <usize>row * sizeof<T>())
    let goesRight = <usize>(value > limit)
    if (missing) goesRight |= <usize>(value != value) & missingRight
    store<u16>(left, row)
    store<u16>(right - 2, row)
    right -= goesRight << 1
    left += 2 - (goesRight << 1)
  }
  return <i32>((left - to) >>> 1)
}

/** All rows down one tree. */
// @ts-ignore: decorator
@inline
function allRows<T>(
  root: usize, leaves: usize, x: usize, stride: usize, columns: usize, columnBytes: usize, scratch: usize,
  y: usize, width: i32, rows: i32, layout: i32, flags: usize, missing: bool,
): void {
  // Two lists of rows that take turns, the rows that wait for chains, and the segments that wait to be parted.
  const lists = scratch
  const listBytes = <usize>rows << 1
  const pairs = (scratch + listBytes * 2 + 7) & ~7
  let stack = pairs + (<usize>rows << 3)
  const bottom = stack
  let pairsEnd = pairs
  for (let r = 0; r < rows; r++) store<u16>(lists + (<usize>r << 1), <u16>r)

  let node = root
  let low = 0
  let high = rows
  let turn: usize = 0
  while (true) {
    const from = lists + turn * listBytes
    const isLeaf = distance(node, layout) == 0
    if (high - low >= MIN_SEGMENT && !isLeaf) {
      const column = columns + (feature(node, layout) / sizeof<T>()) * columnBytes
      turn ^= 1
      const middle = part<T>(node, column, from, lists + turn * listBytes, low, high, layout, flags, missing)
      const left = node + (distance(node, layout) << layout)
      const right = left + (<usize>1 << layout)
      // The right rows wait, unless there are none; the left ones go on, unless there are none.
      if (middle == high) {
        node = left
      } else if (middle == low) {
        node = right
      } else {
        store<u32>(stack, <u32>right)
        store<u32>(stack, <u32>((high << 1) | <i32>turn), 4)
        store<u32>(stack, <u32>middle, 8)
        stack += 12
        node = left
        high = middle
      }
      continue
    }
    if (isLeaf) {
      const leaf = leafOf(node, leaves, width, layout)
      for (let i = low; i < high; i++) {
        addLeaf(leaf, width, y + <usize>load<u16>(from + (<usize>i << 1)) * (<usize>width << 3))
      }
    } else {
      for (let i = low; i < high; i++) {
        store<u32>(pairsEnd, <u32>node)
        store<u32>(pairsEnd, <u32>load<u16>(from + (<usize>i << 1)), 4)
        pairsEnd += 8
      }
    }
    if (stack == bottom) break
    stack -= 12
    node = <usize>load<u32>(stack)
    turn = <usize>load<u32>(stack, 4) & 1
    high = <i32>(load<u32>(stack, 4) >>> 1)
    low = <i32>load<u32>(stack, 8)
  }

  let at = pairs
  for (; at + 64 <= pairsEnd; at += 64) {
    eightRows<T>(at, leaves, x, stride, y, width, layout, flags, missing)
  }
  for (; at < pairsEnd; at += 8) {
    const row = <usize>load<u32>(at, 4)
    const to = y + row * (<usize>width << 3)
    oneRow<T>(<usize>load<u32>(at), leaves, x + row * stride, to, width, layout, flags, missing)
  }
}

/** Many rows go down one tree after the other, few rows eight trees at a time. */
// @ts-ignore: decorator
@inline
function sumLeaves<T>(
  table: usize, trees: i32, x: usize, n: i32, scratch: usize, y: usize, width: i32, rows: i32,
  layout: i32, flags: usize, missing: bool,
): void {
  const stride = <usize>n * sizeof<T>()
  if (rows >= 8) {
    // An odd number of cache lines apart, so that the columns of one row do not all fall on the same set of the cache.
    const columnBytes = ((<usize>rows * sizeof<T>() + 127) & ~127) + 64
    transpose<T>(x, n, rows, scratch, columnBytes)
    const rest = scratch + <usize>n * columnBytes
    for (let t = 0; t < trees; t++) {
      const root = <usize>load<u32>(table + (<usize>t << 3))
      const leaves = <usize>load<u32>(table + (<usize>t << 3), 4)
      allRows<T>(root, leaves, x, stride, scratch, columnBytes, rest, y, width, rows, layout, flags, missing)
    }
    return
  }
  const grouped = trees & ~7
  for (let r = 0; r < rows; r++) {
    const row = x + <usize>r * stride
    const to = y + <usize>r * (<usize>width << 3)
    for (let t = 0; t < grouped; t += 8) {
      eightTrees<T>(table + (<usize>t << 3), row, to, width, layout, flags, missing)
    }
    for (let t = grouped; t < trees; t++) {
      const tree = table + (<usize>t << 3)
      oneRow<T>(<usize>load<u32>(tree), <usize>load<u32>(tree, 4), row, to, width, layout, flags, missing)
    }
  }
}

/** Whether any of `count` numbers at x is NaN. */
// @ts-ignore: decorator
@inline
function hasMissing<T>(x: usize, count: i32): bool {
  const end = x + <usize>count * sizeof<T>()
  let found = 0
  for (; x < end; x += sizeof<T>()) {
    const value = load<T>(x)
    found |= <i32>(value != value)
  }
  return found != 0
}

/** Bytes that `scratch` must have for the tree kernels: columns, lists of rows, pairs, and segments. */
export function treeScratch(n: i32, rows: i32, itemsize: i32): usize {
  const columns = <usize>n * (((<usize>rows * <usize>itemsize + 127) & ~127) + 64)
  return columns + <usize>rows * (4 + 8 + 12) + 64
}

/**
 * y (rows × width), which holds what the caller starts from, += the leaves of small trees for x (rows × n, float32), at most 65535 rows.
 * `table` holds the address of the root and of the first leaf of each tree; the flag of the node at address p is at
 * `flags + (p >>> 3)`.
 */
export function smallTrees(
  table: usize, trees: i32, x: usize, n: i32, scratch: usize, y: usize, width: i32, rows: i32, flags: usize,
): void {
  if (hasMissing<f32>(x, rows * n)) sumLeaves<f32>(table, trees, x, n, scratch, y, width, rows, SMALL, flags, true)
  else sumLeaves<f32>(table, trees, x, n, scratch, y, width, rows, SMALL, flags, false)
}

/** As `smallTrees`, for large trees; the flag of the node at address p is at `flags + (p >>> 4)`. */
export function largeTrees32(
  table: usize, trees: i32, x: usize, n: i32, scratch: usize, y: usize, width: i32, rows: i32, flags: usize,
): void {
  if (hasMissing<f32>(x, rows * n)) sumLeaves<f32>(table, trees, x, n, scratch, y, width, rows, LARGE, flags, true)
  else sumLeaves<f32>(table, trees, x, n, scratch, y, width, rows, LARGE, flags, false)
}

/** As `largeTrees32`, for float64 x. */
export function largeTrees64(
  table: usize, trees: i32, x: usize, n: i32, scratch: usize, y: usize, width: i32, rows: i32, flags: usize,
): void {
  if (hasMissing<f64>(x, rows * n)) sumLeaves<f64>(table, trees, x, n, scratch, y, width, rows, LARGE, flags, true)
  else sumLeaves<f64>(table, trees, x, n, scratch, y, width, rows, LARGE, flags, false)
}
