/** Searching neighbours, and what is made of the list. */
import { BrineError } from '../../errors.ts'
import { pairwiseSum } from '../../program/numpy-sum.ts'
import type { NeighborOperator, NeighborWeights, Search } from '../../program/operators/neighbors.ts'
import type { KernelsOf, Prepare } from '../kernel.ts'
import { rowwise } from './elementwise.ts'
import { imputeNeighbors } from './impute-neighbors.ts'
import { kernelDensity } from './kernel-density.ts'
import { measureOf, reducedRow } from './metrics.ts'
import { introselect, NearestHeap, sortPositions } from './nearest.ts'
import { weigh } from './neighbor-weights.ts'
import { searchNearest, searchWithin, spaceOf } from './space-tree.ts'

type Numbers = Float64Array | Float32Array

/** Writes the nearest of one row into `out` from `to`: distances, then indices. */
type NearestRow = (x: Numbers, from: number, out: Numbers, to: number) => void

const nearest: Prepare<'nearest'> = (op, storage) => {
  const { width } = storage.matrix(op.input)
  const { kind } = op.search.order
  const row =
    kind === 'partition' ? byPartition(op.search, op.neighbors, width) : byHeap(op.search, op.neighbors, width)
  return rowwise(op, storage, row)
}

function byHeap(search: Search, k: number, n: number): NearestRow {
  const { metric, points, order } = search
  const heap = new NearestHeap(k)
  const { toDistance } = measureOf(metric)
  const fill = order.kind === 'kd' || order.kind === 'ball' ? fromTree() : fromRows()
  return (x, from, out, to) => {
    const full = fill(x, from)
    full.sort(search.sort)
    for (let i = 0; i < k; i++) {
      out[to + i] = toDistance(full.distances[i] as number)
      out[to + k + i] = full.indices[i] as number
    }
  }

  function fromTree() {
    const space = spaceOf(order as Exclude<typeof order, { kind: 'heap' | 'partition' }>, metric, points, n)
    return (x: Numbers, from: number) => {
      heap.clear()
      searchNearest(space, heap, x, from)
      return heap
    }
  }

  function fromRows() {
    const row = reducedRow(metric, points, n)
    const reduced = new Float64Array(points.count)
    const merged = new NearestHeap(k)
    return (x: Numbers, from: number) => {
      row(x, from, reduced, 0)
      heap.clear()
      for (let v = 0; v < reduced.length; v++) heap.push(reduced[v] as number, v)
      // scikit-learn merges the heaps of its threads, even of a single one.
      merged.clear()
      for (let i = 0; i < k; i++) merged.push(heap.distances[i] as number, heap.indices[i] as number)
      return merged
    }
  }
}

function byPartition(search: Search, k: number, n: number): NearestRow {
  const { metric, points } = search
  const row = reducedRow(metric, points, n)
  const { toDistance } = measureOf(metric)
  // Euclidean distances are compared before the root is taken, all others after.
  const isSquared = metric.name === 'euclidean'
  const values = new Float64Array(points.count)
  const order = new Int32Array(points.count)
  return (x, from, out, to) => {
    row(x, from, values, 0)
    if (!isSquared) for (let v = 0; v < values.length; v++) values[v] = toDistance(values[v] as number)
    introselect(values, order, k - 1)
    sortPositions(values, order, k)
    for (let i = 0; i < k; i++) {
      const value = values[order[i] as number] as number
      out[to + i] = isSquared ? Math.sqrt(value) : value
      out[to + k + i] = order[i] as number
    }
  }
}

const withinRadius: Prepare<'withinRadius'> = (op, storage) => {
  const { width } = storage.matrix(op.input)
  const search = withinRow(op.search, op.radius, width)
  const { count } = op.search.points
  return rowwise(op, storage, (x, from, out, to) => {
    let found = 0
    search(x, from, (point, distance) => {
      out[to + found] = distance
      out[to + count + found] = point
      found++
    })
    out.fill(Number.NaN, to + found, to + count)
    out.fill(-1, to + count + found, to + 2 * count)
  })
}

function withinRow({ metric, points, order }: Search, radius: number, n: number) {
  if (order.kind === 'kd' || order.kind === 'ball') {
    const space = spaceOf(order, metric, points, n)
    return (x: Numbers, from: number, found: (point: number, distance: number) => void) =>
      searchWithin(space, radius, x, from, found)
  }
  const row = reducedRow(metric, points, n)
  const { toDistance, toReduced } = measureOf(metric)
  const values = new Float64Array(points.count)
  const isReduced = order.kind === 'heap' || metric.name === 'euclidean'
  const limit = isReduced ? toReduced(radius) : radius
  return (x: Numbers, from: number, found: (point: number, distance: number) => void) => {
    row(x, from, values, 0)
    for (let v = 0; v < values.length; v++) {
      const reduced = values[v] as number
      const distance = toDistance(reduced)
      if ((isReduced ? reduced : distance) <= limit) found(v, distance)
    }
  }
}

