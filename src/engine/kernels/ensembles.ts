/** How the answers of several estimators become one. */
import type { EnsembleOperator } from '../../program/operators/ensembles.ts'
import type { KernelsOf, Prepare } from '../kernel.ts'
import { elementwise, rowwise } from './elementwise.ts'
import { exp, exp2 } from './exact-powers.ts'

const blockSum: Prepare<'blockSum'> = (op, storage) => {
  const { width } = storage.matrix(op.output)
  const { weights, divisor } = op
  return rowwise(op, storage, (x, from, out, to) => {
    for (let k = 0; k < width; k++) {
      let sum = 0
      for (let b = 0; b < weights.length; b++) sum += (x[from + b * width + k] as number) * (weights[b] as number)
      out[to + k] = sum / divisor
    }
  })
}

const blockLogAddExp: Prepare<'blockLogAddExp'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const { width } = storage.matrix(op.output)
  return rowwise(op, storage, (x, from, out, to) => {
    for (let k = 0; k < width; k++) {
      let sum = -Infinity
      for (let i = k; i < input.width; i += width) sum = logAddExp(sum, x[from + i] as number)
      out[to + k] = sum - op.subtract
    }
  })
}

/** `np.logaddexp`. */
function logAddExp(a: number, b: number): number {
  if (a === b) return a + Math.LN2
  const difference = a - b
  if (difference > 0) return a + Math.log1p(exp(-difference))
  return difference <= 0 ? b + Math.log1p(exp(difference)) : Number.NaN
}

const weightedMedian: Prepare<'weightedMedian'> = (op, storage) => {
  const { weights } = op
  const order = Array.from(weights, (_, i) => i)
  const sums = new Float64Array(weights.length)
  return rowwise(op, storage, (x, from, out, to) => {
    order.sort((a, b) => (x[from + a] as number) - (x[from + b] as number) || a - b)
    let sum = 0
    for (let i = 0; i < order.length; i++) {
      sum += weights[order[i] as number] as number
      sums[i] = sum
    }
    // The last sum reaches half of itself, so one is found.
    const half = 0.5 * sum
    let median = 0
    while ((sums[median] as number) < half) median++
    out[to] = x[from + (order[median] as number)] as number
  })
}

const spreadColumns: Prepare<'spreadColumns'> = (op, storage) => {
  const { width } = storage.matrix(op.output)
  const { columns, fill } = op
  return rowwise(op, storage, (x, from, out, to) => {
    out.fill(fill, to, to + width)
    for (let c = 0; c < columns.length; c++) out[to + (columns[c] as number)] = x[from + c] as number
  })
}

const notBelow: Prepare<'notBelow'> = (op, storage) => elementwise(op, storage, (x) => (x < op.threshold ? 0 : 1))

const logOdds: Prepare<'logOdds'> = (op, storage) => elementwise(op, storage, (x) => op.factor * Math.log(x / (1 - x)))

const centeredLog: Prepare<'centeredLog'> = (op, storage) => {
  const { width } = storage.matrix(op.input)
  return rowwise(op, storage, (x, from, out, to) => {
    let sum = 0
    for (let k = 0; k < width; k++) {
      const log = Math.log(x[from + k] as number)
      out[to + k] = log
      sum += log
    }
    for (let k = 0; k < width; k++) out[to + k] = op.factor * ((out[to + k] as number) - (1 / width) * sum)
  })
}

const inverseLogLink: Prepare<'inverseLogLink'> = (op, storage) => elementwise(op, storage, Math.exp)

const isolationScore: Prepare<'isolationScore'> = (op, storage) =>
  elementwise(op, storage, (x) => -exp2(-x / op.divisor))

export const ENSEMBLE_KERNELS: KernelsOf<EnsembleOperator> = {
  blockLogAddExp,
  blockSum,
  centeredLog,
  inverseLogLink,
  isolationScore,
  logOdds,
  notBelow,
  spreadColumns,
  weightedMedian,
}
