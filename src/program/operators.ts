/**
 * The operators: all that a fitted model can ask the engine to do, as plain frozen data. An operator reads the values
 * named by its inputs and writes one value, `output`. Every array in it is C-ordered.
 *
 * A forgotten operator does not compile: the verifier, the printer and the engine each hold a `Record` over `OpName`.
 */
import type { Cell } from '../tensor/tensor.ts'

/** Index into `Program.values`. */
export type ValueId = number

/** A matrix of numbers, one row a sample, that lives in the engine's arena. */
export interface NumericType {
  readonly kind: 'numeric'
  readonly dtype: 'float64' | 'float32'
  readonly width: number
  /** True if 0 and 1 stand for False and True, which is what they become beside cells of text. */
  readonly boolean?: boolean
}

/** Cells of any type (text, mostly), column by column, that live in JavaScript. */
export interface ObjectType {
  readonly kind: 'object'
  readonly width: number
}

export type ValueType = NumericType | ObjectType

/** Columns of the numeric input block, by slot. The only operator that reads the caller's numbers. */
export interface InputNumbers {
  readonly op: 'inputNumbers'
  readonly output: ValueId
  readonly slots: Int32Array
}

/** Columns of the object input block, by slot. */
export interface InputObjects {
  readonly op: 'inputObjects'
  readonly output: ValueId
  readonly slots: Int32Array
}

/** Some columns of a matrix, in the order given; the same column may come twice. */
export interface SelectColumns {
  readonly op: 'selectColumns'
  readonly input: ValueId
  readonly output: ValueId
  readonly columns: Int32Array
}

/** Some columns of object cells, in the order given. */
export interface SelectObjects {
  readonly op: 'selectObjects'
  readonly input: ValueId
  readonly output: ValueId
  readonly columns: Int32Array
}

/** Matrices side by side. */
export interface Concat {
  readonly op: 'concat'
  readonly inputs: readonly ValueId[]
  readonly output: ValueId
}

/** Object and numeric columns side by side, as cells. */
export interface ConcatObjects {
  readonly op: 'concatObjects'
  readonly inputs: readonly ValueId[]
  readonly output: ValueId
}

/** Cells to numbers; a cell that is not a number is refused. None becomes NaN. */
export interface ParseNumbers {
  readonly op: 'parseNumbers'
  readonly input: ValueId
  readonly output: ValueId
  readonly sources: readonly string[]
}

/** Numbers converted to another width of float, rounding to nearest even. */
export interface Cast {
  readonly op: 'cast'
  readonly input: ValueId
  readonly output: ValueId
}

/**
 * Refuses rows with infinite values and, unless `allowMissing`, with NaN: what scikit-learn's `check_array` does.
 * Writes nothing new: `output` is the same value as `input`.
 */
export interface CheckFinite {
  readonly op: 'checkFinite'
  readonly input: ValueId
  readonly output: ValueId
  readonly allowMissing: boolean
  readonly allowInfinite: boolean
  /** The user's name for each column, for the message. */
  readonly sources: readonly string[]
  /** Class that has no rule for these values. */
  readonly estimator: string
}

/** One elementwise step; `values` holds one number a column. */
export type ColumnStep =
  | { readonly kind: 'subtract' | 'divide' | 'multiply' | 'add'; readonly values: Float64Array }
  | { readonly kind: 'clip'; readonly min: number; readonly max: number }

/** Elementwise steps one after the other, each rounded as numpy rounds it. NaN stays NaN. */
export interface Columnwise {
  readonly op: 'columnwise'
  readonly input: ValueId
  readonly output: ValueId
  readonly steps: readonly ColumnStep[]
}

/** `output[i,k] = Σ_j input[i,j]·weights[k,j] + intercept[k]`, the sum over even and odd j apart, then added. */
export interface Affine {
  readonly op: 'affine'
  readonly input: ValueId
  readonly output: ValueId
  /** (outputs × inputs). */
  readonly weights: Float64Array
  /** (outputs). */
  readonly intercept: Float64Array
}

/**
 * The trees of an ensemble, all nodes in one set of arrays. Node i is a leaf if `left[i]` is -1, and then
 * `leaf[i]` is its row in `leafValues`; otherwise children are node indices.
 */
