/** Distances between rows and points, and what is read off them. */
import type { ValueId } from '../value.ts'
import { type Checks, type Context, sameWidth } from './check.ts'
import { count, type Details, nothing } from './details.ts'

/** Metrics that treat numbers as flags: what is not zero is true. */
export type BooleanMetric =
  | 'dice'
  | 'jaccard'
  | 'kulsinski'
  | 'matching'
  | 'rogerstanimoto'
  | 'russellrao'
  | 'sokalmichener'
  | 'sokalsneath'

/** A metric without parameters, by scikit-learn's name. */
export type PlainMetric =
  | BooleanMetric
  | 'canberra'
  | 'chebyshev'
  | 'correlation'
  | 'cosine'
  | 'hamming'
  | 'haversine'
  | 'manhattan'
  | 'nan_euclidean'

/** How far two rows are apart. */
export type Metric =
  | { readonly name: PlainMetric }
  /**
   * `expanded` computes `x·x - 2x·y + y·y`, not below 0, which cancels where the two are close; otherwise the sum of
   * squared differences.
   */
  | { readonly name: 'euclidean' | 'sqeuclidean'; readonly expanded: boolean }
  /** `Σ|x-y| / Σ(|x|+|y|)`, 0 for 0/0; `signed` has `Σ|x+y|` below the line, and NaN for 0/0. */
  | { readonly name: 'braycurtis'; readonly signed: boolean }
  /** `2bc / (ad + bc)` of the four counts; where bc is 0 it is 0, but for `undefinedAsNaN`, which has 0/0. */
  | { readonly name: 'yule'; readonly undefinedAsNaN: boolean }
  /** `(Σ w|x-y|^p)^(1/p)`; w is 1 where there are no weights. */
  | { readonly name: 'minkowski'; readonly p: number; readonly weights?: Float64Array }
  /** `sqrt(Σ (x-y)²/v)`. */
  | { readonly name: 'seuclidean'; readonly variances: Float64Array }
  /** `sqrt((x-y)ᵀ M (x-y))`; M is (features × features). */
  | { readonly name: 'mahalanobis'; readonly inverse: Float64Array }

/** Rows to which the distance is measured. */
export interface Points {
  readonly count: number
  /** (count × features). */
  readonly data: Float64Array
}

/** `output[i,v] = metric(input[i], points[v])`. */
export interface Distances {
  readonly op: 'distances'
  readonly input: ValueId
  readonly output: ValueId
  readonly metric: Metric
  readonly points: Points
}

/** Column index of the first minimum of each row; NaN counts as the smallest, as in numpy. */
export interface ArgMin {
  readonly op: 'argMin'
  readonly input: ValueId
  readonly output: ValueId
}

/** `points·points - 2 input·points`: what orders centres by their distance, without the row's own norm. */
export interface CentreScores {
  readonly op: 'centreScores'
  readonly input: ValueId
  readonly output: ValueId
  readonly points: Points
}

/**
 * Down a tree of pairs of centres, to the nearer one each time (the left one if they are equally near), until there is
 * a leaf; answers with its label. Nodes stand after their parents; the first is the root.
 */
export interface CentreTree {
  readonly op: 'centreTree'
  readonly input: ValueId
  readonly output: ValueId
  /** (nodes) left child, or -1 for a leaf. */
  readonly left: Int32Array
  /** (nodes) right child, or -1 for a leaf. */
  readonly right: Int32Array
  /** (nodes) label of a leaf. */
  readonly labels: Int32Array
  /** (nodes × features). */
  readonly centres: Float64Array
}

/** How a group of columns becomes one. */
export type Pooling = 'max' | 'mean' | 'median' | 'min' | 'sum'

/** Columns pooled group by group; `output[i,g]` is made of the columns whose group is g. No group is empty. */
export interface PoolColumns {
  readonly op: 'poolColumns'
  readonly input: ValueId
  readonly output: ValueId
  readonly pooling: Pooling
  /** (columns of the input). */
  readonly groups: Int32Array
}

/** The square of each number. */
export interface Squares {
  readonly op: 'squares'
  readonly input: ValueId
  readonly output: ValueId
}

/** Each row of logarithms less the logarithm of the sum of their exponentials. */
export interface LogNormalize {
  readonly op: 'logNormalize'
  readonly input: ValueId
  readonly output: ValueId
}

export type DistanceOperator = Distances | ArgMin | CentreScores | CentreTree | PoolColumns | Squares | LogNormalize

export function checkPoints(points: Points, features: number, c: Context): void {
  c.equal('points', points.data.length, points.count * features)
}

export function checkMetric(metric: Metric, features: number, c: Context): void {
  switch (metric.name) {
    case 'minkowski':
      if (!(metric.p > 0)) c.fail(`has p = ${metric.p}, expected more than 0`)
      if (metric.weights !== undefined) c.equal('weights', metric.weights.length, features)
      break
    case 'seuclidean':
      c.equal('variances', metric.variances.length, features)
      break
    case 'mahalanobis':
      c.equal('inverse covariances', metric.inverse.length, features * features)
      break
    case 'haversine':
      c.equal('columns', features, 2)
      break
  }
}

export const DISTANCE_CHECKS: Checks<DistanceOperator> = {
  distances: (op, c) => {
    c.float64(op.input)
    checkPoints(op.points, c.numeric(op.input).width, c)
    checkMetric(op.metric, c.numeric(op.input).width, c)
    c.equal('output width', c.numeric(op.output).width, op.points.count)
  },
  argMin: (op, c) => {
    if (c.numeric(op.input).width === 0) c.fail('has no columns to choose from')
    c.equal('output width', c.numeric(op.output).width, 1)
  },
  centreScores: (op, c) => {
    c.float64(op.input)
    checkPoints(op.points, c.numeric(op.input).width, c)
    c.equal('output width', c.numeric(op.output).width, op.points.count)
  },
  centreTree: (op, c) => {
    const nodes = op.left.length
    c.float64(op.input)
    if (nodes === 0) c.fail('has no nodes')
    c.equal('right children', op.right.length, nodes)
    c.equal('labels', op.labels.length, nodes)
    c.equal('centres', op.centres.length, nodes * c.numeric(op.input).width)
    c.equal('output width', c.numeric(op.output).width, 1)
    for (let node = 0; node < nodes; node++) {
      const left = op.left[node] as number
      const right = op.right[node] as number
      const isLeaf = left === -1 && right === -1
      if (isLeaf || (left > node && left < nodes && right > node && right < nodes)) continue
      c.fail(`has children ${left} and ${right} at node ${node}, of ${nodes} nodes`)
    }
  },
  poolColumns: (op, c) => {
    c.float64(op.input)
    const groups = c.numeric(op.output).width
    c.equal('groups', op.groups.length, c.numeric(op.input).width)
    c.indices('groups', op.groups, 0, groups)
    c.equal('groups that have columns', new Set(op.groups).size, groups)
  },
  squares: sameWidth,
  logNormalize: sameWidth,
}

export function describeMetric(metric: Metric): string {
  return metric.name === 'minkowski' ? `minkowski p=${metric.p}` : metric.name
}

export const DISTANCE_DETAILS: Details<DistanceOperator> = {
  distances: ({ metric }) => describeMetric(metric),
  argMin: nothing,
  centreScores: nothing,
  centreTree: ({ left }) => count(left.length, 'node'),
  poolColumns: ({ pooling }) => pooling,
  squares: nothing,
  logNormalize: nothing,
}
