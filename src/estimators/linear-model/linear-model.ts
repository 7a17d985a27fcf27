/** Linear models: `sklearn.linear_model`, and `LinearSVC` and `LinearSVR` of `sklearn.svm`, which predict alike. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ClassLabels, MethodOutput } from '../../program/program.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator, Lower } from '../estimator.ts'
import { readClasses, readFacts } from '../facts.ts'
import { emitLinearMap, type LinearMap, readLinearMap } from '../linear-map.ts'
import { classOutput, labelAbove, labelOfLargest, logOutput, matrixOutput, vectorOutput } from '../outputs.ts'
import { isAtLeast } from '../version.ts'

/** scikit-learn's `LinearModel.predict`: `coef_` and `intercept_` are all that it reads. */
export function readLinearRegressor(attributes: Attributes): Estimator {
  const { className } = attributes
  const map = readLinearMap(attributes)
  const predict: Lower = (builder, input) => {
    const value = emitLinearMap(builder, input, map, className)
    return map.isVector ? vectorOutput(value) : matrixOutput(value)
  }
  return { ...readFacts(attributes, map.features), children: [], methods: { predict } }
}

/**
 * scikit-learn's `LinearClassifierMixin`: one column decides between two classes, the largest among more. Very old
 * multinomial models have a column for each of two classes as well.
 */
export function linearClassifier(
  attributes: Attributes,
  probabilities?: (context: ProbabilityContext) => MethodOutput,
): Estimator {
  const map = readLinearMap(attributes)
  const classes = readClasses(attributes, attributes.require('classes_'))
  const nClasses = classes.labels.length
  if (map.outputs !== nClasses && !(map.outputs === 1 && nClasses === 2)) {
    throw attributes.error('model_invalid', `has ${map.outputs} rows of coefficients for ${nClasses} classes`)
  }
  const { className } = attributes
  const self = {}
  const decide = (builder: ProgramBuilder, input: Values) =>
    builder.once(self, 'decision', input, () => emitLinearMap(builder, input, map, className))
  const methods: { [Method in 'predict' | 'decision_function' | 'predict_proba' | 'predict_log_proba']?: Lower } = {
    predict: (builder, input) => {
      const scores = decide(builder, input)
      return map.outputs === 1 ? labelAbove(builder, scores, 0, classes) : labelOfLargest(builder, scores, classes)
    },
    decision_function: (builder, input) => {
      const scores = decide(builder, input)
      return map.outputs === 1 ? vectorOutput(scores) : classOutput(scores, classes)
    },
  }
  if (probabilities !== undefined) {
    const lower: Lower = (builder, input) =>
      builder.once(self, 'probabilities', input, () =>
        probabilities({ builder, scores: decide(builder, input), map, classes }),
      )
    methods.predict_proba = lower
    methods.predict_log_proba = (builder, input) => logOutput(builder, lower(builder, input))
  }
  return { ...readFacts(attributes, map.features), children: [], methods }
}

/** What probabilities are made of. */
export interface ProbabilityContext {
  readonly builder: ProgramBuilder
  readonly scores: ValueId
  readonly map: LinearMap
  readonly classes: ClassLabels
}

/** scikit-learn's `LinearSVC`. */
export function readLinearClassifier(attributes: Attributes): Estimator {
  return linearClassifier(attributes)
}

/** scikit-learn's `LogisticRegression` and `LogisticRegressionCV`. */
export function readLogisticRegression(attributes: Attributes): Estimator {
  if (usesOneVsRest(attributes)) return linearClassifier(attributes, oneVsRest(attributes))
  return linearClassifier(attributes, (context) =>
    context.map.outputs === 1 ? symmetricSoftmax(context) : softmax(context, context.scores),
  )
}

/**
 * What `multi_class` meant in each version: until 1.7 it chose between one-vs-rest and multinomial; without it, two
 * classes get a sigmoid and more get a softmax.
 */
function usesOneVsRest(attributes: Attributes): boolean {
  const nClasses = readClasses(attributes, attributes.require('classes_')).labels.length
  if (!attributes.has('multi_class')) return nClasses <= 2
  const option = attributes.string('multi_class')
  if (option === 'ovr' || option === 'warn') return true
  if (option === 'multinomial') return false
  const solver = attributes.string('solver')
  // newton-cholesky learnt to fit a multinomial model in 1.6.
  const isSplit = solver === 'newton-cholesky' && !isAtLeast(attributes.version, 1, 6)
  return nClasses <= 2 || solver === 'liblinear' || isSplit
}

/** scikit-learn's `_predict_proba_lr`: a logistic function a class; more than two are then divided by their sum. */
export function oneVsRest(attributes: Attributes): (context: ProbabilityContext) => MethodOutput {
  // Where every class gets 0, versions before 1.9 divide by it.
  const zeroRow = isAtLeast(attributes.version, 1, 9) ? 'uniform' : 'nan'
  return ({ builder, scores, map, classes }) => {
    const input = emitLogistic(builder, scores)
    if (map.outputs === 1) return pairOutput(builder, input, classes)
    const operator = { op: 'normalizeRows', input, zeroRow } as const
    return classOutput(builder.emit('normalizeRows', operator, builder.type(scores)), classes)
  }
}

/** Two columns, 1 - p and p. */
export function pairOutput(builder: ProgramBuilder, input: ValueId, classes: ClassLabels): MethodOutput {
  const pair = { kind: 'numeric', dtype: 'float64', width: 2 } as const
  return classOutput(builder.emit('complement', { op: 'complement', input }, pair), classes)
}

export function emitLogistic(builder: ProgramBuilder, input: ValueId): ValueId {
  return builder.emit('sigmoid', { op: 'sigmoid', input }, builder.type(input))
}

/** A multinomial model of two classes has one row of coefficients: softmax of (-d, d). */
function symmetricSoftmax(context: ProbabilityContext): MethodOutput {
  const pair = { kind: 'numeric', dtype: 'float64', width: 2 } as const
  const both = context.builder.emit(
    'affine',
    { op: 'affine', input: context.scores, weights: Float64Array.of(-1, 1), intercept: new Float64Array(2) },
    pair,
  )
  return softmax(context, both)
}

export function softmax(
  { builder, classes }: Pick<ProbabilityContext, 'builder' | 'classes'>,
  input: ValueId,
): MethodOutput {
  return classOutput(builder.emit('softmax', { op: 'softmax', input }, builder.type(input)), classes)
}
