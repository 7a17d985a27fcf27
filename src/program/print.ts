/** A program as text, one operator a line: `%3 = affine %2 [30 → 1]`. What follows the shapes is what decides the answer. */
import { BOUND_DETAILS } from './operators/bounds.ts'
import { CATEGORY_DETAILS } from './operators/categories.ts'
import { COLUMN_DETAILS } from './operators/columns.ts'
import { COMBINING_DETAILS } from './operators/combining.ts'
import { CURVE_DETAILS } from './operators/curves.ts'
import { DECODING_DETAILS } from './operators/decoding.ts'
import { type Details, list } from './operators/details.ts'
import { DISTANCE_DETAILS } from './operators/distances.ts'
import { DOMAIN_DETAILS } from './operators/domains.ts'
import { ENSEMBLE_DETAILS } from './operators/ensembles.ts'
import { FACTOR_DETAILS } from './operators/factors.ts'
import { FEATURE_MAP_DETAILS } from './operators/feature-maps.ts'
import { FEATURE_DETAILS } from './operators/features.ts'
import { FILLING_DETAILS } from './operators/filling.ts'
import { FUNCTION_DETAILS } from './operators/functions.ts'
import { KERNEL_DETAILS } from './operators/kernels.ts'
import { LIKELIHOOD_DETAILS } from './operators/likelihoods.ts'
import { MISSING_DETAILS } from './operators/missing.ts'
import { MIXTURE_DETAILS } from './operators/mixtures.ts'
import { NEIGHBOR_DETAILS } from './operators/neighbors.ts'
import { NUMBER_DETAILS } from './operators/numbers.ts'
import { OWN_FUNCTION_DETAILS } from './operators/own-functions.ts'
import { SPARSE_DETAILS } from './operators/sparse.ts'
import { SPARSE_CODE_DETAILS } from './operators/sparse-codes.ts'
import { SVM_DETAILS } from './operators/svm.ts'
import { TEXT_DETAILS } from './operators/text.ts'
import { TOPIC_DETAILS } from './operators/topics.ts'
import { TREE_DETAILS } from './operators/trees.ts'
import { type Operator, operatorInputs } from './operators.ts'
import { METHODS, type MethodOutput, type Program } from './program.ts'
import type { ValueId, ValueType } from './value.ts'

/** What is worth a reader's while, beside the shapes. */
const DETAILS: Details<Operator> = {
  ...BOUND_DETAILS,
  ...CATEGORY_DETAILS,
  ...COLUMN_DETAILS,
  ...COMBINING_DETAILS,
  ...CURVE_DETAILS,
  ...DECODING_DETAILS,
  ...DISTANCE_DETAILS,
  ...DOMAIN_DETAILS,
  ...ENSEMBLE_DETAILS,
  ...FACTOR_DETAILS,
  ...FEATURE_MAP_DETAILS,
  ...FEATURE_DETAILS,
  ...FILLING_DETAILS,
  ...FUNCTION_DETAILS,
  ...KERNEL_DETAILS,
  ...LIKELIHOOD_DETAILS,
  ...MISSING_DETAILS,
  ...MIXTURE_DETAILS,
  ...NEIGHBOR_DETAILS,
  ...NUMBER_DETAILS,
  ...OWN_FUNCTION_DETAILS,
  ...SPARSE_CODE_DETAILS,
  ...SPARSE_DETAILS,
  ...SVM_DETAILS,
  ...TEXT_DETAILS,
  ...TOPIC_DETAILS,
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
