/** `sklearn.neighbors.LocalOutlierFactor`, trained to judge new rows. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { vectorOutput } from '../outputs.ts'
import { emitNearest, kneighborsMethod, readNeighborCount, readNeighborSearch } from './search.ts'

const WIDTH_1 = { kind: 'numeric', dtype: 'float64', width: 1 } as const

export function readLocalOutlierFactor(attributes: Attributes): Estimator {
  if (!attributes.boolean('novelty', false)) {
    throw attributes.unsupported(
      'with novelty=False it judges only the rows that it was fitted on, in Python too',
      'Train with novelty=True.',
    )
  }
  const { className } = attributes
  const search = readNeighborSearch(attributes)
  const { count } = search.points
  const neighbors = readNeighborCount(attributes, search, 'n_neighbors_')
  const asked = attributes.count('n_neighbors')
  const density = attributes.vector('_lrd', count)
  const reach = readReach(attributes, neighbors, count)
  const offset = Float64Array.of(attributes.number('offset_'))
  const self = {}
  const score = (builder: ProgramBuilder, input: Values): ValueId =>
    builder.once(self, 'score', input, () => {
      const list = emitNearest(builder, input, search, neighbors, className)
      return builder.emit('outlierFactor', { op: 'outlierFactor', input: list, reach, density }, WIDTH_1)
    })
  const decide = (builder: ProgramBuilder, input: Values): ValueId =>
    builder.once(self, 'decide', input, () => {
      const steps = [{ kind: 'subtract', values: offset }] as const
      return builder.emit('columnwise', { op: 'columnwise', input: score(builder, input), steps }, WIDTH_1)
    })
  return {
    ...readFacts(attributes, search.features),
    children: [],
    methods: {
      predict: (builder, input) => {
        // An outlier is what is below 0: its opposite is above.
        const steps = [{ kind: 'multiply', values: Float64Array.of(-1) }] as const
        const opposite = builder.emit('columnwise', { op: 'columnwise', input: decide(builder, input), steps }, WIDTH_1)
        const isOut = { op: 'greaterThan', input: opposite, threshold: 0 } as const
        const value = builder.emit('greaterThan', isOut, WIDTH_1)
        return { kind: 'labels', value, shape: 'vector', classes: [{ dtype: 'int64', labels: [1, -1] }] }
      },
      decision_function: (builder, input) => vectorOutput(decide(builder, input)),
      score_samples: (builder, input) => vectorOutput(score(builder, input)),
      ...(asked <= count ? { kneighbors: kneighborsMethod(search, asked, className) } : {}),
    },
  }
}

/** Distance of each point's farthest neighbour: the last column. */
function readReach(attributes: Attributes, neighbors: number, count: number): Float64Array {
  const { rows, columns, data } = attributes.matrix('_distances_fit_X_')
  if (rows !== count || columns < neighbors) {
    throw attributes.error('model_invalid', `has distances of ${rows} × ${columns} for ${count} × ${neighbors}`)
  }
  return Float64Array.from({ length: count }, (_, i) => data[i * columns + neighbors - 1] as number)
}
