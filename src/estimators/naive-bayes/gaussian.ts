/** `sklearn.naive_bayes.GaussianNB`. */
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { finiteNumbers } from '../outputs.ts'
import { bayesClassifier, classMatrix, readBayesClasses } from './bayes.ts'

/** `log prior - ½ Σ log(2π σ²) - ½ Σ (x - μ)² / σ²` for each class. */
export function readGaussianBayes(attributes: Attributes): Estimator {
  const { className } = attributes
  const classes = readBayesClasses(attributes)
  const outputs = classes.labels.length
  const means = classMatrix(attributes, 'theta_', outputs)
  // Renamed in 1.0.
  const variances = classMatrix(attributes, attributes.first('var_', 'sigma_'), outputs)
  const n = means.columns
  const constants = attributes.vector('class_prior_', outputs).map((prior, k) => {
    const row = variances.data.subarray(k * n, (k + 1) * n)
    return Math.log(prior) - 0.5 * row.reduce((sum, variance) => sum + Math.log(2 * Math.PI * variance), 0)
  })
  const type = { kind: 'numeric', dtype: 'float64', width: outputs } as const
  return bayesClassifier(attributes, classes, n, (builder, input) => {
    const x = finiteNumbers(builder, input, className)
    const distances = { op: 'scaledDistances', input: x, means: means.data, variances: variances.data } as const
    const steps = [
      { kind: 'multiply', values: new Float64Array(outputs).fill(-0.5) },
      { kind: 'add', values: constants },
    ] as const
    const operator = { op: 'columnwise', input: builder.emit('scaledDistances', distances, type), steps } as const
    return builder.emit('columnwise', operator, type)
  })
}