/** The neighbours of one row in a list of at most k; weights that count, and points. */
class ListReader {
  readonly points: Int32Array
  readonly weights: Float64Array
  length = 0
  readonly #k: number
  readonly #kind: NeighborWeights

  constructor(width: number, kind: NeighborWeights) {
    this.#k = width / 2
    this.#kind = kind
    this.points = new Int32Array(this.#k)
    this.weights = new Float64Array(this.#k).fill(1)
  }

  read(x: Numbers, from: number): void {
    const k = this.#k
    let length = 0
    while (length < k && (x[from + k + length] as number) >= 0) {
      this.points[length] = x[from + k + length] as number
      length++
    }
    this.length = length
    if (this.#kind === 'distance') weigh(x, from, length, this.weights)
  }
}

const neighborVotes: Prepare<'neighborVotes'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  const classes = output.width
  const list = new ListReader(input.width, op.weights)
  const scratch = new Float64Array(op.pairwise ? list.points.length : 0)
  return ({ start }, rows) => {
    const out = output.data
    for (let r = 0; r < rows; r++) {
      const to = r * classes
      list.read(input.data, r * input.width)
      out.fill(0, to, to + classes)
      if (list.length === 0) {
        if (op.alone === 'refuse') throw noNeighbors(start + r)
        if (op.alone !== 'none') out[to + op.alone] = 1
      } else if (op.pairwise) {
        for (let c = 0; c < classes; c++) out[to + c] = votesPairwise(op.labels, list, c, scratch)
      } else {
        addVotes(op.labels, list, out, to)
      }
      if (op.normalize) normalize(out, to, classes)
    }
  }
}

function addVotes(labels: Int32Array, list: ListReader, out: Numbers, to: number): void {
  for (let i = 0; i < list.length; i++) {
    const at = to + (labels[list.points[i] as number] as number)
    out[at] = (out[at] as number) + (list.weights[i] as number)
  }
}

function votesPairwise(labels: Int32Array, list: ListReader, label: number, scratch: Float64Array): number {
  for (let i = 0; i < list.length; i++) {
    scratch[i] = labels[list.points[i] as number] === label ? (list.weights[i] as number) : 0
  }
  return pairwiseSum(scratch, 0, list.length)
}

function normalize(out: Numbers, to: number, width: number): void {
  let sum = 0
  for (let c = to; c < to + width; c++) sum += out[c] as number
  if (sum === 0) return
  for (let c = to; c < to + width; c++) out[c] = (out[c] as number) / sum
}

function noNeighbors(row: number): BrineError {
  return new BrineError('no_neighbors', 'no point that the model was fitted on lies within its radius', {
    where: { row },
    remedy: 'Leave the row out, or train with a larger radius or an outlier_label.',
  })
}

const neighborMeans: Prepare<'neighborMeans'> = (op, storage) => {
  const { width } = storage.matrix(op.output)
  const list = new ListReader(storage.matrix(op.input).width, op.weights)
  return rowwise(op, storage, (x, from, out, to) => {
    list.read(x, from)
    if (list.length === 0) {
      out.fill(op.alone, to, to + width)
      return
    }
    let total = 0
    for (let i = 0; i < list.length; i++) total += list.weights[i] as number
    for (let c = 0; c < width; c++) {
      let sum = 0
      for (let i = 0; i < list.length; i++) {
        sum += (op.values[(list.points[i] as number) * width + c] as number) * (list.weights[i] as number)
      }
      out[to + c] = op.divide ? sum / total : sum
    }
  })
}

const neighborGraph: Prepare<'neighborGraph'> = (op, storage) => {
  const { width } = storage.matrix(op.output)
  const list = new ListReader(storage.matrix(op.input).width, 'uniform')
  return rowwise(op, storage, (x, from, out, to) => {
    list.read(x, from)
    out.fill(0, to, to + width)
    for (let i = 0; i < list.length; i++) {
      out[to + (list.points[i] as number)] = op.mode === 'distance' ? (x[from + i] as number) : 1
    }
  })
}

const outlierFactor: Prepare<'outlierFactor'> = (op, storage) => {
  const list = new ListReader(storage.matrix(op.input).width, 'uniform')
  return rowwise(op, storage, (x, from, out, to) => {
    list.read(x, from)
    let reach = 0
    for (let i = 0; i < list.length; i++) {
      reach += Math.max(x[from + i] as number, op.reach[list.points[i] as number] as number)
    }
    const density = 1 / (reach / list.length + 1e-10)
    let sum = 0
    for (let i = 0; i < list.length; i++) sum += (op.density[list.points[i] as number] as number) / density
    out[to] = -(sum / list.length)
  })
}

const geodesics: Prepare<'geodesics'> = (op, storage) => {
  const { width } = storage.matrix(op.output)
  const list = new ListReader(storage.matrix(op.input).width, 'uniform')
  return ({ start }, rows) => {
    const input = storage.matrix(op.input)
    const out = storage.matrix(op.output).data
    for (let r = 0; r < rows; r++) {
      const from = r * input.width
      const to = r * width
      list.read(input.data, from)
      if (list.length === 0) throw noNeighbors(start + r)
      out.fill(Infinity, to, to + width)
      for (let i = 0; i < list.length; i++) {
        const step = input.data[from + i] as number
        const path = (list.points[i] as number) * width
        for (let v = 0; v < width; v++) {
          const length = (op.paths[path + v] as number) + step
          if (length < (out[to + v] as number)) out[to + v] = length
        }
      }
    }
  }
}

const barycenter: Prepare<'barycenter'> = (op, storage) => {
  const rows = storage.matrix(op.inputs[0])
  const lists = storage.matrix(op.inputs[1])
  const output = storage.matrix(op.output)
  const list = new ListReader(lists.width, 'uniform')
  const k = list.points.length
  const gram = new Float64Array(k * k)
  const weights = new Float64Array(k)
  const differences = new Float64Array(k * rows.width)
  return (_, count) => {
    for (let r = 0; r < count; r++) {
      list.read(lists.data, r * lists.width)
      differencesTo(list.points, op.points.data, rows.data, r * rows.width, rows.width, differences)
      gramOf(differences, k, rows.width, op.regularization, gram)
      solveForOnes(gram, k, weights)
      combine(weights, list.points, op.embedding, output.data, r * output.width, output.width)
    }
  }
}

function differencesTo(points: Int32Array, data: Float64Array, x: Numbers, from: number, n: number, out: Float64Array) {
  for (let i = 0; i < points.length; i++) {
    for (let j = 0; j < n; j++)
      out[i * n + j] = (data[(points[i] as number) * n + j] as number) - (x[from + j] as number)
  }
}

function gramOf(differences: Float64Array, k: number, n: number, regularization: number, gram: Float64Array): void {
  let trace = 0
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0
      for (let j = 0; j < n; j++) sum += (differences[a * n + j] as number) * (differences[b * n + j] as number)
      gram[a * k + b] = sum
    }
    trace += gram[a * k + a] as number
  }
  const ridge = trace > 0 ? regularization * trace : regularization
  for (let a = 0; a < k; a++) gram[a * k + a] = (gram[a * k + a] as number) + ridge
}

