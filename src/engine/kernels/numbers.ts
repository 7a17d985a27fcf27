/** Elementwise and rowwise arithmetic. */
import type { ColumnStep } from '../../program/operators.ts'
import type { Prepare } from '../kernel.ts'

export const columnwise: Prepare<'columnwise'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  return (_, rows) => {
    const out = output.data
    const { width } = input
    out.set(input.data.subarray(0, rows * width))
    for (const step of op.steps) applyStep(step, out, rows, width)
  }
}

function applyStep(step: ColumnStep, out: Float64Array | Float32Array, rows: number, width: number): void {
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

export const affine: Prepare<'affine'> = (op, storage) => {
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

/** scipy's `expit`: both tails without overflow. */
function expit(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))
}

export const sigmoid: Prepare<'sigmoid'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  return (_, rows) => {
    const x = input.data
    const out = output.data
    for (let i = 0; i < rows * input.width; i++) out[i] = expit(x[i] as number)
  }
}

export const softmax: Prepare<'softmax'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  const { width } = input
  return (_, rows) => {
    const x = input.data
    const out = output.data
    for (let base = 0; base < rows * width; base += width) {
      let max = -Infinity
      for (let c = 0; c < width; c++) max = Math.max(max, x[base + c] as number)
      let sum = 0
      for (let c = 0; c < width; c++) sum += out[base + c] = Math.exp((x[base + c] as number) - max)
      for (let c = 0; c < width; c++) out[base + c] = (out[base + c] as number) / sum
    }
  }
}

export const normalizeRows: Prepare<'normalizeRows'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  const { width } = input
  return (_, rows) => {
    const x = input.data
    const out = output.data
    for (let base = 0; base < rows * width; base += width) {
      let sum = 0
      for (let c = 0; c < width; c++) sum += x[base + c] as number
      const isUniform = sum === 0 && op.zeroRow === 'uniform'
      for (let c = 0; c < width; c++) out[base + c] = isUniform ? 1 / width : (x[base + c] as number) / sum
    }
  }
}

export const log: Prepare<'log'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  return (_, rows) => {
    const x = input.data
    const out = output.data
    for (let i = 0; i < rows * input.width; i++) out[i] = Math.log(x[i] as number)
  }
}

export const complement: Prepare<'complement'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  return (_, rows) => {
    const x = input.data
    const out = output.data
    for (let r = 0; r < rows; r++) {
      const p = x[r] as number
      out[2 * r] = 1 - p
      out[2 * r + 1] = p
    }
  }
}

export const argMax: Prepare<'argMax'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  const { width } = input
  return (_, rows) => {
    const x = input.data
    const out = output.data
    for (let r = 0; r < rows; r++) {
      let best = 0
      for (let c = 1; c < width; c++) {
        const largest = x[r * width + best] as number
        const value = x[r * width + c] as number
        if (value > largest || (Number.isNaN(value) && !Number.isNaN(largest))) best = c
      }
      out[r] = best
    }
  }
}

export const greaterThan: Prepare<'greaterThan'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  return (_, rows) => {
    const x = input.data
    const out = output.data
    for (let i = 0; i < rows * input.width; i++) out[i] = (x[i] as number) > op.threshold ? 1 : 0
  }
}
