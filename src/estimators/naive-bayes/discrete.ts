/** Naive Bayes of counts and of flags, whose likelihoods are affine: `sklearn.naive_bayes`. */
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { emitLinearMap } from '../linear-map.ts'
import { finiteNumbers } from '../outputs.ts'
import { bayesClassifier, classMatrix, readBayesClasses } from './bayes.ts'

/** scikit-learn's `MultinomialNB`: `X @ feature_log_prob_.T + class_log_prior_`. */
export function readMultinomialBayes(attributes: Attributes): Estimator {
  return affineBayes(attributes, true)
}

/** scikit-learn's `ComplementNB`: the same without the prior, unless there is but one class. */
export function readComplementBayes(attributes: Attributes): Estimator {
  return affineBayes(attributes, readBayesClasses(attributes).labels.length === 1)
}

function affineBayes(attributes: Attributes, hasPrior: boolean): Estimator {
  const { className } = attributes
  const classes = readBayesClasses(attributes)
  const outputs = classes.labels.length
  const { columns, data: weights } = classMatrix(attributes, 'feature_log_prob_', outputs)
  const intercept = hasPrior ? attributes.vector('class_log_prior_', outputs) : new Float64Array(outputs)
  return bayesClassifier(attributes, classes, columns, (builder, input) =>
    emitLinearMap(builder, input, { weights, intercept, outputs }, className),
  )
}

/** scikit-learn's `BernoulliNB`: each feature is there or not, and its absence speaks as well. */
export function readBernoulliBayes(attributes: Attributes): Estimator {
  const { className } = attributes
  const classes = readBayesClasses(attributes)
  const outputs = classes.labels.length
  const present = classMatrix(attributes, 'feature_log_prob_', outputs)
  const absent = present.data.map((logarithm) => Math.log(1 - Math.exp(logarithm)))
  const weights = present.data.map((logarithm, i) => logarithm - (absent[i] as number))
  const prior = attributes.vector('class_log_prior_', outputs)
  const intercept = prior.map((logarithm, k) => {
    const row = absent.subarray(k * present.columns, (k + 1) * present.columns)
    return logarithm + row.reduce((sum, value) => sum + value, 0)
  })
  const map = { weights, intercept, outputs }
  const threshold = attributes.isNone('binarize') ? undefined : attributes.number('binarize')
  return bayesClassifier(attributes, classes, present.columns, (builder, input) => {
    if (threshold === undefined) return emitLinearMap(builder, input, map, className)
    const x = finiteNumbers(builder, input, className)
    const flags = builder.emitColumnwise('greaterThan', { op: 'greaterThan', input: x, threshold }, builder.type(x))
    return emitLinearMap(builder, { kind: 'numeric', id: flags }, map, className)
  })
}
