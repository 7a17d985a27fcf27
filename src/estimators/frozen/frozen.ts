/** `sklearn.frozen.FrozenEstimator`, which is the estimator inside it, except that it cannot be fitted again. */
import type { Attributes } from '../attributes.ts'
import { ANSWER_METHODS, type Estimator } from '../estimator.ts'
import { delegated, factsWithParts, readPart, transformsOf } from '../parts.ts'
import type { ReadContext } from '../reader.ts'

export function readFrozen(attributes: Attributes, context: ReadContext): Estimator {
  const part = readPart(attributes, context, 'estimator')
  return {
    ...factsWithParts(attributes, [part]),
    children: [{ name: 'estimator', estimator: part }],
    methods: delegated(part, ANSWER_METHODS),
    ...transformsOf(part),
  }
}
