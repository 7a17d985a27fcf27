/** `BaggingClassifier` and `BaggingRegressor`: the mean of estimators, each fitted on some rows and some columns. */
import { BrineError } from '../../errors.ts'
import { PickleObject, type PickleValue } from '../../pickle/values.ts'
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ClassLabels, MethodOutput } from '../../program/program.ts'
import type { ValueId } from '../../program/value.ts'
import { Attributes } from '../attributes.ts'
import type { AnswerMethod, Estimator, Lower } from '../estimator.ts'
import { readClasses, readFacts } from '../facts.ts'
import { behindSamplers } from '../imblearn/samplers.ts'
import { classOutput, labelOfLargest, logOutput, matrixOutput, vectorOutput } from '../outputs.ts'
import type { ReadContext } from '../reader.ts'
import { allowsMissing, asTrees, emitLeaves, emitTrees, holdsCounts, treeSource } from '../tree/members.ts'
import { classLeaves, joinTrees, type LeafLayout, regressionLeaves, type TreeSource } from '../tree/tree-arrays.ts'
import { type ColumnUnion, emitUnionRows, readColumnSets, requireColumns, uniteColumns } from './column-sets.ts'
import {
  answerColumns,
  childrenOf,
  emitBlockSum,
  emitVotes,
  joinColumns,
  methodsOf,
  readSubEstimators,
} from './sub-estimators.ts'
import { logOfWhole } from './whole-logarithm.ts'

/** scikit-learn's `BaggingRegressor`. */
export function readBaggingRegressor(attributes: Attributes, context: ReadContext): Estimator {
  const items = readItems(attributes)
  const divisor = readDivisor(attributes)
  const trees = readBaggedTrees(attributes, items)
  if (trees !== undefined) {
    const outputs = Math.max(...trees.members.map((tree) => tree.count('n_outputs_')))
    const joined = joinTrees(trees.sources, regressionLeaves(outputs))
    const predict: Lower = (builder, input) => {
      const value = emitTrees(builder, emitUnionRows(builder, input, trees.union), joined, divisor)
      return outputs === 1 ? vectorOutput(value) : matrixOutput(value)
    }
    return { ...readFacts(attributes), children: [], methods: { predict } }
  }
  const bagged = readBagged(attributes, context, items)
  const predict = meanOf(bagged, methodsOf(attributes, bagged.estimators, 'predict'), divisor)
  return { ...readFacts(attributes), children: childrenOf(bagged.estimators), methods: { predict } }
}

/** scikit-learn's `BaggingClassifier`. Its estimators know the classes by their indices. */
export function readBaggingClassifier(attributes: Attributes, context: ReadContext): Estimator {
  const items = readItems(attributes)
  const classes = readClasses(attributes, attributes.require('classes_'))
  const divisor = readDivisor(attributes)
  const ownClasses = items.map((item, i) => readOwnClasses(attributes, item, i, classes.labels.length))
  const trees = readBaggedTrees(attributes, items)
  const parts =
    trees === undefined
      ? readClassifierParts(attributes, readBagged(attributes, context, items), ownClasses, classes, divisor)
      : readTreeParts(trees, ownClasses, classes.labels.length, divisor)
  const self = {}
  const probabilities = (builder: ProgramBuilder, input: Values) =>
    builder.once(self, 'probabilities', input, () => parts.probabilities(builder, input))
  const predictProba: Lower = (builder, input) => classOutput(probabilities(builder, input), classes)
  const logOf = parts.logProbabilities
  const predictLogProba: Lower =
    logOf === undefined
      ? (builder, input) => logOutput(builder, predictProba(builder, input))
      : (builder, input) => classOutput(logOf(builder, input), classes)
  return {
    ...readFacts(attributes),
    children: parts.children,
    methods: {
      predict: (builder, input) => labelOfLargest(builder, probabilities(builder, input), classes),
      predict_proba: predictProba,
      predict_log_proba: predictLogProba,
      ...(parts.decision === undefined ? {} : { decision_function: parts.decision }),
    },
  }
}

