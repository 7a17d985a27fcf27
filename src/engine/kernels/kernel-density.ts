/** Kernel densities by the descent of a tree, as Gray and Moore (2003) bound them. */
import type { DensityKernel, KernelDensity } from '../../program/operators/neighbors.ts'
import type { Prepare } from '../kernel.ts'
import { rowwise } from './elementwise.ts'
import { type Space, spaceOf } from './space-tree.ts'

type Numbers = Float64Array | Float32Array

const LOG_PI = Math.log(Math.PI)
const LOG_2PI = Math.log(2 * Math.PI)

/** The logarithm of the kernel at a distance, 0 at distance 0. */
const LOG_KERNELS: Readonly<Record<DensityKernel, (d: number, h: number) => number>> = {
  gaussian: (d, h) => (-0.5 * (d * d)) / (h * h),
  tophat: (d, h) => (d < h ? 0 : -Infinity),
  epanechnikov: (d, h) => (d < h ? Math.log(1 - (d * d) / (h * h)) : -Infinity),
  exponential: (d, h) => -d / h,
  linear: (d, h) => (d < h ? Math.log(1 - d / h) : -Infinity),
  cosine: (d, h) => (d < h ? Math.log(Math.cos((0.5 * Math.PI * d) / h)) : -Infinity),
}

/** `log Γ(n/2)` for a whole n > 0. */
function logGammaOfHalf(n: number): number {
  let sum = n % 2 === 0 ? 0 : 0.5 * LOG_PI
  for (let k = n - 2; k > 0; k -= 2) sum += Math.log(k / 2)
  return sum
}

/** The volume of the unit ball of n dimensions. */
const logVolume = (n: number) => 0.5 * n * LOG_PI - logGammaOfHalf(n + 2)

/** The surface of the unit sphere in n + 1 dimensions. */
const logSurface = (n: number) => LOG_2PI + logVolume(n - 1)

/** The logarithm of what makes the integral over d dimensions 1. */
function logNorm(kernel: DensityKernel, h: number, d: number): number {
  return -logIntegral(kernel, d) - d * Math.log(h)
}

function logIntegral(kernel: DensityKernel, d: number): number {
  switch (kernel) {
    case 'gaussian':
      return 0.5 * d * LOG_2PI
    case 'tophat':
      return logVolume(d)
    case 'epanechnikov':
      return logVolume(d) + Math.log(2 / (d + 2))
    case 'exponential':
      return logSurface(d - 1) + logGammaOfHalf(2 * d)
    case 'linear':
      return logVolume(d) - Math.log(d + 1)
    case 'cosine': {
      let sum = 0
      let term = 2 / Math.PI
      for (let k = 1; k <= d; k += 2) {
        sum += term
        term *= -(d - k) * (d - k - 1) * (2 / Math.PI) ** 2
      }
      return Math.log(sum) + logSurface(d - 1)
    }
  }
}

/** `log(exp(a) + exp(b))`. */
function logAdd(a: number, b: number): number {
  const most = Math.max(a, b)
  return most === -Infinity ? -Infinity : most + Math.log(Math.exp(a - most) + Math.exp(b - most))
}

/** `log(exp(a) - exp(b))`, of nothing where that is not positive. */
function logSubtract(a: number, b: number): number {
  return a <= b ? -Infinity : a + Math.log(1 - Math.exp(b - a))
}

/** What both descents share: the tree, the kernel, and the bounds of the sum so far. */
class Descent {
  readonly space: Space
  readonly total: number
  /** Logarithms: a lower bound of the sum over all points, and how far the upper one is from it. */
  lower = 0
  spread = 0
  readonly #op: KernelDensity
  readonly #norm: number
  readonly #absolute: number
  readonly #relative: number

  constructor(op: KernelDensity, n: number) {
    this.#op = op
    this.space = spaceOf(op.tree, op.metric, op.points, n)
    this.#norm = logNorm(op.kernel, op.bandwidth, n)
    this.total = op.weights?.reduce((sum, weight) => sum + weight, 0) ?? op.points.count
    this.#absolute = Math.log(op.absolute)
    this.#relative = Math.log(op.relative)
  }

  get density(): number {
    return logAdd(this.lower, this.spread - Math.LN2) + this.#norm - Math.log(this.total)
  }

