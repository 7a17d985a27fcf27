/** What estimators of all families do with sparse rows. */
import type { ProgramBuilder, Values } from '../program/builder.ts'
import type { SparseStep } from '../program/operators/sparse.ts'
import type { ValueId } from '../program/value.ts'

/** Sparse rows of finite numbers, or a refusal that names the row. */
export function checkedSparse(
  builder: ProgramBuilder,
  input: Values,
  estimator: string,
  dtype: 'float64' | 'float32' = 'float64',
): ValueId {
  return builder.once(builder, `finite sparse ${dtype} ${estimator}`, input, () => {
    const id = builder.sparse(input)
    return builder.emit('checkSparse', { op: 'checkSparse', input: id, dtype, estimator }, builder.type(id))
  })
}

/** Columns of sparse rows multiplied or divided each by its number. */
export function emitSparseSteps(builder: ProgramBuilder, input: Values, steps: readonly SparseStep[]): Values {
  const id = builder.sparse(input)
  return { kind: 'sparse', id: builder.emit('sparseSteps', { op: 'sparseSteps', input: id, steps }, builder.type(id)) }
}
