/** What the binary estimators inside a multiclass one are asked for. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { ask, columnOf, invalidPart, numbersOf, singleColumn } from '../parts.ts'
import { CONSTANT_PREDICTOR } from './constant-predictor.ts'

/** scikit-learn's `_predict_binary`: a decision, or else a probability of the second class, or a regressor's value. */
export function binaryScore(builder: ProgramBuilder, part: Estimator, input: Values): ValueId {
  const { decision_function: decision, predict_proba: probability } = part.methods
  if (decision !== undefined) {
    return singleColumn(builder, part, numbersOf(builder, part, ask(builder, part, 'decision_function', input)))
  }
  if (probability !== undefined) return secondProbability(builder, part, input)
  return singleColumn(builder, part, numbersOf(builder, part, ask(builder, part, 'predict', input)))
}

export function secondProbability(builder: ProgramBuilder, part: Estimator, input: Values): ValueId {
  const value = numbersOf(builder, part, ask(builder, part, 'predict_proba', input))
  if (builder.type(value).width < 2) throw invalidPart(part, 'knows one class only, where two were expected')
  return columnOf(builder, value, 1)
}

/** scikit-learn's `_threshold_for_binary_predict`. */
export function binaryThreshold(part: Estimator): number {
  return part.methods.decision_function !== undefined && part.className !== CONSTANT_PREDICTOR ? 0 : 0.5
}

/** Requires that each part can be asked for a score. */
export function requireScores(attributes: Attributes, parts: readonly Estimator[]): void {
  const without = parts.find(({ methods }) => !(methods.decision_function ?? methods.predict_proba ?? methods.predict))
  if (without !== undefined) throw attributes.error('model_invalid', `cannot ask ${without.className} for a score`)
}
