/** scikit-learn's `KernelRidge`: kernel values weighted by dual coefficients. */
import type { Attributes } from '../attributes.ts'
import type { Estimator, Lower } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { readKernelRows } from '../kernel-rows.ts'
import { matrixOutput, vectorOutput } from '../outputs.ts'
import { emitProduct } from '../product.ts'
import { isAtLeast } from '../version.ts'

export function readKernelRidge(attributes: Attributes): Estimator {
  const kernel = readKernelRows(attributes, {
    vectors: 'X_fit_',
    own: ['gamma', 'degree', 'coef0'],
    isUnchecked: !isAtLeast(attributes.version, 0, 24),
  })
  const { shape, data } = attributes.floats('dual_coef_')
  const [rows, columns = 1] = shape
  if (rows !== kernel.count || shape.length > 2) {
    throw attributes.error('model_invalid', `has dual_coef_ of shape (${shape.join(', ')}) for ${kernel.count} rows`)
  }
  const predict: Lower = (builder, input) => {
    const value = emitProduct(builder, kernel.emit(builder, input), { rows, columns, data })
    return shape.length === 1 ? vectorOutput(value) : matrixOutput(value)
  }
  return { ...readFacts(attributes, kernel.features), children: [], methods: { predict } }
}
