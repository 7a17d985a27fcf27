/** `sklearn.linear_model.RANSACRegressor`. */
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import type { ReadContext } from '../reader.ts'

/** It predicts what the regressor predicts that it fitted to the inliers. */
export function readRansac(attributes: Attributes, context: ReadContext): Estimator {
  const { path, versionText } = attributes
  const where = path === '' ? 'estimator_' : `${path}.estimator_`
  const estimator = context.estimator(attributes.require('estimator_'), where, versionText)
  const { predict } = estimator.methods
  if (predict === undefined) {
    throw attributes.error('model_invalid', `${estimator.className}, which it is made of, has no method predict`)
  }
  return {
    ...readFacts(attributes, estimator.nFeatures),
    children: [{ name: 'estimator', estimator }],
    methods: { predict },
  }
}
