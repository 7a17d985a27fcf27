/** Neighbours themselves: `NearestNeighbors`, `KNeighborsTransformer` and `RadiusNeighborsTransformer`. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { NeighborGraph } from '../../program/operators/neighbors.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import {
  emitNearest,
  emitWithin,
  kneighborsMethod,
  prefixedNames,
  readNeighborCount,
  readNeighborSearch,
} from './search.ts'

/** scikit-learn's `NearestNeighbors`. */
export function readNearestNeighbors(attributes: Attributes): Estimator {
  const search = readNeighborSearch(attributes)
  const neighbors = readNeighborCount(attributes, search)
  return {
    ...readFacts(attributes, search.features),
    children: [],
    methods: { kneighbors: kneighborsMethod(search, neighbors, attributes.className) },
  }
}

function graph(builder: ProgramBuilder, list: ValueId, mode: NeighborGraph['mode'], points: number): Values {
  const type = { kind: 'numeric', dtype: 'float64', width: points } as const
  return { kind: 'numeric', id: builder.emit('neighborGraph', { op: 'neighborGraph', input: list, mode }, type) }
}

function readMode(attributes: Attributes): NeighborGraph['mode'] {
  const mode = attributes.string('mode')
  if (mode === 'connectivity' || mode === 'distance') return mode
  throw attributes.error('model_invalid', `the mode ${mode} is unknown`)
}

/** scikit-learn's `KNeighborsTransformer`. Where it gives distances, there is a neighbour more: the row itself, in fit. */
export function readKNeighborsTransformer(attributes: Attributes): Estimator {
  const { className } = attributes
  const search = readNeighborSearch(attributes)
  const mode = readMode(attributes)
  const { count } = search.points
  const neighbors = readNeighborCount(attributes, search)
  const asked = neighbors + (mode === 'distance' ? 1 : 0)
  if (asked > count) {
    throw attributes.unsupported(
      `asks for ${asked} neighbours, but was fitted on ${count} rows`,
      'Python refuses too: train with fewer neighbours, or on more rows.',
    )
  }
  return {
    ...readFacts(attributes, search.features),
    children: [],
    methods: { kneighbors: kneighborsMethod(search, neighbors, className) },
    transform: (builder, input) => graph(builder, emitNearest(builder, input, search, asked, className), mode, count),
    featureNamesOut: () => prefixedNames(className, count),
  }
}

/** scikit-learn's `RadiusNeighborsTransformer`. */
export function readRadiusNeighborsTransformer(attributes: Attributes): Estimator {
  const { className } = attributes
  const search = readNeighborSearch(attributes)
  const mode = readMode(attributes)
  const radius = attributes.number('radius')
  const { count } = search.points
  return {
    ...readFacts(attributes, search.features),
    children: [],
    methods: {},
    transform: (builder, input) => graph(builder, emitWithin(builder, input, search, radius, className), mode, count),
    featureNamesOut: () => prefixedNames(className, count),
  }
}
