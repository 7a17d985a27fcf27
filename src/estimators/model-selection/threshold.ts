/** `FixedThresholdClassifier` and `TunedThresholdClassifierCV`: two classes, told apart at a threshold of their own. */
import { PickleDict } from '../../pickle/values.ts'
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ClassLabels } from '../../program/program.ts'
import type { ValueId } from '../../program/value.ts'
import type { Cell } from '../../tensor/tensor.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator, Lower } from '../estimator.ts'
import { ask, classesOf, columnOf, delegated, factsWithParts, invalidPart, numbersOf, readPart } from '../parts.ts'
import type { ReadContext } from '../reader.ts'

type ScoreMethod = 'predict_proba' | 'decision_function'

interface Threshold {
  readonly part: Estimator
  readonly method: ScoreMethod
  readonly threshold: number
  /** None: the second class. */
  readonly positive: Cell
}

/** scikit-learn's `FixedThresholdClassifier`. */
export function readFixedThreshold(attributes: Attributes, context: ReadContext): Estimator {
  const part = readPart(attributes, context, attributes.first('estimator_', 'estimator'))
  const method = readScoreMethod(attributes, part)
  const isAuto = attributes.get('threshold') === 'auto'
  const auto = method === 'predict_proba' ? 0.5 : 0
  const threshold = isAuto ? auto : attributes.number('threshold')
  return thresholded(attributes, {
    part,
    method,
    threshold,
    positive: attributes.isNone('pos_label') ? null : attributes.cell('pos_label'),
  })
}

/** scikit-learn's `TunedThresholdClassifierCV`. */
export function readTunedThreshold(attributes: Attributes, context: ReadContext): Estimator {
  const part = readPart(attributes, context, 'estimator_')
  const options = attributes.part('_curve_scorer').get('_kwargs')
  const label = options instanceof PickleDict ? (options.get('pos_label') ?? null) : null
  const positive = typeof label === 'object' ? null : label
  return thresholded(attributes, {
    part,
    method: readScoreMethod(attributes, part),
    threshold: attributes.number('best_threshold_'),
    positive,
  })
}

function readScoreMethod(attributes: Attributes, part: Estimator): ScoreMethod {
  const option = attributes.string('response_method', 'auto')
  const auto = part.methods.predict_proba === undefined ? 'decision_function' : 'predict_proba'
  const method = option === 'auto' ? auto : option
  if ((method === 'predict_proba' || method === 'decision_function') && part.methods[method] !== undefined)
    return method
  throw attributes.error('model_invalid', `asks ${part.className} for ${method}, which it does not have`)
}

function thresholded(attributes: Attributes, read: Threshold): Estimator {
  const { part } = read
  const predict: Lower = (builder, input) => {
    const classes = classesOf(builder, part, input)?.[0]
    if (classes?.labels.length !== 2) throw invalidPart(part, 'is no classifier of two classes')
    const positive = read.positive === null ? 1 : classes.labels.indexOf(read.positive)
    if (positive < 0) throw invalidPart(part, `does not know the class of pos_label`)
    const operator = { op: 'atLeast', input: score(builder, input, read, positive), threshold: read.threshold } as const
    const value = builder.emit('atLeast', operator, { kind: 'numeric', dtype: 'float64', width: 1 })
    return { kind: 'labels', value, shape: 'vector', classes: [positive === 1 ? classes : reversed(classes)] }
  }
  return {
    ...factsWithParts(attributes, [part]),
    children: [{ name: 'estimator_', estimator: part }],
    methods: { predict, ...delegated(part, ['predict_proba', 'predict_log_proba', 'decision_function']) },
  }
}

function reversed({ dtype, labels }: ClassLabels): ClassLabels {
  return { dtype, labels: [...labels].reverse() }
}

/** The score of the positive class: a decision is turned round if that is the first. */
function score(builder: ProgramBuilder, input: Values, { part, method }: Threshold, positive: number): ValueId {
  const value = numbersOf(builder, part, ask(builder, part, method, input))
  const { width } = builder.type(value)
  if (method === 'predict_proba' && width === 2) return columnOf(builder, value, positive)
  if (width !== 1) throw invalidPart(part, `gives ${width} scores for two classes`)
  if (positive === 1) return value
  const steps = [{ kind: 'multiply', values: Float64Array.of(-1) }] as const
  return builder.emit('columnwise', { op: 'columnwise', input: value, steps }, builder.type(value))
}
