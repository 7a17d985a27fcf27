/** The arithmetic of each metric. Sums run over the columns in order. */

import type { BooleanMetric, Metric, Points } from '../../program/operators/distances.ts'
import { type Between, manhattan, squaredDistance } from './between.ts'

type Numbers = Float64Array | Float32Array

/**
 * A metric made ready. `between` is a reduced distance: it grows with the distance but is cheaper, such as the squared
 * distance for the Euclidean one.
 */
export interface Measure {
  between(x: Numbers, xAt: number, y: Numbers, yAt: number, n: number): number
  toDistance(reduced: number): number
  toReduced(distance: number): number
}

const same = (value: number) => value
const square = (value: number) => value * value

const plain = (between: Between): Measure => ({ between, toDistance: same, toReduced: same })
const squared = (between: Between): Measure => ({ between, toDistance: Math.sqrt, toReduced: square })

export function measureOf(metric: Metric): Measure {
  switch (metric.name) {
    case 'euclidean':
      return squared(squaredDistance)
    case 'sqeuclidean':
      return plain(squaredDistance)
    case 'manhattan':
      return plain(manhattan)
    case 'chebyshev':
      return plain(largestDifference)
    case 'minkowski':
      return minkowski(metric.p, metric.weights)
    case 'seuclidean':
      return squared(scaledDifferences(metric.variances))
    case 'mahalanobis':
      return squared(mahalanobis(metric.inverse))
    case 'canberra':
      return plain(canberra)
    case 'braycurtis':
      return plain(metric.signed ? brayCurtisSigned : brayCurtis)
    case 'hamming':
      return plain(hamming)
    case 'haversine':
      return {
        between: haversine,
        toDistance: (r) => 2 * Math.asin(Math.sqrt(r)),
        toReduced: (d) => square(Math.sin(0.5 * d)),
      }
    case 'cosine':
      return plain(cosine)
    case 'correlation':
      return plain(correlation)
    case 'nan_euclidean':
      return squared(nanEuclidean)
    case 'yule':
      return plain(flags(metric.undefinedAsNaN ? yule : yuleOrZero))
    default:
      return plain(flags(FLAG_FORMULAS[metric.name]))
  }
}

const largestDifference: Between = (x, xAt, y, yAt, n) => {
  let most = 0
  for (let j = 0; j < n; j++) most = Math.max(most, Math.abs((x[xAt + j] as number) - (y[yAt + j] as number)))
  return most
}

function minkowski(p: number, weights: Float64Array | undefined): Measure {
  const between: Between = (x, xAt, y, yAt, n) => {
    let sum = 0
    for (let j = 0; j < n; j++) {
      const power = Math.abs((x[xAt + j] as number) - (y[yAt + j] as number)) ** p
      sum += weights === undefined ? power : (weights[j] as number) * power
    }
    return sum
  }
  return { between, toDistance: (reduced) => reduced ** (1 / p), toReduced: (distance) => distance ** p }
}

const scaledDifferences =
  (variances: Float64Array): Between =>
  (x, xAt, y, yAt, n) => {
    let sum = 0
    for (let j = 0; j < n; j++) {
      const d = (x[xAt + j] as number) - (y[yAt + j] as number)
      sum += (d * d) / (variances[j] as number)
    }
    return sum
  }

function mahalanobis(inverse: Float64Array): Between {
  const difference = new Float64Array(Math.round(Math.sqrt(inverse.length)))
  return (x, xAt, y, yAt, n) => {
    for (let j = 0; j < n; j++) difference[j] = (x[xAt + j] as number) - (y[yAt + j] as number)
    let sum = 0
    for (let i = 0; i < n; i++) {
      let row = 0
      for (let j = 0; j < n; j++) row += (inverse[i * n + j] as number) * (difference[j] as number)
      sum += row * (difference[i] as number)
    }
    return sum
  }
}

const canberra: Between = (x, xAt, y, yAt, n) => {
  let sum = 0
  for (let j = 0; j < n; j++) {
    const a = x[xAt + j] as number
    const b = y[yAt + j] as number
    const below = Math.abs(a) + Math.abs(b)
    if (below > 0) sum += Math.abs(a - b) / below
  }
  return sum
}

const brayCurtis: Between = (x, xAt, y, yAt, n) => {
  let above = 0
  let below = 0
  for (let j = 0; j < n; j++) {
    const a = x[xAt + j] as number
    const b = y[yAt + j] as number
    above += Math.abs(a - b)
    below += Math.abs(a) + Math.abs(b)
  }
  return below > 0 ? above / below : 0
}

const brayCurtisSigned: Between = (x, xAt, y, yAt, n) => {
  let above = 0
  let below = 0
  for (let j = 0; j < n; j++) {
    const a = x[xAt + j] as number
    const b = y[yAt + j] as number
    above += Math.abs(a - b)
    below += Math.abs(a + b)
  }
  return above / below
}

const hamming: Between = (x, xAt, y, yAt, n) => {
  let unequal = 0
  for (let j = 0; j < n; j++) if (x[xAt + j] !== y[yAt + j]) unequal++
  return unequal / n
}

