/** How much each column counts for a fitted estimator: its `coef_` or its `feature_importances_`. */
import { field, toFloat64, toInt32 } from '../../pickle/ndarray-decode.ts'
import { PickleObject, PickleTuple, type PickleValue } from '../../pickle/values.ts'
import { pairwiseSum } from '../../program/numpy-sum.ts'
import { Attributes, type FloatArray, itemsOf } from '../attributes.ts'
import { pathTo } from '../parts.ts'
import { treeSource } from '../tree/members.ts'
import { isAtLeast } from '../version.ts'

/** `importance_getter`: the attribute, perhaps of a part, such as `named_steps.clf.coef_`; `auto` looks for either. */
export function readImportances(selector: Attributes, value: PickleValue, getter: string): FloatArray {
  const path = getter === 'auto' ? [] : getter.split('.')
  const name = path.pop()
  const owner = path.reduce<PickleValue>((at, step) => follow(selector, at, step), value)
  if (!(owner instanceof PickleObject)) throw unknownImportance(selector, getter)
  const attributes = new Attributes(owner, pathTo(selector, 'estimator_'), selector.versionText)
  const found = name === undefined ? automatic(attributes) : named(attributes, name)
  if (found === undefined) throw unknownImportance(selector, attributes.className)
  return found
}

function unknownImportance(selector: Attributes, of: string): Error {
  return selector.unsupported(
    `the importances of ${of} are computed by Python and are not in the file`,
    'Select by an estimator with coef_, or by trees; or save the columns that were selected as a ColumnTransformer.',
  )
}

/** One step of the path: an attribute, or a step of a Pipeline by its name. */
function follow(selector: Attributes, at: PickleValue, step: string): PickleValue {
  if (!(at instanceof PickleObject)) throw unknownImportance(selector, step)
  if (step === 'named_steps') return at
  const attributes = new Attributes(at, selector.path, selector.versionText)
  const steps = itemsOf(attributes.get('steps')) ?? []
  const found = steps.find((item) => item instanceof PickleTuple && item.items[0] === step)
  return (found instanceof PickleTuple ? found.items[1] : attributes.get(step)) ?? null
}

/** Before 0.24 `feature_importances_` came first. */
function automatic(attributes: Attributes): FloatArray | undefined {
  const names = isAtLeast(attributes.version, 0, 24)
    ? ['coef_', 'feature_importances_']
    : ['feature_importances_', 'coef_']
  for (const name of names) {
    const found = named(attributes, name)
    if (found !== undefined) return found
  }
  return undefined
}

function named(attributes: Attributes, name: string): FloatArray | undefined {
  if (attributes.has(name)) return attributes.floats(name)
  if (name === 'feature_importances_') return treeImportances(attributes)
  return name === 'coef_' ? linearKernelWeights(attributes) : undefined
}

/** `coef_` of a machine with the linear kernel: the weighted sum of its support vectors. */
function linearKernelWeights(attributes: Attributes): FloatArray | undefined {
  if (!attributes.has('dual_coef_') || attributes.get('kernel') !== 'linear') return undefined
  const dual = attributes.matrix('dual_coef_')
  const vectors = attributes.matrix('support_vectors_')
  if (dual.columns !== vectors.rows) return undefined
  const classes = attributes.has('classes_') ? attributes.array('classes_').size : 2
  if (classes > 2) return pairWeights(attributes, dual.data, vectors)
  return { shape: [1, vectors.columns], data: weighted(vectors, (v) => dual.data[v] as number, 0, vectors.rows) }
}

type Matrix = ReturnType<Attributes['matrix']>

function weighted(vectors: Matrix, weight: (v: number) => number, from: number, to: number): Float64Array {
  const sums = new Float64Array(vectors.columns)
  for (let v = from; v < to; v++) {
    for (let j = 0; j < sums.length; j++) {
      sums[j] = (sums[j] as number) + weight(v) * (vectors.data[v * sums.length + j] as number)
    }
  }
  return sums
}

