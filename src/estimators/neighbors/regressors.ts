/** Means of neighbours: `KNeighborsRegressor` and `RadiusNeighborsRegressor`. */
import type { ProgramBuilder } from '../../program/builder.ts'
import type { NeighborWeights } from '../../program/operators/neighbors.ts'
import type { MethodOutput } from '../../program/program.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { matrixOutput, vectorOutput } from '../outputs.ts'
import { emitNearest, emitWithin, kneighborsMethod, readNeighborCount, readNeighborSearch } from './search.ts'
import { readTargetValues, type TargetValues } from './targets.ts'
import { readWeights } from './weights.ts'

function meanOutput(
  builder: ProgramBuilder,
  list: ValueId,
  { values, outputs, isVector }: TargetValues,
  weights: NeighborWeights,
  alone: number,
): MethodOutput {
  const type = { kind: 'numeric', dtype: 'float64', width: outputs } as const
  const operator = { op: 'neighborMeans', input: list, values, weights, divide: true, alone } as const
  const value = builder.emit('neighborMeans', operator, type)
  return isVector ? vectorOutput(value) : matrixOutput(value)
}

/** scikit-learn's `KNeighborsRegressor`. */
export function readKNeighborsRegressor(attributes: Attributes): Estimator {
  const { className } = attributes
  const search = readNeighborSearch(attributes)
  const neighbors = readNeighborCount(attributes, search)
  const targets = readTargetValues(attributes, search)
  const weights = readWeights(attributes)
  return {
    ...readFacts(attributes, search.features),
    children: [],
    methods: {
      predict: (builder, input) =>
        meanOutput(builder, emitNearest(builder, input, search, neighbors, className), targets, weights, Number.NaN),
      kneighbors: kneighborsMethod(search, neighbors, className),
    },
  }
}

/** The NaN of rows without neighbours, put into an array of integers, is the least int64. */
const NAN_AS_INTEGER = -(2 ** 63)

/** scikit-learn's `RadiusNeighborsRegressor`. */
export function readRadiusNeighborsRegressor(attributes: Attributes): Estimator {
  const { className } = attributes
  const search = readNeighborSearch(attributes)
  const radius = attributes.number('radius')
  const targets = readTargetValues(attributes, search)
  const weights = readWeights(attributes)
  return {
    ...readFacts(attributes, search.features),
    children: [],
    methods: {
      predict: (builder, input) => {
        const list = emitWithin(builder, input, search, radius, className)
        return meanOutput(builder, list, targets, weights, targets.areIntegers ? NAN_AS_INTEGER : Number.NaN)
      },
    },
  }
}
