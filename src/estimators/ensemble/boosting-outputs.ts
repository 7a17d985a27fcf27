/** How a boosted classifier answers, from raw predictions that are log odds or logits. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ClassLabels } from '../../program/program.ts'
import type { ValueId } from '../../program/value.ts'
import type { Estimator, Lower } from '../estimator.ts'
import { classOutput, labelAbove, labelOfLargest, logOutput, vectorOutput } from '../outputs.ts'

export interface BoostedClassifier {
  readonly classes: ClassLabels
  /** One column a class, or one in all for two classes. */
  readonly raw: (builder: ProgramBuilder, input: Values) => ValueId
  /** What raw predictions are multiplied by to be log odds. */
  readonly linkFactor: number
  /** What decides between two classes, and at a tie: the first of two equal probabilities wins. */
  readonly predictFrom: 'probability' | 'raw-positive' | 'raw-not-negative'
  readonly hasLogProbability: boolean
}

export function classifierMethods(classifier: BoostedClassifier): Estimator['methods'] {
  const { classes, raw } = classifier
  const isBinary = classes.labels.length <= 2
  const probabilities = (builder: ProgramBuilder, input: Values) =>
    builder.once(classifier, 'probabilities', input, () => emitProbabilities(builder, raw(builder, input), classifier))
  const predictProba: Lower = (builder, input) => classOutput(probabilities(builder, input), classes)
  const predict: Lower = (builder, input) => {
    if (classifier.predictFrom === 'probability') return labelOfLargest(builder, probabilities(builder, input), classes)
    const value = raw(builder, input)
    if (!isBinary) return labelOfLargest(builder, value, classes)
    if (classifier.predictFrom === 'raw-positive') return labelAbove(builder, value, 0, classes)
    return labelNotBelow(builder, value, 0, classes)
  }
  return {
    predict,
    predict_proba: predictProba,
    decision_function: (builder, input) => {
      const value = raw(builder, input)
      return isBinary ? vectorOutput(value) : classOutput(value, classes)
    },
    ...(classifier.hasLogProbability
      ? { predict_log_proba: (builder, input) => logOutput(builder, predictProba(builder, input)) }
      : {}),
  }
}

/** The second of two classes unless the number is below the threshold. */
export function labelNotBelow(builder: ProgramBuilder, input: ValueId, threshold: number, classes: ClassLabels) {
  const type = { kind: 'numeric', dtype: 'float64', width: 1 } as const
  const value = builder.emit('notBelow', { op: 'notBelow', input, threshold }, type)
  return { kind: 'labels', value, shape: 'vector', classes: [classes] } as const
}

function emitProbabilities(builder: ProgramBuilder, raw: ValueId, { classes, linkFactor }: BoostedClassifier): ValueId {
  const type = builder.type(raw)
  if (classes.labels.length > 2) return builder.emit('softmax', { op: 'softmax', input: raw }, type)
  const steps = [{ kind: 'multiply', values: Float64Array.of(linkFactor) }] as const
  const odds = linkFactor === 1 ? raw : builder.emit('columnwise', { op: 'columnwise', input: raw, steps }, type)
  const positive = builder.emit('sigmoid', { op: 'sigmoid', input: odds }, type)
  return builder.emit('complement', { op: 'complement', input: positive }, { ...type, width: 2 })
}