/** Latitude and longitude in radians, on a sphere of radius 1. */
const haversine: Between = (x, xAt, y, yAt) => {
  const a = x[xAt] as number
  const b = y[yAt] as number
  const sin0 = Math.sin(0.5 * (a - b))
  const sin1 = Math.sin(0.5 * ((x[xAt + 1] as number) - (y[yAt + 1] as number)))
  return sin0 * sin0 + Math.cos(a) * Math.cos(b) * sin1 * sin1
}

/** Both rows scaled to length 1 first; a row of zeros stays one. */
const cosine: Between = (x, xAt, y, yAt, n) => {
  const a = lengthOf(x, xAt, n) || 1
  const b = lengthOf(y, yAt, n) || 1
  let dot = 0
  for (let j = 0; j < n; j++) dot += ((x[xAt + j] as number) / a) * ((y[yAt + j] as number) / b)
  return Math.min(Math.max(1 - dot, 0), 2)
}

function lengthOf(x: Numbers, at: number, n: number): number {
  let sum = 0
  for (let j = at; j < at + n; j++) sum += (x[j] as number) * (x[j] as number)
  return Math.sqrt(sum)
}

const correlation: Between = (x, xAt, y, yAt, n) => {
  const meanX = meanOf(x, xAt, n)
  const meanY = meanOf(y, yAt, n)
  let xx = 0
  let yy = 0
  let xy = 0
  for (let j = 0; j < n; j++) {
    const a = (x[xAt + j] as number) - meanX
    const b = (y[yAt + j] as number) - meanY
    xx += a * a
    yy += b * b
    xy += a * b
  }
  return 1 - xy / Math.sqrt(xx) / Math.sqrt(yy)
}

function meanOf(x: Numbers, at: number, n: number): number {
  let sum = 0
  for (let j = at; j < at + n; j++) sum += x[j] as number
  return sum / n
}

/** Columns that either lacks do not count, and the others count for them; NaN if there are no others. */
const nanEuclidean: Between = (x, xAt, y, yAt, n) => {
  let sum = 0
  let present = 0
  for (let j = 0; j < n; j++) {
    const d = (x[xAt + j] as number) - (y[yAt + j] as number)
    if (Number.isNaN(d)) continue
    sum += d * d
    present++
  }
  return present === 0 ? Number.NaN : (sum / present) * n
}

/** Of both, of exactly one, and of all: what the metrics of flags are made of. */
type FlagFormula = (both: number, onlyX: number, onlyY: number, n: number) => number

const FLAG_FORMULAS: Readonly<Record<BooleanMetric, FlagFormula>> = {
  dice: (both, x, y) => (x + y) / (2 * both + x + y),
  jaccard: (both, x, y) => (both + x + y === 0 ? 0 : (x + y) / (both + x + y)),
  kulsinski: (both, x, y, n) => (x + y - both + n) / (x + y + n),
  matching: (_, x, y, n) => (x + y) / n,
  rogerstanimoto: (_, x, y, n) => (2 * (x + y)) / (n + x + y),
  russellrao: (both, _x, _y, n) => (n - both) / n,
  sokalmichener: (_, x, y, n) => (2 * (x + y)) / (n + x + y),
  sokalsneath: (both, x, y) => (x + y) / (0.5 * both + x + y),
}

const yule: FlagFormula = (both, x, y, n) => (2 * x * y) / (both * (n - both - x - y) + x * y)

const yuleOrZero: FlagFormula = (both, x, y, n) => (x * y === 0 ? 0 : yule(both, x, y, n))

function flags(formula: FlagFormula): Between {
  return (x, xAt, y, yAt, n) => {
    let both = 0
    let onlyX = 0
    let onlyY = 0
    for (let j = 0; j < n; j++) {
      const a = x[xAt + j] !== 0
      const b = y[yAt + j] !== 0
      if (a && b) both++
      else if (a) onlyX++
      else if (b) onlyY++
    }
    return formula(both, onlyX, onlyY, n)
  }
}

/** Reduced distances of one row to all points, into `out` from `at`. */
export type ReducedRow = (x: Numbers, xAt: number, out: Numbers, at: number) => void

export function reducedRow(metric: Metric, points: Points, n: number): ReducedRow {
  if ((metric.name === 'euclidean' || metric.name === 'sqeuclidean') && metric.expanded) return expanded(points, n)
  const { between } = measureOf(metric)
  const { data, count } = points
  return (x, xAt, out, at) => {
    for (let v = 0; v < count; v++) out[at + v] = between(x, xAt, data, v * n, n)
  }
}

/** `x·x - 2x·y + y·y`, at least 0. */
function expanded(points: Points, n: number): ReducedRow {
  const norms = squaredNorms(points, n)
  return (x, xAt, out, at) => {
    const own = dot(x, xAt, x, xAt, n)
    for (let v = 0; v < points.count; v++) {
      out[at + v] = Math.max(own - 2 * dot(x, xAt, points.data, v * n, n) + (norms[v] as number), 0)
    }
  }
}

export function squaredNorms(points: Points, n: number): Float64Array {
  return Float64Array.from({ length: points.count }, (_, v) => dot(points.data, v * n, points.data, v * n, n))
}

export function dot(x: Numbers, xAt: number, y: Numbers, yAt: number, n: number): number {
  let sum = 0
  for (let j = 0; j < n; j++) sum += (x[xAt + j] as number) * (y[yAt + j] as number)
  return sum
}
