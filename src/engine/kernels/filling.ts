/** Missing values filled in from what a model says of the other columns. */
import { cellError, type Issue, MAX_ISSUES } from '../../errors.ts'
import type { FillingOperator } from '../../program/operators/filling.ts'
import type { KernelsOf, Prepare } from '../kernel.ts'
import { isMissing } from './missing.ts'

const fillFrom: Prepare<'fillFrom'> = (op, storage) => {
  const [observed, predicted] = op.inputs.map((id) => storage.matrix(id)) as [Numbers, Numbers]
  const output = storage.matrix(op.output)
  return (_, rows) => {
    const x = observed.data
    const fill = predicted.data
    const out = output.data
    for (let r = 0; r < rows; r++) {
      const value = x[r] as number
      out[r] = isMissing(value, op.missing) ? Math.min(Math.max(fill[r] as number, op.min), op.max) : value
    }
  }
}

type Numbers = ReturnType<Parameters<Prepare<'fillFrom'>>[1]['matrix']>

const makeGaps: Prepare<'makeGaps'> = (op, storage) => {
  const [flags, numbers] = op.inputs.map((id) => storage.matrix(id)) as [Numbers, Numbers]
  const output = storage.matrix(op.output)
  return (_, rows) => {
    const out = output.data
    for (let i = 0; i < rows * output.width; i++) {
      out[i] = flags.data[i] === 0 ? (numbers.data[i] as number) : op.missing
    }
  }
}

const unlessAllMissing: Prepare<'unlessAllMissing'> = (op, storage) => {
  const [observed, predicted, initial] = op.inputs.map((id) => storage.matrix(id)) as [Numbers, Numbers, Numbers]
  const output = storage.matrix(op.output)
  return (_, rows) => {
    const x = observed.data
    const length = rows * output.width
    let isAll = true
    for (let i = 0; i < length && isAll; i++) isAll = isMissing(x[i] as number, op.missing)
    output.data.set((isAll ? initial : predicted).data.subarray(0, length))
  }
}

const checkNotMissing: Prepare<'checkNotMissing'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  return ({ start }, rows) => {
    const x = input.data
    const issues: Issue[] = []
    let count = 0
    for (let r = 0; r < rows; r++) {
      for (const c of op.columns) {
        if (!isMissing(x[r * input.width + c] as number, op.missing) || count++ >= MAX_ISSUES) continue
        const where = { row: start + r, column: op.sources[c] as string }
        issues.push({ where, problem: `the value is missing, which it never was when ${op.estimator} was trained` })
      }
    }
    if (count > 0) throw cellError('missing_value', issues, count, 'Train it with error_on_new=False to let it pass.')
    output.data.set(x.subarray(0, rows * input.width))
  }
}

export const FILLING_KERNELS: KernelsOf<FillingOperator> = { checkNotMissing, fillFrom, makeGaps, unlessAllMissing }
