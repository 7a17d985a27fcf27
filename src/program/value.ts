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

export type ValueType = NumericType | ObjectType
