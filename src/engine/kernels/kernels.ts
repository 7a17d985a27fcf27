/** Kernels between rows and the vectors of a model, and what Gaussian processes make of them. */
import type { Kernel, KernelOperator } from '../../program/operators/kernels.ts'
import type { KernelsOf, Prepare } from '../kernel.ts'
import { besselK, gamma } from '../special/bessel.ts'
import { erf } from '../special/erf.ts'
import { type Between, dot, manhattan, squaredDistance } from './between.ts'
import { rowwise } from './elementwise.ts'

type Numbers = Float64Array | Float32Array

/** Fills one row of kernel values: x (n numbers from `from`) against all vectors. */
type RowKernel = (x: Numbers, from: number, out: Numbers, to: number) => void

/** The vectors that a kernel is bound to. */
interface Vectors {
  readonly data: Float64Array
  readonly count: number
  readonly features: number
}

const kernelValues: Prepare<'kernelValues'> = (op, storage) => {
  const features = storage.matrix(op.input).width
  const count = storage.matrix(op.output).width
  return rowwise(op, storage, bind(op.kernel, { data: op.vectors, count, features }))
}

function bind(kernel: Kernel, vectors: Vectors): RowKernel {
  switch (kernel.name) {
    case 'linear':
      return each(vectors, dot)
    case 'cosine':
      return cosine(vectors)
    case 'polynomial':
      return mapped(each(vectors, dot), vectors, (k) => power(kernel.gamma * k + kernel.coef0, kernel.degree))
    case 'sigmoid':
      return mapped(each(vectors, dot), vectors, (k) => Math.tanh(kernel.gamma * k + kernel.coef0))
    case 'rbf':
      return mapped(expandedDistances(vectors), vectors, (k) => Math.exp(-kernel.gamma * k))
    case 'laplacian':
      return mapped(each(vectors, manhattan), vectors, (k) => Math.exp(-kernel.gamma * k))
    case 'additiveChi2':
      return mapped(each(vectors, chi2), vectors, (k) => -k)
    case 'chi2':
      return mapped(each(vectors, chi2), vectors, (k) => Math.exp(-kernel.gamma * k))
    case 'constant':
      return (_x, _from, out, to) => out.fill(kernel.value, to, to + vectors.count)
    case 'white':
      return (_x, _from, out, to) => out.fill(0, to, to + vectors.count)
    case 'squaredExponential':
      return mapped(scaledDistances(vectors, kernel.lengthScale), vectors, (d) => Math.exp(-0.5 * d))
    case 'matern':
      return mapped(scaledDistances(vectors, kernel.lengthScale), vectors, matern(kernel.nu))
    case 'rationalQuadratic': {
      const scale = 2 * kernel.alpha * kernel.lengthScale ** 2
      return mapped(each(vectors, squaredDistance), vectors, (d) => (1 + d / scale) ** -kernel.alpha)
    }
    case 'expSineSquared': {
      const frequency = Math.PI / kernel.periodicity
      return mapped(each(vectors, squaredDistance), vectors, (d) => {
        const wave = Math.sin(frequency * Math.sqrt(d)) / kernel.lengthScale
        return Math.exp(-2 * (wave * wave))
      })
    }
    case 'dotProduct':
      return mapped(each(vectors, dot), vectors, (k) => k + kernel.sigma * kernel.sigma)
    case 'power':
      return mapped(bind(kernel.base, vectors), vectors, (k) => power(k, kernel.exponent))
    case 'sum':
      return combined(bind(kernel.left, vectors), bind(kernel.right, vectors), vectors, (a, b) => a + b)
    case 'product':
      return combined(bind(kernel.left, vectors), bind(kernel.right, vectors), vectors, (a, b) => a * b)
  }
}

/** numpy squares, and takes roots, where the exponent says so. */
function power(base: number, exponent: number): number {
  if (exponent === 2) return base * base
  if (exponent === 0.5) return Math.sqrt(base)
  return base ** exponent
}

function mapped(row: RowKernel, { count }: Vectors, map: (value: number) => number): RowKernel {
  return (x, from, out, to) => {
    row(x, from, out, to)
    for (let v = to; v < to + count; v++) out[v] = map(out[v] as number)
  }
}

