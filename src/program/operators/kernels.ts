/** Kernels between rows and the vectors of a model: those of scikit-learn's pairwise metrics and Gaussian processes. */
import type { ValueId } from '../value.ts'
import type { Checks, Context } from './check.ts'
import { type Details, nothing } from './details.ts'

/** The kernels of `sklearn.metrics.pairwise`. Squared distances are `x·x - 2 x·y + y·y`, no less than 0. */
export type PairwiseKernel =
  | { readonly name: 'linear' | 'cosine' }
  /** `(γ x·y + c)^d`. */
  | { readonly name: 'polynomial'; readonly gamma: number; readonly coef0: number; readonly degree: number }
  /** `exp(-γ‖x-y‖²)`. */
  | { readonly name: 'rbf'; readonly gamma: number }
  /** `exp(-γ Σ|x-y|)`. */
  | { readonly name: 'laplacian'; readonly gamma: number }
  /** `tanh(γ x·y + c)`. */
  | { readonly name: 'sigmoid'; readonly gamma: number; readonly coef0: number }
  /** `-Σ (x-y)²/(x+y)`, where x+y is not 0. */
  | { readonly name: 'additiveChi2' }
  /** `exp(-γ Σ (x-y)²/(x+y))`. */
  | { readonly name: 'chi2'; readonly gamma: number }

/** Lengths by which the columns are divided: one for all, or one for each. */
interface Scaled {
  readonly lengthScale: Float64Array
}

/** The kernels of `sklearn.gaussian_process.kernels`, composed to any depth. d is the distance of the scaled rows. */
export type ProcessKernel =
  | { readonly name: 'constant'; readonly value: number }
  /** 0 between rows, `noise` between a row and itself. */
  | { readonly name: 'white'; readonly noise: number }
  /** `exp(-d²/2)`. */
  | ({ readonly name: 'squaredExponential' } & Scaled)
  /** Matérn: `2^(1-ν)/Γ(ν) (√(2ν) d)^ν K_ν(√(2ν) d)`, simpler for ν of 1/2, 3/2, 5/2 and infinity. */
  | ({ readonly name: 'matern'; readonly nu: number } & Scaled)
  /** `(1 + ‖x-y‖²/(2 α l²))^-α`. */
  | { readonly name: 'rationalQuadratic'; readonly lengthScale: number; readonly alpha: number }
  /** `exp(-2 (sin(π/p ‖x-y‖)/l)²)`. */
  | { readonly name: 'expSineSquared'; readonly lengthScale: number; readonly periodicity: number }
  /** `x·y + σ²`. */
  | { readonly name: 'dotProduct'; readonly sigma: number }
  | { readonly name: 'sum' | 'product'; readonly left: Kernel; readonly right: Kernel }
  | { readonly name: 'power'; readonly base: Kernel; readonly exponent: number }

export type Kernel = PairwiseKernel | ProcessKernel

/** `output[i,v] = kernel(input[i], vectors[v])`. */
export interface KernelValues {
  readonly op: 'kernelValues'
  readonly input: ValueId
  readonly output: ValueId
  readonly kernel: Kernel
  /** (vectors × features). */
  readonly vectors: Float64Array
}

/** `kernel(input[i], input[i])`. Output: one column. */
export interface KernelDiagonal {
  readonly op: 'kernelDiagonal'
  readonly input: ValueId
  readonly output: ValueId
  readonly kernel: Kernel
}

/** Kernel values with each row's mean and the training rows' means taken out: `x - columnMeans - mean(x) + mean`. */
export interface CenterKernel {
  readonly op: 'centerKernel'
  readonly input: ValueId
  readonly output: ValueId
  /** (training rows). */
  readonly columnMeans: Float64Array
  readonly mean: number
}

/**
 * Variance of the latent function of a Laplace approximation: `diagonal - ‖L⁻¹ (w ∘ k)‖²` for the kernel row k.
 * Inputs: kernel rows, diagonal. Output: one column.
 */
