/** `sklearn.tree` and the forests of `sklearn.ensemble`, which are the mean of their trees. */
import { PickleObject } from '../../pickle/values.ts'
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { Trees } from '../../program/operators/trees.ts'
import type { ClassLabels, MethodOutput } from '../../program/program.ts'
import type { ValueId } from '../../program/value.ts'
import { Attributes, itemsOf } from '../attributes.ts'
import type { Estimator, Lower } from '../estimator.ts'
import { readClasses, readFacts } from '../facts.ts'
import { classOutput, labelOfLargest, logOutput, matrixOutput, vectorOutput } from '../outputs.ts'
import { isAtLeast } from '../version.ts'
import { joinTrees, treeObject } from './tree-arrays.ts'
import { withUsedColumns } from './used-columns.ts'

/** The trees of one estimator, and what it takes to read them. */
interface Members {
  /** The fitted trees: the estimator itself if it is a single one. */
  readonly trees: readonly Attributes[]
  readonly isForest: boolean
}

function readMembers(attributes: Attributes): Members {
  if (attributes.has('tree_')) return { trees: [attributes], isForest: false }
  const items = attributes.list('estimators_')
  if (items.length === 0) throw attributes.error('model_not_fitted', 'has no trees')
  const trees = items.map((item, i) => {
    const path = `${attributes.path === '' ? '' : `${attributes.path}.`}estimators_[${i}]`
    if (item instanceof PickleObject) return new Attributes(item, path, attributes.versionText)
    throw attributes.error('model_invalid', `expected a tree in estimators_[${i}]`)
  })
  return { trees, isForest: true }
}

const MISSING_CRITERIA = ['gini', 'log_loss', 'entropy', 'squared_error', 'friedman_mse', 'poisson']

/**
 * Whether NaN is accepted: `_support_missing_values` of each version. Trees take it from 1.3, forests from 1.4, those
 * with random splits from 1.6, those with an absolute error or monotonic constraints from 1.9.
 */
function allowsMissing({ trees, isForest }: Members): boolean {
  const tree = trees[0] as Attributes
  const { version } = tree
  if (!isAtLeast(version, 1, isForest ? 4 : 3)) return false
  const isRandom = tree.string('splitter', 'best') === 'random'
  const isExtraTree = tree.className.startsWith('ExtraTree')
  const isSplitterFit = isAtLeast(version, 1, 6) ? isRandom || !isExtraTree : !isRandom
  if (isAtLeast(version, 1, 9)) return isSplitterFit
  return isSplitterFit && tree.isNone('monotonic_cst') && MISSING_CRITERIA.includes(tree.string('criterion'))
}

/** Class values are counts before 1.4, which predict_proba divides by their sum, and fractions since, taken as such. */
function holdsCounts(attributes: Attributes): boolean {
  return !isAtLeast(attributes.version, 1, 4)
}

function join(members: Members, widths: readonly number[], normalise: boolean): Trees {
  const objects = members.trees.map(treeObject)
  return joinTrees(objects, (i) => `${members.trees[i]?.path ?? ''}.tree_`, { widths, normalise })
}

/** What the emission of trees needs to know; it outlives the file, so it holds nothing of it. */
interface Rows {
  readonly estimator: string
  readonly missing: boolean
}

/** Emits the ensemble: rows are narrowed to float32 and checked, as scikit-learn does before it asks the trees. */
function emitTrees(builder: ProgramBuilder, input: Values, all: Trees, { estimator, missing }: Rows): ValueId {
  const { id, trees } = withUsedColumns(builder, input, all, estimator)
  const key = builder.isSparse(input) ? all : builder
  const x = builder.once(key, `trees ${estimator} ${missing}`, input, () =>
    builder.checkFinite(builder.float32(id), estimator, { missing }),
  )
  const comparison = { dtype: 'float32', strict: false } as const
  const divisor = trees.roots.length
  const type = { kind: 'numeric', dtype: 'float64', width: trees.leafWidth } as const
  return builder.emit('treeEnsemble', { op: 'treeEnsemble', input: x, comparison, trees, divisor }, type)
}

