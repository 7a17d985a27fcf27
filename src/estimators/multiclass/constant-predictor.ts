/** `sklearn.multiclass._ConstantPredictor`, which stands in where training saw one class only. */
import type { ProgramBuilder } from '../../program/builder.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { matrixOutput, vectorOutput } from '../outputs.ts'

export const CONSTANT_PREDICTOR = '_ConstantPredictor'

export function readConstantPredictor(attributes: Attributes): Estimator {
  const [y] = attributes.vector('y_', 1)
  const positive = y as number
  const repeat = (builder: ProgramBuilder, ...row: number[]): ValueId => {
    const type = { kind: 'numeric', dtype: 'float64', width: row.length } as const
    return builder.emit('constantColumns', { op: 'constantColumns', values: Float64Array.from(row) }, type)
  }
  return {
    ...readFacts(attributes),
    children: [],
    methods: {
      predict: (builder) => vectorOutput(repeat(builder, positive)),
      predict_proba: (builder) => matrixOutput(repeat(builder, 1 - positive, positive)),
      decision_function: (builder) => vectorOutput(repeat(builder, positive)),
    },
  }
}