export interface LatentVariance {
  readonly op: 'latentVariance'
  readonly inputs: readonly [kernel: ValueId, diagonal: ValueId]
  readonly output: ValueId
  /** L, lower triangular (training rows × training rows). */
  readonly cholesky: Float64Array
  /** w (training rows). */
  readonly weights: Float64Array
}

/**
 * The logistic function averaged over a normal distribution, as a sum of five error functions (Williams and Barber,
 * 1998). Inputs: mean, variance. Output: one column.
 */
export interface AveragedSigmoid {
  readonly op: 'averagedSigmoid'
  readonly inputs: readonly [mean: ValueId, variance: ValueId]
  readonly output: ValueId
}

export type KernelOperator = KernelValues | KernelDiagonal | CenterKernel | LatentVariance | AveragedSigmoid

function checkKernel(kernel: Kernel, features: number, c: Context): void {
  switch (kernel.name) {
    case 'sum':
    case 'product':
      checkKernel(kernel.left, features, c)
      checkKernel(kernel.right, features, c)
      break
    case 'power':
      checkKernel(kernel.base, features, c)
      break
    case 'squaredExponential':
    case 'matern':
      if (kernel.lengthScale.length !== 1) c.equal('length scales', kernel.lengthScale.length, features)
      break
    default:
  }
}

export const KERNEL_CHECKS: Checks<KernelOperator> = {
  kernelValues: (op, c) => {
    const { width } = c.numeric(op.input)
    c.float64(op.input)
    c.float64(op.output)
    c.equal('vectors', op.vectors.length, c.numeric(op.output).width * width)
    checkKernel(op.kernel, width, c)
  },
  kernelDiagonal: (op, c) => {
    c.float64(op.input)
    c.equal('output width', c.numeric(op.output).width, 1)
    checkKernel(op.kernel, c.numeric(op.input).width, c)
  },
  centerKernel: (op, c) => {
    const { width } = c.numeric(op.input)
    c.equal('output width', c.numeric(op.output).width, width)
    c.equal('means', op.columnMeans.length, width)
  },
  latentVariance: (op, c) => {
    const { width } = c.numeric(op.inputs[0])
    c.equal('diagonal width', c.numeric(op.inputs[1]).width, 1)
    c.equal('output width', c.numeric(op.output).width, 1)
    c.equal('weights', op.weights.length, width)
    c.equal('cholesky', op.cholesky.length, width * width)
  },
  averagedSigmoid: (op, c) => {
    for (const input of op.inputs) c.equal('input width', c.numeric(input).width, 1)
    c.equal('output width', c.numeric(op.output).width, 1)
  },
}

/** A kernel as scikit-learn would write it: `constant * matern(nu=1.5) + white`. */
function describeKernel(kernel: Kernel): string {
  switch (kernel.name) {
    case 'sum':
      return `${describeKernel(kernel.left)} + ${describeKernel(kernel.right)}`
    case 'product':
      return `${describeFactor(kernel.left)} * ${describeFactor(kernel.right)}`
    case 'power':
      return `${describeFactor(kernel.base)} ** ${kernel.exponent}`
    default: {
      const { name, ...parameters } = kernel
      const shown = Object.entries(parameters).filter(([, value]) => typeof value === 'number')
      return [name, ...shown.map(([key, value]) => `${key}=${value}`)].join(' ')
    }
  }
}

function describeFactor(kernel: Kernel): string {
  return kernel.name === 'sum' ? `(${describeKernel(kernel)})` : describeKernel(kernel)
}

export const KERNEL_DETAILS: Details<KernelOperator> = {
  kernelValues: ({ kernel }) => describeKernel(kernel),
  kernelDiagonal: ({ kernel }) => describeKernel(kernel),
  centerKernel: nothing,
  latentVariance: nothing,
  averagedSigmoid: nothing,
}
