/** A fitted model as a straight line of operators: no branches, no names of libraries, no versions. */
import type { Cell } from '../tensor/tensor.ts'
import type { Operator } from './operators.ts'
import type { ValueId, ValueType } from './value.ts'

/** scikit-learn's names of what a model answers. */
export const METHODS = [
  'predict',
  'predict_proba',
  'predict_log_proba',
  'decision_function',
  'transform',
  'score_samples',
  'kneighbors',
  'inverse_transform',
] as const

export type MethodName = (typeof METHODS)[number]

/** A column that the model is given, in the order in which it was fitted. */
export interface InputColumn {
  /** The name in the file, or `x0`, `x1`, … if the model was fitted on an array without names. */
  readonly name: string
  /**
   * What cells are accepted: `number`, `string`, `any` of both, a `record` (a JSON object) or a `list`, or `unused` if no
   * method reads the column.
   */
  readonly type: 'number' | 'string' | 'any' | 'record' | 'list' | 'unused'
  /** False if the model refuses a missing value here. */
  readonly nullable: boolean
  /** The categories that the model knows, where it refuses or encodes by them. */
  readonly categories?: readonly Cell[]
  /** True if a category that is not in the list is accepted. */
  readonly acceptsUnknown?: boolean
  /** The keys of a record that the model knows. All of them are optional, and others are ignored. */
  readonly fields?: readonly RecordField[]
  /** Column in the numeric input block, or -1. */
  readonly numberSlot: number
  /** Column in the object input block, or -1. */
  readonly objectSlot: number
  /** Column in the structures block, or -1. */
  readonly structureSlot: number
}

/** A key of a record, and what it may hold. */
export interface RecordField {
  readonly name: string
  readonly type: 'number' | 'string' | 'any'
  /** The strings that the model knows. */
  readonly categories?: readonly string[]
}

/** The classes of one target, in the order of the model. */
export interface ClassLabels {
  readonly dtype: 'int64' | 'float64' | 'bool' | 'str' | 'object'
  readonly labels: readonly Cell[]
}

/** What numpy would call the numbers of an answer. */
export type NumericDType = 'float64' | 'float32' | 'int64' | 'bool'

/** How the numbers of a value become a method's answer. */
export type MethodOutput =
  /** Numbers as they are; a vector drops the axis of length one. */
  | {
      readonly kind: 'numeric'
      readonly value: ValueId
      readonly shape: 'vector' | 'matrix'
      readonly dtype: NumericDType
      /** Names of the columns, such as classes. */
      readonly columns?: readonly string[]
    }
  /** Class indices, one column a target, to be looked up in that target's classes. */
  | {
      readonly kind: 'labels'
      readonly value: ValueId
      readonly shape: 'vector' | 'matrix'
      readonly classes: readonly ClassLabels[]
    }
  /** Cells as they are; if all of them are numbers, they are answered as numbers of `dtype`. */
  | {
      readonly kind: 'objects'
      readonly value: ValueId
      readonly shape: 'vector' | 'matrix'
      readonly dtype: NumericDType
      readonly columns?: readonly string[]
    }
  /** scikit-learn answers with a list of arrays. */
  | { readonly kind: 'list'; readonly items: readonly MethodOutput[] }

export interface Program {
  readonly inputs: readonly InputColumn[]
  /** True if the model was fitted with names of columns. */
  readonly named: boolean
  readonly values: readonly ValueType[]
  /** In an order in which each operator's inputs are written before it runs. */
  readonly operators: readonly Operator[]
  readonly outputs: { readonly [Method in MethodName]?: MethodOutput }
}

/** Every value that an output reads. */
export function outputValues(output: MethodOutput): readonly ValueId[] {
  if (output.kind === 'list') return output.items.flatMap(outputValues)
  return [output.value]
}