/** scikit-learn's `DecisionTreeRegressor`, `ExtraTreeRegressor`, `RandomForestRegressor`, `ExtraTreesRegressor`. */
export function readTreeRegressor(attributes: Attributes): Estimator {
  const members = readMembers(attributes)
  const outputs = attributes.count('n_outputs_')
  const trees = join(members, new Array(outputs).fill(1), false)
  const rows: Rows = { estimator: attributes.className, missing: allowsMissing(members) }
  const predict: Lower = (builder, input) => {
    const value = emitTrees(builder, input, trees, rows)
    return outputs === 1 ? vectorOutput(value) : matrixOutput(value)
  }
  return { ...readFacts(attributes), children: [], methods: { predict } }
}

/** scikit-learn's `DecisionTreeClassifier`, `ExtraTreeClassifier`, `RandomForestClassifier`, `ExtraTreesClassifier`. */
export function readTreeClassifier(attributes: Attributes): Estimator {
  const members = readMembers(attributes)
  const targets = readTargets(attributes)
  const widths = targets.map((target) => target.labels.length)
  const hasCounts = holdsCounts(attributes)
  const probabilities = join(members, widths, hasCounts)
  // A single tree predicts from its counts, a forest from the mean of its probabilities.
  const scores = hasCounts && !members.isForest ? join(members, widths, false) : probabilities
  const rows: Rows = { estimator: attributes.className, missing: allowsMissing(members) }
  const self = {}
  const emit = (builder: ProgramBuilder, input: Values, trees: Trees) =>
    builder.once(trees, 'trees', input, () => emitTrees(builder, input, trees, rows))
  const predictProba: Lower = (builder, input) =>
    builder.once(self, 'probabilities', input, () => {
      const parts = splitTargets(builder, emit(builder, input, probabilities), widths)
      const items = parts.map((part, i) => classOutput(part, targets[i] as ClassLabels))
      return items.length === 1 ? (items[0] as MethodOutput) : { kind: 'list', items }
    })
  const predict: Lower = (builder, input) => {
    const parts = splitTargets(builder, emit(builder, input, scores), widths)
    return joinLabels(
      builder,
      parts.map((part, i) => labelOfLargest(builder, part, targets[i] as ClassLabels)),
      targets,
    )
  }
  const predictLogProba: Lower = (builder, input) => logOutput(builder, predictProba(builder, input))
  return {
    ...readFacts(attributes),
    children: [],
    methods: { predict, predict_proba: predictProba, predict_log_proba: predictLogProba },
  }
}

/** One set of classes, or a list of them for several targets. */
function readTargets(attributes: Attributes): ClassLabels[] {
  const value = attributes.require('classes_')
  if (attributes.count('n_outputs_') === 1) return [readClasses(attributes, value)]
  const items = itemsOf(value)
  if (items === undefined) throw attributes.error('model_invalid', 'expected a list of classes for each target')
  return items.map((item) => readClasses(attributes, item))
}

/** The columns of each target. */
function splitTargets(builder: ProgramBuilder, id: ValueId, widths: readonly number[]): ValueId[] {
  let start = 0
  return widths.map((width) => {
    const columns = Array.from({ length: width }, (_, k) => start + k)
    start += width
    return builder.numeric(builder.select({ kind: 'numeric', id }, columns))
  })
}

/** One column of labels a target. */
function joinLabels(builder: ProgramBuilder, labels: readonly MethodOutput[], classes: ClassLabels[]): MethodOutput {
  const [first] = labels
  if (labels.length === 1 && first !== undefined) return first
  const parts: Values[] = labels.flatMap((label) =>
    label.kind === 'labels' ? [{ kind: 'numeric', id: label.value }] : [],
  )
  return { kind: 'labels', value: builder.numeric(builder.concat(parts)), shape: 'matrix', classes }
}
