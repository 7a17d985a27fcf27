/** What a model answers, as columns of a service: their types, what they stand for, and their values. */
import { type Column, type ColumnType, cellColumn, isNumericType, numericColumn } from '../frame/column.ts'
import type { AnswerRole, ColumnSpec, Schema } from '../frame/schema.ts'
import type { ClassLabels, MethodName } from '../program/program.ts'
import { type Cell, type Tensor, TensorList } from '../tensor/tensor.ts'
import { answerNames } from './answer-columns.ts'
import type { Model, Outputs } from './model.ts'
import type { Output } from './outputs.ts'
import type { OutputSpec, Signature } from './signature.ts'

/** The columns of the answers, as the command line calls them. */
export function answerSchema({ signature }: Pick<Model, 'signature'>, methods: readonly MethodName[]): Schema {
  const names = answerNames(signature, methods)
  const classes = classesOf(signature)
  const specs = methods.flatMap((method) => {
    const spec = signature.outputs.find((output) => output.method === method)
    return spec === undefined ? [] : columnSpecs(spec, 0, classes)
  })
  return specs.map((spec, i) => ({ ...spec, name: names[i] as string }))
}

/** The classes of each target, as `predict` answers them. */
function classesOf({ outputs }: Signature): readonly ClassLabels[] {
  const predict = outputs.find(({ method }) => method === 'predict')
  return predict?.classes ?? predict?.items?.flatMap((item) => item.classes ?? []) ?? []
}

type Unnamed = Omit<ColumnSpec, 'name'>

function columnSpecs(spec: OutputSpec, target: number, classes: readonly ClassLabels[]): Unnamed[] {
  if (spec.shape === 'list') return (spec.items ?? []).flatMap((item, i) => columnSpecs(item, i, classes))
  if (spec.classes !== undefined) {
    return spec.classes.map(({ labels }, i) => ({
      type: typeOfLabels(labels),
      values: labels,
      role: { kind: 'label', target: target + i },
    }))
  }
  const width = spec.shape === 'matrix' ? (spec.width ?? 0) : 1
  const labels = classes[target]?.labels
  const known = labels?.length === width ? labels : undefined
  return Array.from({ length: width }, (_, c) => ({ type: typeOfNumbers(spec), role: roleOf(spec, target, c, known) }))
}

function roleOf({ method, columns }: OutputSpec, target: number, c: number, labels?: readonly Cell[]): AnswerRole {
  const label = labels === undefined ? columns?.[c] : labels[c]
  if (method !== 'predict_proba' || label === undefined) return { kind: 'value', target }
  return { kind: 'probability', target, label }
}

function typeOfNumbers({ dtype }: OutputSpec): ColumnType {
  switch (dtype) {
    case 'float64':
      return 'number'
    case 'float32':
      return 'float32'
    case 'int64':
      return 'integer'
    case 'bool':
      return 'boolean'
    default:
      return 'any'
  }
}

/** The type of a column that holds these labels. */
export function typeOfLabels(labels: readonly Cell[]): ColumnType {
  if (labels.every((label) => typeof label === 'string')) return 'string'
  if (labels.every((label) => typeof label === 'boolean')) return 'boolean'
  if (labels.every((label) => Number.isSafeInteger(label))) return 'integer'
  return labels.every((label) => typeof label === 'number') ? 'number' : 'any'
}

/** The answers of the methods, column by column, as `answerSchema` describes them. */
export function columnsOfAnswers(outputs: Outputs, methods: readonly MethodName[], schema: Schema): Column[] {
  const columns: Column[] = []
  for (const method of methods) addColumns(outputs[method] as Output, schema, columns)
  return columns
}

function addColumns(output: Output, schema: Schema, columns: Column[]): void {
  if (output instanceof TensorList) {
    for (const tensor of output.tensors) addColumns(tensor, schema, columns)
    return
  }
  const width = output.shape.length === 1 ? 1 : (output.shape[1] as number)
  for (let c = 0; c < width; c++) columns.push(columnOf(output, width, c, schema[columns.length]?.type ?? 'any'))
}

/** Column `c` of a tensor. What stands alone is not copied: an answer belongs to who asked for it. */
function columnOf({ data, shape }: Tensor, width: number, c: number, type: ColumnType): Column {
  const rows = shape[0] as number
  if (!isNumericType(type)) {
    if (width === 1 && Array.isArray(data)) return cellColumn(data as readonly Cell[])
    const cells = new Array<Cell>(rows)
    for (let r = 0, i = c; r < rows; r++, i += width) cells[r] = data[i] as Cell
    return cellColumn(cells)
  }
  if (width === 1 && data instanceof Float64Array) return numericColumn(data)
  const numbers = new Float64Array(rows)
  if (data instanceof Float64Array) for (let r = 0, i = c; r < rows; r++, i += width) numbers[r] = data[i] as number
  else for (let r = 0, i = c; r < rows; r++, i += width) numbers[r] = numberOf(data[i] as Cell)
  return numericColumn(numbers)
}

function numberOf(cell: Cell): number {
  return cell === null ? Number.NaN : Number(cell)
}
