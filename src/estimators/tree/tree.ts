/** `sklearn.tree` and the forests of `sklearn.ensemble`, which are the mean of their trees. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { Trees } from '../../program/operators/trees.ts'
import type { ClassLabels, MethodOutput } from '../../program/program.ts'
import type { ValueId } from '../../program/value.ts'
import { type Attributes, itemsOf } from '../attributes.ts'
import type { Estimator, Lower } from '../estimator.ts'
import { readClasses, readFacts } from '../facts.ts'
import { classOutput, labelOfLargest, logOutput, matrixOutput, vectorOutput } from '../outputs.ts'
import { isAtLeast } from '../version.ts'
import { allowsMissing, asTrees, emitForest, holdsCounts, type TreeRows, treeSource } from './members.ts'
import { classLeaves, joinTrees, type LeafLayout, regressionLeaves } from './tree-arrays.ts'

/** The trees of one estimator. */
interface Members {
  /** The fitted trees: the estimator itself if it is a single one. */
  readonly trees: readonly Attributes[]
  readonly isForest: boolean
  readonly rows: TreeRows
}

function readMembers(attributes: Attributes): Members {
  const isForest = !attributes.has('tree_')
  const trees = isForest ? asTrees(attributes, 'estimators_', attributes.list('estimators_')) : [attributes]
  const [first] = trees ?? []
  if (trees === undefined || first === undefined) throw attributes.error('model_not_fitted', 'has no trees')
  return { trees, isForest, rows: { estimator: attributes.className, missing: allowsMissing(first, isForest) } }
}

function join({ trees }: Members, layout: LeafLayout): Trees {
  return joinTrees(
    trees.map((tree) => treeSource(tree)),
    layout,
  )
}

/** scikit-learn's `DecisionTreeRegressor`, `ExtraTreeRegressor`, `RandomForestRegressor`, `ExtraTreesRegressor`. */
export function readTreeRegressor(attributes: Attributes): Estimator {
  const members = readMembers(attributes)
  const outputs = attributes.count('n_outputs_')
  const trees = join(members, regressionLeaves(outputs))
  const { rows } = members
  const predict: Lower = (builder, input) => {
    const value = emitForest(builder, input, rows, trees)
    return outputs === 1 ? vectorOutput(value) : matrixOutput(value)
  }
  return { ...readFacts(attributes), children: [], methods: { predict } }
}

/** scikit-learn's `DecisionTreeClassifier`, `ExtraTreeClassifier`, `RandomForestClassifier`, `ExtraTreesClassifier`. */
export function readTreeClassifier(attributes: Attributes): Estimator {
  const members = readMembers(attributes)
  const targets = readTargets(attributes)
  const widths = targets.map((target) => target.labels.length)
  // Before 0.21 the labels of several targets were written into an array of floats.
  const isFloat = targets.length > 1 && !isAtLeast(attributes.version, 0, 21)
  const answered = isFloat ? targets.map(asFloats) : targets
  const hasCounts = holdsCounts(attributes)
  const probabilities = join(members, classLeaves(widths, hasCounts))
  // A single tree predicts from its counts, a forest from the mean of its probabilities.
  const scores = hasCounts && !members.isForest ? join(members, classLeaves(widths, false)) : probabilities
  const { rows } = members
  const self = {}
  const emit = (builder: ProgramBuilder, input: Values, trees: Trees) =>
    builder.once(trees, 'trees', input, () => emitForest(builder, input, rows, trees))
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
      answered,
    )
  }
  const predictLogProba: Lower = (builder, input) => logOutput(builder, predictProba(builder, input))
  return {
    ...readFacts(attributes),
    children: [],
    methods: { predict, predict_proba: predictProba, predict_log_proba: predictLogProba },
  }
}

/** Numbers as floats; text, which Python could not answer with, as it is. */
function asFloats(classes: ClassLabels): ClassLabels {
  if (classes.labels.some((label) => typeof label === 'string')) return classes
  return { dtype: 'float64', labels: classes.labels.map(Number) }
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
