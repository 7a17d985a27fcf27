/** `AdaBoostClassifier` and `AdaBoostRegressor`: weighted votes and weighted medians of weak learners. */
import type { PickleValue } from '../../pickle/values.ts'
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import { pairwiseSum } from '../../program/numpy-sum.ts'
import type { ClassLabels } from '../../program/program.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { Child, Estimator, Lower } from '../estimator.ts'
import { readClasses, readFacts } from '../facts.ts'
import { classOutput, finiteNumbers, labelAbove, labelOfLargest, logOutput, vectorOutput } from '../outputs.ts'
import type { ReadContext } from '../reader.ts'
import { asTrees, emitLeaves, emitTreeRows, emitTrees, holdsCounts, treeSource } from '../tree/members.ts'
import { classLeaves, joinTrees, type LeafLayout, regressionLeaves } from '../tree/tree-arrays.ts'
import { isAtLeast } from '../version.ts'
import {
  answerColumns,
  childrenOf,
  emitBlockSum,
  emitVotes,
  joinColumns,
  methodsOf,
  readSubEstimators,
} from './sub-estimators.ts'

/** `np.finfo(float).eps`, below which SAMME.R lets no probability fall. */
const EPS = 2 ** -52

/** What each weak learner adds to the scores of the classes. */
interface Votes {
  readonly classes: ClassLabels
  readonly kind: 'SAMME' | 'SAMME.R' | 'probability'
  /** (estimators) of SAMME; SAMME.R weighs all alike. */
  readonly weights: Float64Array
  /** What a class that is not chosen is given, as a share of the weight. */
  readonly otherShare: number
  /** Sum of all weights, by which the sum of votes is divided. */
  readonly total: number
}

/** A method that gives the sum of votes, one column a class, divided by the sum of weights. */
type Scores = (builder: ProgramBuilder, input: Values) => ValueId

/** scikit-learn's `AdaBoostClassifier`. */
export function readAdaBoostClassifier(attributes: Attributes, context: ReadContext): Estimator {
  const learners = readLearners(attributes, context)
  const votes = readVotes(attributes, learners.count)
  const scores = learners.scores(votes)
  const { classes } = votes
  const n = classes.labels.length
  const self = {}
  const decision = (builder: ProgramBuilder, input: Values) =>
    builder.once(self, 'decision', input, () => emitDecision(builder, scores(builder, input), n))
  // 0.20 made probabilities of the probabilities of its learners, or of the votes of SAMME.R.
  const isOld = !isAtLeast(attributes.version, 0, 22)
  const likelihood = isOld && votes.kind === 'SAMME' ? learners.scores({ ...votes, kind: 'probability' }) : scores
  const predictProba: Lower = (builder, input) => {
    if (n === 1) return classOutput(emitOnes(builder, decision(builder, input)), classes)
    const logits = isOld
      ? likelihood(builder, input)
      : n === 2
        ? emitOpposites(builder, decision(builder, input))
        : decision(builder, input)
    return classOutput(emitSoftmax(builder, logits, !isOld && n === 2 ? 2 : n - 1), classes)
  }
  return {
    ...readFacts(attributes, learners.features),
    children: learners.children,
    methods: {
      predict: (builder, input) => {
        const value = decision(builder, input)
        return n === 2 ? labelAbove(builder, value, 0, classes) : labelOfLargest(builder, value, classes)
      },
      predict_proba: predictProba,
      predict_log_proba: (builder, input) => logOutput(builder, predictProba(builder, input)),
      decision_function: (builder, input) => {
        const value = decision(builder, input)
        return n === 2 ? vectorOutput(value) : classOutput(value, classes)
      },
    },
  }
}

function readVotes(attributes: Attributes, count: number): Votes {
  const classes = readClasses(attributes, attributes.require('classes_'))
  const weights = attributes.vector('estimator_weights_')
  if (weights.length < count) throw attributes.error('model_invalid', `has weights for ${weights.length} of ${count}`)
  const n = classes.labels.length
  const isReal = !isAtLeast(attributes.version, 1, 6) && attributes.string('algorithm') === 'SAMME.R'
  return {
    classes,
    kind: isReal ? 'SAMME.R' : 'SAMME',
    weights: weights.slice(0, count),
    // From 1.3 on, votes add up to zero over the classes.
    otherShare: isAtLeast(attributes.version, 1, 3) && n > 1 ? -1 / (n - 1) : 0,
    total: pairwiseSum(weights, 0, weights.length),
  }
}

