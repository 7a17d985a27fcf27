/**
 * scikit-learn's `GaussianProcessClassifier`: Laplace's approximation for two classes (Rasmussen and Williams, 2006,
 * algorithm 3.2), and one of these for each class or for each pair of classes where there are more.
 */
import { PickleObject } from '../../pickle/values.ts'
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { Kernel } from '../../program/operators/kernels.ts'
import type { ClassLabels } from '../../program/program.ts'
import type { ValueId } from '../../program/value.ts'
import { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readClasses, readFacts } from '../facts.ts'
import { classOutput, finiteNumbers, labelAbove, labelOfLargest } from '../outputs.ts'
import { emitKernelValues } from '../pairwise-kernel.ts'
import { emitProduct } from '../product.ts'
import { isAtLeast } from '../version.ts'
import { readProcessKernel } from './kernel.ts'

const WIDTH_1 = { kind: 'numeric', dtype: 'float64', width: 1 } as const

/** Two classes. */
interface Laplace {
  readonly rows: number
  readonly features: number
  readonly kernel: Kernel
  readonly vectors: Float64Array
  /** `y_train_ - pi_` (rows). */
  readonly residuals: Float64Array
  /** `W_sr_` (rows). */
  readonly weights: Float64Array
  /** `L_` (rows × rows). */
  readonly cholesky: Float64Array
}

function readLaplace(attributes: Attributes): Laplace {
  const { rows, columns: features, data: vectors } = attributes.matrix('X_train_')
  const kernel = readProcessKernel(attributes, 'kernel_', features)
  const target = attributes.vector('y_train_', rows)
  const pi = attributes.vector('pi_', rows)
  const cholesky = attributes.matrix('L_')
  if (cholesky.rows !== rows || cholesky.columns !== rows) {
    throw attributes.error('model_invalid', `has L_ of shape (${cholesky.rows}, ${cholesky.columns}) for ${rows} rows`)
  }
  const residuals = target.map((y, i) => y - (pi[i] as number))
  const weights = attributes.vector('W_sr_', rows)
  return { rows, features, kernel, vectors, residuals, weights, cholesky: cholesky.data }
}

/** The latent mean, and the probability of the second class. */
class LaplaceAnswers {
  readonly #laplace: Laplace
  readonly #estimator: string

  constructor(laplace: Laplace, estimator: string) {
    this.#laplace = laplace
    this.#estimator = estimator
  }

