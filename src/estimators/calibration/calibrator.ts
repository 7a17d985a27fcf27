/** What turns a classifier's scores into probabilities: Platt's sigmoid, isotonic regression, temperature. */
import type { PickleValue } from '../../pickle/values.ts'
import type { ProgramBuilder } from '../../program/builder.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { ask, numbersOf } from '../parts.ts'
import type { ReadContext } from '../reader.ts'

/** One score a row to one probability. */
export type Calibrator =
  /** `1 / (1 + exp(a·t + b))`: Platt (1999). */
  | { readonly kind: 'sigmoid'; readonly a: number; readonly b: number }
  /** An IsotonicRegression of one column. */
  | { readonly kind: 'isotonic'; readonly regression: Estimator }

export function readCalibrator(attributes: Attributes, value: PickleValue, context: ReadContext): Calibrator {
  if (attributes.className.startsWith('_Sigmoid')) {
    return { kind: 'sigmoid', a: attributes.number('a_'), b: attributes.number('b_') }
  }
  if (attributes.className !== 'IsotonicRegression') {
    throw attributes.unsupported('this calibrator is unknown', 'Known are sigmoid, isotonic and temperature.')
  }
  return { kind: 'isotonic', regression: context.estimator(value, attributes.path, attributes.versionText) }
}

export function emitCalibrator(builder: ProgramBuilder, input: ValueId, calibrator: Calibrator): ValueId {
  const type = { kind: 'numeric', dtype: 'float64', width: 1 } as const
  if (calibrator.kind === 'isotonic') {
    const { regression } = calibrator
    return numbersOf(builder, regression, ask(builder, regression, 'predict', { kind: 'numeric', id: input }))
  }
  const steps = [
    { kind: 'multiply', values: Float64Array.of(calibrator.a) },
    { kind: 'add', values: Float64Array.of(calibrator.b) },
    { kind: 'multiply', values: Float64Array.of(-1) },
  ] as const
  const exponent = builder.emit('columnwise', { op: 'columnwise', input, steps }, type)
  return builder.emit('sigmoid', { op: 'sigmoid', input: exponent }, type)
}

/** `softmax(beta · logits)`. Probabilities become logits by their logarithm; one decision d becomes (-d, d). */
export function emitTemperature(
  builder: ProgramBuilder,
  input: ValueId,
  beta: number,
  isProbability: boolean,
): ValueId {
  const logits = isProbability ? logarithm(builder, input) : withBothSides(builder, input)
  const type = builder.type(logits)
  const steps = [{ kind: 'multiply', values: new Float64Array(type.width).fill(beta) }] as const
  const scaled = builder.emit('columnwise', { op: 'columnwise', input: logits, steps }, type)
  return builder.emit('softmax', { op: 'softmax', input: scaled }, type)
}

/** Added before the logarithm, so that a probability of zero has one. */
const EPSILON = 1e-12

function logarithm(builder: ProgramBuilder, input: ValueId): ValueId {
  const type = builder.type(input)
  const steps = [{ kind: 'add', values: new Float64Array(type.width).fill(EPSILON) }] as const
  const moved = builder.emit('columnwise', { op: 'columnwise', input, steps }, type)
  return builder.emit('log', { op: 'log', input: moved }, type)
}

function withBothSides(builder: ProgramBuilder, input: ValueId): ValueId {
  if (builder.type(input).width > 1) return input
  const type = { kind: 'numeric', dtype: 'float64', width: 2 } as const
  const operator = { op: 'affine', input, weights: Float64Array.of(-1, 1), intercept: new Float64Array(2) } as const
  return builder.emit('affine', operator, type)
}
