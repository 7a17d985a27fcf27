/** Scalers of `sklearn.preprocessing`: each column by itself. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ColumnStep } from '../../program/operators/numbers.ts'
import type { SparseStep } from '../../program/operators/sparse.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { emitSparseSteps } from '../sparse.ts'

/** What a scaler does to its columns, and what undoes it. */
export interface Scaling {
  readonly steps: readonly ColumnStep[]
  readonly inverse: readonly ColumnStep[]
}

export function emitScaling(
  builder: ProgramBuilder,
  input: Values,
  steps: readonly ColumnStep[],
  estimator: string,
): Values {
  if (builder.isSparse(input) && steps.every(keepsZeros)) return emitSparseSteps(builder, input, steps)
  const x = builder.checkFinite(builder.numeric(input), estimator, { missing: true })
  const id = builder.emitColumnwise('columnwise', { op: 'columnwise', input: x, steps }, builder.type(x))
  return { kind: 'numeric', id }
}

function keepsZeros(step: ColumnStep): step is Extract<SparseStep, ColumnStep> {
  return step.kind === 'multiply' || step.kind === 'divide'
}

function scaler(attributes: Attributes, { steps, inverse }: Scaling): Estimator {
  const { className } = attributes
  return {
    ...readFacts(attributes, widthOf(steps)),
    children: [],
    methods: {},
    // Where it learnt nothing, versions before 0.24 do not know how many columns there were.
    keepsWidth: steps.length === 0,
    transform: (builder, input) => emitScaling(builder, input, steps, className),
    inverseTransform: (builder, input) => emitScaling(builder, input, inverse, className),
    featureNamesOut: (names) => names,
  }
}

function widthOf(steps: readonly ColumnStep[]): number | undefined {
  const [first] = steps
  return first !== undefined && 'values' in first ? first.values.length : undefined
}

/** `(x - mean_) / scale_` of StandardScaler, which PowerTransformer has inside. */
export function readStandardScaling(attributes: Attributes): Scaling {
  const mean = attributes.boolean('with_mean') ? attributes.vector('mean_') : undefined
  const scale = attributes.boolean('with_std') ? attributes.vector('scale_', mean?.length) : undefined
  return centreAndScale(mean, scale)
}

function centreAndScale(centre: Float64Array | undefined, scale: Float64Array | undefined): Scaling {
  const steps: ColumnStep[] = []
  const inverse: ColumnStep[] = []
  if (centre !== undefined) steps.push({ kind: 'subtract', values: centre })
  if (scale !== undefined) {
    steps.push({ kind: 'divide', values: scale })
    inverse.push({ kind: 'multiply', values: scale })
  }
  if (centre !== undefined) inverse.push({ kind: 'add', values: centre })
  return { steps, inverse }
}

/** scikit-learn's `StandardScaler`. */
export function readStandardScaler(attributes: Attributes): Estimator {
  return scaler(attributes, readStandardScaling(attributes))
}

/** scikit-learn's `RobustScaler`: `(x - center_) / scale_`. */
export function readRobustScaler(attributes: Attributes): Estimator {
  const centre = attributes.boolean('with_centering') ? attributes.vector('center_') : undefined
  const scale = attributes.boolean('with_scaling') ? attributes.vector('scale_', centre?.length) : undefined
  return scaler(attributes, centreAndScale(centre, scale))
}

/** scikit-learn's `MaxAbsScaler`: `x / scale_`, clipped to ±1 if `clip`. */
export function readMaxAbsScaler(attributes: Attributes): Estimator {
  const { steps, inverse } = centreAndScale(undefined, attributes.vector('scale_'))
  const clip: ColumnStep[] = attributes.boolean('clip', false) ? [{ kind: 'clip', min: -1, max: 1 }] : []
  return scaler(attributes, { steps: [...steps, ...clip], inverse })
}

/** scikit-learn's `MinMaxScaler`: `x * scale_ + min_`, clipped to feature_range if `clip`. */
export function readMinMaxScaler(attributes: Attributes): Estimator {
  const scale = attributes.vector('scale_')
  const min = attributes.vector('min_', scale.length)
  const steps: ColumnStep[] = [
    { kind: 'multiply', values: scale },
    { kind: 'add', values: min },
  ]
  if (attributes.boolean('clip', false)) steps.push(readClip(attributes))
  const inverse: ColumnStep[] = [
    { kind: 'subtract', values: min },
    { kind: 'divide', values: scale },
  ]
  return scaler(attributes, { steps, inverse })
}

function readClip(attributes: Attributes): ColumnStep {
  const [min, max] = attributes.list('feature_range')
  if (typeof min !== 'number' || typeof max !== 'number') {
    throw attributes.error('model_invalid', 'expected two numbers in feature_range')
  }
  return { kind: 'clip', min, max }
}
