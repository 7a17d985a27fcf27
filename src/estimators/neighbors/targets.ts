/** What the points of a neighbours classifier or regressor are labelled with. */
import { NdArray } from '../../pickle/ndarray.ts'
import { PickleList } from '../../pickle/values.ts'
import type { ClassLabels } from '../../program/program.ts'
import type { Attributes } from '../attributes.ts'
import { readClasses } from '../facts.ts'
import type { NeighborSearch } from './search.ts'

/** One output of a classifier. */
export interface Target {
  readonly classes: ClassLabels
  /** (points) class of each point. */
  readonly labels: Int32Array
}

export interface Targets {
  readonly targets: readonly Target[]
  /** True if the answer is a matrix, a column an output. */
  readonly isMatrix: boolean
}

export function readTargets(attributes: Attributes, search: NeighborSearch): Targets {
  const isMatrix = attributes.boolean('outputs_2d_')
  const given = attributes.require('classes_')
  const items = isMatrix && given instanceof PickleList ? given.items : [given]
  const { data } = attributes.floats('_y')
  const { count } = search.points
  if (data.length !== count * items.length) {
    throw attributes.error('model_invalid', `has ${data.length} labels of ${count} points with ${items.length} outputs`)
  }
  const targets = items.map((item, k) => ({
    classes: readClasses(attributes, item),
    labels: Int32Array.from({ length: count }, (_, i) => data[i * items.length + k] as number),
  }))
  return { targets, isMatrix }
}

/** What a regressor averages: a column an output. */
export interface TargetValues {
  /** (points × outputs). */
  readonly values: Float64Array
  readonly outputs: number
  readonly isVector: boolean
  readonly areIntegers: boolean
}

export function readTargetValues(attributes: Attributes, search: NeighborSearch): TargetValues {
  const { shape, data } = attributes.floats('_y')
  const outputs = shape.length === 1 ? 1 : (shape[1] ?? 1)
  const { count } = search.points
  if (data.length !== count * outputs) {
    throw attributes.error('model_invalid', `has ${data.length} targets of ${count} points with ${outputs} outputs`)
  }
  const y = attributes.get('_y')
  const areIntegers = y instanceof NdArray && 'iu'.includes(y.dtype.kind)
  return { values: data, outputs, isVector: shape.length === 1, areIntegers }
}