/** The mean is over as many as were asked for. */
function readDivisor(attributes: Attributes): number {
  const count = attributes.count('n_estimators')
  if (count > 0) return count
  throw attributes.error('model_invalid', 'has n_estimators 0')
}

function readItems(attributes: Attributes): readonly PickleValue[] {
  const items = attributes.list('estimators_')
  if (items.length === 0) throw attributes.error('model_not_fitted', 'has no estimators')
  return items.map(behindSamplers)
}

/** What a bagged classifier is made of. */
interface ClassifierParts {
  readonly children: Estimator['children']
  readonly probabilities: (builder: ProgramBuilder, input: Values) => ValueId
  /** Absent where it is the logarithm of the probabilities. */
  readonly logProbabilities?: (builder: ProgramBuilder, input: Values) => ValueId
  readonly decision?: Lower
}

/** Trees of `sklearn.tree`, which are joined into one ensemble. */
interface BaggedTrees {
  readonly members: readonly Attributes[]
  readonly sources: readonly TreeSource[]
  readonly union: ColumnUnion
}

function readBaggedTrees(attributes: Attributes, items: readonly PickleValue[]): BaggedTrees | undefined {
  const members = asTrees(attributes, 'estimators_', items)
  const first = members?.[0]
  if (members === undefined || first === undefined) return undefined
  const rows = { estimator: first.className, missing: allowsMissing(first, false) }
  const { union, sets } = uniteColumns(readColumnSets(attributes, items.length), rows)
  return { members, sources: members.map((tree, i) => treeSource(tree, sets[i])), union }
}

function readTreeParts(
  { members, sources, union }: BaggedTrees,
  ownClasses: readonly Int32Array[],
  classes: number,
  divisor: number,
): ClassifierParts {
  const hasCounts = holdsCounts(members[0] as Attributes)
  const joined = joinTrees(sources, spreadLeaves(ownClasses, classes, hasCounts))
  return {
    children: [],
    probabilities: (builder, input) => emitTrees(builder, emitUnionRows(builder, input, union), joined, divisor),
    logProbabilities: (builder, input) => {
      const leaves = emitLeaves(builder, emitUnionRows(builder, input, union), joined)
      const logs = builder.emit('log', { op: 'log', input: leaves }, builder.type(leaves))
      return emitLogAddExp(builder, logs, classes, divisor)
    },
  }
}

/** Probabilities by class, in the places of the classes that a tree has seen. */
function spreadLeaves(ownClasses: readonly Int32Array[], classes: number, normalise: boolean): LeafLayout {
  const layouts = ownClasses.map((own) => classLeaves([own.length], normalise))
  const buffer = new Float64Array(classes)
  return {
    width: classes,
    outputs: 1,
    maxClasses: 1,
    write: (to, at, tree, node, t) => {
      const own = ownClasses[t] as Int32Array
      if (own.length > tree.maxClasses) {
        throw new BrineError('model_invalid', `estimators_[${t}] has ${own.length} classes and values for fewer`)
      }
      layouts[t]?.write(buffer, 0, tree, node, t)
      for (let k = 0; k < own.length; k++) to[at + (own[k] as number)] = buffer[k] as number
    },
  }
}

/** The indices of the classes that one estimator has seen. */
function readOwnClasses(attributes: Attributes, item: PickleValue, i: number, classes: number): Int32Array {
  if (!(item instanceof PickleObject))
    throw attributes.error('model_invalid', `expected an estimator in estimators_[${i}]`)
  const own = new Attributes(item, `estimators_[${i}]`, attributes.versionText)
  // A Pipeline or a search has its classes further inside; those see all classes or are refused below.
  if (!own.has('classes_')) return Int32Array.from({ length: classes }, (_, k) => k)
  const indices = own.integers('classes_')
  if (indices.every((index) => index >= 0 && index < classes)) return indices
  throw attributes.error('model_invalid', `estimators_[${i}] has classes beyond the ${classes} there are`)
}

