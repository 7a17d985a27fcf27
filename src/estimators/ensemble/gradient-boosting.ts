/** `GradientBoostingClassifier` and `GradientBoostingRegressor`: an initial guess, then trees one on top of the other. */
import { NdArray } from '../../pickle/ndarray.ts'
import { PickleObject, type PickleValue } from '../../pickle/values.ts'
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { Trees } from '../../program/operators/trees.ts'
import type { ValueId } from '../../program/value.ts'
import { Attributes } from '../attributes.ts'
import type { AnswerMethod, Estimator, Lower } from '../estimator.ts'
import { readClasses, readFacts } from '../facts.ts'
import { vectorOutput } from '../outputs.ts'
import { pathTo } from '../parts.ts'
import type { ReadContext } from '../reader.ts'
import { asTrees, emitTreeRows, type TreeRows, treeSource } from '../tree/members.ts'
import { joinTrees, regressionLeaves } from '../tree/tree-arrays.ts'
import { isAtLeast } from '../version.ts'
import { type BoostedClassifier, classifierMethods } from './boosting-outputs.ts'
import { answerColumns } from './sub-estimators.ts'

/** What the sum of the trees of one output starts from: the same for every row, or an estimator's answer. */
type Initial =
  | { readonly kind: 'constant'; readonly values: Float64Array }
  | { readonly kind: 'estimator'; readonly lower: (builder: ProgramBuilder, input: Values) => ValueId }

/** The raw predictions of a boosting, one column a class, or one in all. */
interface Boosting {
  /** (outputs) the trees of each, their leaves multiplied by the learning rate. */
  readonly trees: readonly Trees[]
  readonly initial: Initial
  readonly rows: TreeRows
}

/** scikit-learn's `GradientBoostingRegressor`. */
export function readGradientBoostingRegressor(attributes: Attributes, context: ReadContext): Estimator {
  const boosting = readBoosting(attributes, 1, () => readRegressorInitial(attributes, context))
  const predict: Lower = (builder, input) => vectorOutput(emitRaw(builder, input, boosting))
  return { ...readFacts(attributes), children: [], methods: { predict } }
}

/** scikit-learn's `GradientBoostingClassifier`. */
export function readGradientBoostingClassifier(attributes: Attributes, context: ReadContext): Estimator {
  const classes = readClasses(attributes, attributes.require('classes_'))
  const outputs = classes.labels.length > 2 ? classes.labels.length : 1
  const isExponential = attributes.string('loss') === 'exponential'
  const boosting = readBoosting(attributes, outputs, () =>
    readClassifierInitial(attributes, context, outputs, isExponential),
  )
  const classifier: BoostedClassifier = {
    classes,
    raw: (builder, input) => emitRaw(builder, input, boosting),
    linkFactor: isExponential ? 2 : 1,
    predictFrom: isAtLeast(attributes.version, 1, 4) || isExponential ? 'raw-not-negative' : 'probability',
    hasLogProbability: true,
  }
  return { ...readFacts(attributes), children: [], methods: classifierMethods(classifier) }
}

function readBoosting(attributes: Attributes, outputs: number, readInitial: () => Initial): Boosting {
  const stages = attributes.array('estimators_')
  const [count = 0, width] = stages.shape
  if (stages.objects === undefined || count === 0 || width !== outputs) {
    throw attributes.error('model_invalid', `expected stages of ${outputs} trees, found (${stages.shape})`)
  }
  const trees = asTrees(attributes, 'estimators_', stages.objects)
  if (trees === undefined) throw attributes.error('model_invalid', 'expected trees in estimators_')
  const rate = attributes.number('learning_rate')
  const ofOutput = (k: number) =>
    joinTrees(
      trees.flatMap((tree, i) => (i % outputs === k ? [treeSource(tree)] : [])),
      regressionLeaves(1, rate),
    )
  return {
    trees: Array.from({ length: outputs }, (_, k) => ofOutput(k)),
    initial: readInitial(),
    rows: { estimator: attributes.className, missing: false },
  }
}

/** Each tree is added to what was there, in order: another order would change the last bit. */
function emitRaw(builder: ProgramBuilder, input: Values, boosting: Boosting): ValueId {
  return builder.once(boosting, 'raw', input, () => {
    const { trees, initial, rows } = boosting
    const x = emitTreeRows(builder, input, rows)
    // The initial estimator is given the rows as the trees are: narrowed to float32.
    const base = initial.kind === 'estimator' ? initial.lower(builder, widen(builder, x)) : undefined
    const comparison = { dtype: 'float32', strict: false } as const
    const type = { kind: 'numeric', dtype: 'float64', width: 1 } as const
    const parts = trees.map((own, k): Values => {
      const start = base === undefined ? constantOf(initial, k) : column(builder, base, k)
      const operator = { op: 'treeEnsemble', input: x, comparison, trees: own, start, divisor: 1 } as const
      return { kind: 'numeric', id: builder.emit('treeEnsemble', operator, type) }
    })
    return builder.numeric(builder.concat(parts))
  })
}

function constantOf(initial: Initial, k: number): Float64Array {
  return initial.kind === 'constant' ? initial.values.slice(k, k + 1) : new Float64Array(1)
}

function column(builder: ProgramBuilder, id: ValueId, k: number): ValueId {
  return builder.numeric(builder.select({ kind: 'numeric', id }, [k]))
}

function widen(builder: ProgramBuilder, input: ValueId): Values {
  const type = { ...builder.type(input), kind: 'numeric', dtype: 'float64' } as const
  return { kind: 'numeric', id: builder.emitColumnwise('cast', { op: 'cast', input }, type) }
}

