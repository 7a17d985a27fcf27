/** The search for neighbours that all classes of `sklearn.neighbors` share, as fitted. */
import { NdArray } from '../../pickle/ndarray.ts'
import { PickleDict } from '../../pickle/values.ts'
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { Metric } from '../../program/operators/distances.ts'
import type { Search, SearchOrder } from '../../program/operators/neighbors.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { Lower } from '../estimator.ts'
import { isAtLeast } from '../version.ts'
import { metricName, readMetric } from './metric.ts'
import { readSpaceTree } from './space-tree.ts'

/** Points, metric and algorithm. */
export interface NeighborSearch extends Search {
  readonly features: number
  /** True if rows may have gaps. */
  readonly allowsMissing: boolean
  readonly allowsInfinite: boolean
}

/** Metrics for which versions from 1.1 on keep heaps; for all others they sort as before. */
const HEAP_METRICS: ReadonlySet<string> = new Set([
  'braycurtis',
  'canberra',
  'chebyshev',
  'euclidean',
  'haversine',
  'manhattan',
  'minkowski',
  'seuclidean',
  'sqeuclidean',
])

export function readNeighborSearch(attributes: Attributes): NeighborSearch {
  const { version } = attributes
  const name = metricName(attributes, attributes.require('effective_metric_'))
  const given = attributes.get('effective_metric_params_')
  const params = given instanceof PickleDict ? given : undefined
  const common = {
    sort: isAtLeast(version, 1, 8) ? 'intro' : 'quick',
    allowsMissing: name === 'nan_euclidean' && isAtLeast(version, 1, 6),
    allowsInfinite: false,
  } as const
  const method = attributes.string('_fit_method')
  if (method === 'kd_tree' || method === 'ball_tree') {
    const { points, features, tree, metricMatrix } = readSpaceTree(attributes, '_tree')
    const isByMatrix = name === 'mahalanobis' && metricMatrix !== undefined
    const metric: Metric = isByMatrix
      ? { name, inverse: metricMatrix }
      : readMetric(attributes, { name, params, arithmetic: 'pairs' })
    return { ...common, metric, points, features, order: tree }
  }
  if (method !== 'brute') throw attributes.error('model_invalid', `the search method ${method} is unknown`)
  const order = bruteOrder(attributes, name)
  const { rows, columns, data } = attributes.matrix('_fit_X')
  const metric = readMetric(attributes, { name, params, arithmetic: order.kind === 'heap' ? 'products' : 'scipy' })
  return { ...common, metric, points: { count: rows, data }, features: columns, order }
}

function bruteOrder(attributes: Attributes, name: string): SearchOrder {
  const X = attributes.require('_fit_X')
  const isFloat64 = X instanceof NdArray && X.dtype.kind === 'f' && X.dtype.itemsize === 8 && !X.fortranOrder
  // Sparse points come with rows that are not, for which only pairs of rows are compared.
  const isSparse = !(X instanceof NdArray) && name !== 'euclidean' && name !== 'sqeuclidean'
  const usesHeap = isAtLeast(attributes.version, 1, 1) && (isFloat64 || isSparse) && HEAP_METRICS.has(name)
  return { kind: usesHeap ? 'heap' : 'partition' }
}

export function emitNearest(
  builder: ProgramBuilder,
  input: Values,
  search: NeighborSearch,
  neighbors: number,
  estimator: string,
): ValueId {
  return builder.once(search, `nearest ${neighbors}`, input, () => {
    const type = { kind: 'numeric', dtype: 'float64', width: 2 * neighbors } as const
    const x = emitRows(builder, input, search, estimator)
    return builder.emit('nearest', { op: 'nearest', input: x, search: searchOnly(search), neighbors }, type)
  })
}

export function emitWithin(
  builder: ProgramBuilder,
  input: Values,
  search: NeighborSearch,
  radius: number,
  estimator: string,
): ValueId {
  return builder.once(search, `within ${radius}`, input, () => {
    const type = { kind: 'numeric', dtype: 'float64', width: 2 * search.points.count } as const
    const x = emitRows(builder, input, search, estimator)
    return builder.emit('withinRadius', { op: 'withinRadius', input: x, search: searchOnly(search), radius }, type)
  })
}

export function emitRows(builder: ProgramBuilder, input: Values, search: NeighborSearch, estimator: string): ValueId {
  return builder.once(search, 'rows', input, () =>
    builder.checkFinite(builder.numeric(input), estimator, {
      missing: search.allowsMissing,
      infinite: search.allowsInfinite,
    }),
  )
}

const searchOnly = ({ metric, points, order, sort }: NeighborSearch): Search => ({ metric, points, order, sort })

/** `n_neighbors`, of which there have to be enough points. */
export function readNeighborCount(attributes: Attributes, search: NeighborSearch, name = 'n_neighbors'): number {
  const count = attributes.count(name)
  if (count >= 1 && count <= search.points.count) return count
  throw attributes.unsupported(
    `asks for ${count} neighbours, but was fitted on ${search.points.count} rows`,
    'Python refuses too: train with fewer neighbours, or on more rows.',
  )
}

/** The method `kneighbors`: distances, and indices of the rows that the model was fitted on. */
export function kneighborsMethod(search: NeighborSearch, neighbors: number, estimator: string): Lower {
  return (builder, input) => {
    const list = { kind: 'numeric', id: emitNearest(builder, input, search, neighbors, estimator) } as const
    const half = (from: number) =>
      builder.numeric(
        builder.select(
          list,
          Array.from({ length: neighbors }, (_, i) => from + i),
        ),
      )
    return {
      kind: 'list',
      items: [
        { kind: 'numeric', value: half(0), shape: 'matrix', dtype: 'float64' },
        { kind: 'numeric', value: half(neighbors), shape: 'matrix', dtype: 'int64' },
      ],
    }
  }
}

/** Names such as `isomap0`, `isomap1`, …: the class in lower case and a number. */
export function prefixedNames(className: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `${className.toLowerCase()}${i}`)
}
