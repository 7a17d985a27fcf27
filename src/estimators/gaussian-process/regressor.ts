/** scikit-learn's `GaussianProcessRegressor`: the mean of the posterior, `K(x, X_train_) @ alpha_`. */
import type { ColumnStep } from '../../program/operators/numbers.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator, Lower } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { finiteNumbers, matrixOutput, vectorOutput } from '../outputs.ts'
import { emitKernelValues } from '../pairwise-kernel.ts'
import { emitProduct } from '../product.ts'
import { isAtLeast } from '../version.ts'
import { readProcessKernel } from './kernel.ts'

export function readGaussianProcessRegressor(attributes: Attributes): Estimator {
  const { className } = attributes
  const { rows, columns: features, data: vectors } = attributes.matrix('X_train_')
  const kernel = readProcessKernel(attributes, 'kernel_', features)
  const { shape, data } = attributes.floats('alpha_')
  const [count, targets = 1] = shape
  if (count !== rows || shape.length > 2) {
    throw attributes.error('model_invalid', `has alpha_ of shape (${shape.join(', ')}) for ${rows} rows`)
  }
  const steps = readScaling(attributes, targets)
  // One target in a matrix has been made a vector since 1.1.
  const isVector = shape.length === 1 || (targets === 1 && isAtLeast(attributes.version, 1, 1))
  const predict: Lower = (builder, input) => {
    const x = finiteNumbers(builder, input, className)
    const values = emitKernelValues(builder, x, kernel, vectors, rows, className)
    const mean = emitProduct(builder, values, { rows, columns: targets, data })
    const scaled = builder.emit('columnwise', { op: 'columnwise', input: mean, steps }, builder.type(mean))
    return isVector ? vectorOutput(scaled) : matrixOutput(scaled)
  }
  return { ...readFacts(attributes, features), children: [], methods: { predict } }
}

/** Undoes normalize_y: before 0.23 the targets had only their mean taken out. */
function readScaling(attributes: Attributes, targets: number): ColumnStep[] {
  const stretched = (name: string) => {
    const { data } = attributes.floats(name)
    if (data.length === targets) return data
    if (data.length === 1) return new Float64Array(targets).fill(data[0] as number)
    throw attributes.error('model_invalid', `has ${data.length} numbers in ${name} for ${targets} targets`)
  }
  const scale: ColumnStep[] = attributes.has('_y_train_std')
    ? [{ kind: 'multiply', values: stretched('_y_train_std') }]
    : []
  return [...scale, { kind: 'add', values: stretched('_y_train_mean') }]
}