  #kernel(builder: ProgramBuilder, input: Values): ValueId {
    const { kernel, vectors, rows } = this.#laplace
    return builder.once(this, 'kernel', input, () => {
      const x = finiteNumbers(builder, input, this.#estimator)
      return emitKernelValues(builder, x, kernel, vectors, rows, this.#estimator)
    })
  }

  mean(builder: ProgramBuilder, input: Values): ValueId {
    const { residuals, rows } = this.#laplace
    return builder.once(this, 'mean', input, () =>
      emitProduct(builder, this.#kernel(builder, input), { rows, columns: 1, data: residuals }),
    )
  }

  probability(builder: ProgramBuilder, input: Values): ValueId {
    const { kernel, cholesky, weights } = this.#laplace
    return builder.once(this, 'probability', input, () => {
      const x = finiteNumbers(builder, input, this.#estimator)
      const diagonal = builder.emit('kernelDiagonal', { op: 'kernelDiagonal', input: x, kernel }, WIDTH_1)
      const inputs = [this.#kernel(builder, input), diagonal] as const
      const variance = builder.emit('latentVariance', { op: 'latentVariance', inputs, cholesky, weights }, WIDTH_1)
      const both = [this.mean(builder, input), variance] as const
      return builder.emit('averagedSigmoid', { op: 'averagedSigmoid', inputs: both }, WIDTH_1)
    })
  }
}

export function readGaussianProcessClassifier(attributes: Attributes): Estimator {
  const classes = readClasses(attributes, attributes.require('classes_'))
  const base = attributes.part('base_estimator_')
  const parts = readParts(base, classes.labels.length)
  const answers = parts.map((part) => new LaplaceAnswers(part, attributes.className))
  const [first] = answers
  if (first === undefined) throw attributes.error('model_invalid', 'has no classes to choose from')
  return {
    ...readFacts(attributes, parts[0]?.features),
    children: [],
    methods: methodsOf(base, first, answers, classes),
  }
}

function methodsOf(
  base: Attributes,
  first: LaplaceAnswers,
  answers: readonly LaplaceAnswers[],
  classes: ClassLabels,
): Estimator['methods'] {
  if (base.className === 'OneVsRestClassifier') return oneVsRest(base, answers, classes)
  if (base.className === 'OneVsOneClassifier') return oneVsOne(answers, classes)
  return {
    predict: (builder, input) => labelAbove(builder, first.mean(builder, input), 0, classes),
    predict_proba: (builder, input) => {
      const complement = { op: 'complement', input: first.probability(builder, input) } as const
      return classOutput(builder.emit('complement', complement, { ...WIDTH_1, width: 2 }), classes)
    },
  }
}

/** The base itself, or the parts of the OneVsRestClassifier or OneVsOneClassifier that it is for several classes. */
function readParts(base: Attributes, classes: number): Laplace[] {
  if (base.className === '_BinaryGaussianProcessClassifierLaplace') return [readLaplace(base)]
  const expected = base.className === 'OneVsRestClassifier' ? classes : (classes * (classes - 1)) / 2
  const items = base.list('estimators_')
  if (items.length !== expected) {
    throw base.error('model_invalid', `has ${items.length} estimators for ${classes} classes`)
  }
  return items.map((item, i) => {
    if (item instanceof PickleObject) {
      return readLaplace(new Attributes(item, `${base.path}.estimators_[${i}]`, base.versionText))
    }
    throw base.error('model_invalid', `expected an object in estimators_[${i}]`)
  })
}

/** Values of all parts side by side. */
function sideBySide(
  builder: ProgramBuilder,
  answers: readonly LaplaceAnswers[],
  ask: (part: LaplaceAnswers) => ValueId,
): ValueId {
  const inputs = answers.map(ask)
  return builder.emit('concat', { op: 'concat', inputs }, { ...WIDTH_1, width: inputs.length })
}

function oneVsRest(base: Attributes, answers: readonly LaplaceAnswers[], classes: ClassLabels): Estimator['methods'] {
  // A tie goes to the first class from 1.9 on; before, to the last.
  const isFirst = isAtLeast(base.version, 1, 9)
  const ordered = isFirst ? answers : [...answers].reverse()
  const labels = isFirst ? classes : { ...classes, labels: [...classes.labels].reverse() }
  return {
    predict: (builder, input) =>
      labelOfLargest(
        builder,
        sideBySide(builder, ordered, (part) => part.probability(builder, input)),
        labels,
      ),
    predict_proba: (builder, input) => {
      const probabilities = sideBySide(builder, answers, (part) => part.probability(builder, input))
      const operator = { op: 'normalizeRows', input: probabilities, zeroRow: 'nan' } as const
      return classOutput(builder.emit('normalizeRows', operator, builder.type(probabilities)), classes)
    },
  }
}

/** Python refuses probabilities here too. */
function oneVsOne(answers: readonly LaplaceAnswers[], classes: ClassLabels): Estimator['methods'] {
  return {
    predict: (builder, input) => {
      const means = sideBySide(builder, answers, (part) => part.mean(builder, input))
      const above = { op: 'greaterThan', input: means, threshold: 0 } as const
      const predictions = builder.emit('greaterThan', above, builder.type(means))
      const probabilities = sideBySide(builder, answers, (part) => part.probability(builder, input))
      const type = { ...WIDTH_1, width: classes.labels.length }
      const inputs = [predictions, probabilities] as const
      return labelOfLargest(builder, builder.emit('tallyPairs', { op: 'tallyPairs', inputs }, type), classes)
    },
  }
}
