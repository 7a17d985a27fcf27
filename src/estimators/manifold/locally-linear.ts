/** `sklearn.manifold.LocallyLinearEmbedding`: a new row is put where its neighbours' weights put it. */
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { emitNearest, emitRows, prefixedNames, readNeighborCount, readNeighborSearch } from '../neighbors/search.ts'

export function readLocallyLinearEmbedding(attributes: Attributes): Estimator {
  const { className } = attributes
  const search = readNeighborSearch(attributes.part('nbrs_'))
  const neighbors = readNeighborCount(attributes, search)
  const embedding = attributes.matrix('embedding_')
  const { count } = search.points
  if (embedding.rows !== count) {
    throw attributes.error('model_invalid', `has an embedding of ${embedding.rows} of ${count} points`)
  }
  const regularization = attributes.number('reg')
  return {
    ...readFacts(attributes, search.features),
    children: [],
    methods: {},
    transform: (builder, input) => {
      const list = emitNearest(builder, input, search, neighbors, className)
      const operator = {
        op: 'barycenter',
        inputs: [emitRows(builder, input, search, className), list],
        points: search.points,
        embedding: embedding.data,
        regularization,
      } as const
      const type = { kind: 'numeric', dtype: 'float64', width: embedding.columns } as const
      return { kind: 'numeric', id: builder.emit('barycenter', operator, type) }
    },
    featureNamesOut: () => prefixedNames(className, embedding.columns),
  }
}