/** The initial estimators of 0.20, and the attribute that each answers with, whatever the row. */
const CONSTANT_ESTIMATORS: { readonly [className: string]: string } = {
  QuantileEstimator: 'quantile',
  MeanEstimator: 'mean',
  LogOddsEstimator: 'prior',
  ScaledLogOddsEstimator: 'prior',
  PriorProbabilityEstimator: 'priors',
}

/** What all losses share: zeros, and the estimators of 0.20. Undefined if there is more to it. */
function readPlainInitial(attributes: Attributes, outputs: number): Initial | undefined {
  const value = attributes.require('init_')
  if (value === 'zero' || classNameOf(value) === 'ZeroEstimator') {
    return { kind: 'constant', values: new Float64Array(outputs) }
  }
  const name = CONSTANT_ESTIMATORS[classNameOf(value)]
  return name === undefined ? undefined : { kind: 'constant', values: attributes.part('init_').vector(name, outputs) }
}

function classNameOf(value: PickleValue): string {
  return value instanceof PickleObject ? value.className : ''
}

function readRegressorInitial(attributes: Attributes, context: ReadContext): Initial {
  const plain = readPlainInitial(attributes, 1)
  if (plain !== undefined) return plain
  if (classNameOf(attributes.require('init_')) === 'DummyRegressor') {
    const { data } = attributes.part('init_').floats('constant_')
    if (data.length !== 1) throw attributes.error('model_invalid', 'expected one constant in init_')
    return { kind: 'constant', values: data }
  }
  const method = readInitialMethod(attributes, context, 'predict')
  return { kind: 'estimator', lower: (builder, input) => answerColumns(method(builder, input)) }
}

function readClassifierInitial(
  attributes: Attributes,
  context: ReadContext,
  outputs: number,
  isExponential: boolean,
): Initial {
  const plain = readPlainInitial(attributes, outputs)
  if (plain !== undefined) return plain
  const link: InitialLink = {
    outputs,
    eps: isAtLeast(attributes.version, 1, 9) ? 2 ** -52 : 2 ** -23,
    factor: isExponential ? 0.5 : 1,
    centered: isAtLeast(attributes.version, 1, 4),
  }
  const prior = readPrior(attributes, outputs)
  if (prior !== undefined) return { kind: 'constant', values: linkConstants(prior, link) }
  const method = readInitialMethod(attributes, context, 'predict_proba')
  return {
    kind: 'estimator',
    lower: (builder, input) => emitLink(builder, answerColumns(method(builder, input)), link),
  }
}

/** The probabilities of a DummyClassifier that answers with the share of each class. */
function readPrior(attributes: Attributes, outputs: number): Float64Array | undefined {
  if (classNameOf(attributes.require('init_')) !== 'DummyClassifier') return undefined
  const dummy = attributes.part('init_')
  if (dummy.cell('strategy') !== 'prior') return undefined
  return dummy.vector('class_prior_', outputs === 1 ? 2 : outputs)
}

/** Probabilities to raw predictions. */
interface InitialLink {
  readonly outputs: number
  readonly eps: number
  readonly factor: number
  /** Whether the logarithms of several classes are taken from their mean: 1.4 and newer. */
  readonly centered: boolean
}

function linkConstants(prior: Float64Array, { outputs, eps, factor, centered }: InitialLink): Float64Array {
  const clipped = prior.map((p) => Math.min(Math.max(p, eps), 1 - eps))
  if (outputs === 1) {
    const p = clipped[1] as number
    return Float64Array.of(factor * Math.log(p / (1 - p)))
  }
  const logs = clipped.map(Math.log)
  const mean = centered ? logs.reduce((sum, log) => sum + log, 0) / outputs : 0
  return logs.map((log) => log - mean)
}

function emitLink(builder: ProgramBuilder, input: ValueId, { outputs, eps, factor, centered }: InitialLink): ValueId {
  const own = outputs === 1 ? column(builder, input, 1) : input
  const type = { kind: 'numeric', dtype: 'float64', width: outputs } as const
  const steps = [{ kind: 'clip', min: eps, max: 1 - eps }] as const
  const clipped = builder.emit('columnwise', { op: 'columnwise', input: own, steps }, type)
  if (outputs === 1) return builder.emit('logOdds', { op: 'logOdds', input: clipped, factor }, type)
  if (centered) return builder.emit('centeredLog', { op: 'centeredLog', input: clipped, factor: 1 }, type)
  return builder.emit('log', { op: 'log', input: clipped }, type)
}

/** The method of an initial estimator of the user's own. */
function readInitialMethod(attributes: Attributes, context: ReadContext, name: AnswerMethod): Lower {
  const value = attributes.require('init_')
  if (value instanceof PickleObject) refuseSinglePrecision(attributes, value)
  const estimator = context.estimator(value, pathTo(attributes, 'init_'), attributes.versionText)
  const method = estimator.methods[name]
  if (method === undefined) throw attributes.error('model_invalid', `init_ (${estimator.className}) has no ${name}`)
  return method
}

/**
 * The initial estimator was fitted on float32, and is given float32. One that keeps weights in it computes in it too, in
 * an order that is BLAS's own, and seven digits are all that is sure of its answer.
 */
function refuseSinglePrecision(attributes: Attributes, object: PickleObject): void {
  const init = new Attributes(object, pathTo(attributes, 'init_'), attributes.versionText)
  const single = init.names().find((name) => {
    const value = init.get(name)
    return value instanceof NdArray && value.dtype.kind === 'f' && value.dtype.itemsize === 4
  })
  if (single === undefined) return
  throw attributes.unsupported(
    `init_ (${object.className}) computes in float32, since ${single} is float32`,
    'Train it with another init, such as a tree or the default.',
  )
}
