/** Answers as CSV: a line a row, with the names of the columns that `predict` on the command line also gives. */
import type { MethodName } from '../../program/program.ts'
import { METHOD_COLUMNS } from '../../service/method-columns.ts'
import type { Model, Outputs } from '../../service/model.ts'
import type { Output } from '../../service/outputs.ts'
import { quoteCsv } from '../../tensor/quote-csv.ts'
import { type Cell, Tensor } from '../../tensor/tensor.ts'

export const CSV_TYPE = 'text/csv; charset=utf-8; header=present'

interface Column {
  readonly name: string
  cell(row: number): Cell
}

export function csvText(model: Model, methods: readonly MethodName[], outputs: Outputs, rows: number): string {
  const columns = methods.flatMap((method) => outputColumns(model, method, outputs[method] as Output))
  let text = `${columns.map(({ name }) => csvCell(name)).join(',')}\n`
  for (let r = 0; r < rows; r++) {
    columns.forEach((column, c) => {
      text += (c > 0 ? ',' : '') + csvCell(column.cell(r))
    })
    text += '\n'
  }
  return text
}

function outputColumns(model: Model, method: MethodName, output: Output): readonly Column[] {
  const name = METHOD_COLUMNS[method]
  if (output instanceof Tensor) return tensorColumns(name, method, output)
  const items = model.signature.outputs.find((spec) => spec.method === method)?.items
  return output.tensors.flatMap((tensor, i) =>
    tensorColumns(`${name}_${i}`, method, tensor.columns ? tensor : named(tensor, items?.[i]?.columns)),
  )
}

function named(tensor: Tensor, columns: readonly string[] | undefined): Tensor {
  return new Tensor(tensor.dtype, tensor.shape, tensor.data, columns)
}

/** A transform's columns keep their names; those of other methods say the method too. */
function tensorColumns(name: string, method: MethodName, tensor: Tensor): readonly Column[] {
  const { data, shape, columns } = tensor
  if (shape.length === 1) return [{ name, cell: (row) => data[row] as Cell }]
  const width = shape.slice(1).reduce((product, n) => product * n, 1)
  return Array.from({ length: width }, (_, c) => {
    const label = columns?.[c]
    return {
      name: label !== undefined && method === 'transform' ? label : `${name}_${label ?? c}`,
      cell: (row: number) => data[row * width + c] as Cell,
    }
  })
}

/** Numbers are written as they are; null is empty. */
export function csvCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'boolean') return cell ? 'True' : 'False'
  return typeof cell === 'string' ? quoteCsv(cell) : String(cell)
}
