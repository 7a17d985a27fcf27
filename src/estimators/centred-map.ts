/** Affine maps that models apply to columns which they centre, and scale, first. */
import type { ProgramBuilder, Values } from '../program/builder.ts'
import type { ColumnStep } from '../program/operators/numbers.ts'
import type { ValueId } from '../program/value.ts'
import type { LinearMap } from './linear-map.ts'
import { type Matrix, transposed } from './matrices.ts'
import { finiteNumbers } from './outputs.ts'

type Map = Pick<LinearMap, 'weights' | 'intercept' | 'outputs'>

/** `X @ W.T` for rows of weights. */
export function mapOf(matrix: Matrix, intercept: Float64Array = new Float64Array(matrix.rows)): Map {
  return { weights: matrix.data, intercept, outputs: matrix.rows }
}

/** `X @ W + b` for columns of weights: most often the way back. */
export function mapBack(matrix: Matrix, intercept: Float64Array = new Float64Array(matrix.columns)): Map {
  return mapOf(transposed(matrix), intercept)
}

export function emitAffine(builder: ProgramBuilder, input: ValueId, { weights, intercept, outputs }: Map): ValueId {
  const type = { kind: 'numeric', dtype: 'float64', width: outputs } as const
  return builder.emit('affine', { op: 'affine', input, weights, intercept }, type)
}

export function emitSteps(builder: ProgramBuilder, input: ValueId, steps: readonly ColumnStep[]): ValueId {
  if (steps.length === 0) return input
  return builder.emitColumnwise('columnwise', { op: 'columnwise', input, steps }, builder.type(input))
}

/** The steps, then the map, on rows of finite numbers. */
export function emitCentredMap(
  builder: ProgramBuilder,
  input: Values,
  steps: readonly ColumnStep[],
  map: Map,
  estimator: string,
): ValueId {
  return emitAffine(builder, emitSteps(builder, finiteNumbers(builder, input, estimator), steps), map)
}