export interface Trees {
  /** (trees) index of each root. */
  readonly roots: Int32Array
  readonly left: Int32Array
  readonly right: Int32Array
  readonly feature: Int32Array
  readonly threshold: Float64Array
  /** 1 where a missing value goes left; absent if it never does. */
  readonly missingLeft?: Uint8Array
  readonly leaf: Int32Array
  /** (leaves × leafWidth). */
  readonly leafValues: Float64Array
  readonly leafWidth: number
}

/**
 * Additive trees. What decides a split is data, so that every library's trees fit: the dtype and strictness of the
 * comparison (`x <= t` goes left, or `x < t` if strict), where NaN goes, and how leaves combine:
 * `output = (base + Σ_trees leaf) / divisor`, summed in the order of the trees.
 */
export interface TreeEnsemble {
  readonly op: 'treeEnsemble'
  readonly input: ValueId
  readonly output: ValueId
  readonly comparison: { readonly dtype: 'float32' | 'float64'; readonly strict: boolean }
  readonly trees: Trees
  readonly divisor: number
}

/** The kernels of libsvm: `x·y`, `(γ x·y + c)^d`, `exp(-γ‖x-y‖²)`, `tanh(γ x·y + c)`. */
export type KernelFunction =
  | { readonly name: 'linear' }
  | { readonly name: 'poly'; readonly gamma: number; readonly coef0: number; readonly degree: number }
  | { readonly name: 'rbf'; readonly gamma: number }
  | { readonly name: 'sigmoid'; readonly gamma: number; readonly coef0: number }

/** `output[i,v] = kernel(input[i], vectors[v])`. */
export interface KernelMatrix {
  readonly op: 'kernelMatrix'
  readonly input: ValueId
  readonly output: ValueId
  readonly kernel: KernelFunction
  /** (vectors × features). */
  readonly vectors: Float64Array
}

/**
 * libsvm's decision of each pair of classes i < j: the kernel row weighted by the dual coefficients of both classes'
 * support vectors, plus the intercept of the pair. Output: (pairs).
 */
export interface PairwiseDecision {
  readonly op: 'pairwiseDecision'
  readonly input: ValueId
  readonly output: ValueId
  /** (classes - 1 × vectors), libsvm's layout. */
  readonly dualCoef: Float64Array
  /** (pairs). */
  readonly intercept: Float64Array
  /** (classes) support vectors of each class, which stand in this order. */
  readonly counts: Int32Array
}

/** Index of the class with the most pairwise wins (`decision > 0` is a win of the first); ties go to the lowest. */
export interface PairwiseVote {
  readonly op: 'pairwiseVote'
  readonly input: ValueId
  readonly output: ValueId
  readonly classes: number
}

/**
 * scikit-learn's `_ovr_decision_function` over pairwise decisions d: votes for each class (`d < 0` is a win of the
 * second) plus the sum of its
 * confidences squeezed into (-1/3, 1/3), `s / (3(|s| + 1))`. Output: (classes).
 */
export interface PairwiseToOvr {
  readonly op: 'pairwiseToOvr'
  readonly input: ValueId
  readonly output: ValueId
  readonly classes: number
}

/**
 * libsvm's probabilities: a sigmoid for each pair, `1/(1+exp(A·d+B))` clipped to [1e-7, 1-1e-7], coupled by the
 * iteration of Wu, Lin and Weng (2004), method 2.
 */
export interface PairwiseProbability {
  readonly op: 'pairwiseProbability'
  readonly input: ValueId
  readonly output: ValueId
  readonly classes: number
  readonly probA: Float64Array
  readonly probB: Float64Array
}

/** The logistic function of each number: `1/(1+exp(-x))`. */
export interface Sigmoid {
  readonly op: 'sigmoid'
  readonly input: ValueId
  readonly output: ValueId
}

/** Each row to probabilities: `exp(x - max) / Σ exp(x - max)`. */
export interface Softmax {
  readonly op: 'softmax'
  readonly input: ValueId
  readonly output: ValueId
}

/** Each row divided by its sum; a row of zeros becomes uniform, or NaN as 0/0 is. */
export interface NormalizeRows {
  readonly op: 'normalizeRows'
  readonly input: ValueId
  readonly output: ValueId
  readonly zeroRow: 'uniform' | 'nan'
}

/** The natural logarithm of each number. */
export interface Log {
  readonly op: 'log'
  readonly input: ValueId
  readonly output: ValueId
}

/** Each number p to the pair (1 - p, p). The input has one column. */
export interface Complement {
  readonly op: 'complement'
  readonly input: ValueId
  readonly output: ValueId
}

