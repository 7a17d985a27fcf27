/** Metrics by the names that scikit-learn and scipy have for them. */
import { NdArray } from '../../pickle/ndarray.ts'
import { toFloat64 } from '../../pickle/ndarray-decode.ts'
import type { PickleDict, PickleValue } from '../../pickle/values.ts'
import type { Metric, PlainMetric } from '../../program/operators/distances.ts'
import { type Attributes, itemsOf } from '../attributes.ts'
import { isAtLeast } from '../version.ts'

/** Names that mean the same. */
const ALIASES: Readonly<Record<string, string>> = {
  cityblock: 'manhattan',
  infinity: 'chebyshev',
  l1: 'manhattan',
  l2: 'euclidean',
  p: 'minkowski',
}

const PLAIN: ReadonlySet<string> = new Set<PlainMetric>([
  'canberra',
  'chebyshev',
  'correlation',
  'cosine',
  'dice',
  'hamming',
  'haversine',
  'jaccard',
  'kulsinski',
  'manhattan',
  'matching',
  'nan_euclidean',
  'rogerstanimoto',
  'russellrao',
  'sokalmichener',
  'sokalsneath',
])

/** What computes it: scikit-learn's own loops over pairs, its matrix products, or scipy. */
export type Arithmetic = 'pairs' | 'products' | 'scipy'

/** A metric as a model file has it: its name, its parameters, and how the version computes it. */
export interface MetricSource {
  readonly name: PickleValue | undefined
  readonly params: PickleDict | undefined
  readonly arithmetic: Arithmetic
}

/** The plain name, or a refusal of what is no name. */
export function metricName(attributes: Attributes, name: PickleValue | undefined): string {
  if (typeof name !== 'string') {
    throw attributes.unsupported(
      'the metric is a Python function, which is not in the file',
      'Train with the name of a metric, such as metric="euclidean".',
    )
  }
  if (name === 'precomputed') {
    throw attributes.unsupported(
      'metric="precomputed" answers for distances that the caller computes, not for rows',
      'Train on the rows themselves, with the name of the metric.',
    )
  }
  return ALIASES[name] ?? name
}

export function readMetric(attributes: Attributes, source: MetricSource): Metric {
  const { params, arithmetic } = source
  const name = metricName(attributes, source.name)
  switch (name) {
    case 'euclidean':
      return { name, expanded: arithmetic !== 'pairs' }
    case 'sqeuclidean':
      return { name, expanded: arithmetic === 'products' }
    case 'braycurtis':
      return { name, signed: arithmetic === 'scipy' }
    case 'yule':
      // scipy changed its mind in 1.6, about when scikit-learn 0.24 came out.
      return { name, undefinedAsNaN: !isAtLeast(attributes.version, 0, 24) }
    case 'minkowski':
    case 'wminkowski':
      return readMinkowski(attributes, source, name)
    case 'seuclidean':
      return { name, variances: arrayParam(attributes, params, 'V') }
    case 'mahalanobis':
      return { name, inverse: arrayParam(attributes, params, 'VI') }
  }
  if (PLAIN.has(name)) return { name: name as PlainMetric }
  throw attributes.unsupported(`the metric ${name} is unknown`, `Known are ${[...PLAIN].join(', ')}, euclidean, …`)
}

function readMinkowski(attributes: Attributes, { params, arithmetic }: MetricSource, name: string): Metric {
  const p = params?.get('p') ?? 2
  if (typeof p !== 'number' || !(p > 0)) throw attributes.error('model_invalid', 'expected p > 0 for minkowski')
  const hasWeights = params?.get('w') !== undefined && params.get('w') !== null
  if (!hasWeights) {
    if (p === 1) return { name: 'manhattan' }
    if (p === 2) return { name: 'euclidean', expanded: arithmetic === 'products' }
    return p === Infinity ? { name: 'chebyshev' } : { name: 'minkowski', p }
  }
  const weights = arrayParam(attributes, params, 'w')
  // The older metric takes the weighted difference to the power, the newer one weights the power.
  return { name: 'minkowski', p, weights: name === 'wminkowski' ? weights.map((weight) => weight ** p) : weights }
}

/** Numbers among the parameters: an array of any shape, or a list. */
function arrayParam(attributes: Attributes, params: PickleDict | undefined, name: string): Float64Array {
  const value = params?.get(name)
  if (value instanceof NdArray && value.objects === undefined) return toFloat64(value).slice()
  const items = itemsOf(value)?.flatMap((item) => itemsOf(item) ?? [item])
  if (items?.every((item) => typeof item === 'number')) return Float64Array.from(items as readonly number[])
  throw attributes.unsupported(
    `the metric has no array ${name} among its parameters`,
    `Give it in metric_params, such as {"${name}": …}.`,
  )
}
