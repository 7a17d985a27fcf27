/** Densities of mixtures of normal distributions. */
import type { GaussianLogDensity, MixtureOperator } from '../../program/operators/mixtures.ts'
import type { KernelsOf, Prepare } from '../kernel.ts'
import { rowwise } from './elementwise.ts'

type Numbers = Float64Array | Float32Array

const gaussianLogDensity: Prepare<'gaussianLogDensity'> = (op, storage) => {
  const features = storage.matrix(op.input).width
  const components = storage.matrix(op.output).width
  const distance = squaredDistance(op, features)
  return rowwise(op, storage, (x, from, out, to) => {
    for (let k = 0; k < components; k++) out[to + k] = (op.constants[k] as number) - 0.5 * distance(x, from, k)
  })
}

/** Squared distance of a row from the mean of component k, in units of its covariance. */
type Distance = (x: Numbers, from: number, k: number) => number

function squaredDistance(op: GaussianLogDensity, features: number): Distance {
  const isShared = op.covariance === 'tied'
  return op.covariance === 'full' || isShared ? byFactor(op, features, isShared) : byColumn(op, features)
}

/** `‖x P - mean P‖²`. */
function byFactor({ means, precisions }: GaussianLogDensity, features: number, isShared: boolean): Distance {
  const size = isShared ? 0 : features * features
  const centers = new Float64Array(means.length)
  const project = (x: Numbers, from: number, k: number, column: number) => {
    let sum = 0
    for (let j = 0; j < features; j++) {
      sum += (x[from + j] as number) * (precisions[k * size + j * features + column] as number)
    }
    return sum
  }
  for (let i = 0; i < means.length; i++) {
    const k = Math.floor(i / features)
    centers[i] = project(means, k * features, k, i % features)
  }
  return (x, from, k) => {
    let sum = 0
    for (let column = 0; column < features; column++) {
      const y = project(x, from, k, column) - (centers[k * features + column] as number)
      sum += y * y
    }
    return sum
  }
}

/** `Σ m²p² - 2 Σ x m p² + Σ x² p²`, the three sums apart. */
function byColumn({ covariance, means, precisions }: GaussianLogDensity, features: number): Distance {
  const isSpherical = covariance === 'spherical'
  return (x, from, k) => {
    let meansSum = 0
    let mixed = 0
    let squares = 0
    for (let j = 0; j < features; j++) {
      const p = (isSpherical ? precisions[k] : precisions[k * features + j]) as number
      const precision = p * p
      const mean = means[k * features + j] as number
      const value = x[from + j] as number
      meansSum += mean * mean * precision
      mixed += value * (mean * precision)
      squares += value * value * precision
    }
    return meansSum - 2 * mixed + squares
  }
}

const logSumExp: Prepare<'logSumExp'> = (op, storage) => {
  const { width } = storage.matrix(op.input)
  return rowwise(op, storage, (x, from, out, to) => {
    out[to] = logSum(x, from, width)
  })
}

/** Shifted by the largest, so that nothing overflows. */
function logSum(x: Numbers, from: number, width: number): number {
  let max = -Infinity
  for (let c = 0; c < width; c++) max = Math.max(max, x[from + c] as number)
  const shift = Number.isFinite(max) ? max : 0
  let sum = 0
  for (let c = 0; c < width; c++) sum += Math.exp((x[from + c] as number) - shift)
  return Math.log(sum) + shift
}

const responsibilities: Prepare<'responsibilities'> = (op, storage) => {
  const { width } = storage.matrix(op.input)
  return rowwise(op, storage, (x, from, out, to) => {
    const norm = logSum(x, from, width)
    for (let c = 0; c < width; c++) out[to + c] = Math.exp((x[from + c] as number) - norm)
  })
}

const negativeMahalanobis: Prepare<'negativeMahalanobis'> = (op, storage) => {
  const { width } = storage.matrix(op.input)
  const difference = new Float64Array(width)
  return rowwise(op, storage, (x, from, out, to) => {
    for (let j = 0; j < width; j++) difference[j] = (x[from + j] as number) - (op.location[j] as number)
    let sum = 0
    for (let i = 0; i < width; i++) {
      let inner = 0
      for (let j = 0; j < width; j++) inner += (op.precision[i * width + j] as number) * (difference[j] as number)
      sum += (difference[i] as number) * inner
    }
    // scikit-learn takes the root, and squares it again.
    const root = Math.sqrt(sum)
    out[to] = -(root * root)
  })
}

export const MIXTURE_KERNELS: KernelsOf<MixtureOperator> = {
  gaussianLogDensity,
  logSumExp,
  negativeMahalanobis,
  responsibilities,
}