/** Of two classes: the second against the first. */
function emitDecision(builder: ProgramBuilder, scores: ValueId, n: number): ValueId {
  if (n !== 2) return scores
  const operator = {
    op: 'affine',
    input: scores,
    weights: Float64Array.of(-1, 1),
    intercept: new Float64Array(1),
  } as const
  return builder.emit('affine', operator, { kind: 'numeric', dtype: 'float64', width: 1 })
}

/** (-d, d). */
function emitOpposites(builder: ProgramBuilder, input: ValueId): ValueId {
  const operator = { op: 'affine', input, weights: Float64Array.of(-1, 1), intercept: new Float64Array(2) } as const
  return builder.emit('affine', operator, { kind: 'numeric', dtype: 'float64', width: 2 })
}

function emitSoftmax(builder: ProgramBuilder, input: ValueId, divisor: number): ValueId {
  const type = builder.type(input)
  const steps = [{ kind: 'divide', values: new Float64Array(type.width).fill(divisor) }] as const
  const logits = divisor === 1 ? input : builder.emit('columnwise', { op: 'columnwise', input, steps }, type)
  return builder.emit('softmax', { op: 'softmax', input: logits }, type)
}

function emitOnes(builder: ProgramBuilder, input: ValueId): ValueId {
  const steps = [{ kind: 'clip', min: 1, max: 1 }] as const
  return builder.emit('columnwise', { op: 'columnwise', input, steps }, builder.type(input))
}

/** The weak learners: trees joined into one ensemble, or estimators that are asked one by one. */
interface Learners {
  readonly count: number
  /** Columns that they were fitted on: before 0.24 the ensemble does not say it. */
  readonly features: number | undefined
  readonly children: readonly Child[]
  readonly scores: (votes: Votes) => Scores
}

function readLearners(attributes: Attributes, context: ReadContext): Learners {
  const items = attributes.list('estimators_')
  if (items.length === 0) throw attributes.error('model_not_fitted', 'has no estimators')
  const { className } = attributes
  const trees = asTrees(attributes, 'estimators_', items)
  if (trees === undefined) return readAnyLearners(attributes, context, items)
  return {
    count: trees.length,
    features: trees[0] && readFacts(trees[0]).nFeatures,
    children: [],
    scores: (votes) => {
      const joined = joinTrees(
        trees.map((tree) => treeSource(tree)),
        votingLeaves(trees, votes),
      )
      return (builder, input) => emitTrees(builder, checkedTreeRows(builder, input, className), joined, votes.total)
    },
  }
}

/** AdaBoost takes no NaN, even where its trees would. */
function checkedTreeRows(builder: ProgramBuilder, input: Values, estimator: string): ValueId {
  return emitTreeRows(builder, input, { estimator, missing: false })
}

/** The same for learners that are no trees. */
function checkedRows(builder: ProgramBuilder, input: Values, estimator: string): Values {
  return builder.once(builder, `rows ${estimator}`, input, () => ({
    kind: 'numeric',
    id: finiteNumbers(builder, input, estimator),
  }))
}

/** What a leaf says of the classes, weighed. */
function votingLeaves(trees: readonly Attributes[], votes: Votes): LeafLayout {
  const { labels } = votes.classes
  const own = trees.map((tree) => readClasses(tree, tree.require('classes_')).labels)
  const places = own.map((all) => all.map((label) => labels.indexOf(label)))
  const hasCounts = holdsCounts(trees[0] as Attributes)
  const layouts = own.map((all) => classLeaves([all.length], votes.kind !== 'SAMME' && hasCounts))
  const values = new Float64Array(Math.max(labels.length, ...own.map((all) => all.length)))
  return {
    width: labels.length,
    outputs: 1,
    maxClasses: Math.max(...own.map((all) => all.length)),
    write: (to, at, tree, node, t) => {
      layouts[t]?.write(values, 0, tree, node, t)
      const place = places[t] as number[]
      if (votes.kind === 'SAMME') {
        const winner = place[largest(values, place.length)] as number
        writeVote(to, at, winner, votes, votes.weights[t] as number)
        return
      }
      if (votes.kind === 'SAMME.R') logContrast(values, labels.length)
      const weight = votes.kind === 'SAMME.R' ? 1 : (votes.weights[t] as number)
      for (let k = 0; k < place.length; k++) to[at + (place[k] as number)] = (values[k] as number) * weight
    },
  }
}

