/**
 * Nearest neighbours, and what is made of them. A list of neighbours is a value of width 2k: k distances, then the k
 * indices of the points. Where a list is shorter, its end is filled with NaN and the index -1.
 */
import type { ValueId } from '../value.ts'
import type { Checks, Context } from './check.ts'
import { count, type Details } from './details.ts'
import { checkMetric, checkPoints, describeMetric, type Metric, type Points } from './distances.ts'

/** scikit-learn's KDTree or BallTree: node i has the children 2i+1 and 2i+2. */
export interface SpaceTree {
  readonly kind: 'kd' | 'ball'
  /** Points in the order of the leaves. */
  readonly indices: Int32Array
  /** (nodes) the part of `indices` that is below a node: from `start` up to, not including, `end`. */
  readonly start: Int32Array
  readonly end: Int32Array
  /** (nodes) 1 for a leaf. */
  readonly leaf: Uint8Array
  /** (nodes) how far from the centre of a ball its points are at most. */
  readonly radius: Float64Array
  /** kd: (2 × nodes × features), the lowest and the highest coordinates. ball: (nodes × features), the centres. */
  readonly bounds: Float64Array
}

/**
 * In which order points are looked at, which decides between points at the same distance. `tree`: depth first, the
 * nearer child first. `heap`: in order, then once more from the heap of all. `partition`: numpy's introselect and a
 * stable sort.
 */
export type SearchOrder = SpaceTree | { readonly kind: 'heap' | 'partition' }

export interface Search {
  readonly metric: Metric
  readonly points: Points
  readonly order: SearchOrder
  /** How a heap is sorted in the end: by quicksort to the last, or by insertion where 15 or fewer are left. */
  readonly sort: 'quick' | 'intro'
}

/** The `neighbors` points nearest to each row, nearest first. Output: a list. */
export interface Nearest {
  readonly op: 'nearest'
  readonly input: ValueId
  readonly output: ValueId
  readonly search: Search
  readonly neighbors: number
}

/** All points within the radius of each row, those on it included. Output: a list as long as there are points. */
export interface WithinRadius {
  readonly op: 'withinRadius'
  readonly input: ValueId
  readonly output: ValueId
  readonly search: Search
  readonly radius: number
}

/**
 * What each neighbour counts: 1, or the reciprocal of its distance; if that is infinite for some, they count 1 and the
 * others 0.
 */
export type NeighborWeights = 'uniform' | 'distance'

/** The weights of the neighbours of each class, added up; if `normalize`, as shares of their sum. */
export interface NeighborVotes {
  readonly op: 'neighborVotes'
  readonly input: ValueId
  readonly output: ValueId
  /** (points) class of each point. */
  readonly labels: Int32Array
  readonly weights: NeighborWeights
  /** Sum as numpy's `sum` does, with a zero for each neighbour of another class; otherwise one by one. */
  readonly pairwise: boolean
  readonly normalize: boolean
  /** The class that a row without neighbours is given, or none; or such a row is refused. */
  readonly alone: number | 'none' | 'refuse'
}

/**
 * The weighted mean of the neighbours' values; if not `divide`, the weighted sum. A row without neighbours gets
 * `alone`.
 */
export interface NeighborMeans {
  readonly op: 'neighborMeans'
  readonly input: ValueId
  readonly output: ValueId
  /** (points × width of the output). */
  readonly values: Float64Array
  readonly weights: NeighborWeights
  readonly divide: boolean
  readonly alone: number
}

/** A row as wide as there are points: the distance of the neighbours, or 1 for each; 0 for all other points. */
export interface NeighborGraph {
  readonly op: 'neighborGraph'
  readonly input: ValueId
  readonly output: ValueId
  readonly mode: 'connectivity' | 'distance'
}

/**
 * The local outlier factor of Breunig et al. (2000), with its sign turned: the mean density of the neighbours over the
 * density of the row, which is `1 / (mean reachability distance + 1e-10)`.
 */
export interface OutlierFactor {
  readonly op: 'outlierFactor'
  readonly input: ValueId
  readonly output: ValueId
  /** (points) distance of each point's own farthest neighbour. */
  readonly reach: Float64Array
  /** (points). */
  readonly density: Float64Array
}

