/** numpy arrays as they stand in a file: raw bytes with a dtype, decoded on request. */
import type { PickleValue } from './values.ts'

/** numpy's kinds of dtype: bool, signed, unsigned, float, complex, str, bytes, datetime, timedelta, void, object. */
export type DTypeKind = 'b' | 'i' | 'u' | 'f' | 'c' | 'U' | 'S' | 'M' | 'm' | 'V' | 'O'

/** A field of a structured dtype: its type, and where it starts in each record. */
export interface DTypeField {
  readonly dtype: NumpyDType
  readonly offset: number
}

/** A numpy dtype. numpy's variable-length StringDType has kind 'O', since its strings stand in the file as objects. */
export interface NumpyDType {
  readonly kind: DTypeKind
  /** Bytes of one element; for 'U' four times the characters. */
  readonly itemsize: number
  readonly littleEndian: boolean
  /** The fields of a structured dtype, by name; each with its own byte offset. */
  readonly fields?: ReadonlyMap<string, DTypeField>
  /** Shape of a subarray dtype such as `(f8, (3,))`. */
  readonly subarray?: { readonly dtype: NumpyDType; readonly shape: readonly number[] }
  /** True if a field, at any depth, holds Python objects. */
  readonly containsObjects?: boolean
  /** Unit of a datetime or timedelta: `D`, `ns`, … and how many of it. */
  readonly unit?: { readonly name: string; readonly count: number }
}

const NO_BYTES = new Uint8Array(0)
const VOID: NumpyDType = Object.freeze({ kind: 'V', itemsize: 0, littleEndian: true })

/**
 * An n-dimensional array. `bytes` is a view of the file (or of the decompressed stream) in the order the file has
 * them; arrays of Python objects have `objects` instead, always in C order. Arrays are read-only for all who get them:
 * Python's pickles make them first and give them their content later, and only the reader does that.
 */
export class NdArray {
  readonly dtype: NumpyDType
  readonly shape: readonly number[]
  /** True if the first axis varies fastest in the bytes. */
  readonly fortranOrder: boolean
  /** The first element starts at 0; element i starts at `i * stride`. */
  readonly bytes: Uint8Array
  readonly objects: readonly PickleValue[] | undefined
  /** Bytes from one element to the next: more than `dtype.itemsize` for a field of a structured array. */
  readonly stride: number

  constructor(
    dtype: NumpyDType,
    shape: readonly number[],
    fortranOrder: boolean,
    bytes: Uint8Array,
    objects?: readonly PickleValue[],
    stride: number = dtype.itemsize,
  ) {
    this.dtype = dtype
    this.shape = shape
    this.fortranOrder = fortranOrder
    this.bytes = bytes
    this.objects = objects
    this.stride = stride
  }

  get kind(): 'ndarray' {
    return 'ndarray'
  }

  /** Number of elements. */
  get size(): number {
    return this.shape.reduce((product, n) => product * n, 1)
  }
}

/** An array of no elements, which stands for one that Python would fill later. */
export function emptyNdArray(): NdArray {
  return new NdArray(VOID, [0], false, NO_BYTES)
}

/** numpy.ma.MaskedArray: where `mask` is true, the element of `data` has no value. */
export class MaskedArray {
  readonly data: NdArray
  /** Booleans, in the shape and order of `data`. */
  readonly mask: NdArray
  readonly fillValue: PickleValue

  constructor(data: NdArray, mask: NdArray, fillValue: PickleValue) {
    this.data = data
    this.mask = mask
    this.fillValue = fillValue
  }

  get kind(): 'masked' {
    return 'masked'
  }
}

/** A numpy dtype that stands in the file as a value of its own. */
export class PickleDType {
  readonly dtype: NumpyDType

  constructor(dtype: NumpyDType) {
    this.dtype = dtype
  }

  get kind(): 'dtype' {
    return 'dtype'
  }
}
