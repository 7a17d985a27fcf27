/** A program as text, one operator a line: `%3 = affine %2 [30 → 1]`. What follows the shapes is what decides the answer. */
import { CATEGORY_DETAILS } from './operators/categories.ts'
import { COLUMN_DETAILS } from './operators/columns.ts'
import { type Details, list } from './operators/details.ts'
import { DOMAIN_DETAILS } from './operators/domains.ts'
import { MISSING_DETAILS } from './operators/missing.ts'
import { NUMBER_DETAILS } from './operators/numbers.ts'
import { SPARSE_DETAILS } from './operators/sparse.ts'
import { SVM_DETAILS } from './operators/svm.ts'
import { TEXT_DETAILS } from './operators/text.ts'
import { TREE_DETAILS } from './operators/trees.ts'
import { type Operator, operatorInputs } from './operators.ts'
import { METHODS, type MethodOutput, type Program } from './program.ts'
import type { ValueId, ValueType } from './value.ts'

/** What is worth a reader's while, beside the shapes. */
const DETAILS: Details<Operator> = {
  ...CATEGORY_DETAILS,
  ...COLUMN_DETAILS,
  ...DOMAIN_DETAILS,
  ...MISSING_DETAILS,
  ...NUMBER_DETAILS,
  ...SPARSE_DETAILS,
  ...SVM_DETAILS,
  ...TEXT_DETAILS,
  ...TREE_DETAILS,
}

export function printProgram(program: Program): string[] {
  const operators = program.operators.map((operator) => {
    const inputs = operatorInputs(operator)
    const operands = inputs.map((input) => ` %${input}`).join('')
    const from = inputs.length === 0 ? [] : [inputs.map((input) => width(program, input)).join(' + ')]
    const shape = [...from, describeValue(program.values[operator.output])].join(' → ')
    const describe = DETAILS[operator.op] as (operator: Operator) => string
    const details = describe(operator)
    return `%${operator.output} = ${operator.op}${operands} [${shape}]${details === '' ? '' : `  ${details}`}`
  })
  const outputs = METHODS.flatMap((method) => {
    const output = program.outputs[method]
    return output === undefined ? [] : [`${method} = ${describeOutput(output)}`]
  })
  return [...operators, ...outputs]
}

function width(program: Program, value: ValueId): string {
  return String(program.values[value]?.width ?? '?')
}

function describeValue(type: ValueType | undefined): string {
  if (type === undefined) return '?'
  if (type.kind === 'object') return `${type.width} cells`
  if (type.kind === 'sparse') return `${type.width} sparse`
  return type.dtype === 'float64' ? String(type.width) : `${type.width} ${type.dtype}`
}

function describeOutput(output: MethodOutput): string {
  switch (output.kind) {
    case 'numeric':
      return `%${output.value} as ${output.dtype}`
    case 'labels':
      return `%${output.value} as labels ${output.classes.map(({ labels }) => list(labels)).join(' × ')}`
    case 'objects':
      return `%${output.value} as cells`
    case 'list':
      return output.items.map(describeOutput).join(', ')
  }
}