/** The shortest way to each point that begins with a step to a neighbour: `min_k distance_k + paths[index_k]`. */
export interface Geodesics {
  readonly op: 'geodesics'
  readonly input: ValueId
  readonly output: ValueId
  /** (points × points). */
  readonly paths: Float64Array
}

/**
 * Weights of sum 1 with which the neighbours come closest to the row (the Gram matrix of the differences, plus
 * `regularization` times its trace on the diagonal), applied to the neighbours' `embedding`. Inputs: rows, list.
 */
export interface Barycenter {
  readonly op: 'barycenter'
  readonly inputs: readonly [rows: ValueId, list: ValueId]
  readonly output: ValueId
  readonly points: Points
  /** (points × width of the output). */
  readonly embedding: Float64Array
  readonly regularization: number
}

export type DensityKernel = 'gaussian' | 'tophat' | 'epanechnikov' | 'exponential' | 'linear' | 'cosine'

/**
 * The logarithm of a kernel density, by scikit-learn's descent of a tree: bounds on what lies below a node are narrowed
 * until they are within the tolerances.
 */
export interface KernelDensity {
  readonly op: 'kernelDensity'
  readonly input: ValueId
  readonly output: ValueId
  readonly metric: Metric
  readonly points: Points
  readonly tree: SpaceTree
  readonly kernel: DensityKernel
  readonly bandwidth: number
  /** (points), or nothing where each counts 1. */
  readonly weights?: Float64Array
  /** Tolerances of the sum over all points. */
  readonly absolute: number
  readonly relative: number
  /** Nearest nodes first; otherwise depth first. */
  readonly breadthFirst: boolean
}

/**
 * Missing numbers become the mean of those of the nearest points that have one, by the Euclidean distance over what
 * both have; the column's mean where no point has anything in common with the row. Columns in which no point has a
 * number become 0.
 */
export interface ImputeNeighbors {
  readonly op: 'imputeNeighbors'
  readonly input: ValueId
  readonly output: ValueId
  /** What is missing in rows and points: NaN, or one number. */
  readonly missing: number
  readonly points: Points
  readonly neighbors: number
  readonly weights: NeighborWeights
  /** Whether points that have nothing in common with the row count, too, if there are no others. */
  readonly countsStrangers: boolean
}

export type NeighborOperator =
  | Nearest
  | WithinRadius
  | NeighborVotes
  | NeighborMeans
  | NeighborGraph
  | OutlierFactor
  | Geodesics
  | Barycenter
  | KernelDensity
  | ImputeNeighbors

function checkTree(tree: SpaceTree, points: Points, features: number, c: Context): void {
  const nodes = tree.start.length
  if (nodes === 0) c.fail('has no nodes')
  c.equal('ends', tree.end.length, nodes)
  c.equal('leaf flags', tree.leaf.length, nodes)
  c.equal('radii', tree.radius.length, nodes)
  c.equal('bounds', tree.bounds.length, (tree.kind === 'kd' ? 2 : 1) * nodes * features)
  c.equal('indices', tree.indices.length, points.count)
  c.indices('indices', tree.indices, 0, points.count)
  c.indices('end', tree.end, 0, points.count + 1)
  for (let node = 0; node < nodes; node++) {
    if (!((tree.start[node] as number) >= 0 && (tree.start[node] as number) <= (tree.end[node] as number))) {
      c.fail(`has a node ${node} from ${tree.start[node]} to ${tree.end[node]}`)
    }
    if (tree.leaf[node] === 0 && 2 * node + 2 >= nodes) c.fail(`has no children below node ${node}, of ${nodes}`)
  }
}

/** Metrics for which the boxes of a kd tree bound the distance. */
const KD_METRICS: ReadonlySet<Metric['name']> = new Set(['euclidean', 'manhattan', 'chebyshev', 'minkowski'])

