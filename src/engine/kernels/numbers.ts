/** Elementwise and rowwise arithmetic. */
import type { ColumnStep, NumberOperator } from '../../program/operators/numbers.ts'
import type { KernelsOf, Prepare } from '../kernel.ts'
import { elementwise, rowwise } from './elementwise.ts'

const columnwise: Prepare<'columnwise'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  return (_, rows) => {
    const out = output.data
    const { width } = input
    out.set(input.data.subarray(0, rows * width))
    for (const step of op.steps) applyStep(step, out, rows, width)
  }
}

/** One step in place. */
export function applyStep(step: ColumnStep, out: Float64Array | Float32Array, rows: number, width: number): void {
  if (step.kind === 'clip') {
    // Math.min and Math.max pass NaN on, as np.clip does.
    for (let i = 0; i < rows * width; i++) out[i] = Math.min(Math.max(out[i] as number, step.min), step.max)
    return
  }
  const { values } = step
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < width; c++) {
      const i = r * width + c
      const x = out[i] as number
      const v = values[c] as number
      switch (step.kind) {
        case 'subtract':
          out[i] = x - v
          break
        case 'divide':
          out[i] = x / v
          break
        case 'multiply':
          out[i] = x * v
          break
        case 'add':
          out[i] = x + v
          break
      }
    }
  }
}

const affine: Prepare<'affine'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  const { weights, intercept } = op
  const n = input.width
  const even = n - (n % 2)
  return (_, rows) => {
    const x = input.data
    const out = output.data
    for (let r = 0; r < rows; r++) {
      for (let k = 0; k < output.width; k++) {
        let sum0 = 0
        let sum1 = 0
        for (let j = 0; j < even; j += 2) {
          sum0 += (x[r * n + j] as number) * (weights[k * n + j] as number)
          sum1 += (x[r * n + j + 1] as number) * (weights[k * n + j + 1] as number)
        }
        let sum = sum0 + sum1
        if (even < n) sum += (x[r * n + even] as number) * (weights[k * n + even] as number)
        out[r * output.width + k] = sum + (intercept[k] as number)
      }
    }
  }
}

/** scipy's `expit`, which is 0 where exp(-x) is infinite. */
function expit(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

const sigmoid: Prepare<'sigmoid'> = (op, storage) => elementwise(op, storage, expit)

const log: Prepare<'log'> = (op, storage) => elementwise(op, storage, Math.log)

const greaterThan: Prepare<'greaterThan'> = (op, storage) => elementwise(op, storage, (x) => (x > op.threshold ? 1 : 0))

const softmax: Prepare<'softmax'> = (op, storage) => {
  const { width } = storage.matrix(op.input)
  return rowwise(op, storage, (x, from, out, to) => {
    let max = -Infinity
    for (let c = 0; c < width; c++) max = Math.max(max, x[from + c] as number)
    let sum = 0
    for (let c = 0; c < width; c++) {
      const exp = Math.exp((x[from + c] as number) - max)
      out[to + c] = exp
      sum += exp
    }
    for (let c = 0; c < width; c++) out[to + c] = (out[to + c] as number) / sum
  })
}

const normalizeRows: Prepare<'normalizeRows'> = (op, storage) => {
  const { width } = storage.matrix(op.input)
  return rowwise(op, storage, (x, from, out, to) => {
    let sum = 0
    for (let c = 0; c < width; c++) sum += x[from + c] as number
    const isUniform = sum === 0 && op.zeroRow === 'uniform'
    const divisor = sum === 0 && op.zeroRow === 'zero' ? 1 : sum
    for (let c = 0; c < width; c++) out[to + c] = isUniform ? 1 / width : (x[from + c] as number) / divisor
  })
}

const complement: Prepare<'complement'> = (op, storage) =>
  rowwise(op, storage, (x, from, out, to) => {
    const p = x[from] as number
    out[to] = 1 - p
    out[to + 1] = p
  })

const argMax: Prepare<'argMax'> = (op, storage) => {
  const { width } = storage.matrix(op.input)
  return rowwise(op, storage, (x, from, out, to) => {
    let best = 0
    for (let c = 1; c < width; c++) {
      const largest = x[from + best] as number
      const value = x[from + c] as number
      if (value > largest || (Number.isNaN(value) && !Number.isNaN(largest))) best = c
    }
    out[to] = best
  })
}

export const NUMBER_KERNELS: KernelsOf<NumberOperator> = {
  affine,
  argMax,
  columnwise,
  complement,
  greaterThan,
  log,
  normalizeRows,
  sigmoid,
  softmax,
}
