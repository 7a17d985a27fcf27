/** `ClassifierChain` and `RegressorChain` of `sklearn.multioutput`: each target is told what was said of those before. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { AnswerMethod, Estimator, Lower } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { logOutput, matrixOutput } from '../outputs.ts'
import {
  ask,
  childrenOf,
  columnOf,
  finiteInput,
  numbersOf,
  readParts,
  requireMethod,
  sideBySide,
  singleColumn,
} from '../parts.ts'
import type { ReadContext } from '../reader.ts'
import { isAtLeast } from '../version.ts'

type ChainMethod = Exclude<AnswerMethod, 'score_samples' | 'kneighbors'>

interface Chain {
  readonly estimator: string
  readonly parts: readonly Estimator[]
  /** (targets) the place in the chain of each target. */
  readonly places: readonly number[]
  /** What the estimators that come later are told. */
  readonly tells: ChainMethod
  readonly checksRows: boolean
}

function readChain(attributes: Attributes, context: ReadContext): Chain {
  const parts = readParts(attributes, context, 'estimators_')
  const order = attributes.list('order_').map(Number)
  const places = parts.map((_, target) => order.indexOf(target))
  if (order.length !== parts.length || places.includes(-1)) {
    throw attributes.error('model_invalid', `expected an order of ${parts.length} targets in order_`)
  }
  const tells = attributes.string('chain_method_', 'predict') as ChainMethod
  requireMethod(attributes, parts, tells)
  return { estimator: attributes.className, parts, places, tells, checksRows: true }
}

/** One answer a target, in the order of the targets. */
function emitChain(builder: ProgramBuilder, input: Values, chain: Chain, method: ChainMethod): ValueId {
  const x = chain.checksRows ? finiteInput(builder, input, chain.estimator) : input
  const told: Values[] = []
  const answers = chain.parts.map((part) => {
    const values = builder.once(chain, `told ${told.length}`, x, () => builder.concat([x, ...told]))
    told.push({ kind: 'numeric', id: answerOf(builder, part, chain.tells, values) })
    return answerOf(builder, part, method, values)
  })
  return sideBySide(
    builder,
    chain.places.map((place) => answers[place] as ValueId),
  )
}

/** The value, or the probability of the second class. */
function answerOf(builder: ProgramBuilder, part: Estimator, method: ChainMethod, input: Values): ValueId {
  const value = numbersOf(builder, part, ask(builder, part, method, input))
  const isPair = method === 'predict_proba' || method === 'predict_log_proba'
  return isPair && builder.type(value).width === 2 ? columnOf(builder, value, 1) : singleColumn(builder, part, value)
}

function facts(attributes: Attributes, parts: readonly Estimator[]) {
  return { ...readFacts(attributes, parts[0]?.nFeatures), children: childrenOf('estimators_', parts) }
}

/** scikit-learn's `RegressorChain`. */
export function readRegressorChain(attributes: Attributes, context: ReadContext): Estimator {
  const chain = readChain(attributes, context)
  requireMethod(attributes, chain.parts, 'predict')
  const predict: Lower = (builder, input) => matrixOutput(emitChain(builder, input, chain, 'predict'))
  return { ...facts(attributes, chain.parts), methods: { predict } }
}

/** scikit-learn's `ClassifierChain`. Its labels are answered as floats. */
export function readClassifierChain(attributes: Attributes, context: ReadContext): Estimator {
  const chain = readChain(attributes, context)
  const own = {}
  const lower =
    (method: ChainMethod): Lower =>
    (builder, input) =>
      builder.once(own, method, input, () => matrixOutput(emitChain(builder, input, chain, method)))
  const has = (method: ChainMethod) => chain.parts.every((part) => part.methods[method] !== undefined)
  const hasLog = isAtLeast(attributes.version, 1, 4)
  const predictProba = lower('predict_proba')
  return {
    ...facts(attributes, chain.parts),
    methods: {
      predict: lower('predict'),
      ...(has('predict_proba') ? { predict_proba: predictProba } : {}),
      ...(has('predict_proba') && hasLog
        ? { predict_log_proba: (builder, input) => logOutput(builder, predictProba(builder, input)) }
        : {}),
      ...(has('decision_function') ? { decision_function: decision(chain, attributes) } : {}),
    },
  }
}

/** Before 1.0 decision_function left it to the estimators to check the rows. */
function decision(chain: Chain, attributes: Attributes): Lower {
  const own = { ...chain, checksRows: isAtLeast(attributes.version, 1, 0) }
  return (builder, input) => matrixOutput(emitChain(builder, input, own, 'decision_function'))
}
