/** What a model answers, as columns of a service: their types, what they stand for, and their values. */
import { type Column, type ColumnType, cellColumn, isNumericType, numericColumn } from '../frame/column.ts'
import type { AnswerRole, ColumnSpec, Schema } from '../frame/schema.ts'
import type { ClassLabels, MethodName } from '../program/program.ts'
import { type Cell, type DType, type Tensor, TensorList } from '../tensor/tensor.ts'
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
  if (spec.shape === 'list') {
    return (spec.items ?? []).flatMap((item, i) => columnSpecs(item, i, classes.slice(i, i + 1)))
  }
  if (spec.classes !== undefined) {
    return spec.classes.map(({ labels }, i) => ({
      type: typeOfLabels(labels),
      values: labels,
      role: { kind: 'label', target: target + i },
    }))
  }
  const width = spec.shape === 'matrix' ? (spec.width ?? 0) : 1
  const roles = spec.method === 'predict_proba' ? probabilityRoles(spec, width, target, classes) : undefined
  return Array.from({ length: width }, (_, c) => ({
    type: typeOfDtype(spec.dtype),
    role: roles?.[c] ?? { kind: 'value', target },
  }))
}

/** A column for each class; or, where a matrix holds several yes-or-no targets, that of "yes" for each target. */
function probabilityRoles(
  { columns }: OutputSpec,
  width: number,
  target: number,
  classes: readonly ClassLabels[],
): readonly AnswerRole[] | undefined {
  const [only, ...others] = classes
  if (others.length > 0 && classes.length === width) {
    return classes.map(({ labels }, t) => ({ kind: 'probability', target: t, label: labels.at(-1) as Cell }))
  }
  const labels = only?.labels.length === width ? only.labels : columns
  return labels?.map((label) => ({ kind: 'probability', target, label }))
}

/** The type of a column that holds what a model answers in this type. */
export function typeOfDtype(dtype: DType): ColumnType {
  switch (dtype) {
    case 'float64':
      return 'number'
    case 'float32':
      return 'float32'
    case 'int64':
      return 'integer'
    case 'bool':
      return 'boolean'
    case 'str':
      return 'string'
    case 'object':
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
