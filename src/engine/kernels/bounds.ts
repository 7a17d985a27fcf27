/** Refusing numbers that are too small for what comes next. */
import { cellError, type Issue, MAX_ISSUES } from '../../errors.ts'
import type { BoundOperator } from '../../program/operators/bounds.ts'
import type { KernelsOf, Prepare } from '../kernel.ts'

const checkAbove: Prepare<'checkAbove'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  const { width } = input
  const { bound, inclusive, estimator, sources } = op
  const problem = `${estimator} takes numbers ${inclusive ? 'from' : 'above'} ${bound} on`
  return ({ start }, rows) => {
    const x = input.data
    const issues: Issue[] = []
    let count = 0
    for (let i = 0; i < rows * width; i++) {
      const value = x[i] as number
      if (!(inclusive ? value < bound : value <= bound) || count++ >= MAX_ISSUES) continue
      const where = { row: start + Math.floor(i / width), column: sources[i % width] as string }
      issues.push({ where, problem: `${problem}, found ${value}` })
    }
    if (count > 0) throw cellError('value_out_of_range', issues, count, undefined)
    output.data.set(x.subarray(0, rows * width))
  }
}

export const BOUND_KERNELS: KernelsOf<BoundOperator> = { checkAbove }
