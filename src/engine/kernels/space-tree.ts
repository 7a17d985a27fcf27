/** Trees of boxes or balls: how far a row is from a node, and the search for the nearest. */
import type { Metric, Points } from '../../program/operators/distances.ts'
import type { SpaceTree } from '../../program/operators/neighbors.ts'
import { type Measure, measureOf } from './metrics.ts'
import type { NearestHeap } from './nearest.ts'

type Numbers = Float64Array | Float32Array

/** The least and the largest distance of a row to what is in a node. */
interface Bounds {
  /** The least distance, reduced. */
  leastReduced(node: number, x: Numbers, at: number): number
  least(node: number, x: Numbers, at: number): number
  largest(node: number, x: Numbers, at: number): number
}

/** A tree with what is needed to walk it. */
export interface Space extends Bounds {
  readonly tree: SpaceTree
  readonly points: Points
  readonly features: number
  readonly between: Measure['between']
  reduced(point: number, x: Numbers, at: number): number
  toDistance(reduced: number): number
  toReduced(distance: number): number
}

export function spaceOf(tree: SpaceTree, metric: Metric, points: Points, n: number): Space {
  const { between, toDistance, toReduced } = measureOf(metric)
  return {
    tree,
    points,
    features: n,
    between,
    toDistance,
    toReduced,
    reduced: (point, x, at) => between(x, at, points.data, point * n, n),
    ...(tree.kind === 'kd' ? boxes(tree, powerOf(metric), n) : balls(tree, metric, n)),
  }
}

function powerOf(metric: Metric): number {
  if (metric.name === 'minkowski') return metric.p
  return metric.name === 'manhattan' ? 1 : metric.name === 'chebyshev' ? Infinity : 2
}

function boxes({ bounds, start }: SpaceTree, p: number, n: number): Bounds {
  const upper = start.length * n
  const power = p === 2 ? (d: number) => d * d : p === 1 || p === Infinity ? (d: number) => d : (d: number) => d ** p
  const root = p === Infinity ? (d: number) => d : (d: number) => d ** (1 / p)
  const add = p === Infinity ? Math.max : (a: number, b: number) => a + b
  const leastReduced: Bounds['leastReduced'] = (node, x, at) => {
    let sum = 0
    for (let j = 0; j < n; j++) {
      const value = x[at + j] as number
      const below = (bounds[node * n + j] as number) - value
      const above = value - (bounds[upper + node * n + j] as number)
      sum = add(sum, power(Math.max(below, 0) + Math.max(above, 0)))
    }
    return sum
  }
  const largestReduced: Bounds['leastReduced'] = (node, x, at) => {
    let sum = 0
    for (let j = 0; j < n; j++) {
      const value = x[at + j] as number
      const below = Math.abs((bounds[node * n + j] as number) - value)
      const above = Math.abs(value - (bounds[upper + node * n + j] as number))
      sum = add(sum, power(Math.max(below, above)))
    }
    return sum
  }
  return {
    leastReduced,
    least: (node, x, at) => root(leastReduced(node, x, at)),
    largest: (node, x, at) => root(largestReduced(node, x, at)),
  }
}

function balls({ bounds, radius }: SpaceTree, metric: Metric, n: number): Bounds {
  const { between, toDistance, toReduced } = measureOf(metric)
  const toCentre = (node: number, x: Numbers, at: number) => toDistance(between(x, at, bounds, node * n, n))
  const least = (node: number, x: Numbers, at: number) => Math.max(0, toCentre(node, x, at) - (radius[node] as number))
  return {
    leastReduced: (node, x, at) => toReduced(least(node, x, at)),
    least,
    largest: (node, x, at) => toCentre(node, x, at) + (radius[node] as number),
  }
}

/** Pushes what may be among the nearest, the nearer child first. Nodes number their children, so that it ends. */
export function searchNearest(space: Space, heap: NearestHeap, x: Numbers, at: number): void {
  const { tree, between, points, features } = space
  const { indices, start, end, leaf } = tree
  const { data } = points
  const descend = (node: number, least: number): void => {
    if (least > heap.largest) return
    if (leaf[node] !== 0) {
      const last = end[node] as number
      for (let i = start[node] as number; i < last; i++) {
        const point = indices[i] as number
        heap.push(between(x, at, data, point * features, features), point)
      }
      return
    }
    const left = 2 * node + 1
    const leastLeft = space.leastReduced(left, x, at)
    const leastRight = space.leastReduced(left + 1, x, at)
    if (leastLeft <= leastRight) {
      descend(left, leastLeft)
      descend(left + 1, leastRight)
    } else {
      descend(left + 1, leastRight)
      descend(left, leastLeft)
    }
  }
  descend(0, space.leastReduced(0, x, at))
}

/** Calls `found` for each point within the radius, with its distance, in the order of the leaves. */
export function searchWithin(
  space: Space,
  radius: number,
  x: Numbers,
  at: number,
  found: (point: number, distance: number) => void,
): void {
  const { tree } = space
  const reducedRadius = space.toReduced(radius)
  const descend = (node: number): void => {
    if (space.least(node, x, at) > radius) return
    const isInside = space.largest(node, x, at) <= radius
    if (!isInside && tree.leaf[node] === 0) {
      descend(2 * node + 1)
      descend(2 * node + 2)
      return
    }
    for (let i = tree.start[node] as number; i < (tree.end[node] as number); i++) {
      const point = tree.indices[i] as number
      const reduced = space.reduced(point, x, at)
      if (isInside || reduced <= reducedRadius) found(point, space.toDistance(reduced))
    }
  }
  descend(0)
}
