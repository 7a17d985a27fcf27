/** Scalers of `sklearn.preprocessing`: each column by itself. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ColumnStep } from '../../program/operators/numbers.ts'
import type { SparseStep } from '../../program/operators/sparse.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { emitSparseSteps } from '../sparse.ts'

function emitSteps(builder: ProgramBuilder, input: Values, steps: readonly ColumnStep[], estimator: string): Values {
  if (builder.isSparse(input) && steps.every(keepsZeros)) return emitSparseSteps(builder, input, steps)
  const x = builder.checkFinite(builder.numeric(input), estimator, { missing: true })
  const id = builder.emitColumnwise('columnwise', { op: 'columnwise', input: x, steps }, builder.type(x))
  return { kind: 'numeric', id }
}

function keepsZeros(step: ColumnStep): step is Extract<SparseStep, ColumnStep> {
  return step.kind === 'multiply' || step.kind === 'divide'
}

function scaler(attributes: Attributes, steps: readonly ColumnStep[], nFeatures: number | undefined): Estimator {
  const { className } = attributes
  return {
    ...readFacts(attributes, nFeatures),
    children: [],
    methods: {},
    transform: (builder, input) => emitSteps(builder, input, steps, className),
  }
}

/** scikit-learn's `StandardScaler`: `(x - mean_) / scale_`. */
export function readStandardScaler(attributes: Attributes): Estimator {
  const steps: ColumnStep[] = []
  if (attributes.boolean('with_mean')) steps.push({ kind: 'subtract', values: attributes.vector('mean_') })
  if (attributes.boolean('with_std')) steps.push({ kind: 'divide', values: attributes.vector('scale_') })
  const [first] = steps
  return scaler(attributes, steps, first !== undefined && 'values' in first ? first.values.length : undefined)
}

/** scikit-learn's `MinMaxScaler`: `x * scale_ + min_`, clipped to feature_range if `clip`. */
export function readMinMaxScaler(attributes: Attributes): Estimator {
  const scale = attributes.vector('scale_')
  const steps: ColumnStep[] = [
    { kind: 'multiply', values: scale },
    { kind: 'add', values: attributes.vector('min_', scale.length) },
  ]
  if (attributes.boolean('clip', false)) {
    const [min, max] = attributes.list('feature_range')
    if (typeof min !== 'number' || typeof max !== 'number') {
      throw attributes.error('model_invalid', 'expected two numbers in feature_range')
    }
    steps.push({ kind: 'clip', min, max })
  }
  return scaler(attributes, steps, scale.length)
}
