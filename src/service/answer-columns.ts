/** Answers as a table: one column for a vector, one for each class or feature of a matrix. */
import type { MethodName } from '../program/program.ts'
import { type Cell, type DType, TensorList } from '../tensor/tensor.ts'
import { METHOD_COLUMNS } from './method-columns.ts'
import type { Outputs } from './model.ts'
import type { Output } from './outputs.ts'
import type { OutputSpec, Signature } from './signature.ts'

/** One column of the table, for a batch of rows. */
export interface AnswerColumn {
  readonly name: string
  readonly dtype: DType
  readonly at: (row: number) => Cell
}

/** Names of the columns, in their order: those of the first method first. */
export function answerNames(signature: Signature, methods: readonly MethodName[]): string[] {
  return methods.flatMap((method) => {
    const spec = signature.outputs.find((output) => output.method === method)
    return spec === undefined ? [] : specNames(spec, METHOD_COLUMNS[method])
  })
}

function specNames(spec: OutputSpec, prefix: string): string[] {
  switch (spec.shape) {
    case 'vector':
      return [prefix]
    case 'matrix': {
      if (spec.method === 'transform' && spec.columns !== undefined) return [...spec.columns]
      const names = spec.columns ?? Array.from({ length: spec.width ?? 0 }, (_, i) => `${i}`)
      return names.map((name) => `${prefix}_${name}`)
    }
    case 'list':
      return (spec.items ?? []).flatMap((item, i) => specNames(item, `${prefix}_${i}`))
  }
}

/** The columns of a batch of answers, under the names that `answerNames` gave. */
export function answerColumns(
  names: readonly string[],
  methods: readonly MethodName[],
  outputs: Outputs,
): AnswerColumn[] {
  const columns = methods.flatMap((method) => outputColumns(outputs[method] as Output))
  return columns.map((column, i) => ({ ...column, name: names[i] as string }))
}

function outputColumns(output: Output): Omit<AnswerColumn, 'name'>[] {
  if (output instanceof TensorList) return output.tensors.flatMap(outputColumns)
  const { dtype, shape, data } = output
  const width = shape.length === 1 ? 1 : (shape[1] as number)
  return Array.from({ length: width }, (_, c) => ({ dtype, at: (row: number) => data[row * width + c] as Cell }))
}
