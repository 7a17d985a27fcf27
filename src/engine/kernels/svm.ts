/** Support vector machines: kernel rows and what libsvm makes of them. */
import type { KernelFunction, SvmOperator } from '../../program/operators/svm.ts'
import type { KernelsOf, Prepare } from '../kernel.ts'
import { rowwise } from './elementwise.ts'

type Numbers = Float64Array | Float32Array

const kernelMatrix: Prepare<'kernelMatrix'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  const row = rowKernel(op.kernel)
  return (_, rows) => {
    for (let r = 0; r < rows; r++) {
      row(input.data, r * input.width, input.width, op.vectors, output.data, r * output.width, output.width)
    }
  }
}

/** Fills one row of kernel values: x (n) against all vectors (count × n). */
type RowKernel = (
  x: Numbers,
  xAt: number,
  n: number,
  vectors: Float64Array,
  out: Numbers,
  outAt: number,
  count: number,
) => void

function rowKernel(kernel: KernelFunction): RowKernel {
  switch (kernel.name) {
    case 'linear':
      return dots
    case 'poly':
      return mapped(dots, (dot) => power(kernel.gamma * dot + kernel.coef0, kernel.degree))
    case 'sigmoid':
      return mapped(dots, (dot) => Math.tanh(kernel.gamma * dot + kernel.coef0))
    case 'rbf':
      return mapped(squaredDistances, (distance) => Math.exp(-kernel.gamma * distance))
  }
}

function mapped(row: RowKernel, map: (value: number) => number): RowKernel {
  return (x, xAt, n, vectors, out, outAt, count) => {
    row(x, xAt, n, vectors, out, outAt, count)
    for (let v = outAt; v < outAt + count; v++) out[v] = map(out[v] as number)
  }
}

const dots: RowKernel = (x, xAt, n, vectors, out, outAt, count) => {
  for (let v = 0; v < count; v++) {
    let sum = 0
    for (let j = 0; j < n; j++) sum += (x[xAt + j] as number) * (vectors[v * n + j] as number)
    out[outAt + v] = sum
  }
}

const squaredDistances: RowKernel = (x, xAt, n, vectors, out, outAt, count) => {
  for (let v = 0; v < count; v++) {
    let sum = 0
    for (let j = 0; j < n; j++) {
      const difference = (x[xAt + j] as number) - (vectors[v * n + j] as number)
      sum += difference * difference
    }
    out[outAt + v] = sum
  }
}

/** libsvm's `powi`: squaring, so that the rounding is the same. The degree is a whole number. */
function power(base: number, degree: number): number {
  let square = base
  let result = 1
  for (let t = degree; t > 0; t = Math.floor(t / 2)) {
    if (t % 2 === 1) result *= square
    square *= square
  }
  return result
}

const pairwiseDecision: Prepare<'pairwiseDecision'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  const starts = startsOf(op.counts)
  const vectors = input.width
  const weighted = (kernel: Numbers, at: number, machine: number, side: number) => {
    const from = starts[side] as number
    const to = from + (op.counts[side] as number)
    let sum = 0
    for (let v = from; v < to; v++) sum += (op.dualCoef[machine * vectors + v] as number) * (kernel[at + v] as number)
    return sum
  }
  return (_, rows) => {
    const kernel = input.data
    const out = output.data
    let at = 0
    for (let r = 0; r < rows; r++) {
      for (let i = 0, pair = 0; i < op.counts.length; i++) {
        for (let j = i + 1; j < op.counts.length; j++, pair++) {
          // Row j-1 holds the coefficients of class i against j, row i those of class j against i.
          const sum = weighted(kernel, r * vectors, j - 1, i) + weighted(kernel, r * vectors, i, j)
          out[at++] = sum + (op.intercept[pair] as number)
        }
      }
    }
  }
}

function startsOf(counts: Int32Array): Int32Array {
  const starts = new Int32Array(counts.length)
  for (let i = 1; i < counts.length; i++) starts[i] = (starts[i - 1] as number) + (counts[i - 1] as number)
  return starts
}

/** Calls back for each pair of classes i < j with its number. */
function eachPair(classes: number, visit: (i: number, j: number, pair: number) => void): void {
  for (let i = 0, pair = 0; i < classes; i++) for (let j = i + 1; j < classes; j++) visit(i, j, pair++)
}

const pairwiseVote: Prepare<'pairwiseVote'> = (op, storage) => {
  const votes = new Int32Array(op.classes)
  return rowwise(op, storage, (decisions, from, out, to) => {
    votes.fill(0)
    eachPair(op.classes, (i, j, pair) => {
      const winner = (decisions[from + pair] as number) > 0 ? i : j
      votes[winner] = (votes[winner] as number) + 1
    })
    out[to] = votes.indexOf(Math.max(...votes))
  })
}

