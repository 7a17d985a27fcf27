/** `sklearn.calibration.CalibratedClassifierCV`: the mean of classifiers, each calibrated on rows that it did not see. */

import { PickleObject, type PickleValue } from '../../pickle/values.ts'
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ClassLabels } from '../../program/program.ts'
import type { ValueId } from '../../program/value.ts'
import { Attributes, itemsOf } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readClasses } from '../facts.ts'
import { classOutput, labelOfLargest } from '../outputs.ts'
import { ask, classesOf, columnOf, factsWithParts, invalidPart, numbersOf, pathTo, sideBySide } from '../parts.ts'
import type { ReadContext } from '../reader.ts'
import { isAtLeast } from '../version.ts'
import { type Calibrator, emitCalibrator, emitTemperature, readCalibrator } from './calibrator.ts'

/** scikit-learn's `_CalibratedClassifier`: a classifier and what its scores become. */
interface Member {
  readonly estimator: Estimator
  readonly calibration:
    | { readonly kind: 'temperature'; readonly beta: number }
    | { readonly kind: 'columns'; readonly calibrators: readonly Calibrator[] }
}

export function readCalibratedClassifierCV(attributes: Attributes, context: ReadContext): Estimator {
  const classes = readClasses(attributes, attributes.require('classes_'))
  const items = attributes.list('calibrated_classifiers_')
  if (items.length === 0) throw attributes.error('model_not_fitted', 'has no calibrated classifiers')
  const members = items.map((item, i) => readMember(attributes, context, item, i))
  const own = {}
  const mean = (builder: ProgramBuilder, input: Values) =>
    builder.once(own, 'mean', input, () => {
      const inputs = members.map((member) => emitMember(builder, input, member, classes))
      const weights = new Float64Array(inputs.length).fill(1)
      const type = { kind: 'numeric', dtype: 'float64', width: classes.labels.length } as const
      return builder.emit('weightedMean', { op: 'weightedMean', inputs, weights, divisor: inputs.length }, type)
    })
  const parts = members.map(({ estimator }) => estimator)
  return {
    ...factsWithParts(attributes, parts),
    children: parts.map((estimator, i) => ({ name: `calibrated_classifiers_[${i}]`, estimator })),
    methods: {
      predict: (builder, input) => labelOfLargest(builder, mean(builder, input), classes),
      predict_proba: (builder, input) => classOutput(mean(builder, input), classes),
    },
  }
}

function readMember(attributes: Attributes, context: ReadContext, item: PickleValue, i: number): Member {
  const path = pathTo(attributes, `calibrated_classifiers_[${i}]`)
  if (!(item instanceof PickleObject)) throw attributes.error('model_invalid', `expected an object in ${path}`)
  const member = new Attributes(item, path, attributes.versionText)
  // 1.2 renamed base_estimator, 0.24 calibrators_.
  const name = member.first('estimator', 'base_estimator')
  const estimator = context.estimator(member.require(name), `${path}.${name}`, member.versionText)
  if (!(estimator.methods.decision_function ?? estimator.methods.predict_proba)) {
    throw attributes.error('model_invalid', `calibrates ${estimator.className}, which has no scores`)
  }
  if (
    !isAtLeast(attributes.version, 0, 21) &&
    estimator.methods.decision_function === undefined &&
    votesInPairs(estimator)
  ) {
    throw attributes.unsupported(
      `before 0.21 the decisions of ${estimator.className} depended on all rows of a request`,
      'Train it with scikit-learn 0.21 or newer.',
    )
  }
  const calibrators = itemsOf(member.require(member.first('calibrators', 'calibrators_'))) ?? []
  const parts = calibrators.map((calibrator, k) => {
    if (calibrator instanceof PickleObject)
      return new Attributes(calibrator, `${path}.calibrators[${k}]`, member.versionText)
    throw attributes.error('model_invalid', `expected a calibrator in ${path}.calibrators[${k}]`)
  })
  const [only] = parts
  if (only?.className === '_TemperatureScaling') {
    return { estimator, calibration: { kind: 'temperature', beta: only.number('beta_') } }
  }
  return {
    estimator,
    calibration: {
      kind: 'columns',
      calibrators: parts.map((part, k) => readCalibrator(part, calibrators[k] as PickleValue, context)),
    },
  }
}

