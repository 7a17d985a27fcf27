/** numpy arrays as they stand in a file: raw bytes with a dtype, decoded on request. */
import type { PickleValue } from './values.ts'

/** numpy's kinds of dtype: bool, signed, unsigned, float, complex, str, bytes, datetime, timedelta, void, object. */
export type DTypeKind = 'b' | 'i' | 'u' | 'f' | 'c' | 'U' | 'S' | 'M' | 'm' | 'V' | 'O'

/** A numpy dtype. */
export interface NumpyDType {
  readonly kind: DTypeKind
  /** Bytes of one element; for 'U' four times the characters. */
  readonly itemsize: number
  readonly littleEndian: boolean
  /** The fields of a structured dtype, by name; each with its own byte offset. */
  readonly fields?: ReadonlyMap<string, { readonly dtype: NumpyDType; readonly offset: number }>
  /** Shape of a subarray dtype such as `(f8, (3,))`. */
  readonly subarray?: { readonly dtype: NumpyDType; readonly shape: readonly number[] }
  /** Unit of a datetime or timedelta: `D`, `ns`, … and how many of it. */
  readonly unit?: { readonly name: string; readonly count: number }
}

/**
 * An n-dimensional array. `bytes` is a view of the file (or of the decompressed stream) in the order the file has
 * them; arrays of Python objects have `objects` instead, in the same order.
 */
export class NdArray {
  readonly kind = 'ndarray'
  readonly dtype: NumpyDType
  readonly shape: readonly number[]
  /** True if the first axis varies fastest in the bytes. */
  readonly fortranOrder: boolean
  readonly bytes: Uint8Array
  readonly objects: readonly PickleValue[] | undefined

  constructor(
    dtype: NumpyDType,
    shape: readonly number[],
    fortranOrder: boolean,
    bytes: Uint8Array,
    objects?: readonly PickleValue[],
  ) {
    this.dtype = dtype
    this.shape = shape
    this.fortranOrder = fortranOrder
    this.bytes = bytes
    this.objects = objects
  }

  /** Number of elements. */
  get size(): number {
    return this.shape.reduce((product, n) => product * n, 1)
  }
}