  kernel(distance: number): number {
    return LOG_KERNELS[this.#op.kernel](distance, this.#op.bandwidth)
  }

  /** Number of points, or their weight. */
  weightOf(node: number): number {
    const { tree, weights } = this.#op
    const start = tree.start[node] as number
    const end = tree.end[node] as number
    if (weights === undefined) return end - start
    let sum = 0
    for (let i = start; i < end; i++) sum += weights[tree.indices[i] as number] as number
    return sum
  }

  /** Whether what is left open below a node makes no difference, or what is left open in all. */
  isSettled(node: number, lower: number, spread: number): 'node' | 'all' | 'no' {
    const open = this.#norm + spread - Math.log(this.weightOf(node)) + Math.log(this.total)
    if (open <= logAdd(this.#absolute, this.#relative + this.#norm + lower)) return 'node'
    const bound = logAdd(this.#absolute, this.#relative + this.#norm + this.lower)
    return this.#norm + this.spread <= bound ? 'all' : 'no'
  }

  /** Takes a node's bounds out of the sum. */
  remove(lower: number, spread: number): void {
    this.lower = logSubtract(this.lower, lower)
    this.spread = logSubtract(this.spread, spread)
  }

  add(lower: number, spread: number): void {
    this.lower = logAdd(this.lower, lower)
    this.spread = logAdd(this.spread, spread)
  }

  addPoints(node: number, x: Numbers, at: number): void {
    const { tree, weights } = this.#op
    for (let i = tree.start[node] as number; i < (tree.end[node] as number); i++) {
      const point = tree.indices[i] as number
      const log = this.kernel(this.space.toDistance(this.space.reduced(point, x, at)))
      this.lower = logAdd(this.lower, log + (weights === undefined ? 0 : Math.log(weights[point] as number)))
    }
  }
}

/** A row's density, nodes nearest to it first. */
function nearestFirst(descent: Descent, x: Numbers, at: number): void {
  const { space } = descent
  const lower = new Map<number, number>()
  const spread = new Map<number, number>()
  const heap = new NodeHeap()
  const top = space.least(0, x, at)
  descent.lower = Math.log(descent.total) + descent.kernel(space.largest(0, x, at))
  descent.spread = logSubtract(Math.log(descent.total) + descent.kernel(top), descent.lower)
  lower.set(0, descent.lower)
  spread.set(0, descent.spread)
  heap.push(top, 0)
  for (let node = heap.pop(); node !== undefined; node = heap.pop()) {
    const own = lower.get(node) as number
    const open = spread.get(node) as number
    const settled = descent.isSettled(node, own, open)
    if (settled === 'all') return
    if (settled === 'node') continue
    descent.remove(own, open)
    if (space.tree.leaf[node] !== 0) {
      descent.addPoints(node, x, at)
      continue
    }
    for (const child of [2 * node + 1, 2 * node + 2]) {
      const weight = Math.log(descent.weightOf(child))
      const least = space.least(child, x, at)
      lower.set(child, weight + descent.kernel(space.largest(child, x, at)))
      spread.set(child, weight + descent.kernel(least))
      descent.add(lower.get(child) as number, spread.get(child) as number)
      heap.push(least, child)
    }
  }
}

/** A row's density, depth first. */
function depthFirst(descent: Descent, x: Numbers, at: number): void {
  const { space } = descent
  const bounds = (node: number, weight: number) => {
    const lower = Math.log(weight) + descent.kernel(space.largest(node, x, at))
    const upper = Math.log(weight) + descent.kernel(space.least(node, x, at))
    return { node, lower, spread: logSubtract(upper, lower) }
  }
  const top = bounds(0, descent.total)
  descent.lower = top.lower
  descent.spread = top.spread
  const open = [top]
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const { node, lower, spread } = part
    if (descent.isSettled(node, lower, spread) !== 'no') continue
    descent.remove(lower, spread)
    if (space.tree.leaf[node] !== 0) {
      descent.addPoints(node, x, at)
      continue
    }
    const children = [2 * node + 1, 2 * node + 2].map((child) => bounds(child, descent.weightOf(child)))
    for (const child of children) descent.add(child.lower, child.spread)
    open.push(...children.reverse())
  }
}

/** Nodes by their distance, the nearest on top, with scikit-learn's order of equals. */
class NodeHeap {
  readonly #items: { distance: number; node: number }[] = []

  push(distance: number, node: number): void {
    const items = this.#items
    let at = items.push({ distance, node }) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (this.#at(parent) <= this.#at(at)) break
      this.#swap(at, parent)
      at = parent
    }
  }

  /** The root; what is left is put in order only as far as scikit-learn does. */
  pop(): number | undefined {
    const items = this.#items
    const top = items[0]
    const last = items.pop()
    if (top === undefined || last === undefined) return undefined
    if (items.length > 0) items[0] = last
    let at = 0
    for (let left = 1; left < items.length; left = 2 * at + 1) {
      const right = left + 1
      const child = right < items.length && !(this.#at(left) <= this.#at(right)) ? right : left
      if (!(this.#at(child) <= this.#at(at))) break
      this.#swap(at, child)
      at = child
    }
    return top.node
  }

  #at(index: number): number {
    return this.#items[index]?.distance ?? Number.NaN
  }

  #swap(a: number, b: number): void {
    const items = this.#items
    const [first, second] = [items[a], items[b]]
    if (first === undefined || second === undefined) return
    items[a] = second
    items[b] = first
  }
}

export const kernelDensity: Prepare<'kernelDensity'> = (op, storage) => {
  const descent = new Descent(op, storage.matrix(op.input).width)
  const run = op.breadthFirst ? nearestFirst : depthFirst
  return rowwise(op, storage, (x, from, out, to) => {
    run(descent, x, from)
    out[to] = descent.density
  })
}
