/** The fitted trees inside an ensemble, and the rows that they are asked about. */
import { PickleObject, type PickleValue } from '../../pickle/values.ts'
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { Trees } from '../../program/operators/trees.ts'
import type { ValueId } from '../../program/value.ts'
import { Attributes } from '../attributes.ts'
import { pathTo } from '../parts.ts'
import { isAtLeast } from '../version.ts'
import type { TreeSource } from './tree-arrays.ts'
import { withUsedColumns } from './used-columns.ts'

const TREE_CLASSES = ['DecisionTreeClassifier', 'DecisionTreeRegressor', 'ExtraTreeClassifier', 'ExtraTreeRegressor']

/** The items as fitted trees of `sklearn.tree`; undefined if one is something else. */
export function asTrees(attributes: Attributes, name: string, items: readonly PickleValue[]): Attributes[] | undefined {
  const trees: Attributes[] = []
  for (const [i, item] of items.entries()) {
    if (!(item instanceof PickleObject)) throw attributes.error('model_invalid', `expected a tree in ${name}[${i}]`)
    if (!TREE_CLASSES.includes(item.className) || !/^sklearn\./.test(item.module)) return undefined
    trees.push(new Attributes(item, pathTo(attributes, `${name}[${i}]`), attributes.versionText))
  }
  return trees
}

/** The `tree_` of a fitted tree. */
export function treeSource(tree: Attributes, columns?: Int32Array): TreeSource {
  const object = tree.object('tree_')
  if (object.className !== 'Tree') throw tree.error('model_invalid', `expected a Tree, found ${object.className}`)
  return { object, path: pathTo(tree, 'tree_'), ...(columns === undefined ? {} : { columns }) }
}

const MISSING_CRITERIA = ['gini', 'log_loss', 'entropy', 'squared_error', 'friedman_mse', 'poisson']

/**
 * Whether NaN is accepted: `_support_missing_values` of each version. Trees take it from 1.3, forests from 1.4, those
 * with random splits from 1.6, those with an absolute error or monotonic constraints from 1.9.
 */
export function allowsMissing(tree: Attributes, isForest: boolean): boolean {
  const { version } = tree
  if (!isAtLeast(version, 1, isForest ? 4 : 3)) return false
  const isRandom = tree.string('splitter', 'best') === 'random'
  const isExtraTree = tree.className.startsWith('ExtraTree')
  const isSplitterFit = isAtLeast(version, 1, 6) ? isRandom || !isExtraTree : !isRandom
  if (isAtLeast(version, 1, 9)) return isSplitterFit
  return isSplitterFit && tree.isNone('monotonic_cst') && MISSING_CRITERIA.includes(tree.string('criterion'))
}

/** Class values are counts before 1.4, which predict_proba divides by their sum, and fractions since, taken as such. */
export function holdsCounts(tree: Attributes): boolean {
  return !isAtLeast(tree.version, 1, 4)
}

/** How rows are checked. It outlives the file, so it holds nothing of it. */
export interface TreeRows {
  /** The class that refuses, for messages. */
  readonly estimator: string
  readonly missing: boolean
  readonly infinite?: boolean
}

/** Rows narrowed to float32 and checked, as scikit-learn does before it asks the trees. */
export function emitTreeRows(builder: ProgramBuilder, input: Values, rows: TreeRows): ValueId {
  const { estimator, missing, infinite = false } = rows
  return builder.once(builder, `trees ${estimator} ${missing} ${infinite}`, input, () =>
    builder.checkFinite(builder.float32(builder.numeric(input)), estimator, { missing, infinite }),
  )
}

/** The trees of one forest on its rows; of sparse rows only the columns that a split reads become dense. */
export function emitForest(builder: ProgramBuilder, input: Values, rows: TreeRows, all: Trees): ValueId {
  if (!builder.isSparse(input)) return emitTrees(builder, emitTreeRows(builder, input, rows), all)
  const { id, trees } = withUsedColumns(builder, input, all, rows.estimator)
  return emitTrees(builder, builder.float32(id), trees)
}

/** The mean of trees, or their sum divided by another number. */
export function emitTrees(builder: ProgramBuilder, x: ValueId, trees: Trees, divisor = trees.roots.length): ValueId {
  const comparison = { dtype: 'float32', strict: false } as const
  const type = { kind: 'numeric', dtype: 'float64', width: trees.leafWidth } as const
  return builder.emit('treeEnsemble', { op: 'treeEnsemble', input: x, comparison, trees, divisor }, type)
}

/** The answer of each tree, side by side. */
export function emitLeaves(builder: ProgramBuilder, x: ValueId, trees: Trees): ValueId {
  const comparison = { dtype: 'float32', strict: false } as const
  const type = { kind: 'numeric', dtype: 'float64', width: trees.roots.length * trees.leafWidth } as const
  return builder.emit('treeLeaves', { op: 'treeLeaves', input: x, comparison, trees }, type)
}
