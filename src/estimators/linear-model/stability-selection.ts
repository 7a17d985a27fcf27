/** `RandomizedLasso` and `RandomizedLogisticRegression`, which `sklearn.linear_model` had until 0.20. */
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { finiteNumbers } from '../outputs.ts'

/** The columns that were chosen often enough. The way back has zeros for the others. */
export function readStabilitySelection(attributes: Attributes): Estimator {
  const { className } = attributes
  const scores = attributes.vector('scores_')
  const threshold = attributes.number('selection_threshold')
  const chosen = Array.from(scores.keys()).filter((column) => (scores[column] as number) > threshold)
  if (chosen.length === 0) {
    throw attributes.unsupported('it selects no column at all', 'Train it so that at least one column is left.')
  }
  const places = Array.from(scores.keys(), (column) => {
    const place = chosen.indexOf(column)
    return place < 0 ? chosen.length : place
  })
  return {
    ...readFacts(attributes, scores.length),
    children: [],
    methods: {},
    transform: (builder, input) =>
      builder.select({ kind: 'numeric', id: finiteNumbers(builder, input, className) }, chosen),
    inverseTransform: (builder, input) => {
      const type = { kind: 'numeric', dtype: 'float64', width: 1 } as const
      const zero = builder.emit('constantColumns', { op: 'constantColumns', values: new Float64Array(1) }, type)
      const kept = { kind: 'numeric', id: finiteNumbers(builder, input, className) } as const
      return builder.select(builder.concat([kept, { kind: 'numeric', id: zero }]), places)
    },
  }
}
