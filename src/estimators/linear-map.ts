/** `X @ W.T + b`, which linear models of all families end in. */
import type { ProgramBuilder, Values } from '../program/builder.ts'
import type { ValueId } from '../program/value.ts'
import type { Attributes } from './attributes.ts'
import { finiteNumbers } from './outputs.ts'
import { checkedSparse } from './sparse.ts'

/** `X @ coef_.T + intercept_`. */
export interface LinearMap {
  /** (outputs × features). */
  readonly weights: Float64Array
  /** (outputs). */
  readonly intercept: Float64Array
  readonly outputs: number
  readonly features: number
  /** True if `coef_` has one axis, so that the answer is a vector. */
  readonly isVector: boolean
}

export function readLinearMap(attributes: Attributes): LinearMap {
  const { shape, data } = attributes.floats('coef_')
  if (shape.length !== 1 && shape.length !== 2) {
    throw attributes.error('model_invalid', `expected coef_ of one or two axes, found ${shape.length}`)
  }
  const isVector = shape.length === 1
  const outputs = isVector ? 1 : (shape[0] as number)
  const features = shape.at(-1) as number
  return { weights: data, intercept: readIntercept(attributes, outputs), outputs, features, isVector }
}

/** A number stands for all outputs: it is 0.0 without fit_intercept. */
function readIntercept(attributes: Attributes, outputs: number): Float64Array {
  const { data } = attributes.floats('intercept_')
  if (data.length === outputs) return data
  if (data.length === 1) return new Float64Array(outputs).fill(data[0] as number)
  throw attributes.error('model_invalid', `has ${data.length} intercepts for ${outputs} outputs`)
}

export function emitLinearMap(
  builder: ProgramBuilder,
  input: Values,
  map: Pick<LinearMap, 'weights' | 'intercept' | 'outputs'>,
  estimator: string,
): ValueId {
  const { weights, intercept, outputs } = map
  if (builder.isSparse(input)) {
    const rows = checkedSparse(builder, input, estimator)
    const dense = { kind: 'numeric', dtype: 'float64', width: outputs } as const
    return builder.emit('sparseAffine', { op: 'sparseAffine', input: rows, weights, intercept }, dense)
  }
  const x = finiteNumbers(builder, input, estimator)
  const type = { kind: 'numeric', dtype: 'float64', width: outputs } as const
  return builder.emit('affine', { op: 'affine', input: x, weights, intercept }, type)
}
