/** Models trained by stochastic gradient descent: `SGDClassifier`, `SGDRegressor` and `SGDOneClassSVM`. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { MethodOutput } from '../../program/program.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator, Lower } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { emitLinearMap, readLinearMap } from '../linear-map.ts'
import { classOutput, labelAbove, vectorOutput } from '../outputs.ts'
import { linearClassifier, oneVsRest, type ProbabilityContext, pairOutput } from './linear-model.ts'

/** scikit-learn's `SGDClassifier`: only two of its losses give probabilities. */
export function readSgdClassifier(attributes: Attributes): Estimator {
  const loss = attributes.string('loss')
  // It was called log until 1.1.
  if (loss === 'log_loss' || loss === 'log') return linearClassifier(attributes, oneVsRest(attributes))
  if (loss === 'modified_huber') return linearClassifier(attributes, modifiedHuber)
  return linearClassifier(attributes)
}

/** `(clip(d, -1, 1) + 1) / 2`; more than two classes are divided by their sum, or share equally if all are 0. */
function modifiedHuber({ builder, scores, map, classes }: ProbabilityContext): MethodOutput {
  const type = builder.type(scores)
  const all = (value: number) => new Float64Array(map.outputs).fill(value)
  const steps = [
    { kind: 'clip', min: -1, max: 1 },
    { kind: 'add', values: all(1) },
    { kind: 'divide', values: all(2) },
  ] as const
  const input = builder.emit('columnwise', { op: 'columnwise', input: scores, steps }, type)
  if (map.outputs === 1) return pairOutput(builder, input, classes)
  const operator = { op: 'normalizeRows', input, zeroRow: 'uniform' } as const
  return classOutput(builder.emit('normalizeRows', operator, type), classes)
}

/** scikit-learn's `SGDRegressor`, which answers with a vector even after `sparsify`, which gives `coef_` an axis. */
export function readSgdRegressor(attributes: Attributes): Estimator {
  const { className } = attributes
  const map = readLinearMap(attributes)
  if (map.outputs !== 1) throw attributes.error('model_invalid', `has ${map.outputs} rows of coefficients, expected 1`)
  const predict: Lower = (builder, input) => vectorOutput(emitLinearMap(builder, input, map, className))
  return { ...readFacts(attributes, map.features), children: [], methods: { predict } }
}

const OUTLIER_OR_NOT = { dtype: 'int64', labels: [-1, 1] } as const

/** scikit-learn's `SGDOneClassSVM`: 1 where `X @ coef_ - offset_` is not negative, else -1. */
export function readSgdOneClassSvm(attributes: Attributes): Estimator {
  const { className } = attributes
  const { shape, data: weights } = attributes.floats('coef_')
  const offset = attributes.vector('offset_', 1)
  const intercept = offset.map((value) => -value)
  const self = {}
  const decide = (builder: ProgramBuilder, input: Values): ValueId =>
    builder.once(self, 'decision', input, () =>
      emitLinearMap(builder, input, { weights, intercept, outputs: 1 }, className),
    )
  const scoreSamples: Lower = (builder, input) => {
    const decision = decide(builder, input)
    const steps = [{ kind: 'add', values: offset }] as const
    return vectorOutput(
      builder.emit('columnwise', { op: 'columnwise', input: decision, steps }, builder.type(decision)),
    )
  }
  return {
    ...readFacts(attributes, shape.at(-1)),
    children: [],
    methods: {
      // The number below 0, so that 0 itself is no outlier.
      predict: (builder, input) => labelAbove(builder, decide(builder, input), -Number.MIN_VALUE, OUTLIER_OR_NOT),
      decision_function: (builder, input) => vectorOutput(decide(builder, input)),
      score_samples: scoreSamples,
    },
  }
}
