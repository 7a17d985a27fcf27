/** `sklearn.naive_bayes.CategoricalNB`. */
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { matrices } from '../matrices.ts'
import { finiteNumbers } from '../outputs.ts'
import { bayesClassifier, readBayesClasses } from './bayes.ts'

/** `Σ_j feature_log_prob_[j][:, x_j] + class_log_prior_`, where x_j is the number of a category. */
export function readCategoricalBayes(attributes: Attributes): Estimator {
  const { className } = attributes
  const classes = readBayesClasses(attributes)
  const outputs = classes.labels.length
  const tables = matrices(attributes, 'feature_log_prob_')
  const odd = tables.find((table) => table.rows !== outputs)
  if (odd !== undefined) {
    throw attributes.error('model_invalid', `has ${odd.rows} rows in feature_log_prob_ for ${outputs} classes`)
  }
  const prior = attributes.vector('class_log_prior_', outputs)
  const type = { kind: 'numeric', dtype: 'float64', width: outputs } as const
  return bayesClassifier(attributes, classes, tables.length, (builder, input) => {
    const scores = {
      op: 'categoryScores',
      input: finiteNumbers(builder, input, className),
      tables: tables.map(({ data }) => data),
      sizes: tables.map(({ columns }) => columns),
      sources: builder.sources(input),
      estimator: className,
    } as const
    const steps = [{ kind: 'add', values: prior }] as const
    const operator = { op: 'columnwise', input: builder.emit('categoryScores', scores, type), steps } as const
    return builder.emit('columnwise', operator, type)
  })
}