/** Whether a decision_function is missing that Python has. */
function votesInPairs({ className, children }: Estimator): boolean {
  if (['SVC', 'NuSVC', 'OneVsOneClassifier'].includes(className)) return true
  return children.some(({ estimator }) => typeof estimator !== 'string' && votesInPairs(estimator))
}

function emitMember(builder: ProgramBuilder, input: Values, member: Member, classes: ClassLabels): ValueId {
  const { estimator, calibration } = member
  const isProbability = estimator.methods.decision_function === undefined
  const method = isProbability ? 'predict_proba' : 'decision_function'
  const scores = numbersOf(builder, estimator, ask(builder, estimator, method, input))
  const value =
    calibration.kind === 'temperature'
      ? temperature(builder, scores, calibration.beta, isProbability)
      : calibrated(builder, input, member, scores, calibration.calibrators, classes)
  if (builder.type(value).width !== classes.labels.length) {
    throw invalidPart(
      estimator,
      `gives ${builder.type(value).width} probabilities for ${classes.labels.length} classes`,
    )
  }
  const type = builder.type(value)
  // What is a little more than 1 by rounding is 1.
  const steps = [{ kind: 'clip', min: -Infinity, max: 1 }] as const
  return builder.emit('columnwise', { op: 'columnwise', input: value, steps }, type)
}

/** Of two probabilities the second is asked for, and the first is what is left to 1. */
function temperature(builder: ProgramBuilder, scores: ValueId, beta: number, isProbability: boolean): ValueId {
  const isPair = isProbability && builder.type(scores).width === 2
  return emitTemperature(builder, isPair ? complementOf(builder, scores) : scores, beta, isProbability)
}

function complementOf(builder: ProgramBuilder, scores: ValueId): ValueId {
  const type = { kind: 'numeric', dtype: 'float64', width: 2 } as const
  return builder.emit('complement', { op: 'complement', input: columnOf(builder, scores, 1) }, type)
}

function calibrated(
  builder: ProgramBuilder,
  input: Values,
  { estimator }: Member,
  scores: ValueId,
  calibrators: readonly Calibrator[],
  classes: ClassLabels,
): ValueId {
  const nClasses = classes.labels.length
  if (nClasses === 2) {
    const { width } = builder.type(scores)
    const [calibrator] = calibrators
    if (calibrator === undefined || width > 2) throw invalidPart(estimator, 'has no calibrator for its two classes')
    const positive = emitCalibrator(builder, columnOf(builder, scores, width - 1), calibrator)
    const type = { kind: 'numeric', dtype: 'float64', width: 2 } as const
    return builder.emit('complement', { op: 'complement', input: positive }, type)
  }
  const places = placesOf(builder, input, estimator, classes)
  const { width } = builder.type(scores)
  if (width !== places.length || width !== calibrators.length) {
    throw invalidPart(
      estimator,
      `has ${width} scores and ${calibrators.length} calibrators for ${places.length} classes`,
    )
  }
  const columns = calibrators.map((calibrator, k) => emitCalibrator(builder, columnOf(builder, scores, k), calibrator))
  const spread = sideBySide(
    builder,
    classes.labels.map((_, k) => columns[places.indexOf(k)] ?? zero(builder)),
  )
  const operator = { op: 'normalizeRows', input: spread, zeroRow: 'uniform' } as const
  return builder.emit('normalizeRows', operator, builder.type(spread))
}

/** Which class each score is of: a classifier may have seen fewer of them. */
function placesOf(builder: ProgramBuilder, input: Values, estimator: Estimator, classes: ClassLabels): number[] {
  const own = classesOf(builder, estimator, input)?.[0]?.labels
  const places = own?.map((label) => classes.labels.indexOf(label))
  if (places === undefined || places.includes(-1)) throw invalidPart(estimator, 'does not know the classes around it')
  return places
}

/** A class that was not seen has no probability. */
function zero(builder: ProgramBuilder): ValueId {
  const type = { kind: 'numeric', dtype: 'float64', width: 1 } as const
  return builder.emit('constantColumns', { op: 'constantColumns', values: new Float64Array(1) }, type)
}
