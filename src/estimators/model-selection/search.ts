/** `GridSearchCV` and the other searches of `sklearn.model_selection`, which answer as the best estimator does. */
import type { Attributes } from '../attributes.ts'
import type { AnswerMethod, Estimator } from '../estimator.ts'
import { delegated, factsWithParts, readPart, transformsOf } from '../parts.ts'
import type { ReadContext } from '../reader.ts'
import { isAtLeast } from '../version.ts'

export function readSearch(attributes: Attributes, context: ReadContext): Estimator {
  if (!attributes.has('best_estimator_') && attributes.get('refit') === false) {
    throw attributes.unsupported(
      'it was fitted with refit=False, so that it has no estimator that predicts',
      'Fit it with refit=True, or save an estimator fitted with best_params_.',
    )
  }
  const best = readPart(attributes, context, 'best_estimator_')
  const names: AnswerMethod[] = ['predict', 'predict_proba', 'predict_log_proba', 'decision_function']
  if (isAtLeast(attributes.version, 0, 24)) names.push('score_samples')
  return {
    ...factsWithParts(attributes, [best]),
    children: [{ name: 'best_estimator_', estimator: best }],
    methods: delegated(best, names),
    ...transformsOf(best),
  }
}
