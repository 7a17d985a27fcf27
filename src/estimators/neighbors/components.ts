/** `sklearn.neighbors.NeighborhoodComponentsAnalysis`: rows projected to where neighbours are alike. */
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { emitLinearMap } from '../linear-map.ts'
import { isAtLeast } from '../version.ts'
import { prefixedNames } from './search.ts'

export function readNeighborhoodComponents(attributes: Attributes): Estimator {
  const { className } = attributes
  const { rows, columns, data } = attributes.matrix('components_')
  const map = { weights: data, intercept: new Float64Array(rows), outputs: rows }
  return {
    ...readFacts(attributes, columns),
    children: [],
    methods: {},
    transform: (builder, input) => ({ kind: 'numeric', id: emitLinearMap(builder, input, map, className) }),
    // Up to 1.4 the names are as many as the columns that go in.
    featureNamesOut: () => prefixedNames(className, isAtLeast(attributes.version, 1, 5) ? rows : columns),
  }
}
