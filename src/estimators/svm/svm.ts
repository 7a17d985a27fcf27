/** The machines of libsvm: `SVC`, `NuSVC`, `SVR` and `NuSVR` of `sklearn.svm`. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { KernelFunction } from '../../program/operators/svm.ts'
import type { ClassLabels } from '../../program/program.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator, Lower } from '../estimator.ts'
import { readClasses, readFacts } from '../facts.ts'
import {
  classOutput,
  finiteNumbers,
  labelAbove,
  labelOfLargest,
  logOutput,
  matrixOutput,
  OUTLIER_OR_INLIER,
  vectorOutput,
} from '../outputs.ts'
import { isAtLeast } from '../version.ts'

/** What turns a row into its kernel values with the support vectors. */
type KernelRow =
  | { readonly kind: 'computed'; readonly kernel: KernelFunction; readonly vectors: Float64Array }
  /** The caller sends the kernel values with all training rows; these are the columns of the support vectors. */
  | { readonly kind: 'precomputed'; readonly columns: readonly number[] }

interface Machine {
  readonly row: KernelRow
  readonly nVectors: number
  readonly nFeatures: number
  /** (classes - 1 × vectors), or (1 × vectors) for regression. */
  readonly dualCoef: Float64Array
  readonly intercept: Float64Array
}

function readMachine(attributes: Attributes): Machine {
  // The public attributes have their signs flipped for two classes; these are libsvm's own.
  const dual = attributes.matrix(attributes.first('_dual_coef_', 'dual_coef_'))
  const intercept = attributes.vector(attributes.first('_intercept_', 'intercept_'))
  const nVectors = dual.columns
  const common = { nVectors, dualCoef: dual.data, intercept }
  if (attributes.get('kernel') === 'precomputed') {
    const columns = Array.from(attributes.integers('support_'))
    const nFeatures = Number(attributes.list('shape_fit_')[0])
    if (columns.length !== nVectors || columns.some((column) => !(column >= 0 && column < nFeatures))) {
      throw attributes.error('model_invalid', `support_ does not fit ${nVectors} vectors of ${nFeatures} training rows`)
    }
    return { row: { kind: 'precomputed', columns }, nFeatures, ...common }
  }
  const vectors = attributes.matrix('support_vectors_')
  if (vectors.rows !== nVectors) {
    throw attributes.error('model_invalid', `has ${nVectors} dual coefficients for ${vectors.rows} support vectors`)
  }
  const row = { kind: 'computed', kernel: readKernel(attributes), vectors: vectors.data } as const
  return { row, nFeatures: vectors.columns, ...common }
}

function readKernel(attributes: Attributes): KernelFunction {
  const name = attributes.get('kernel')
  if (typeof name !== 'string') {
    throw attributes.unsupported(
      'the kernel is a Python function, which is not in the file',
      "Train with kernel='precomputed' and send kernel values, or use one of linear, poly, rbf and sigmoid.",
    )
  }
  const gamma = () => attributes.number('_gamma')
  const coef0 = () => attributes.number('coef0')
  switch (name) {
    case 'linear':
      return { name }
    case 'poly':
      return { name, gamma: gamma(), coef0: coef0(), degree: Math.trunc(attributes.number('degree')) }
    case 'rbf':
      return { name, gamma: gamma() }
    case 'sigmoid':
      return { name, gamma: gamma(), coef0: coef0() }
    default:
      throw attributes.unsupported(
        `the kernel ${name} is unknown`,
        'Known are linear, poly, rbf, sigmoid, precomputed.',
      )
  }
}

function emitKernel(builder: ProgramBuilder, input: Values, machine: Machine, estimator: string): ValueId {
  const x = finiteNumbers(builder, input, estimator)
  if (machine.row.kind === 'precomputed') {
    return builder.numeric(builder.select({ kind: 'numeric', id: x }, machine.row.columns))
  }
  const { kernel, vectors } = machine.row
  const type = { kind: 'numeric', dtype: 'float64', width: machine.nVectors } as const
  return builder.emit('kernelMatrix', { op: 'kernelMatrix', input: x, kernel, vectors }, type)
}

/** scikit-learn's `SVR` and `NuSVR`: `Σ dual_coef · kernel + intercept`. */
export function readSvr(attributes: Attributes): Estimator {
  const { className } = attributes
  const machine = readMachine(attributes)
  const predict: Lower = (builder, input) => {
    const kernel = emitKernel(builder, input, machine, className)
    const { dualCoef: weights, intercept } = machine
    const type = { kind: 'numeric', dtype: 'float64', width: 1 } as const
    return vectorOutput(builder.emit('affine', { op: 'affine', input: kernel, weights, intercept }, type))
  }
  return { ...readFacts(attributes, machine.nFeatures), children: [], methods: { predict } }
}

/** scikit-learn's `OneClassSVM`: 1 where `Σ dual_coef · kernel + intercept` is above 0, -1 where it is not. */
export function readOneClassSvm(attributes: Attributes): Estimator {
  const { className } = attributes
  const machine = readMachine(attributes)
  const { dualCoef: weights, intercept } = machine
  const offset = attributes.vector('offset_', 1)[0] as number
  const self = {}
  const type = { kind: 'numeric', dtype: 'float64', width: 1 } as const
  const decide = (builder: ProgramBuilder, input: Values) =>
    builder.once(self, 'decision', input, () => {
      const kernel = emitKernel(builder, input, machine, className)
      return builder.emit('affine', { op: 'affine', input: kernel, weights, intercept }, type)
    })
  return {
    ...readFacts(attributes, machine.nFeatures),
    children: [],
    methods: {
      predict: (builder, input) => labelAbove(builder, decide(builder, input), 0, OUTLIER_OR_INLIER),
      decision_function: (builder, input) => vectorOutput(decide(builder, input)),
      score_samples: (builder, input) => {
        const steps = [{ kind: 'add', values: Float64Array.of(offset) }] as const
        return vectorOutput(
          builder.emit('columnwise', { op: 'columnwise', input: decide(builder, input), steps }, type),
        )
      },
    },
  }
}

