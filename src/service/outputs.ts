/** The engine's numbers into the answers of scikit-learn's methods. */
import type { Results, ValueResult } from '../engine/engine.ts'
import { BrineError } from '../errors.ts'
import type { ClassLabels, MethodOutput } from '../program/program.ts'
import { type Cell, Tensor, TensorList } from '../tensor/tensor.ts'

/** A method's answer: one tensor, or a list of them where scikit-learn answers with a list. */
export type Output = Tensor | TensorList

export function assembleOutput(output: MethodOutput, results: Results, rows: number): Output {
  if (output.kind === 'list') {
    return new TensorList(output.items.map((item) => assembleOutput(item, results, rows) as Tensor))
  }
  const result = results.get(output.value)
  if (result === undefined) throw new BrineError('internal', `value ${output.value} was not computed`)
  switch (output.kind) {
    case 'numeric':
      return numericTensor(output, result, rows)
    case 'labels':
      return labelTensor(output, result, rows)
    case 'objects':
      return objectTensor(output, result, rows)
  }
}

type OutputOf<Kind extends MethodOutput['kind']> = Extract<MethodOutput, { readonly kind: Kind }>

function numericTensor(output: OutputOf<'numeric'>, result: ValueResult, rows: number): Tensor {
  if (result.kind !== 'numeric') throw new BrineError('internal', 'expected numbers, found cells')
  const shape = output.shape === 'vector' ? [rows] : [rows, result.width]
  const data = output.dtype === 'bool' ? Array.from(result.data, (value) => value !== 0) : result.data
  return new Tensor(output.dtype, shape, data, output.columns)
}

function labelTensor(output: OutputOf<'labels'>, result: ValueResult, rows: number): Tensor {
  if (result.kind !== 'numeric') throw new BrineError('internal', 'expected class indices, found cells')
  const { classes, shape } = output
  const width = classes.length
  const labels: Cell[] = new Array(rows * width)
  for (let i = 0; i < labels.length; i++) {
    labels[i] = (classes[i % width] as ClassLabels).labels[result.data[i] as number] as Cell
  }
  return new Tensor(classes[0]?.dtype ?? 'object', shape === 'vector' ? [rows] : [rows, width], labels)
}

function objectTensor(output: OutputOf<'objects'>, result: ValueResult, rows: number): Tensor {
  if (result.kind !== 'object') throw new BrineError('internal', 'expected cells, found numbers')
  const { columns, width } = result
  const cells: Cell[] = new Array(rows * width)
  columns.forEach((column, c) => {
    for (let r = 0; r < rows; r++) cells[r * width + c] = column[r] as Cell
  })
  const shape = output.shape === 'vector' ? [rows] : [rows, width]
  if (output.dtype === 'bool' && cells.every((cell) => typeof cell === 'boolean')) {
    return new Tensor('bool', shape, cells, output.columns)
  }
  if (output.dtype !== 'bool' && cells.every((cell) => typeof cell === 'number')) {
    return new Tensor(output.dtype, shape, Float64Array.from(cells), output.columns)
  }
  return new Tensor('object', shape, cells, output.columns)
}