function checkSpace(metric: Metric, points: Points, order: SearchOrder, input: ValueId, c: Context): void {
  c.float64(input)
  const features = c.numeric(input).width
  checkPoints(points, features, c)
  checkMetric(metric, features, c)
  if (order.kind !== 'kd' && order.kind !== 'ball') return
  checkTree(order, points, features, c)
  if (order.kind === 'kd' && !KD_METRICS.has(metric.name)) c.fail(`has a kd tree for the metric ${metric.name}`)
}

/** The length of a list. */
function listLength(input: ValueId, c: Context): number {
  const { width } = c.numeric(input)
  if (width === 0 || width % 2 !== 0) c.fail(`needs a list of neighbours, found ${width} columns`)
  return width / 2
}

export const NEIGHBOR_CHECKS: Checks<NeighborOperator> = {
  nearest: (op, c) => {
    checkSpace(op.search.metric, op.search.points, op.search.order, op.input, c)
    if (!(op.neighbors >= 1 && op.neighbors <= op.search.points.count)) {
      c.fail(`asks for ${op.neighbors} neighbours of ${op.search.points.count} points`)
    }
    c.equal('output width', c.numeric(op.output).width, 2 * op.neighbors)
  },
  withinRadius: (op, c) => {
    checkSpace(op.search.metric, op.search.points, op.search.order, op.input, c)
    c.equal('output width', c.numeric(op.output).width, 2 * op.search.points.count)
  },
  neighborVotes: (op, c) => {
    listLength(op.input, c)
    const classes = c.numeric(op.output).width
    c.indices('labels', op.labels, 0, classes)
    if (typeof op.alone === 'number') c.indices('alone', [op.alone], 0, classes)
  },
  neighborMeans: (op, c) => {
    listLength(op.input, c)
    if (op.values.length % Math.max(1, c.numeric(op.output).width) !== 0)
      c.fail('has values that do not fill their rows')
  },
  neighborGraph: (op, c) => {
    listLength(op.input, c)
  },
  outlierFactor: (op, c) => {
    listLength(op.input, c)
    c.equal('densities', op.density.length, op.reach.length)
    c.equal('output width', c.numeric(op.output).width, 1)
  },
  geodesics: (op, c) => {
    listLength(op.input, c)
    c.equal('paths', op.paths.length, c.numeric(op.output).width ** 2)
  },
  barycenter: (op, c) => {
    const [rows, list] = op.inputs
    c.float64(rows)
    listLength(list, c)
    checkPoints(op.points, c.numeric(rows).width, c)
    c.equal('embedding', op.embedding.length, op.points.count * c.numeric(op.output).width)
  },
  kernelDensity: (op, c) => {
    checkSpace(op.metric, op.points, op.tree, op.input, c)
    if (op.weights !== undefined) c.equal('weights', op.weights.length, op.points.count)
    c.equal('output width', c.numeric(op.output).width, 1)
  },
  imputeNeighbors: (op, c) => {
    c.float64(op.input)
    checkPoints(op.points, c.numeric(op.input).width, c)
    if (!(op.neighbors >= 1)) c.fail(`asks for ${op.neighbors} neighbours`)
    c.equal('output width', c.numeric(op.output).width, c.numeric(op.input).width)
  },
}

const describeSearch = ({ metric, points, order }: Search) =>
  `of ${count(points.count, 'point')}, ${describeMetric(metric)}, ${order.kind}`

export const NEIGHBOR_DETAILS: Details<NeighborOperator> = {
  nearest: ({ neighbors, search }) => `${neighbors} ${describeSearch(search)}`,
  withinRadius: ({ radius, search }) => `≤ ${radius} ${describeSearch(search)}`,
  neighborVotes: ({ weights }) => weights,
  neighborMeans: ({ weights }) => weights,
  neighborGraph: ({ mode }) => mode,
  outlierFactor: ({ density }) => count(density.length, 'point'),
  geodesics: () => '',
  barycenter: ({ regularization }) => `regularization ${regularization}`,
  kernelDensity: ({ kernel, bandwidth, metric }) => `${kernel}, bandwidth ${bandwidth}, ${describeMetric(metric)}`,
  imputeNeighbors: ({ neighbors, weights }) => `${neighbors} nearest, ${weights}`,
}
