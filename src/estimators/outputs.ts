/** The ways in which classifiers and regressors of all families answer. */
import type { ProgramBuilder, Values } from '../program/builder.ts'
import type { ClassLabels, MethodOutput } from '../program/program.ts'
import type { ValueId } from '../program/value.ts'
import { classNames } from './facts.ts'

const WIDTH_1 = { kind: 'numeric', dtype: 'float64', width: 1 } as const

/** What detectors of outliers answer. */
export const OUTLIER_OR_INLIER: ClassLabels = { dtype: 'int64', labels: [-1, 1] }

/** One number a row. */
export function vectorOutput(value: ValueId): MethodOutput {
  return { kind: 'numeric', value, shape: 'vector', dtype: 'float64' }
}

/** A row of numbers a row, named where there are names. */
export function matrixOutput(value: ValueId, columns?: readonly string[]): MethodOutput {
  return { kind: 'numeric', value, shape: 'matrix', dtype: 'float64', ...(columns === undefined ? {} : { columns }) }
}

/** One column a class. */
export function classOutput(value: ValueId, classes: ClassLabels): MethodOutput {
  return matrixOutput(value, classNames(classes))
}

/** The class of the largest column. */
export function labelOfLargest(builder: ProgramBuilder, input: ValueId, classes: ClassLabels): MethodOutput {
  const value = builder.emit('argMax', { op: 'argMax', input }, WIDTH_1)
  return { kind: 'labels', value, shape: 'vector', classes: [classes] }
}

/** The second of two classes where the number is above the threshold. */
export function labelAbove(
  builder: ProgramBuilder,
  input: ValueId,
  threshold: number,
  classes: ClassLabels,
): MethodOutput {
  const value = builder.emit('greaterThan', { op: 'greaterThan', input, threshold }, WIDTH_1)
  return { kind: 'labels', value, shape: 'vector', classes: [classes] }
}

/** Several labels a row: 1 in the column of a label where its number is above the threshold, else 0. */
export function multilabelAbove(
  builder: ProgramBuilder,
  input: ValueId,
  threshold: number,
  columns: readonly string[],
): MethodOutput {
  const value = builder.emit('greaterThan', { op: 'greaterThan', input, threshold }, builder.type(input))
  return { kind: 'numeric', value, shape: 'matrix', dtype: 'int64', columns }
}

/** `np.log` of another method's answer, list or not. */
export function logOutput(builder: ProgramBuilder, output: MethodOutput): MethodOutput {
  if (output.kind === 'list') return { kind: 'list', items: output.items.map((item) => logOutput(builder, item)) }
  const value = builder.emit('log', { op: 'log', input: output.value }, builder.type(output.value))
  return { ...output, value }
}

/** Rows of finite numbers, or a refusal that names the cell. */
export function finiteNumbers(builder: ProgramBuilder, input: Values, estimator: string): ValueId {
  return builder.once(builder, `finite ${estimator}`, input, () =>
    builder.checkFinite(builder.numeric(input), estimator),
  )
}
