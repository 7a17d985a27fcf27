/** What the classifiers of `sklearn.naive_bayes` share: classes are told apart by their joint log-likelihoods. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ClassLabels } from '../../program/program.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator, Lower } from '../estimator.ts'
import { readClasses, readFacts } from '../facts.ts'
import { classOutput, labelOfLargest } from '../outputs.ts'

export function readBayesClasses(attributes: Attributes): ClassLabels {
  return readClasses(attributes, attributes.require('classes_'))
}

/** Checks that a matrix has a row for each class. */
export function classMatrix(attributes: Attributes, name: string, nClasses: number) {
  const matrix = attributes.matrix(name)
  if (matrix.rows === nClasses) return matrix
  throw attributes.error('model_invalid', `has ${matrix.rows} rows in ${name} for ${nClasses} classes`)
}

/** `jointLogLikelihood` gives a column a class. */
export function bayesClassifier(
  attributes: Attributes,
  classes: ClassLabels,
  nFeatures: number,
  jointLogLikelihood: (builder: ProgramBuilder, input: Values) => ValueId,
): Estimator {
  const self = {}
  const joint = (builder: ProgramBuilder, input: Values) =>
    builder.once(self, 'joint', input, () => jointLogLikelihood(builder, input))
  const logProbabilities = (builder: ProgramBuilder, input: Values) =>
    builder.once(self, 'logProbabilities', input, () => {
      const operator = { op: 'logProbabilities', input: joint(builder, input), shifted: false } as const
      return builder.emit('logProbabilities', operator, builder.type(operator.input))
    })
  const predictProba: Lower = (builder, input) => {
    const operator = { op: 'elementary', input: logProbabilities(builder, input), name: 'exp' } as const
    return classOutput(builder.emit('elementary', operator, builder.type(operator.input)), classes)
  }
  return {
    ...readFacts(attributes, nFeatures),
    children: [],
    methods: {
      predict: (builder, input) => labelOfLargest(builder, joint(builder, input), classes),
      predict_proba: predictProba,
      predict_log_proba: (builder, input) => classOutput(logProbabilities(builder, input), classes),
    },
  }
}
