/** What meta-estimators make of the answers of their parts. */
import type { CombiningOperator } from '../../program/operators/combining.ts'
import type { KernelsOf, Prepare } from '../kernel.ts'
import { elementwise, rowwise } from './elementwise.ts'

const weightedMean: Prepare<'weightedMean'> = (op, storage) => {
  const inputs = op.inputs.map((id) => storage.matrix(id))
  const output = storage.matrix(op.output)
  return (_, rows) => {
    const out = output.data
    const length = rows * output.width
    out.fill(0, 0, length)
    for (const [i, input] of inputs.entries()) {
      const x = input.data
      const weight = op.weights[i] as number
      for (let k = 0; k < length; k++) out[k] = (out[k] as number) + (x[k] as number) * weight
    }
    for (let k = 0; k < length; k++) out[k] = (out[k] as number) / op.divisor
  }
}

const majority: Prepare<'majority'> = (op, storage) => {
  const sums = new Float64Array(op.classes)
  const voters = op.weights.length
  return rowwise(op, storage, (x, from, out, to) => {
    sums.fill(0)
    for (let v = 0; v < voters; v++) {
      const choice = x[from + v] as number
      sums[choice] = (sums[choice] as number) + (op.weights[v] as number)
    }
    let best = 0
    for (let k = 1; k < sums.length; k++) if ((sums[k] as number) > (sums[best] as number)) best = k
    out[to] = best
  })
}

const tallyPairs: Prepare<'tallyPairs'> = (op, storage) => {
  const predictions = storage.matrix(op.inputs[0])
  const confidences = storage.matrix(op.inputs[1])
  const output = storage.matrix(op.output)
  const classes = output.width
  const votes = new Float64Array(classes)
  const sums = new Float64Array(classes)
  return (_, rows) => {
    const predicted = predictions.data
    const confident = confidences.data
    const out = output.data
    let at = 0
    for (let r = 0; r < rows; r++) {
      votes.fill(0)
      sums.fill(0)
      for (let i = 0; i < classes; i++) {
        for (let j = i + 1; j < classes; j++, at++) {
          const confidence = confident[at] as number
          sums[i] = (sums[i] as number) - confidence
          sums[j] = (sums[j] as number) + confidence
          if (predicted[at] === 0) votes[i] = (votes[i] as number) + 1
          if (predicted[at] === 1) votes[j] = (votes[j] as number) + 1
        }
      }
      for (let k = 0; k < classes; k++) {
        const sum = sums[k] as number
        out[r * classes + k] = (votes[k] as number) + sum / (3 * (Math.abs(sum) + 1))
      }
    }
  }
}

const nearestRow: Prepare<'nearestRow'> = (op, storage) => {
  const { width } = storage.matrix(op.input)
  const { rows } = op
  const dot = (a: ArrayLike<number>, aAt: number, b: ArrayLike<number>, bAt: number) => {
    let sum = 0
    for (let j = 0; j < width; j++) sum += (a[aAt + j] as number) * (b[bAt + j] as number)
    return sum
  }
  const norms = Float64Array.from({ length: rows.length / width }, (_, k) => dot(rows, k * width, rows, k * width))
  return rowwise(op, storage, (x, from, out, to) => {
    const norm = dot(x, from, x, from)
    let best = 0
    let least = Infinity
    for (let k = 0; k < norms.length; k++) {
      const squared = norm - 2 * dot(x, from, rows, k * width) + (norms[k] as number)
      const distance = Math.sqrt(Math.max(0, squared))
      if (distance < least) {
        best = k
        least = distance
      }
    }
    out[to] = best
  })
}

const atLeast: Prepare<'atLeast'> = (op, storage) => elementwise(op, storage, (x) => (x >= op.threshold ? 1 : 0))

export const COMBINING_KERNELS: KernelsOf<CombiningOperator> = {
  atLeast,
  majority,
  nearestRow,
  tallyPairs,
  weightedMean,
}
