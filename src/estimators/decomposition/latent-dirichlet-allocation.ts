/** scikit-learn's `LatentDirichletAllocation`: the shares of the topics in each document. */
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { prefixedNames } from '../feature-names.ts'
import { finiteNumbers } from '../outputs.ts'
import { emitNonNegative } from '../pairwise-kernel.ts'

export function readLatentDirichletAllocation(attributes: Attributes): Estimator {
  const { className } = attributes
  const { rows: topics, columns, data: words } = attributes.matrix('exp_dirichlet_component_')
  const operator = {
    words,
    prior: attributes.number('doc_topic_prior_'),
    maxIterations: attributes.count('max_doc_update_iter'),
    tolerance: attributes.number('mean_change_tol'),
  }
  return {
    ...readFacts(attributes, columns),
    children: [],
    methods: {},
    transform: (builder, input) => {
      const counts = emitNonNegative(builder, finiteNumbers(builder, input, className), className)
      const type = { kind: 'numeric', dtype: 'float64', width: topics } as const
      const shares = builder.emit('documentTopics', { op: 'documentTopics', input: counts, ...operator }, type)
      const normal = { op: 'normalizeRows', input: shares, zeroRow: 'nan' } as const
      return { kind: 'numeric', id: builder.emit('normalizeRows', normal, type) }
    },
    featureNamesOut: () => prefixedNames(className, topics),
  }
}
