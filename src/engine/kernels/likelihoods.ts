/** Likelihoods of rows under densities, and the probabilities of classes that follow from them. */
import { cellError, type Issue, MAX_ISSUES } from '../../errors.ts'
import type { CategoryScores, LikelihoodOperator } from '../../program/operators/likelihoods.ts'
import type { KernelsOf, Prepare } from '../kernel.ts'
import { rowwise } from './elementwise.ts'

const scaledDistances: Prepare<'scaledDistances'> = (op, storage) => {
  const n = storage.matrix(op.input).width
  const outputs = storage.matrix(op.output).width
  const { means, variances } = op
  return rowwise(op, storage, (x, from, out, to) => {
    for (let k = 0; k < outputs; k++) {
      let sum = 0
      for (let j = 0; j < n; j++) {
        const difference = (x[from + j] as number) - (means[k * n + j] as number)
        sum += (difference * difference) / (variances[k * n + j] as number)
      }
      out[to + k] = sum
    }
  })
}

const projectedNorms: Prepare<'projectedNorms'> = (op, storage) => {
  const n = storage.matrix(op.input).width
  const centred = new Float64Array(n)
  return rowwise(op, storage, (x, from, out, to) => {
    op.projections.forEach((projection, k) => {
      const rank = op.ranks[k] as number
      for (let j = 0; j < n; j++) centred[j] = (x[from + j] as number) - (op.means[k * n + j] as number)
      let norm = 0
      for (let c = 0; c < rank; c++) {
        let dot = 0
        for (let j = 0; j < n; j++) dot += (centred[j] as number) * (projection[j * rank + c] as number)
        norm += dot * dot
      }
      out[to + k] = norm
    })
  })
}

function add(out: Float64Array | Float32Array, at: number, value: number): void {
  out[at] = (out[at] as number) + value
}

const categoryScores: Prepare<'categoryScores'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  const n = input.width
  const outputs = output.width
  return ({ start }, rows) => {
    const x = input.data
    const out = output.data
    const unknown: number[] = []
    out.fill(0, 0, rows * outputs)
    for (let r = 0; r < rows; r++) {
      for (let j = 0; j < n; j++) {
        const category = Math.trunc(x[r * n + j] as number)
        const size = op.sizes[j] as number
        const table = op.tables[j] as Float64Array
        if (!(category >= 0 && category < size)) unknown.push(r * n + j)
        else for (let k = 0; k < outputs; k++) add(out, r * outputs + k, table[k * size + category] as number)
      }
    }
    if (unknown.length > 0) throw unknownError(op, x, unknown, start)
  }
}

function unknownError(op: CategoryScores, x: ArrayLike<number>, cells: readonly number[], start: number) {
  const n = op.sizes.length
  const issues: Issue[] = cells.slice(0, MAX_ISSUES).map((cell) => ({
    where: { row: start + Math.floor(cell / n), column: op.sources[cell % n] as string },
    problem: `the category ${x[cell]} is unknown to ${op.estimator}, which knows 0 to ${(op.sizes[cell % n] as number) - 1}`,
  }))
  const remedy = 'Send a category that the model was trained with, or train with min_categories to leave room for more.'
  return cellError('unknown_category', issues, cells.length, remedy)
}

const logProbabilities: Prepare<'logProbabilities'> = (op, storage) => {
  const { width } = storage.matrix(op.input)
  return rowwise(op, storage, (x, from, out, to) => {
    let largest = -Infinity
    for (let c = 0; c < width; c++) largest = Math.max(largest, x[from + c] as number)
    const m = Number.isFinite(largest) ? largest : 0
    let sum = 0
    for (let c = 0; c < width; c++) sum += Math.exp((x[from + c] as number) - m)
    const log = Math.log(sum)
    for (let c = 0; c < width; c++) {
      const value = x[from + c] as number
      out[to + c] = op.shifted ? value - m - log : value - (m + log)
    }
  })
}

export const LIKELIHOOD_KERNELS: KernelsOf<LikelihoodOperator> = {
  categoryScores,
  logProbabilities,
  projectedNorms,
  scaledDistances,
}
