/**
 * The operators: all that a fitted model can ask the engine to do, as plain frozen data. An operator reads the values
 * named by its inputs and writes one value, `output`. Every array in it is C-ordered.
 *
 * Each family is a file of `operators/`: what is computed, what has to hold before it runs, how it is printed. A forgotten
 * operator does not compile: the verifier, the printer and the engine each hold a `Record` over `OpName`.
 */
import type { BoundOperator } from './operators/bounds.ts'
import type { CategoryOperator } from './operators/categories.ts'
import type { ColumnOperator } from './operators/columns.ts'
import type { CombiningOperator } from './operators/combining.ts'
import type { CurveOperator } from './operators/curves.ts'
import type { DecodingOperator } from './operators/decoding.ts'
import type { DistanceOperator } from './operators/distances.ts'
import type { DomainOperator } from './operators/domains.ts'
import type { EnsembleOperator } from './operators/ensembles.ts'
import type { FactorOperator } from './operators/factors.ts'
import type { FeatureMapOperator } from './operators/feature-maps.ts'
import type { FeatureOperator } from './operators/features.ts'
import type { FillingOperator } from './operators/filling.ts'
import type { FunctionOperator } from './operators/functions.ts'
import type { KernelOperator } from './operators/kernels.ts'
import type { LikelihoodOperator } from './operators/likelihoods.ts'
import type { MissingOperator } from './operators/missing.ts'
import type { MixtureOperator } from './operators/mixtures.ts'
import type { NeighborOperator } from './operators/neighbors.ts'
import type { NumberOperator } from './operators/numbers.ts'
import type { OwnFunctionOperator } from './operators/own-functions.ts'
import type { SparseOperator } from './operators/sparse.ts'
import type { SparseCodeOperator } from './operators/sparse-codes.ts'
import type { SvmOperator } from './operators/svm.ts'
import type { TextOperator } from './operators/text.ts'
import type { TopicOperator } from './operators/topics.ts'
import type { TreeOperator } from './operators/trees.ts'
import type { ValueId } from './value.ts'

export type Operator =
  | BoundOperator
  | CategoryOperator
  | ColumnOperator
  | CombiningOperator
  | CurveOperator
  | DecodingOperator
  | DistanceOperator
  | DomainOperator
  | EnsembleOperator
  | FactorOperator
  | FeatureMapOperator
  | FeatureOperator
  | FillingOperator
  | FunctionOperator
  | KernelOperator
  | LikelihoodOperator
  | MissingOperator
  | MixtureOperator
  | NeighborOperator
  | NumberOperator
  | OwnFunctionOperator
  | SparseCodeOperator
  | SparseOperator
  | SvmOperator
  | TextOperator
  | TopicOperator
  | TreeOperator

export type OpName = Operator['op']

/** The operator of a given name. */
export type OperatorOf<Name extends OpName> = Extract<Operator, { readonly op: Name }>

/** Whether an operator's answer for a row depends on the other rows, so that it has to see all of a request. */
export function seesAllRows(operator: Operator): boolean {
  return 'wholeRequest' in operator
}

/** The values that an operator reads. */
export function operatorInputs(operator: Operator): readonly ValueId[] {
  if ('inputs' in operator) return operator.inputs
  if (operator.op === 'treeEnsemble' && typeof operator.start === 'number') return [operator.input, operator.start]
  return 'input' in operator ? [operator.input] : []
}