function combined(
  left: RowKernel,
  right: RowKernel,
  { count }: Vectors,
  combine: (a: number, b: number) => number,
): RowKernel {
  const other = new Float64Array(count)
  return (x, from, out, to) => {
    left(x, from, out, to)
    right(x, from, other, 0)
    for (let v = 0; v < count; v++) out[to + v] = combine(out[to + v] as number, other[v] as number)
  }
}

function each({ data, count, features }: Vectors, measure: Between): RowKernel {
  return (x, from, out, to) => {
    for (let v = 0; v < count; v++) out[to + v] = measure(x, from, data, v * features, features)
  }
}

const chi2: Between = (x, a, y, b, n) => {
  let sum = 0
  for (let j = 0; j < n; j++) {
    const difference = (x[a + j] as number) - (y[b + j] as number)
    const total = (x[a + j] as number) + (y[b + j] as number)
    if (total !== 0) sum += (difference * difference) / total
  }
  return sum
}

function expandedDistances(vectors: Vectors): RowKernel {
  const { data, count, features } = vectors
  const norms = Float64Array.from({ length: count }, (_, v) => dot(data, v * features, data, v * features, features))
  const dots = each(vectors, dot)
  return (x, from, out, to) => {
    const norm = dot(x, from, x, from, features)
    dots(x, from, out, to)
    for (let v = 0; v < count; v++) {
      // Math.max passes NaN on, as np.maximum does.
      out[to + v] = Math.max(-2 * (out[to + v] as number) + norm + (norms[v] as number), 0)
    }
  }
}

function scaledDistances({ data, count, features }: Vectors, lengthScale: Float64Array): RowKernel {
  const scale = (j: number) => (lengthScale.length === 1 ? lengthScale[0] : lengthScale[j]) as number
  const scaled = data.map((value, i) => value / scale(i % features))
  const row = new Float64Array(features)
  return (x, from, out, to) => {
    for (let j = 0; j < features; j++) row[j] = (x[from + j] as number) / scale(j)
    for (let v = 0; v < count; v++) out[to + v] = squaredDistance(row, 0, scaled, v * features, features)
  }
}

function cosine({ data, count, features }: Vectors): RowKernel {
  const unit = Float64Array.from(data)
  for (let v = 0; v < count; v++) {
    const length = norm(data, v * features, features)
    for (let j = v * features; j < (v + 1) * features; j++) unit[j] = (data[j] as number) / length
  }
  const row = new Float64Array(features)
  return (x, from, out, to) => {
    const length = norm(x, from, features)
    for (let j = 0; j < features; j++) row[j] = (x[from + j] as number) / length
    for (let v = 0; v < count; v++) out[to + v] = dot(row, 0, unit, v * features, features)
  }
}

/** The length of a row; a row of zeros keeps its zeros. */
function norm(x: Numbers, from: number, n: number): number {
  const length = Math.sqrt(dot(x, from, x, from, n))
  return length === 0 ? 1 : length
}

/** Of a squared distance. */
function matern(nu: number): (squared: number) => number {
  switch (nu) {
    case 0.5:
      return (squared) => Math.exp(-Math.sqrt(squared))
    case 1.5:
      return (squared) => {
        const k = Math.sqrt(squared) * Math.sqrt(3)
        return (1 + k) * Math.exp(-k)
      }
    case 2.5:
      return (squared) => {
        const k = Math.sqrt(squared) * Math.sqrt(5)
        return (1 + k + (k * k) / 3) * Math.exp(-k)
      }
    case Infinity:
      return (squared) => Math.exp(-squared / 2)
    default: {
      const factor = 2 ** (1 - nu) / gamma(nu)
      return (squared) => {
        const distance = Math.sqrt(squared) || Number.EPSILON
        const scaled = Math.sqrt(2 * nu) * distance
        return factor * scaled ** nu * besselK(nu, scaled)
      }
    }
  }
}

const kernelDiagonal: Prepare<'kernelDiagonal'> = (op, storage) => {
  const n = storage.matrix(op.input).width
  return rowwise(op, storage, (x, from, out, to) => {
    out[to] = withItself(op.kernel, x, from, n)
  })
}