/** scikit-learn's `SVC` and `NuSVC`: one machine for each pair of classes. */
export function readSvc(attributes: Attributes): Estimator {
  const machine = readMachine(attributes)
  const classes = readClasses(attributes, attributes.require('classes_'))
  const nClasses = classes.labels.length
  const counts = attributes.integers(attributes.first('_n_support', 'n_support_')).slice(0, nClasses)
  const shape = attributes.string('decision_function_shape', 'ovr')
  const breaksTies = attributes.boolean('break_ties', false)
  if (breaksTies && shape === 'ovo') {
    throw attributes.unsupported(
      'break_ties cannot be combined with decision_function_shape="ovo"',
      'Python refuses too.',
    )
  }
  const { className } = attributes
  const self = {}
  const decide = (builder: ProgramBuilder, input: Values) =>
    builder.once(self, 'decision', input, () => emitPairwise(builder, input, machine, counts, className))
  const toOvr = (builder: ProgramBuilder, input: Values) =>
    builder.once(self, 'ovr', input, () => {
      const type = { kind: 'numeric', dtype: 'float64', width: nClasses } as const
      const votes = { input: decide(builder, input), classes: nClasses }
      // Before 0.21 the largest confidence of all rows decided how the others were squeezed.
      if (!isAtLeast(attributes.version, 0, 21)) {
        const operator = { op: 'pairwiseToScaledOvr', wholeRequest: true, ...votes } as const
        return builder.emit('pairwiseToScaledOvr', operator, type)
      }
      return builder.emit('pairwiseToOvr', { op: 'pairwiseToOvr', ...votes }, type)
    })
  const predict: Lower = (builder, input) => {
    if (breaksTies && nClasses > 2) return labelOfLargest(builder, toOvr(builder, input), classes)
    const type = { kind: 'numeric', dtype: 'float64', width: 1 } as const
    const vote = { op: 'pairwiseVote', input: decide(builder, input), classes: nClasses } as const
    return { kind: 'labels', value: builder.emit('pairwiseVote', vote, type), shape: 'vector', classes: [classes] }
  }
  const decisionFunction: Lower = (builder, input) => {
    if (nClasses === 2) return vectorOutput(negated(builder, decide(builder, input)))
    return shape === 'ovr'
      ? classOutput(toOvr(builder, input), classes)
      : matrixOutput(decide(builder, input), pairNames(classes))
  }
  return {
    ...readFacts(attributes, machine.nFeatures),
    children: [],
    methods: {
      predict,
      decision_function: decisionFunction,
      ...probabilityMethods(attributes, classes, decide),
    },
  }
}

function emitPairwise(
  builder: ProgramBuilder,
  input: Values,
  machine: Machine,
  counts: Int32Array,
  estimator: string,
): ValueId {
  const kernel = emitKernel(builder, input, machine, estimator)
  const { dualCoef, intercept } = machine
  const type = { kind: 'numeric', dtype: 'float64', width: intercept.length } as const
  return builder.emit('pairwiseDecision', { op: 'pairwiseDecision', input: kernel, dualCoef, intercept, counts }, type)
}

/** scikit-learn turns the decision of two classes round, so that positive means the second. */
function negated(builder: ProgramBuilder, input: ValueId): ValueId {
  const steps = [{ kind: 'multiply', values: Float64Array.of(-1) }] as const
  return builder.emit('columnwise', { op: 'columnwise', input, steps }, builder.type(input))
}

function pairNames(classes: ClassLabels): string[] {
  const { labels } = classes
  return labels.flatMap((a, i) => labels.slice(i + 1).map((b) => `${a} vs ${b}`))
}

/** Only a machine that was trained with `probability=True` has Platt's coefficients. */
function probabilityMethods(
  attributes: Attributes,
  classes: ClassLabels,
  decide: (builder: ProgramBuilder, input: Values) => ValueId,
): { predict_proba?: Lower; predict_log_proba?: Lower } {
  if (attributes.get('probability') !== true) return {}
  const nClasses = classes.labels.length
  const nPairs = (nClasses * (nClasses - 1)) / 2
  const probA = attributes.vector(attributes.first('_probA', 'probA_'), nPairs)
  const probB = attributes.vector(attributes.first('_probB', 'probB_'), nPairs)
  const self = {}
  const lower: Lower = (builder, input) =>
    builder.once(self, 'probabilities', input, () => {
      const operator = {
        op: 'pairwiseProbability',
        input: decide(builder, input),
        classes: nClasses,
        probA,
        probB,
      } as const
      const type = { kind: 'numeric', dtype: 'float64', width: nClasses } as const
      return classOutput(builder.emit('pairwiseProbability', operator, type), classes)
    })
  return {
    predict_proba: lower,
    predict_log_proba: (builder, input) => logOutput(builder, lower(builder, input)),
  }
}
