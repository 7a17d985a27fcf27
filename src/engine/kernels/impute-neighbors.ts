/** Filling in what is missing from the nearest rows that have it. */
import type { ImputeNeighbors } from '../../program/operators/neighbors.ts'
import type { Prepare } from '../kernel.ts'
import { rowwise } from './elementwise.ts'
import { introselect } from './nearest.ts'
import { weigh } from './neighbor-weights.ts'

type Numbers = Float64Array | Float32Array
type IsMissing = (value: number) => boolean

/** Distances of one row to all points, by what both have. */
type Measure = (x: Numbers, from: number, distances: Float64Array) => void

export const imputeNeighbors: Prepare<'imputeNeighbors'> = (op, storage) => {
  const { width } = storage.matrix(op.input)
  const { data, count } = op.points
  const isMissing: IsMissing = Number.isNaN(op.missing) ? Number.isNaN : (value) => value === op.missing
  const donors = donorsOf(op, width, isMissing)
  const means = donors.map((rows, c) => rows.reduce((sum, v) => sum + (data[v * width + c] as number), 0) / rows.length)
  const distances = new Float64Array(count)
  const measure = commonDistance(op, width, isMissing)
  const average = averaging(op, width)
  return rowwise(op, storage, (x, from, out, to) => {
    let isMeasured = false
    for (let c = 0; c < width; c++) {
      const value = x[from + c] as number
      const rows = donors[c] as Int32Array
      if (rows.length > 0 && !isMissing(value)) {
        out[to + c] = value
        continue
      }
      if (!isMeasured) measure(x, from, distances)
      isMeasured = true
      out[to + c] = rows.length === 0 ? 0 : (average(rows, distances, c) ?? (means[c] as number))
    }
  })
}

/** For each column, the points that have a number in it. */
function donorsOf({ points }: ImputeNeighbors, width: number, isMissing: IsMissing): Int32Array[] {
  return Array.from({ length: width }, (_, c) => {
    const rows: number[] = []
    for (let v = 0; v < points.count; v++) if (!isMissing(points.data[v * width + c] as number)) rows.push(v)
    return Int32Array.from(rows)
  })
}

/** scikit-learn's `nan_euclidean_distances`: squares of both less twice the product, less what only one of them has. */
function commonDistance({ points }: ImputeNeighbors, width: number, isMissing: IsMissing): Measure {
  const { data, count } = points
  const norms = Float64Array.from({ length: count }, (_, v) => presentNorm(data, v * width, width, isMissing))
  return (x, from, distances) => {
    const own = presentNorm(x, from, width, isMissing)
    for (let v = 0; v < count; v++) {
      let product = 0
      let onlyX = 0
      let onlyPoint = 0
      let common = 0
      for (let j = 0; j < width; j++) {
        const a = x[from + j] as number
        const b = data[v * width + j] as number
        if (isMissing(a)) onlyPoint += isMissing(b) ? 0 : b * b
        else if (isMissing(b)) onlyX += a * a
        else {
          product += a * b
          common++
        }
      }
      const squared = Math.max(-2 * product + own + (norms[v] as number) - onlyX - onlyPoint, 0)
      distances[v] = common === 0 ? Number.NaN : Math.sqrt((squared / common) * width)
    }
  }
}

function presentNorm(x: Numbers, from: number, width: number, isMissing: IsMissing): number {
  let sum = 0
  for (let j = from; j < from + width; j++) {
    const value = x[j] as number
    if (!isMissing(value)) sum += value * value
  }
  return sum
}

/** The mean of what the nearest of some points have; undefined if none of these is at a known distance. */
type Average = (rows: Int32Array, distances: Float64Array, column: number) => number | undefined

function averaging({ points, neighbors, weights: kind, countsStrangers }: ImputeNeighbors, width: number): Average {
  const values = new Float64Array(points.count)
  const order = new Int32Array(points.count)
  const near = new Float64Array(Math.min(neighbors, points.count))
  const weights = new Float64Array(near.length)
  return (rows, distances, column) => {
    for (let i = 0; i < rows.length; i++) values[i] = distances[rows[i] as number] as number
    if (values.subarray(0, rows.length).every(Number.isNaN)) return undefined
    const k = Math.min(neighbors, rows.length)
    introselect(values, order.subarray(0, rows.length), k - 1)
    for (let i = 0; i < k; i++) near[i] = values[order[i] as number] as number
    weights.fill(1)
    if (kind === 'distance') weigh(near, 0, k, weights)
    let sum = 0
    let total = 0
    for (let i = 0; i < k; i++) {
      const isIgnored = Number.isNaN(near[i]) && !(countsStrangers && kind === 'uniform')
      if (isIgnored) continue
      const point = rows[order[i] as number] as number
      sum += (points.data[point * width + column] as number) * (weights[i] as number)
      total += weights[i] as number
    }
    return sum / total
  }
}