/** Column index of the first maximum of each row; NaN counts as the largest, as in numpy. */
export interface ArgMax {
  readonly op: 'argMax'
  readonly input: ValueId
  readonly output: ValueId
}

/** 1 where a number is greater than `threshold`, else 0. */
export interface GreaterThan {
  readonly op: 'greaterThan'
  readonly input: ValueId
  readonly output: ValueId
  readonly threshold: number
}

/** What an imputer holds to be missing: NaN, or one number. */
export type MissingNumber = number

/** Numbers equal to `missing` (NaN meets NaN) replaced by the column's fill value. */
export interface ImputeNumbers {
  readonly op: 'imputeNumbers'
  readonly input: ValueId
  readonly output: ValueId
  readonly missing: MissingNumber
  /** (columns). */
  readonly fill: Float64Array
}

/** What an imputer of cells holds to be missing: None or NaN, or one cell. */
export type MissingCell = { readonly kind: 'none' | 'nan' } | { readonly kind: 'value'; readonly value: Cell }

/** Cells that are missing replaced by the column's fill value. */
export interface ImputeObjects {
  readonly op: 'imputeObjects'
  readonly input: ValueId
  readonly output: ValueId
  readonly missing: MissingCell
  readonly fill: readonly Cell[]
}

/** 1 where a number is missing, else 0. */
export interface MissingNumbers {
  readonly op: 'missingNumbers'
  readonly input: ValueId
  readonly output: ValueId
  readonly missing: MissingNumber
}

/** 1 where a cell is missing, else 0. */
export interface MissingObjects {
  readonly op: 'missingObjects'
  readonly input: ValueId
  readonly output: ValueId
  readonly missing: MissingCell
}

/** What an encoder does with a category that it did not see: refuse, or give index -1. */
export type UnknownCategory = 'refuse' | 'index'

/** Index of each number among the categories of its column (NaN meets NaN), or -1. */
export interface EncodeNumbers {
  readonly op: 'encodeNumbers'
  readonly input: ValueId
  readonly output: ValueId
  readonly categories: readonly Float64Array[]
  readonly unknown: UnknownCategory
  readonly sources: readonly string[]
  readonly estimator: string
}

/** Index of each cell among the categories of its column (None meets None, NaN meets NaN), or -1. */
export interface EncodeObjects {
  readonly op: 'encodeObjects'
  readonly input: ValueId
  readonly output: ValueId
  readonly categories: readonly (readonly Cell[])[]
  readonly unknown: UnknownCategory
  /** True if a missing cell is refused even where unknown ones are not. */
  readonly refusesMissing: boolean
  readonly sources: readonly string[]
  readonly estimator: string
}

/** A table for each column: category index to number; index -1 takes `unknown`. */
export interface LookUp {
  readonly op: 'lookUp'
  readonly input: ValueId
  readonly output: ValueId
  readonly tables: readonly Float64Array[]
  readonly unknown: number
}

/**
 * Category indices to indicator columns. `tables[c][index]` is the output column within the block of column c, or -1
 * for none (dropped); index -1 takes `unknownColumn[c]`.
 */
export interface OneHot {
  readonly op: 'oneHot'
  readonly input: ValueId
  readonly output: ValueId
  readonly tables: readonly Int32Array[]
  /** (columns) width of each block. */
  readonly widths: Int32Array
  /** (columns) column of an unknown category within its block, or -1. */
  readonly unknownColumn: Int32Array
}

export type Operator =
  | InputNumbers
  | InputObjects
  | SelectColumns
  | SelectObjects
  | Concat
  | ConcatObjects
  | ParseNumbers
  | Cast
  | CheckFinite
  | Columnwise
  | Affine
  | TreeEnsemble
  | KernelMatrix
  | PairwiseDecision
  | PairwiseVote
  | PairwiseToOvr
  | PairwiseProbability
  | Sigmoid
  | Softmax
  | NormalizeRows
  | Log
  | Complement
  | ArgMax
  | GreaterThan
  | ImputeNumbers
  | ImputeObjects
  | MissingNumbers
  | MissingObjects
  | EncodeNumbers
  | EncodeObjects
  | LookUp
  | OneHot

export type OpName = Operator['op']

/** The operator of a given name. */
export type OperatorOf<Name extends OpName> = Extract<Operator, { readonly op: Name }>

/** The values that an operator reads. */
export function operatorInputs(operator: Operator): readonly ValueId[] {
  if ('inputs' in operator) return operator.inputs
  return 'input' in operator ? [operator.input] : []
}
