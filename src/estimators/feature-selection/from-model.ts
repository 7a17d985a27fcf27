/** `sklearn.feature_selection.SelectFromModel`: the columns that count for a model, by a threshold or a number. */
import type { PickleValue } from '../../pickle/values.ts'
import { PickleObject } from '../../pickle/values.ts'
import { pairwiseSum } from '../../program/numpy-sum.ts'
import { Attributes, type FloatArray } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { isAtLeast } from '../version.ts'
import { readImportances } from './importances.ts'
import { takesMissing } from './missing-tag.ts'
import { selector } from './selector.ts'

export function readSelectFromModel(attributes: Attributes): Estimator {
  const isPrefit = attributes.boolean('prefit', false) && !attributes.has('estimator_')
  const model = attributes.require(isPrefit ? 'estimator' : 'estimator_')
  const getter = attributes.get('importance_getter') ?? 'auto'
  if (typeof getter !== 'string') {
    throw attributes.unsupported(
      'its importance_getter is a Python function, which is not in the file',
      'Name the attribute, such as importance_getter="coef_".',
    )
  }
  const scores = magnitudes(attributes, readImportances(attributes, model, getter))
  const threshold = readThreshold(attributes, model, scores)
  const candidates = readCandidates(attributes, scores)
  const mask = Array.from(scores, (score, i) => candidates.has(i) && !(score < threshold))
  const allowsMissing = takesMissing(attributes.require('estimator'), attributes, attributes.version)
  return { ...selector(attributes, { mask, allowsMissing }), children: [], methods: {} }
}

/** Absolute values, or the norm over the rows of several outputs. Importances of trees were not negative before 0.24 either. */
function magnitudes(attributes: Attributes, { shape, data }: FloatArray): Float64Array {
  if (shape.length <= 1) return data.map(Math.abs)
  const [rows = 0, columns = 0] = shape
  const order = attributes.number('norm_order', 1)
  const norm = (column: number) => {
    const values = Array.from({ length: rows }, (_, row) => Math.abs(data[row * columns + column] as number))
    if (order === Infinity) return Math.max(...values)
    if (order === -Infinity) return Math.min(...values)
    if (order === 1) return values.reduce((sum, x) => sum + x, 0)
    if (order === 2) return Math.sqrt(values.reduce((sum, x) => sum + x * x, 0))
    if (order === 0) return values.filter((x) => x !== 0).length
    return values.reduce((sum, x) => sum + x ** order, 0) ** (1 / order)
  }
  return Float64Array.from({ length: columns }, (_, column) => norm(column))
}

function readThreshold(attributes: Attributes, model: PickleValue, scores: Float64Array): number {
  const given = attributes.get('threshold') ?? null
  const threshold = given ?? (isSparse(attributes, model) ? 1e-5 : 'mean')
  if (typeof threshold === 'number') return threshold
  if (typeof threshold !== 'string') return attributes.number('threshold')
  const parts = threshold.split('*')
  const scale = parts.length > 1 ? Number((parts[0] as string).trim()) : 1
  const reference = (parts.at(-1) as string).trim()
  if (Number.isNaN(scale) || (reference !== 'mean' && reference !== 'median')) {
    throw attributes.error('model_invalid', `expected "mean" or "median" in threshold, found "${threshold}"`)
  }
  return scale * (reference === 'mean' ? pairwiseSum(scores, 0, scores.length) / scores.length : median(scores))
}

function median(scores: Float64Array): number {
  const sorted = scores.slice().sort()
  const middle = sorted.length >> 1
  if (sorted.length % 2 === 1) return sorted[middle] as number
  return ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/** A model with an L1 penalty makes zeros, and keeps what is not zero unless the threshold is said. */
function isSparse(attributes: Attributes, model: PickleValue): boolean {
  if (!(model instanceof PickleObject)) return false
  const { version } = attributes
  const options = new Attributes(model, attributes.path, attributes.versionText)
  const { className } = options
  if (options.get('penalty') === 'l1' || className.includes('Lasso')) return true
  const isOne = (name: string) => options.has(name) && ones(options, name)
  if (isAtLeast(version, 1, 8)) {
    if (className === 'ElasticNet' || className === 'LogisticRegression') return isOne('l1_ratio')
    return (className === 'ElasticNetCV' || className === 'LogisticRegressionCV') && isOne('l1_ratio_')
  }
  // 1.1 learnt that an ElasticNet can be a Lasso.
  return isAtLeast(version, 1, 1) && className.includes('ElasticNet') && (isOne('l1_ratio_') || isOne('l1_ratio'))
}

function ones(options: Attributes, name: string): boolean {
  if (options.isNone(name)) return false
  const { data } = options.floats(name)
  return data.length > 0 && data.every((ratio) => Math.abs(ratio - 1) <= 1e-8 + 1e-5)
}

/** The columns with the largest scores, if their number is limited. */
function readCandidates(attributes: Attributes, scores: Float64Array): Set<number> {
  const all = Array.from(scores, (_, i) => i)
  if (attributes.isNone('max_features')) return new Set(all)
  const limit = attributes.has('max_features_') ? attributes.get('max_features_') : attributes.get('max_features')
  if (typeof limit !== 'number') {
    throw attributes.unsupported(
      'max_features is a Python function, which is not in the file',
      'Fit the selector, so that it keeps the number, or give a number.',
    )
  }
  const order = all.sort((a, b) => (scores[b] as number) - (scores[a] as number))
  return new Set(order.slice(0, limit))
}