const pairwiseToOvr: Prepare<'pairwiseToOvr'> = (op, storage) => {
  const confidence = new Float64Array(op.classes)
  const votes = new Float64Array(op.classes)
  return rowwise(op, storage, (decisions, from, out, to) => {
    confidence.fill(0)
    votes.fill(0)
    eachPair(op.classes, (i, j, pair) => {
      const decision = decisions[from + pair] as number
      confidence[i] = (confidence[i] as number) + decision
      confidence[j] = (confidence[j] as number) - decision
      // A tie goes to the first here, and to the second in the vote: so do scikit-learn and libsvm.
      const winner = decision < 0 ? j : i
      votes[winner] = (votes[winner] as number) + 1
    })
    for (let k = 0; k < op.classes; k++) {
      const sum = confidence[k] as number
      out[to + k] = (votes[k] as number) + sum / (3 * (Math.abs(sum) + 1))
    }
  })
}

const pairwiseToScaledOvr: Prepare<'pairwiseToScaledOvr'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  return (_, rows) => {
    const confidence = new Float64Array(rows * op.classes)
    const out = output.data
    out.fill(0, 0, rows * op.classes)
    for (let r = 0; r < rows; r++) {
      const to = r * op.classes
      eachPair(op.classes, (i, j, pair) => {
        const decision = input.data[r * input.width + pair] as number
        confidence[to + i] = (confidence[to + i] as number) + decision
        confidence[to + j] = (confidence[to + j] as number) - decision
        const winner = to + (decision < 0 ? j : i)
        out[winner] = (out[winner] as number) + 1
      })
    }
    const max = confidence.reduce((most, value) => Math.max(most, value), -Infinity)
    const min = confidence.reduce((least, value) => Math.min(least, value), Infinity)
    if (max === min) return
    const scale = (0.5 - Number.EPSILON) / Math.max(Math.abs(max), Math.abs(min))
    confidence.forEach((value, i) => {
      out[i] = (out[i] as number) + value * scale
    })
  }
}

const MIN_PROBABILITY = 1e-7

const pairwiseProbability: Prepare<'pairwiseProbability'> = (op, storage) => {
  const k = op.classes
  const pairwise = new Float64Array(k * k)
  const probabilities = new Float64Array(k)
  return rowwise(op, storage, (decisions, from, out, to) => {
    eachPair(k, (i, j, pair) => {
      const decision = decisions[from + pair] as number
      const p = plattSigmoid(decision, op.probA[pair] as number, op.probB[pair] as number)
      const clipped = Math.min(Math.max(p, MIN_PROBABILITY), 1 - MIN_PROBABILITY)
      pairwise[i * k + j] = clipped
      pairwise[j * k + i] = 1 - clipped
    })
    coupleProbabilities(k, pairwise, probabilities)
    out.set(probabilities, to)
  })
}

/** libsvm's `sigmoid_predict`. */
function plattSigmoid(decision: number, a: number, b: number): number {
  const z = decision * a + b
  return z >= 0 ? Math.exp(-z) / (1 + Math.exp(-z)) : 1 / (1 + Math.exp(z))
}

/** libsvm's `multiclass_probability`: Wu, Lin and Weng (2004), "Probability estimates for multi-class classification". */
function coupleProbabilities(k: number, r: Float64Array, p: Float64Array): void {
  const q = couplingMatrix(k, r)
  const qp = new Float64Array(k)
  const tolerance = 0.005 / k
  p.fill(1 / k)
  for (let iteration = 0; iteration < Math.max(100, k); iteration++) {
    let pqp = 0
    for (let t = 0; t < k; t++) {
      let sum = 0
      for (let j = 0; j < k; j++) sum += (q[t * k + j] as number) * (p[j] as number)
      qp[t] = sum
      pqp += (p[t] as number) * sum
    }
    const value = pqp
    if (qp.every((x) => Math.abs(x - value) < tolerance)) return
    for (let t = 0; t < k; t++) {
      const diagonal = q[t * k + t] as number
      const step = (pqp - (qp[t] as number)) / diagonal
      p[t] = (p[t] as number) + step
      pqp = (pqp + step * (step * diagonal + 2 * (qp[t] as number))) / (1 + step) / (1 + step)
      for (let j = 0; j < k; j++) {
        qp[j] = ((qp[j] as number) + step * (q[t * k + j] as number)) / (1 + step)
        p[j] = (p[j] as number) / (1 + step)
      }
    }
  }
}

function couplingMatrix(k: number, r: Float64Array): Float64Array {
  const q = new Float64Array(k * k)
  for (let t = 0; t < k; t++) {
    let diagonal = 0
    for (let j = 0; j < k; j++) {
      if (j === t) continue
      const other = r[j * k + t] as number
      diagonal += other * other
      q[t * k + j] = j < t ? (q[j * k + t] as number) : -other * (r[t * k + j] as number)
    }
    q[t * k + t] = diagonal
  }
  return q
}

export const SVM_KERNELS: KernelsOf<SvmOperator> = {
  kernelMatrix,
  pairwiseDecision,
  pairwiseProbability,
  pairwiseToOvr,
  pairwiseToScaledOvr,
  pairwiseVote,
}
