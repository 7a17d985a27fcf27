/** `X @ W`, which many transforms end in. */
import type { ProgramBuilder } from '../program/builder.ts'
import type { ValueId } from '../program/value.ts'
import { type Matrix, transposed } from './matrix.ts'

/** `input @ matrix`. */
export function emitProduct(builder: ProgramBuilder, input: ValueId, matrix: Matrix): ValueId {
  const { rows: outputs, data: weights } = transposed(matrix)
  const type = { kind: 'numeric', dtype: 'float64', width: outputs } as const
  const intercept = new Float64Array(outputs)
  return builder.emit('affine', { op: 'affine', input, weights, intercept }, type)
}