function largest(values: Float64Array, length: number): number {
  let best = 0
  for (let k = 1; k < length; k++) if ((values[k] as number) > (values[best] as number)) best = k
  return best
}

function writeVote(to: Float64Array, at: number, winner: number, votes: Votes, weight: number): void {
  for (let k = 0; k < votes.classes.labels.length; k++) to[at + k] = k === winner ? weight : votes.otherShare * weight
}

/** SAMME.R: `(K - 1)·(log p - mean log p)`, in place. */
function logContrast(values: Float64Array, n: number): void {
  let sum = 0
  for (let k = 0; k < n; k++) {
    values[k] = Math.log(Math.max(values[k] as number, EPS))
    sum += values[k] as number
  }
  for (let k = 0; k < n; k++) values[k] = (n - 1) * ((values[k] as number) - (1 / n) * sum)
}

function readAnyLearners(attributes: Attributes, context: ReadContext, items: readonly PickleValue[]): Learners {
  const estimators = readSubEstimators(attributes, context, items)
  const { className } = attributes
  return {
    count: estimators.length,
    features: estimators[0]?.nFeatures,
    children: childrenOf(estimators),
    scores: (votes) => {
      const methods = methodsOf(attributes, estimators, votes.kind === 'SAMME' ? 'predict' : 'predict_proba')
      const weights = votes.kind === 'SAMME.R' ? votes.weights.map(() => 1) : votes.weights
      return (builder, input) => {
        const rows = checkedRows(builder, input, className)
        const parts = methods.map((method) => emitOneVote(builder, method, rows, votes))
        return emitBlockSum(builder, joinColumns(builder, parts), weights, votes.total)
      }
    },
  }
}

function emitOneVote(
  builder: ProgramBuilder,
  method: Lower,
  input: Values,
  { kind, classes, otherShare }: Votes,
): ValueId {
  const n = classes.labels.length
  const output = method(builder, input)
  const type = { kind: 'numeric', dtype: 'float64', width: n } as const
  if (kind === 'SAMME') {
    const votes = emitVotes(builder, output, n, (label) => classes.labels.indexOf(label))
    if (otherShare === 0) return votes
    const tables = classes.labels.map(() => Float64Array.of(otherShare, 1))
    const unknown = new Float64Array(n).fill(Number.NaN)
    return builder.emit('lookUp', { op: 'lookUp', input: votes, tables, unknown }, type)
  }
  const probabilities = answerColumns(output)
  if (kind === 'probability') return probabilities
  const steps = [{ kind: 'clip', min: EPS, max: Infinity }] as const
  const clipped = builder.emit('columnwise', { op: 'columnwise', input: probabilities, steps }, type)
  return builder.emit('centeredLog', { op: 'centeredLog', input: clipped, factor: n - 1 }, type)
}

/** scikit-learn's `AdaBoostRegressor`: the weighted median of the learners. */
export function readAdaBoostRegressor(attributes: Attributes, context: ReadContext): Estimator {
  const items = attributes.list('estimators_')
  const weights = attributes.vector('estimator_weights_').slice(0, items.length)
  const { className } = attributes
  const trees = asTrees(attributes, 'estimators_', items)
  const estimators = trees === undefined ? readSubEstimators(attributes, context, items) : []
  const methods = methodsOf(attributes, estimators, 'predict')
  const joined =
    trees &&
    joinTrees(
      trees.map((tree) => treeSource(tree)),
      regressionLeaves(1),
    )
  const answers = (builder: ProgramBuilder, input: Values): ValueId => {
    if (joined !== undefined) return emitLeaves(builder, checkedTreeRows(builder, input, className), joined)
    const rows = checkedRows(builder, input, className)
    return joinColumns(
      builder,
      methods.map((method) => answerColumns(method(builder, rows))),
    )
  }
  const predict: Lower = (builder, input) => {
    const operator = { op: 'weightedMedian', input: answers(builder, input), weights } as const
    return vectorOutput(builder.emit('weightedMedian', operator, { kind: 'numeric', dtype: 'float64', width: 1 }))
  }
  const features = trees?.[0] === undefined ? estimators[0]?.nFeatures : readFacts(trees[0]).nFeatures
  return { ...readFacts(attributes, features), children: childrenOf(estimators), methods: { predict } }
}
