/** `sklearn.discriminant_analysis.QuadraticDiscriminantAnalysis`: a Gaussian of its own for each class. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { MethodOutput } from '../../program/program.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator, Lower } from '../estimator.ts'
import { readClasses, readFacts } from '../facts.ts'
import { softmax } from '../linear-model/linear-model.ts'
import { matrices, vectors } from '../matrices.ts'
import { classOutput, finiteNumbers, labelOfLargest, logOutput, vectorOutput } from '../outputs.ts'
import { isAtLeast } from '../version.ts'

/** The Gaussians of all classes. */
interface Gaussians {
  /** (classes × features). */
  readonly means: Float64Array
  readonly features: number
  /** (features × ranks[k]) rotations divided by the standard deviations along them. */
  readonly projections: readonly Float64Array[]
  readonly ranks: readonly number[]
  /** (classes) sums of the logarithms of the variances. */
  readonly logVariances: Float64Array
}

function readGaussians(attributes: Attributes, nClasses: number): Gaussians {
  const rotations = matrices(attributes, 'rotations_')
  const variances = vectors(attributes, 'scalings_')
  const means = attributes.matrix('means_')
  if (rotations.length !== nClasses || variances.length !== nClasses || means.rows !== nClasses) {
    throw attributes.error(
      'model_invalid',
      `does not have a mean, a rotation and scalings for each of ${nClasses} classes`,
    )
  }
  const projections = rotations.map(({ columns, data }, k) => {
    const scalings = variances[k] as Float64Array
    if (scalings.length === columns) return data.map((value, i) => value * (scalings[i % columns] as number) ** -0.5)
    throw attributes.error('model_invalid', `has ${scalings.length} scalings for ${columns} axes`)
  })
  return {
    means: means.data,
    features: means.columns,
    projections,
    ranks: rotations.map(({ columns }) => columns),
    logVariances: Float64Array.from(variances, (values) => values.reduce((sum, value) => sum + Math.log(value), 0)),
  }
}

export function readQuadraticDiscriminant(attributes: Attributes): Estimator {
  const { className } = attributes
  const classes = readClasses(attributes, attributes.require('classes_'))
  const nClasses = classes.labels.length
  const gaussians = readGaussians(attributes, nClasses)
  const logPriors = attributes.vector('priors_', nClasses).map(Math.log)
  const self = {}
  const scores = (builder: ProgramBuilder, input: Values) =>
    builder.once(self, 'scores', input, () =>
      emitScores(builder, finiteNumbers(builder, input, className), gaussians, logPriors),
    )
  const probabilities = probabilityMethods(attributes, (builder, input) => ({
    builder,
    scores: scores(builder, input),
    answer: (value) => classOutput(value, classes),
    softmax: (value) => softmax({ builder, classes }, value),
  }))
  return {
    ...readFacts(attributes, gaussians.features),
    children: [],
    methods: {
      predict: (builder, input) => labelOfLargest(builder, scores(builder, input), classes),
      decision_function: (builder, input) => {
        const values = scores(builder, input)
        return nClasses === 2 ? vectorOutput(difference(builder, values)) : classOutput(values, classes)
      },
      ...probabilities,
    },
  }
}

/** `-½ (‖(x - mean) · projection‖² + log variances) + log priors`. */
function emitScores(builder: ProgramBuilder, input: ValueId, gaussians: Gaussians, logPriors: Float64Array): ValueId {
  const { means, projections, ranks, logVariances } = gaussians
  const type = { kind: 'numeric', dtype: 'float64', width: logPriors.length } as const
  const norms = builder.emit('projectedNorms', { op: 'projectedNorms', input, means, projections, ranks }, type)
  const steps = [
    { kind: 'add', values: logVariances },
    { kind: 'multiply', values: new Float64Array(logPriors.length).fill(-0.5) },
    { kind: 'add', values: logPriors },
  ] as const
  return builder.emit('columnwise', { op: 'columnwise', input: norms, steps }, type)
}

/** The second of two columns less the first. */
function difference(builder: ProgramBuilder, input: ValueId): ValueId {
  const operator = { op: 'affine', input, weights: Float64Array.of(-1, 1), intercept: new Float64Array(1) } as const
  return builder.emit('affine', operator, { kind: 'numeric', dtype: 'float64', width: 1 })
}

interface Scored {
  readonly builder: ProgramBuilder
  readonly scores: ValueId
  readonly answer: (value: ValueId) => MethodOutput
  readonly softmax: (value: ValueId) => MethodOutput
}

/** Until 1.5 logarithms were taken of probabilities; since then probabilities are exponentials of logarithms. */
function probabilityMethods(
  attributes: Attributes,
  scored: (builder: ProgramBuilder, input: Values) => Scored,
): { predict_proba: Lower; predict_log_proba: Lower } {
  if (!isAtLeast(attributes.version, 1, 6)) {
    const probabilities: Lower = (builder, input) => {
      const context = scored(builder, input)
      return context.softmax(context.scores)
    }
    return {
      predict_proba: probabilities,
      predict_log_proba: (builder, input) => logOutput(builder, probabilities(builder, input)),
    }
  }
  const logarithms = (context: Scored): ValueId => {
    const operator = { op: 'logProbabilities', input: context.scores, shifted: true } as const
    return context.builder.emit('logProbabilities', operator, context.builder.type(context.scores))
  }
  return {
    predict_proba: (builder, input) => {
      const context = scored(builder, input)
      const operator = { op: 'elementary', input: logarithms(context), name: 'exp' } as const
      return context.answer(builder.emit('elementary', operator, builder.type(context.scores)))
    },
    predict_log_proba: (builder, input) => {
      const context = scored(builder, input)
      return context.answer(logarithms(context))
    },
  }
}
