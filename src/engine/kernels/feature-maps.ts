/** Random and explicit features that stand for a kernel. */
import type { FeatureMapOperator } from '../../program/operators/feature-maps.ts'
import type { KernelsOf, Prepare } from '../kernel.ts'
import { elementwise, rowwise } from './elementwise.ts'

const cosineFeatures: Prepare<'cosineFeatures'> = (op, storage) =>
  elementwise(op, storage, (x) => Math.cos(x) * op.scale)

const chi2Features: Prepare<'chi2Features'> = (op, storage) => {
  const { width } = storage.matrix(op.input)
  const { steps, interval } = op
  return rowwise(op, storage, (x, from, out, to) => {
    for (let c = 0; c < width; c++) {
      const value = x[from + c] as number
      out[to + c] = Math.sqrt(value * interval)
      for (let j = 1; j < steps; j++) {
        const at = to + c + (2 * j - 1) * width
        const factor = Math.sqrt((2 * value * interval) / Math.cosh(Math.PI * j * interval))
        const angle = j * interval * Math.log(value)
        out[at] = value === 0 ? 0 : factor * Math.cos(angle)
        out[at + width] = value === 0 ? 0 : factor * Math.sin(angle)
      }
    }
  })
}

const countSketch: Prepare<'countSketch'> = (op, storage) => {
  const features = storage.matrix(op.input).width
  const size = storage.matrix(op.output).width
  const columns = features + (op.constant === undefined ? 0 : 1)
  const row = new Float64Array(columns)
  let product = new Float64Array(size)
  let next = new Float64Array(size)
  return rowwise(op, storage, (x, from, out, to) => {
    for (let j = 0; j < features; j++) row[j] = op.scale * (x[from + j] as number)
    if (op.constant !== undefined) row[features] = op.constant
    product.fill(0)
    addInto(product, row, op, 0)
    for (let d = 1; d < op.degree; d++) {
      convolve(product, row, op, d, next)
      const swap = product
      product = next
      next = swap
    }
    out.set(product, to)
  })
}

interface Hashes {
  readonly buckets: Int32Array
  readonly signs: Int32Array
}

/** The sketch of the first hash. */
function addInto(sketch: Float64Array, row: Float64Array, { buckets, signs }: Hashes, hash: number): void {
  for (let j = 0; j < row.length; j++) {
    const bucket = buckets[hash * row.length + j] as number
    sketch[bucket] = (sketch[bucket] as number) + (signs[hash * row.length + j] as number) * (row[j] as number)
  }
}

/** A sketch convolved with that of another hash: every column of that turns it round by its bucket. */
function convolve(
  sketch: Float64Array,
  row: Float64Array,
  { buckets, signs }: Hashes,
  hash: number,
  out: Float64Array,
): void {
  const size = sketch.length
  out.fill(0)
  for (let j = 0; j < row.length; j++) {
    const shift = buckets[hash * row.length + j] as number
    const factor = (signs[hash * row.length + j] as number) * (row[j] as number)
    for (let i = 0, at = shift; i < size; i++, at = at + 1 === size ? 0 : at + 1) {
      out[at] = (out[at] as number) + factor * (sketch[i] as number)
    }
  }
}

export const FEATURE_MAP_KERNELS: KernelsOf<FeatureMapOperator> = { chi2Features, cosineFeatures, countSketch }
