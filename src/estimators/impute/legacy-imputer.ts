/** `sklearn.preprocessing.Imputer` of scikit-learn 0.20 and 0.21. */
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'

export function readLegacyImputer(attributes: Attributes): Estimator {
  if (attributes.number('axis') !== 0) {
    throw attributes.unsupported('axis is 1, which learns nothing from training', 'Train it with axis=0.')
  }
  const statistics = attributes.vector('statistics_')
  const value = attributes.get('missing_values')
  const missing = value === 'NaN' ? Number.NaN : attributes.number('missing_values')
  const kept = Array.from(statistics, (_, i) => i).filter((i) => !Number.isNaN(statistics[i]))
  const fill = Float64Array.from(kept, (i) => statistics[i] as number)
  return {
    ...readFacts(attributes, statistics.length),
    children: [],
    methods: {},
    transform: (builder, input) => {
      // It looks at nothing: infinities pass.
      const x = builder.numeric(builder.select(input, kept))
      const operator = { op: 'imputeNumbers', input: x, missing, fill } as const
      const isFilled = Number.isNaN(missing)
      return { kind: 'numeric', id: builder.emitColumnwise('imputeNumbers', operator, builder.type(x), isFilled) }
    },
  }
}