/** One row for each pair of classes i < j: row j-1 of the dual coefficients for the vectors of i, row i for those of j. */
function pairWeights(attributes: Attributes, dual: Float64Array, vectors: Matrix): FloatArray {
  const counts = Array.from(attributes.integers(attributes.first('_n_support', 'n_support_')))
  const starts = counts.map((_, i) => counts.slice(0, i).reduce((sum, n) => sum + n, 0))
  const rows: Float64Array[] = []
  const side = (row: number, k: number) => {
    const from = starts[k] as number
    const to = Math.min(vectors.rows, from + (counts[k] as number))
    return weighted(vectors, (v) => dual[row * vectors.rows + v] as number, from, to)
  }
  counts.forEach((_, i) => {
    for (let j = i + 1; j < counts.length; j++) {
      const other = side(i, j)
      rows.push(side(j - 1, i).map((x, c) => x + (other[c] as number)))
    }
  })
  const data = new Float64Array(rows.length * vectors.columns)
  for (const [i, row] of rows.entries()) data.set(row, i * vectors.columns)
  return { shape: [rows.length, vectors.columns], data }
}

/** The decrease of impurity that each column brought, of a tree or the mean over a forest. */
function treeImportances(attributes: Attributes): FloatArray | undefined {
  if (attributes.has('tree_')) {
    const { data } = ofTree(attributes)
    return { shape: [data.length], data }
  }
  if (!/^(RandomForest|ExtraTrees)/.test(attributes.className)) return undefined
  const trees = attributes.list('estimators_').flatMap((item, i) => {
    if (!(item instanceof PickleObject)) return []
    return [ofTree(new Attributes(item, pathTo(attributes, `estimators_[${i}]`), attributes.versionText))]
  })
  const width = trees[0]?.data.length ?? 0
  // From 0.22 on a tree that is a leaf does not count, and the mean is divided by its sum.
  const isRecent = isAtLeast(attributes.version, 0, 22)
  const counted = isRecent ? trees.filter(({ nodes }) => nodes > 1) : trees
  const mean = new Float64Array(width)
  for (const { data } of counted) for (let j = 0; j < width; j++) mean[j] = (mean[j] as number) + (data[j] as number)
  if (counted.length === 0) return { shape: [width], data: mean }
  for (let j = 0; j < width; j++) mean[j] = (mean[j] as number) / counted.length
  const sum = isRecent ? pairwiseSum(mean, 0, width) : 1
  return { shape: [width], data: mean.map((x) => x / sum) }
}

/** `Tree.compute_feature_importances`. */
function ofTree(attributes: Attributes): { readonly data: Float64Array; readonly nodes: number } {
  const tree = new Attributes(treeSource(attributes).object, pathTo(attributes, 'tree_'), attributes.versionText)
  const nodes = tree.array('nodes')
  const left = toInt32(field(nodes, 'left_child'))
  const right = toInt32(field(nodes, 'right_child'))
  const feature = toInt32(field(nodes, 'feature'))
  const impurity = toFloat64(field(nodes, 'impurity'))
  const weight = toFloat64(field(nodes, 'weighted_n_node_samples'))
  const mass = (node: number) => (weight[node] as number) * (impurity[node] as number)
  const data = new Float64Array(attributes.count(attributes.first('n_features_in_', 'n_features_')))
  for (let i = 0; i < left.length; i++) {
    const child = left[i] as number
    if (child === -1) continue
    const j = feature[i] as number
    data[j] = (data[j] as number) + (mass(i) - mass(child) - mass(right[i] as number))
  }
  const total = weight[0] as number
  let sum = 0
  for (let j = 0; j < data.length; j++) {
    data[j] = (data[j] as number) / total
    sum += data[j] as number
  }
  return { data: sum > 0 ? data.map((x) => x / sum) : data, nodes: left.length }
}
