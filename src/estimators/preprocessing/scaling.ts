/** Scalers of `sklearn.preprocessing`: each column by itself. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ColumnStep } from '../../program/operators/numbers.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'

function emitSteps(builder: ProgramBuilder, input: Values, steps: readonly ColumnStep[], estimator: string): Values {
  const x = builder.checkFinite(builder.numeric(input), estimator, { missing: true })
  const id = builder.emitColumnwise('columnwise', { op: 'columnwise', input: x, steps }, builder.type(x))
  return { kind: 'numeric', id }
}

function scaler(
  attributes: Attributes,
  steps: readonly ColumnStep[],
  inverse: readonly ColumnStep[],
  nFeatures: number | undefined,
): Estimator {
  const { className } = attributes
  return {
    ...readFacts(attributes, nFeatures),
    children: [],
    methods: {},
    keepsWidth: steps.length === 0,
    transform: (builder, input) => emitSteps(builder, input, steps, className),
    inverseTransform: (builder, input) => emitSteps(builder, input, inverse, className),
    featureNamesOut: (names) => names,
  }
}

/** scikit-learn's `StandardScaler`: `(x - mean_) / scale_`. */
export function readStandardScaler(attributes: Attributes): Estimator {
  const steps: ColumnStep[] = []
  const inverse: ColumnStep[] = []
  if (attributes.boolean('with_mean')) {
    const values = attributes.vector('mean_')
    steps.push({ kind: 'subtract', values })
    inverse.push({ kind: 'add', values })
  }
  if (attributes.boolean('with_std')) {
    const values = attributes.vector('scale_')
    steps.push({ kind: 'divide', values })
    inverse.unshift({ kind: 'multiply', values })
  }
  const [first] = steps
  return scaler(attributes, steps, inverse, first !== undefined && 'values' in first ? first.values.length : undefined)
}

/** scikit-learn's `MinMaxScaler`: `x * scale_ + min_`, clipped to feature_range if `clip`. */
export function readMinMaxScaler(attributes: Attributes): Estimator {
  const scale = attributes.vector('scale_')
  const min = attributes.vector('min_', scale.length)
  const steps: ColumnStep[] = [
    { kind: 'multiply', values: scale },
    { kind: 'add', values: min },
  ]
  const inverse: ColumnStep[] = [
    { kind: 'subtract', values: min },
    { kind: 'divide', values: scale },
  ]
  if (attributes.boolean('clip', false)) {
    const [low, high] = attributes.list('feature_range')
    if (typeof low !== 'number' || typeof high !== 'number') {
      throw attributes.error('model_invalid', 'expected two numbers in feature_range')
    }
    steps.push({ kind: 'clip', min: low, max: high })
  }
  return scaler(attributes, steps, inverse, scale.length)
}