/** Estimators of any kind, and the columns of each. */
interface Bagged {
  readonly estimators: readonly Estimator[]
  readonly columns: readonly Int32Array[]
}

function readBagged(attributes: Attributes, context: ReadContext, items: readonly PickleValue[]): Bagged {
  return {
    estimators: readSubEstimators(attributes, context, items),
    columns: readColumnSets(attributes, items.length),
  }
}

/** Asks each estimator about its own columns. */
function askEach(
  builder: ProgramBuilder,
  input: Values,
  { columns }: Bagged,
  methods: readonly Lower[],
): readonly MethodOutput[] {
  const selections = builder.once(columns, 'columns', input, () => {
    requireColumns(builder, input, columns)
    return columns.map((own) => builder.select(input, [...own]))
  })
  return methods.map((method, i) => method(builder, selections[i] as Values))
}

/** The mean of what the estimators answer, a vector if their answers are. */
function meanOf(bagged: Bagged, methods: readonly Lower[], divisor: number): Lower {
  return (builder, input) => {
    const outputs = askEach(builder, input, bagged, methods)
    const joined = joinColumns(builder, outputs.map(answerColumns))
    const value = emitBlockSum(builder, joined, new Float64Array(outputs.length).fill(1), divisor)
    const [first] = outputs
    return first?.kind === 'numeric' ? { ...first, value } : vectorOutput(value)
  }
}

function readClassifierParts(
  attributes: Attributes,
  bagged: Bagged,
  ownClasses: readonly Int32Array[],
  classes: ClassLabels,
  divisor: number,
): ClassifierParts {
  const { estimators } = bagged
  const n = classes.labels.length
  const weights = new Float64Array(estimators.length).fill(1)
  const has = (name: AnswerMethod) => estimators.every((estimator) => estimator.methods[name] !== undefined)
  const answersProba = has('predict_proba')
  const methods = methodsOf(attributes, estimators, answersProba ? 'predict_proba' : 'predict')
  const probabilities = (builder: ProgramBuilder, input: Values) => {
    const outputs = askEach(builder, input, bagged, methods)
    const parts = outputs.map((output, i) =>
      answersProba ? spread(builder, output, ownClasses[i] as Int32Array, n, 0) : emitVotes(builder, output, n, Number),
    )
    return emitBlockSum(builder, joinColumns(builder, parts), weights, divisor)
  }
  const logMethods = has('predict_log_proba') ? methodsOf(attributes, estimators, 'predict_log_proba') : undefined
  const logProbabilities = (builder: ProgramBuilder, input: Values) => {
    const outputs = askEach(builder, input, bagged, logMethods ?? [])
    const parts = outputs.map((output, i) => spread(builder, output, ownClasses[i] as Int32Array, n, -Infinity))
    return emitLogAddExp(builder, joinColumns(builder, parts), n, divisor)
  }
  const decides = has('decision_function') && ownClasses.every((own) => own.length === ownClasses[0]?.length)
  return {
    children: childrenOf(estimators),
    probabilities,
    ...(logMethods === undefined ? {} : { logProbabilities }),
    ...(decides ? { decision: meanOf(bagged, methodsOf(attributes, estimators, 'decision_function'), divisor) } : {}),
  }
}

/** One column a class of the ensemble, `fill` for those that the estimator has not seen. */
function spread(builder: ProgramBuilder, output: MethodOutput, own: Int32Array, n: number, fill: number): ValueId {
  const input = answerColumns(output)
  if (own.length === n) return input
  const type = { kind: 'numeric', dtype: 'float64', width: n } as const
  return builder.emit('spreadColumns', { op: 'spreadColumns', input, columns: own, fill }, type)
}

function emitLogAddExp(builder: ProgramBuilder, input: ValueId, classes: number, divisor: number): ValueId {
  const type = { kind: 'numeric', dtype: 'float64', width: classes } as const
  return builder.emit('blockLogAddExp', { op: 'blockLogAddExp', input, subtract: logOfWhole(divisor) }, type)
}