/** Solves `gram · x = 1` by Cholesky's method, in the lower triangle of `gram`. */
function solveForOnes(gram: Float64Array, k: number, x: Float64Array): void {
  const at = (i: number, j: number) => gram[i * k + j] as number
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = at(i, j)
      for (let m = 0; m < j; m++) sum -= at(i, m) * at(j, m)
      gram[i * k + j] = i === j ? Math.sqrt(sum) : sum / at(j, j)
    }
  }
  for (let i = 0; i < k; i++) {
    let sum = 1
    for (let m = 0; m < i; m++) sum -= at(i, m) * (x[m] as number)
    x[i] = sum / at(i, i)
  }
  for (let i = k - 1; i >= 0; i--) {
    let sum = x[i] as number
    for (let m = i + 1; m < k; m++) sum -= at(m, i) * (x[m] as number)
    x[i] = sum / at(i, i)
  }
}

/** The points' rows, weighted by shares of the weights' sum. */
function combine(
  weights: Float64Array,
  points: Int32Array,
  rows: Float64Array,
  out: Numbers,
  to: number,
  width: number,
): void {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  for (let c = 0; c < width; c++) {
    let sum = 0
    for (let i = 0; i < points.length; i++) {
      sum += (rows[(points[i] as number) * width + c] as number) * ((weights[i] as number) / total)
    }
    out[to + c] = sum
  }
}

export const NEIGHBOR_KERNELS: KernelsOf<NeighborOperator> = {
  barycenter,
  geodesics,
  imputeNeighbors,
  kernelDensity,
  nearest,
  neighborGraph,
  neighborMeans,
  neighborVotes,
  outlierFactor,
  withinRadius,
}
