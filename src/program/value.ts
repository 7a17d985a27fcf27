/** What operators read and write. */

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

/**
 * A matrix of mostly zeros: only the numbers of each row that are stored, in JavaScript. Text becomes rows of 10⁴ to 10⁶
 * columns of which a few dozen are not zero. The columns of a row ascend, and none is there twice.
 */
export interface SparseType {
  readonly kind: 'sparse'
  readonly width: number
  /** What each stored number is rounded to. */
  readonly dtype: 'float64' | 'float32'
}

export type ValueType = NumericType | ObjectType | SparseType