function withItself(kernel: Kernel, x: Numbers, from: number, n: number): number {
  switch (kernel.name) {
    case 'constant':
      return kernel.value
    case 'white':
      return kernel.noise
    case 'sum':
      return withItself(kernel.left, x, from, n) + withItself(kernel.right, x, from, n)
    case 'product':
      return withItself(kernel.left, x, from, n) * withItself(kernel.right, x, from, n)
    case 'power':
      return power(withItself(kernel.base, x, from, n), kernel.exponent)
    case 'linear':
      return dot(x, from, x, from, n)
    case 'dotProduct':
      return dot(x, from, x, from, n) + kernel.sigma * kernel.sigma
    case 'polynomial':
      return power(kernel.gamma * dot(x, from, x, from, n) + kernel.coef0, kernel.degree)
    case 'sigmoid':
      return Math.tanh(kernel.gamma * dot(x, from, x, from, n) + kernel.coef0)
    case 'cosine':
      return dot(x, from, x, from, n) / norm(x, from, n) ** 2
    case 'additiveChi2':
      return 0
    default:
      return 1
  }
}

const centerKernel: Prepare<'centerKernel'> = (op, storage) => {
  const { width } = storage.matrix(op.input)
  return rowwise(op, storage, (x, from, out, to) => {
    let sum = 0
    for (let j = 0; j < width; j++) sum += x[from + j] as number
    const rowMean = sum / width
    for (let j = 0; j < width; j++) {
      out[to + j] = (x[from + j] as number) - (op.columnMeans[j] as number) - rowMean + op.mean
    }
  })
}

const latentVariance: Prepare<'latentVariance'> = (op, storage) => {
  const kernel = storage.matrix(op.inputs[0])
  const diagonal = storage.matrix(op.inputs[1])
  const output = storage.matrix(op.output)
  const n = kernel.width
  const { cholesky, weights } = op
  const solved = new Float64Array(n)
  return (_, rows) => {
    const k = kernel.data
    for (let r = 0; r < rows; r++) {
      let explained = 0
      for (let i = 0; i < n; i++) {
        const known = dot(cholesky, i * n, solved, 0, i)
        const value = ((weights[i] as number) * (k[r * n + i] as number) - known) / (cholesky[i * n + i] as number)
        solved[i] = value
        explained += value * value
      }
      output.data[r] = (diagonal.data[r] as number) - explained
    }
  }
}

/** Scales and weights of the error functions that add up to the logistic function: Williams and Barber's fit. */
const LAMBDAS = [0.41, 0.4, 0.37, 0.44, 0.39]
const COEFFICIENTS = [-1854.8214151, 3516.89893646, 221.29346712, 128.12323805, -2010.49422654]
const HALF_SUM = COEFFICIENTS.reduce((sum, c) => sum + c, 0) / 2

const averagedSigmoid: Prepare<'averagedSigmoid'> = (op, storage) => {
  const mean = storage.matrix(op.inputs[0])
  const variance = storage.matrix(op.inputs[1])
  const output = storage.matrix(op.output)
  return (_, rows) => {
    for (let r = 0; r < rows; r++) {
      output.data[r] = averageSigmoid(mean.data[r] as number, variance.data[r] as number)
    }
  }
}

function averageSigmoid(mean: number, variance: number): number {
  const alpha = 1 / (2 * variance)
  let sum = 0
  for (let i = 0; i < LAMBDAS.length; i++) {
    const lambda = LAMBDAS[i] as number
    const value = erf(lambda * mean * Math.sqrt(alpha / (alpha + lambda * lambda)))
    const integral = (Math.sqrt(Math.PI / alpha) * value) / (2 * Math.sqrt(variance * 2 * Math.PI))
    sum += (COEFFICIENTS[i] as number) * integral
  }
  return sum + HALF_SUM
}

export const KERNEL_KERNELS: KernelsOf<KernelOperator> = {
  averagedSigmoid,
  centerKernel,
  kernelDiagonal,
  kernelValues,
  latentVariance,
}
