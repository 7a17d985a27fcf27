/** Selecting the nearest of many: scikit-learn's heap and its sort, and numpy's introselect. */

/**
 * The k nearest seen so far, the farthest of them on top. Which of several at the same distance stay depends on the
 * order in which they come.
 */
export class NearestHeap {
  readonly distances: Float64Array
  readonly indices: Int32Array

  constructor(size: number) {
    this.distances = new Float64Array(size)
    this.indices = new Int32Array(size)
  }

  get largest(): number {
    return this.distances[0] as number
  }

  clear(): void {
    this.distances.fill(Infinity)
    this.indices.fill(0)
  }

  push(distance: number, index: number): void {
    const { distances, indices } = this
    if (distance >= (distances[0] as number)) return
    const size = distances.length
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      if (left >= size) break
      const right = left + 1
      const child = right < size && !((distances[left] as number) >= (distances[right] as number)) ? right : left
      if (!(distance < (distances[child] as number))) break
      distances[at] = distances[child] as number
      indices[at] = indices[child] as number
      at = child
    }
    distances[at] = distance
    indices[at] = index
  }

  sort(kind: 'quick' | 'intro'): void {
    const { distances, indices } = this
    const open: [from: number, size: number][] = [[0, distances.length]]
    for (let part = open.pop(); part !== undefined; part = open.pop()) {
      const [from, size] = part
      if (kind === 'quick' ? size <= 3 : size <= 15) {
        insertionSort(distances, indices, from, size)
        continue
      }
      const pivot = (kind === 'quick' ? partitionBelow : partitionAround)(distances, indices, from, size)
      open.push([from, pivot - from], [pivot + 1, from + size - pivot - 1])
    }
  }
}

function swap(distances: Float64Array, indices: Int32Array, a: number, b: number): void {
  const distance = distances[a] as number
  const index = indices[a] as number
  distances[a] = distances[b] as number
  indices[a] = indices[b] as number
  distances[b] = distance
  indices[b] = index
}

function insertionSort(distances: Float64Array, indices: Int32Array, from: number, size: number): void {
  for (let i = from + 1; i < from + size; i++) {
    const distance = distances[i] as number
    const index = indices[i] as number
    let at = i
    while (at > from && (distances[at - 1] as number) > distance) {
      distances[at] = distances[at - 1] as number
      indices[at] = indices[at - 1] as number
      at--
    }
    distances[at] = distance
    indices[at] = index
  }
}

/** Of the first, the middle and the last: the least goes to the front, the middle one to the end. */
function medianToEnd(distances: Float64Array, indices: Int32Array, from: number, size: number): number {
  const middle = from + (size >> 1)
  const last = from + size - 1
  if ((distances[from] as number) > (distances[last] as number)) swap(distances, indices, from, last)
  if ((distances[last] as number) > (distances[middle] as number)) {
    swap(distances, indices, last, middle)
    if ((distances[from] as number) > (distances[last] as number)) swap(distances, indices, from, last)
  }
  return distances[last] as number
}

/** Lomuto's partition. */
function partitionBelow(distances: Float64Array, indices: Int32Array, from: number, size: number): number {
  const pivot = medianToEnd(distances, indices, from, size)
  const last = from + size - 1
  let store = from
  for (let i = from; i < last; i++) {
    if ((distances[i] as number) < pivot) swap(distances, indices, i, store++)
  }
  swap(distances, indices, store, last)
  return store
}

/** Hoare's partition. */
function partitionAround(distances: Float64Array, indices: Int32Array, from: number, size: number): number {
  const pivot = medianToEnd(distances, indices, from, size)
  const last = from + size - 1
  let i = from + 1
  let j = last - 1
  for (;;) {
    while (i <= j && (distances[i] as number) < pivot) i++
    while (i <= j && (distances[j] as number) > pivot) j--
    if (i >= j) break
    swap(distances, indices, i++, j--)
  }
  swap(distances, indices, i, last)
  return i
}

/** numpy's order of floats: NaN comes last. */
function isLess(a: number, b: number): boolean {
  return a < b || (Number.isNaN(b) && !Number.isNaN(a))
}

/**
 * numpy's `argpartition`: puts the positions of the `kth` and of all smaller ones into the first kth + 1 places. Which of
 * several equal ones get there follows from the algorithm.
 */
export function introselect(values: Float64Array, order: Int32Array, kth: number): void {
  for (let i = 0; i < order.length; i++) order[i] = i
  if (kth < 3) selectSmallest(values, order, kth + 1)
  else if (kth === order.length - 1) lastToEnd(values, order)
  else selectByPivots(values, order, kth)
}

function selectByPivots(values: Float64Array, order: Int32Array, kth: number): void {
  let low = 0
  let high = order.length - 1
  while (low + 1 < high) {
    const { left, right } = partition(values, order, low, high)
    if (right >= kth) high = right - 1
    if (right <= kth) low = left
  }
  if (high === low + 1 && comesBefore(values, order, high, low)) exchange(order, high, low)
}

const comesBefore = (values: Float64Array, order: Int32Array, a: number, b: number) =>
  isLess(values[order[a] as number] as number, values[order[b] as number] as number)

function exchange(order: Int32Array, a: number, b: number): void {
  const held = order[a] as number
  order[a] = order[b] as number
  order[b] = held
}

/** Parts the places from `low` to `high` about the median of three of them, which gets to `right`. */
function partition(values: Float64Array, order: Int32Array, low: number, high: number) {
  const middle = low + ((high - low) >> 1)
  if (comesBefore(values, order, high, middle)) exchange(order, high, middle)
  if (comesBefore(values, order, high, low)) exchange(order, high, low)
  if (comesBefore(values, order, low, middle)) exchange(order, low, middle)
  exchange(order, middle, low + 1)
  let left = low + 1
  let right = high
  for (;;) {
    do left++
    while (comesBefore(values, order, left, low))
    do right--
    while (comesBefore(values, order, low, right))
    if (right < left) break
    exchange(order, left, right)
  }
  exchange(order, low, right)
  return { left, right }
}

function selectSmallest(values: Float64Array, order: Int32Array, count: number): void {
  for (let i = 0; i < Math.min(count, order.length); i++) {
    let least = i
    for (let k = i + 1; k < order.length; k++) if (comesBefore(values, order, k, least)) least = k
    exchange(order, i, least)
  }
}

function lastToEnd(values: Float64Array, order: Int32Array): void {
  let most = 0
  for (let k = 1; k < order.length; k++) if (!comesBefore(values, order, k, most)) most = k
  exchange(order, most, order.length - 1)
}

/** Sorts the first `count` positions by their values; equal ones stay as they are. */
export function sortPositions(values: Float64Array, order: Int32Array, count: number): void {
  const value = (position: number) => values[position] as number
  order.subarray(0, count).sort((a, b) => (isLess(value(a), value(b)) ? -1 : isLess(value(b), value(a)) ? 1 : 0))
}
