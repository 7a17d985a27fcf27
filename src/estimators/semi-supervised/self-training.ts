/** `sklearn.semi_supervised.SelfTrainingClassifier`, which answers as the estimator that it trained. */
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { delegated, factsWithParts, readPart } from '../parts.ts'
import type { ReadContext } from '../reader.ts'

export function readSelfTraining(attributes: Attributes, context: ReadContext): Estimator {
  const name = attributes.first('estimator_', 'base_estimator_')
  const part = readPart(attributes, context, name)
  return {
    ...factsWithParts(attributes, [part]),
    children: [{ name, estimator: part }],
    methods: delegated(part, ['predict', 'predict_proba', 'predict_log_proba', 'decision_function']),
  }
}
