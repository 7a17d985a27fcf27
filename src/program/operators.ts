/**
 * The operators: all that a fitted model can ask the engine to do, as plain frozen data. An operator reads the values
 * named by its inputs and writes one value, `output`. Every array in it is C-ordered.
 *
 * Each family is a file of `operators/`: what is computed, what has to hold before it runs, how it is printed. A forgotten
 * operator does not compile: the verifier, the printer and the engine each hold a `Record` over `OpName`.
 */
import type { CategoryOperator } from './operators/categories.ts'
import type { ColumnOperator } from './operators/columns.ts'
import type { DomainOperator } from './operators/domains.ts'
import type { MissingOperator } from './operators/missing.ts'
import type { NumberOperator } from './operators/numbers.ts'
import type { SparseOperator } from './operators/sparse.ts'
import type { SvmOperator } from './operators/svm.ts'
import type { TextOperator } from './operators/text.ts'
import type { TreeOperator } from './operators/trees.ts'
import type { ValueId } from './value.ts'

export type Operator =
  | CategoryOperator
  | ColumnOperator
  | DomainOperator
  | MissingOperator
  | NumberOperator
  | SparseOperator
  | SvmOperator
  | TextOperator
  | TreeOperator

export type OpName = Operator['op']

/** The operator of a given name. */
export type OperatorOf<Name extends OpName> = Extract<Operator, { readonly op: Name }>

/** The values that an operator reads. */
export function operatorInputs(operator: Operator): readonly ValueId[] {
  if ('inputs' in operator) return operator.inputs
  return 'input' in operator ? [operator.input] : []
}
