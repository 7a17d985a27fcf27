/** Support vector machines: kernel rows and what libsvm makes of them. */
import type { ValueId } from '../value.ts'
import type { Checks } from './check.ts'
import { type Details, list } from './details.ts'
import type { WholeRequest } from './whole-request.ts'

/** The kernels of libsvm: `x·y`, `(γ x·y + c)^d`, `exp(-γ‖x-y‖²)`, `tanh(γ x·y + c)`. */
export type KernelFunction =
  | { readonly name: 'linear' }
  | { readonly name: 'poly'; readonly gamma: number; readonly coef0: number; readonly degree: number }
  | { readonly name: 'rbf'; readonly gamma: number }
  | { readonly name: 'sigmoid'; readonly gamma: number; readonly coef0: number }

/** `output[i,v] = kernel(input[i], vectors[v])`. */
export interface KernelMatrix {
  readonly op: 'kernelMatrix'
  readonly input: ValueId
  readonly output: ValueId
  readonly kernel: KernelFunction
  /** (vectors × features). */
  readonly vectors: Float64Array
}

/**
 * libsvm's decision of each pair of classes i < j: the kernel row weighted by the dual coefficients of both classes'
 * support vectors, plus the intercept of the pair. Output: (pairs).
 */
export interface PairwiseDecision {
  readonly op: 'pairwiseDecision'
  readonly input: ValueId
  readonly output: ValueId
  /** (classes - 1 × vectors), libsvm's layout. */
  readonly dualCoef: Float64Array
  /** (pairs). */
  readonly intercept: Float64Array
  /** (classes) support vectors of each class, which stand in this order. */
  readonly counts: Int32Array
}

/** Index of the class with the most pairwise wins (`decision > 0` is a win of the first); ties go to the lowest. */
export interface PairwiseVote {
  readonly op: 'pairwiseVote'
  readonly input: ValueId
  readonly output: ValueId
  readonly classes: number
}

/**
 * scikit-learn's `_ovr_decision_function` over pairwise decisions d: votes for each class (`d < 0` is a win of the
 * second) plus the sum of its
 * confidences squeezed into (-1/3, 1/3), `s / (3(|s| + 1))`. Output: (classes).
 */
export interface PairwiseToOvr {
  readonly op: 'pairwiseToOvr'
  readonly input: ValueId
  readonly output: ValueId
  readonly classes: number
}

/**
 * As `pairwiseToOvr`, but the sums of the confidences are scaled so that the largest of all rows becomes 1/2 less an
 * epsilon; if all are equal, they do not count. Output: (classes).
 */
export interface PairwiseToScaledOvr extends WholeRequest {
  readonly op: 'pairwiseToScaledOvr'
  readonly input: ValueId
  readonly output: ValueId
  readonly classes: number
}

/**
 * libsvm's probabilities: a sigmoid for each pair, `1/(1+exp(A·d+B))` clipped to [1e-7, 1-1e-7], coupled by the
 * iteration of Wu, Lin and Weng (2004), method 2.
 */
export interface PairwiseProbability {
  readonly op: 'pairwiseProbability'
  readonly input: ValueId
  readonly output: ValueId
  readonly classes: number
  readonly probA: Float64Array
  readonly probB: Float64Array
}

const pairs = (classes: number) => (classes * (classes - 1)) / 2

export type SvmOperator =
  | KernelMatrix
  | PairwiseDecision
  | PairwiseVote
  | PairwiseToOvr
  | PairwiseToScaledOvr
  | PairwiseProbability

export const SVM_CHECKS: Checks<SvmOperator> = {
  kernelMatrix: (op, c) => {
    c.equal('vectors', op.vectors.length, c.numeric(op.output).width * c.numeric(op.input).width)
  },
  pairwiseDecision: (op, c) => {
    const vectors = c.numeric(op.input).width
    c.equal('pairs', c.numeric(op.output).width, pairs(op.counts.length))
    c.equal('dual coefficients', op.dualCoef.length, (op.counts.length - 1) * vectors)
    c.equal('intercepts', op.intercept.length, pairs(op.counts.length))
    c.equal(
      'support vectors',
      op.counts.reduce((sum, n) => sum + n, 0),
      vectors,
    )
    c.indices('counts', op.counts, 0, vectors + 1)
  },
  pairwiseVote: (op, c) => {
    c.equal('pairs', c.numeric(op.input).width, pairs(op.classes))
    c.equal('output width', c.numeric(op.output).width, 1)
  },
  pairwiseToOvr: (op, c) => {
    c.equal('pairs', c.numeric(op.input).width, pairs(op.classes))
    c.equal('output width', c.numeric(op.output).width, op.classes)
  },
  pairwiseToScaledOvr: (op, c) => {
    c.equal('pairs', c.numeric(op.input).width, pairs(op.classes))
    c.equal('output width', c.numeric(op.output).width, op.classes)
  },
  pairwiseProbability: (op, c) => {
    c.equal('pairs', c.numeric(op.input).width, pairs(op.classes))
    c.equal('output width', c.numeric(op.output).width, op.classes)
    c.equal('probA', op.probA.length, pairs(op.classes))
    c.equal('probB', op.probB.length, pairs(op.classes))
  },
}

export const SVM_DETAILS: Details<SvmOperator> = {
  kernelMatrix: ({ kernel }) => {
    const { name, ...parameters } = kernel
    return [name, ...Object.entries(parameters).map(([key, value]) => `${key}=${value}`)].join(' ')
  },
  pairwiseDecision: ({ counts }) => `support vectors ${list([...counts])}`,
  pairwiseVote: ({ classes }) => `${classes} classes`,
  pairwiseToOvr: ({ classes }) => `${classes} classes`,
  pairwiseToScaledOvr: ({ classes }) => `${classes} classes, all rows together`,
  pairwiseProbability: ({ classes }) => `${classes} classes`,
}
