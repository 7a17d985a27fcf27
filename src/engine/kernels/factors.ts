/** Weights of nonnegative factors: all rows of a request together. */
import type { FactorOperator, FactorWeights } from '../../program/operators/factors.ts'
import type { KernelsOf, Prepare } from '../kernel.ts'
import { multiplicativeWeights } from '../special/multiplicative-updates.ts'

type Numbers = Float64Array | Float32Array

const factorWeights: Prepare<'factorWeights'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  const shape = { features: input.width, components: output.width }
  const gram = productOfRows(op.factors, op.factors, { ...shape, rows: shape.components })
  return (_, rows) => {
    const x = input.data
    const weights = output.data.subarray(0, rows * output.width)
    const size = { ...shape, rows }
    if (op.solver.name === 'descent') descend(op, x, gram, weights, size)
    else multiplicativeWeights({ ...op, ...op.solver }, x, gram, weights, size)
  }
}

interface Size {
  readonly rows: number
  readonly features: number
  readonly components: number
}

/** `x @ factorsᵀ` (rows × components). */
function productOfRows(x: Numbers, factors: Float64Array, { rows, features, components }: Size): Float64Array {
  const product = new Float64Array(rows * components)
  for (let r = 0; r < rows; r++) {
    for (let k = 0; k < components; k++) {
      let sum = 0
      for (let j = 0; j < features; j++) sum += (x[r * features + j] as number) * (factors[k * features + j] as number)
      product[r * components + k] = sum
    }
  }
  return product
}

function descend(op: FactorWeights, x: Numbers, factorGram: Float64Array, weights: Numbers, size: Size): void {
  const { components } = size
  const gram = Float64Array.from(factorGram)
  for (let k = 0; k < components; k++) gram[k * components + k] = (gram[k * components + k] as number) + op.l2
  const target = productOfRows(x, op.factors, size)
  if (op.l1 !== 0) for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) - op.l1
  weights.fill(0)
  let first = 0
  for (let n = 0; n < op.maxIterations; n++) {
    let violation = 0
    for (let k = 0; k < components; k++) violation += descendColumn(k, gram, target, weights, size)
    if (n === 0) first = violation
    if (first === 0 || violation / first <= op.tolerance) return
  }
}

/** One component of all rows, given the others; returns how steep it was there. */
function descendColumn(
  k: number,
  gram: Float64Array,
  target: Float64Array,
  weights: Numbers,
  { rows, components }: Size,
): number {
  const curvature = gram[k * components + k] as number
  let violation = 0
  for (let at = 0; at < rows * components; at += components) {
    let slope = -(target[at + k] as number)
    for (let r = 0; r < components; r++) slope += (gram[k * components + r] as number) * (weights[at + r] as number)
    const weight = weights[at + k] as number
    violation += Math.abs(weight === 0 ? Math.min(0, slope) : slope)
    if (curvature !== 0) weights[at + k] = Math.max(weight - slope / curvature, 0)
  }
  return violation
}

export const FACTOR_KERNELS: KernelsOf<FactorOperator> = { factorWeights }
