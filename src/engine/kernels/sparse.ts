/** Arithmetic on sparse rows. */
import { cellError, type Issue, MAX_ISSUES } from '../../errors.ts'
import type { CheckSparse, SparseNormalize, SparseOperator, SparseStep } from '../../program/operators/sparse.ts'
import type { ValueId } from '../../program/value.ts'
import type { KernelsOf, Prepare, Storage } from '../kernel.ts'
import type { SparseBlock } from '../sparse-block.ts'

const densify: Prepare<'densify'> = (op, storage) => {
  const input = storage.sparse(op.input)
  const output = storage.matrix(op.output)
  return (_, rows) => {
    const out = output.data
    const { width } = output
    const { starts, indices, values } = input
    out.fill(0, 0, rows * width)
    for (let r = 0; r < rows; r++) {
      const end = starts[r + 1] as number
      for (let i = starts[r] as number; i < end; i++) out[r * width + (indices[i] as number)] = values[i] as number
    }
  }
}

/** Stores the numbers of row r of a part of the columns, which begins at column `left`. */
type PushRow = (output: SparseBlock, r: number, left: number) => void

const concatSparse: Prepare<'concatSparse'> = (op, storage) => {
  const output = storage.sparse(op.output)
  const parts = op.inputs.map((id) => ({
    push: storage.type(id).kind === 'sparse' ? pushSparse(storage.sparse(id)) : pushDense(id, storage),
    width: storage.type(id).width,
  }))
  return (_, rows) => {
    output.clear()
    for (let r = 0; r < rows; r++) {
      let left = 0
      for (const part of parts) {
        part.push(output, r, left)
        left += part.width
      }
      output.endRow()
    }
  }
}

function pushSparse(input: SparseBlock): PushRow {
  return (output, r, left) => {
    const { starts, indices, values } = input
    const end = starts[r + 1] as number
    for (let i = starts[r] as number; i < end; i++) output.push(left + (indices[i] as number), values[i] as number)
  }
}

function pushDense(id: ValueId, storage: Storage): PushRow {
  const input = storage.matrix(id)
  return (output, r, left) => {
    const x = input.data
    const { width } = input
    for (let c = 0; c < width; c++) {
      const value = x[r * width + c] as number
      if (value !== 0) output.push(left + c, value)
    }
  }
}

const selectSparse: Prepare<'selectSparse'> = (op, storage) => {
  const input = storage.sparse(op.input)
  const output = storage.sparse(op.output)
  const { first, next } = targetsOf(op.columns, storage.type(op.input).width)
  return (_, rows) => {
    const { starts, indices, values } = input
    output.clear()
    for (let r = 0; r < rows; r++) {
      const end = starts[r + 1] as number
      for (let i = starts[r] as number; i < end; i++) {
        let target = first[indices[i] as number] as number
        for (; target >= 0; target = next[target] as number) output.push(target, values[i] as number)
      }
      output.endUnsortedRow()
    }
  }
}

/** For each column of the input, a chain of the columns that are made of it. */
function targetsOf(columns: Int32Array, width: number): { readonly first: Int32Array; readonly next: Int32Array } {
  const first = new Int32Array(width).fill(-1)
  const next = new Int32Array(columns.length)
  columns.forEach((column, target) => {
    next[target] = first[column] as number
    first[column] = target
  })
  return { first, next }
}

const sparseAffine: Prepare<'sparseAffine'> = (op, storage) => {
  const input = storage.sparse(op.input)
  const output = storage.matrix(op.output)
  const { intercept } = op
  const width = output.width
  const weights = width === 1 ? op.weights : transposed(op.weights, width)
  return (_, rows) => {
    const out = output.data
    const { starts, indices, values } = input
    for (let r = 0; r < rows; r++) {
      const to = r * width
      out.fill(0, to, to + width)
      const end = starts[r + 1] as number
      for (let i = starts[r] as number; i < end; i++) {
        const value = values[i] as number
        const from = (indices[i] as number) * width
        for (let k = 0; k < width; k++) out[to + k] = (out[to + k] as number) + value * (weights[from + k] as number)
      }
      for (let k = 0; k < width; k++) out[to + k] = (out[to + k] as number) + (intercept[k] as number)
    }
  }
}

/** (rows × columns) to (columns × rows): the weights of one feature then lie side by side. */
function transposed(matrix: Float64Array, rows: number): Float64Array {
  const columns = matrix.length / rows
  const result = new Float64Array(matrix.length)
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) result[c * rows + r] = matrix[r * columns + c] as number
  }
  return result
}

const identity = (x: number): number => x

/** What a stored number is rounded to. */
function rounding(output: ValueId, storage: Storage): (x: number) => number {
  const type = storage.type(output)
  return type.kind === 'sparse' && type.dtype === 'float32' ? Math.fround : identity
}

const sparseSteps: Prepare<'sparseSteps'> = (op, storage) => {
  const input = storage.sparse(op.input)
  const output = storage.sparse(op.output)
  const round = rounding(op.output, storage)
  return (_, rows) => {
    copyRows(input, output, rows)
    const size = output.starts[rows] as number
    for (const step of op.steps) applyStep(step, output, size, round)
  }
}

function copyRows(input: SparseBlock, output: SparseBlock, rows: number): void {
  output.clear()
  const push = pushSparse(input)
  for (let r = 0; r < rows; r++) {
    push(output, r, 0)
    output.endRow()
  }
}

/** One step in place. */
function applyStep(step: SparseStep, block: SparseBlock, size: number, round: (x: number) => number): void {
  const { indices, values } = block
  switch (step.kind) {
    case 'multiply':
      for (let i = 0; i < size; i++) {
        values[i] = round((values[i] as number) * (step.values[indices[i] as number] as number))
      }
      return
    case 'divide':
      for (let i = 0; i < size; i++) {
        values[i] = round((values[i] as number) / (step.values[indices[i] as number] as number))
      }
      return
    case 'logPlusOne':
      for (let i = 0; i < size; i++) values[i] = round(round(Math.log(values[i] as number)) + 1)
  }
}

const sparseNormalize: Prepare<'sparseNormalize'> = (op, storage) => {
  const input = storage.sparse(op.input)
  const output = storage.sparse(op.output)
  const round = rounding(op.output, storage)
  const normOf = NORMS[op.norm]
  const { width } = storage.type(op.input)
  return (_, rows) => {
    copyRows(input, output, rows)
    const { starts, values } = output
    for (let r = 0; r < rows; r++) {
      const start = starts[r] as number
      const end = starts[r + 1] as number
      const norm = normOf(values, start, end, round, width)
      if (norm === 0) continue
      for (let i = start; i < end; i++) values[i] = round((values[i] as number) / norm)
    }
  }
}

type NormOf = (values: Float64Array, start: number, end: number, round: (x: number) => number, width: number) => number

const NORMS: { readonly [Name in SparseNormalize['norm']]: NormOf } = {
  l1: (values, start, end) => {
    let sum = 0
    for (let i = start; i < end; i++) sum += Math.abs(values[i] as number)
    return sum
  },
  l2: (values, start, end, round) => {
    let sum = 0
    for (let i = start; i < end; i++) {
      const x = values[i] as number
      sum += round(x * x)
    }
    return Math.sqrt(sum)
  },
  max: (values, start, end) => {
    let max = 0
    for (let i = start; i < end; i++) max = Math.max(max, Math.abs(values[i] as number))
    return max
  },
  signedMax: (values, start, end, _, width) => {
    // What is not stored is 0.
    let max = end - start < width ? 0 : -Infinity
    for (let i = start; i < end; i++) max = Math.max(max, values[i] as number)
    return max
  },
}

const checkSparse: Prepare<'checkSparse'> = (op, storage) => {
  const input = storage.sparse(op.input)
  const round = op.dtype === 'float32' ? Math.fround : identity
  return ({ start }, rows) => {
    const { starts, values } = input
    const size = starts[rows] as number
    let sum = 0
    for (let i = 0; i < size; i++) sum += round(values[i] as number)
    if (!Number.isFinite(sum)) refuseNonFinite(op, input, rows, start)
  }
}

/** Throws for the values that are not finite, if there are any. */
function refuseNonFinite(op: CheckSparse, { starts, indices, values }: SparseBlock, rows: number, start: number): void {
  const issues: Issue[] = []
  let count = 0
  for (let r = 0; r < rows; r++) {
    for (let i = starts[r] as number; i < (starts[r + 1] as number); i++) {
      const value = op.dtype === 'float32' ? Math.fround(values[i] as number) : (values[i] as number)
      if (Number.isFinite(value) || count++ >= MAX_ISSUES) continue
      const what = Number.isNaN(value) ? 'missing (NaN)' : 'infinite or too large'
      const problem = `feature ${indices[i]} is ${what}, and ${op.estimator} has no rule for that`
      issues.push({ where: { row: start + r }, problem })
    }
  }
  if (count === 0) return
  const isMissing = issues[0]?.problem.includes('missing') === true
  throw cellError(isMissing ? 'missing_value' : 'infinite_value', issues, count, undefined)
}

export const SPARSE_KERNELS: KernelsOf<SparseOperator> = {
  checkSparse,
  concatSparse,
  densify,
  selectSparse,
  sparseAffine,
  sparseNormalize,
  sparseSteps,
}
