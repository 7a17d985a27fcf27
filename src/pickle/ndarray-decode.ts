/**
 * numpy's bytes into JavaScript's arrays, always in C order. Where alignment, byte order and axis order allow it, the
 * result is a view of the file's bytes: nobody may write to it. Else it is one copy.
 *
 * Fields of structured arrays are read in place, `stride` bytes apart, by loops that V8 compiles to plain loads.
 */
import { BrineError, type Where } from '../errors.ts'
import type { Cell } from '../tensor/tensor.ts'
import { formatDatetime } from './datetime.ts'
import { describeValue } from './describe.ts'
import { NdArray, type NumpyDType } from './ndarray.ts'
import { forEachInCOrder } from './shape.ts'
import type { PickleValue } from './values.ts'

/** Numbers of any bool, integer, float or object dtype as float64, in C order. Throws `model_invalid` for others. */
export function toFloat64(array: NdArray, where: Where = {}): Float64Array {
  return inCOrder(array, Float64Array, (source) => {
    if (source.objects !== undefined) return Float64Array.from(source.objects, (value) => objectNumber(value, where))
    const packed = packedView(source)
    if (packed instanceof Float64Array) return packed
    if (packed !== undefined) return Float64Array.from(packed)
    const out = new Float64Array(source.size)
    fillFloats(out, source, where)
    return out
  })
}

/** The same, rounded to float32 as numpy's `astype` does. */
export function toFloat32(array: NdArray, where: Where = {}): Float32Array {
  return inCOrder(array, Float32Array, (source) => {
    const packed = source.objects === undefined ? packedView(source) : undefined
    if (packed instanceof Float32Array) return packed
    if (packed !== undefined) return Float32Array.from(packed)
    if (source.objects !== undefined) return Float32Array.from(source.objects, (value) => objectNumber(value, where))
    const out = new Float32Array(source.size)
    fillFloats(out, source, where)
    return out
  })
}

/** Integers of any bool, integer, float or object dtype. Throws `model_invalid` if one is not an int32. */
export function toInt32(array: NdArray, where: Where = {}): Int32Array {
  return toIntegers(array, Int32Array, -(2 ** 31), 2 ** 31 - 1, where)
}

/** Integers of any bool, integer, float or object dtype. Throws `model_invalid` if one is not a uint32. */
export function toUint32(array: NdArray, where: Where = {}): Uint32Array {
  return toIntegers(array, Uint32Array, 0, 2 ** 32 - 1, where)
}

/** Integers of any bool, integer, float or object dtype. Throws `model_invalid` if one is not a uint8. */
export function toUint8(array: NdArray, where: Where = {}): Uint8Array {
  return toIntegers(array, Uint8Array, 0, 255, where)
}

/**
 * One cell an element, in C order: numbers (bigint beyond 2^53), booleans, strings, ISO datetimes; null for None, for
 * NaT and for what pandas calls missing. NaN stays NaN. Throws `unsupported_option` for types that have no cells.
 */
export function toCells(array: NdArray, where: Where = {}): Cell[] {
  const { dtype, size } = array
  const read = cellReader(array, where)
  const cells: Cell[] = new Array(size)
  for (let i = 0; i < size; i++) cells[i] = read(i)
  if (isCOrder(array)) return cells
  if (dtype.fields !== undefined) throw notCells(dtype, where)
  return permuted(array.shape, cells, new Array(size))
}

/**
 * A field of a structured array, in place. A field that is a subarray adds its dimensions to the shape.
 * Throws `model_invalid` if there is no field of this name.
 */
export function field(array: NdArray, name: string, where: Where = {}): NdArray {
  const found = array.dtype.fields?.get(name)
  if (found === undefined) {
    const names = [...(array.dtype.fields?.keys() ?? [])].join(', ')
    throw new BrineError('model_invalid', `the array has no field "${name}"; it has ${names || 'no fields'}`, { where })
  }
  if (found.dtype.subarray !== undefined) return subarrayField(array, found.offset, found.dtype.subarray)
  return new NdArray(
    found.dtype,
    array.shape,
    array.fortranOrder,
    array.bytes.subarray(found.offset),
    undefined,
    array.stride,
  )
}

/** The names of a structured array's fields, in their order. */
export function fieldNames(array: NdArray): readonly string[] {
  return [...(array.dtype.fields?.keys() ?? [])]
}

function subarrayField(
  array: NdArray,
  offset: number,
  subarray: { readonly dtype: NumpyDType; readonly shape: readonly number[] },
): NdArray {
  const { size } = array
  const length = subarray.shape.reduce((product, n) => product * n, 1) * subarray.dtype.itemsize
  const bytes = new Uint8Array(size * length)
  for (let i = 0; i < size; i++) {
    const start = i * array.stride + offset
    bytes.set(array.bytes.subarray(start, start + length), i * length)
  }
  return new NdArray(subarray.dtype, [...array.shape, ...subarray.shape], false, bytes)
}

type NumberArray = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array

interface NumberArrayConstructor<T extends NumberArray> {
  new (length: number): T
}

/** Whether the order of the bytes is C order: always so if at most one axis is longer than 1. */
function isCOrder(array: NdArray): boolean {
  return !array.fortranOrder || array.shape.filter((n) => n !== 1).length <= 1
}

function inCOrder<T extends NumberArray>(
  array: NdArray,
  arrayType: NumberArrayConstructor<T>,
  decode: (array: NdArray) => T,
): T {
  const values = decode(array)
  return isCOrder(array) ? values : permuted(array.shape, values, new arrayType(values.length))
}

/** Copies from Fortran order to C order. */
function permuted<T extends { [index: number]: unknown; readonly length: number }>(
  shape: readonly number[],
  values: T,
  out: T,
): T {
  const strides: number[] = []
  let stride = 1
  for (const n of shape) {
    strides.push(stride)
    stride *= n
  }
  forEachInCOrder(shape, strides, (to, from) => {
    out[to] = values[from]
  })
  return out
}

type PackedArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array

const PACKED: Readonly<Record<string, { new (buffer: ArrayBufferLike, offset: number, length: number): PackedArray }>> =
  {
    f8: Float64Array,
    f4: Float32Array,
    i4: Int32Array,
    u4: Uint32Array,
    i2: Int16Array,
    u2: Uint16Array,
    i1: Int8Array,
    u1: Uint8Array,
  }

/** The elements as a typed array of their own type: a view if they are aligned, a plain copy of the bytes if not. */
function packedView(array: NdArray): PackedArray | undefined {
  const { dtype, bytes, stride, size } = array
  const type = PACKED[dtype.kind + dtype.itemsize]
  if (type === undefined || stride !== dtype.itemsize || !(dtype.littleEndian || dtype.itemsize === 1)) return undefined
  if (bytes.byteOffset % dtype.itemsize === 0) return new type(bytes.buffer, bytes.byteOffset, size)
  // Not slice(), which does not copy if the bytes are a Buffer.
  return new type(new Uint8Array(bytes).buffer, 0, size)
}

/** Reads elements that are strided, big-endian, 64-bit or float16, one loop a type. */
function fillFloats(out: Float64Array | Float32Array, array: NdArray, where: Where): void {
  const { dtype, bytes, stride } = array
  const little = dtype.littleEndian
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = out.length
  switch (dtype.kind + dtype.itemsize) {
    case 'f8':
      for (let i = 0, at = 0; i < count; i++, at += stride) out[i] = view.getFloat64(at, little)
      break
    case 'f4':
      for (let i = 0, at = 0; i < count; i++, at += stride) out[i] = view.getFloat32(at, little)
      break
    case 'f2':
      for (let i = 0, at = 0; i < count; i++, at += stride) out[i] = halfFloat(view.getUint16(at, little))
      break
    default:
      fillIntegers(out, array, view, where)
  }
}

/** Exact up to 2^53, correctly rounded above. */
function fillIntegers(out: NumberArray, array: NdArray, view: DataView, where: Where): void {
  const { dtype, stride } = array
  const little = dtype.littleEndian
  const count = out.length
  const low = little ? 0 : 4
  const high = 4 - low
  switch (dtype.kind + dtype.itemsize) {
    case 'i8':
      for (let i = 0, at = 0; i < count; i++, at += stride) {
        out[i] = view.getInt32(at + high, little) * 2 ** 32 + view.getUint32(at + low, little)
      }
      break
    case 'u8':
      for (let i = 0, at = 0; i < count; i++, at += stride) {
        out[i] = view.getUint32(at + high, little) * 2 ** 32 + view.getUint32(at + low, little)
      }
      break
    case 'i4':
      for (let i = 0, at = 0; i < count; i++, at += stride) out[i] = view.getInt32(at, little)
      break
    case 'u4':
      for (let i = 0, at = 0; i < count; i++, at += stride) out[i] = view.getUint32(at, little)
      break
    case 'i2':
      for (let i = 0, at = 0; i < count; i++, at += stride) out[i] = view.getInt16(at, little)
      break
    case 'u2':
      for (let i = 0, at = 0; i < count; i++, at += stride) out[i] = view.getUint16(at, little)
      break
    case 'i1':
      for (let i = 0, at = 0; i < count; i++, at += stride) out[i] = view.getInt8(at)
      break
    case 'u1':
      for (let i = 0, at = 0; i < count; i++, at += stride) out[i] = view.getUint8(at)
      break
    case 'b1':
      for (let i = 0, at = 0; i < count; i++, at += stride) out[i] = view.getUint8(at) === 0 ? 0 : 1
      break
    default:
      throw notNumbers(dtype, where)
  }
}

function toIntegers<T extends Int32Array | Uint32Array | Uint8Array>(
  array: NdArray,
  arrayType: NumberArrayConstructor<T>,
  min: number,
  max: number,
  where: Where,
): T {
  return inCOrder(array, arrayType, (source) => {
    const packed = source.objects === undefined ? packedView(source) : undefined
    if (packed instanceof arrayType) return packed
    if (source.dtype.kind === 'i' && source.dtype.itemsize === 8 && max === 2 ** 31 - 1) {
      return narrowInt64(source, where) as T
    }
    // Every integer of 32 bits is exact in float64, so the check can be made there.
    const wide = toFloat64(
      new NdArray(source.dtype, [source.size], false, source.bytes, source.objects, source.stride),
      where,
    )
    const out = new arrayType(wide.length)
    for (let i = 0; i < wide.length; i++) {
      const value = wide[i] as number
      if (!(value >= min && value <= max) || !Number.isInteger(value)) throw outOfRange(value, i, min, max, where)
      out[i] = value
    }
    return out
  })
}

/** int64 to int32, the most frequent case: an int64 fits if its high half is only the sign of its low half. */
function narrowInt64(array: NdArray, where: Where): Int32Array {
  const { bytes, stride, dtype } = array
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const little = dtype.littleEndian
  const low = little ? 0 : 4
  const high = 4 - low
  const out = new Int32Array(array.size)
  for (let i = 0, at = 0; i < out.length; i++, at += stride) {
    const value = view.getInt32(at + low, little)
    if (view.getInt32(at + high, little) !== value >> 31) {
      throw outOfRange(Number(view.getBigInt64(at, little)), i, -(2 ** 31), 2 ** 31 - 1, where)
    }
    out[i] = value
  }
  return out
}

/** IEEE 754 binary16. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN
  return sign * (1024 + fraction) * 2 ** (exponent - 25)
}

function objectNumber(value: PickleValue, where: Where): number {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value)
  if (value === null) return Number.NaN
  throw new BrineError('model_invalid', `expected a number, found ${describeValue(value)}`, { where })
}

/** Reads the i-th element, in the order of the file. */
function cellReader(array: NdArray, where: Where): (i: number) => Cell {
  const { dtype, bytes, stride, objects } = array
  if (objects !== undefined) return (i) => objectCell(objects[i] as PickleValue, where)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const little = dtype.littleEndian
  switch (dtype.kind) {
    case 'b':
      return (i) => bytes[i * stride] !== 0
    case 'U':
      return (i) => readUcs4(view, i * stride, dtype.itemsize, little, where)
    case 'S':
      return (i) => readByteString(bytes.subarray(i * stride, i * stride + dtype.itemsize))
    case 'M':
      return (i) => formatDatetime(view.getBigInt64(i * stride, little), dtype.unit)
    case 'm':
      return (i) => plainInt64(view.getBigInt64(i * stride, little))
    case 'i':
    case 'u':
      if (dtype.itemsize === 8) {
        if (dtype.kind === 'i') return (i) => plainInt64(view.getBigInt64(i * stride, little))
        return (i) => plainInt64(view.getBigUint64(i * stride, little))
      }
      break
    case 'f':
      break
    default:
      throw notCells(dtype, where)
  }
  const numbers = new Float64Array(array.size)
  fillFloats(numbers, array, where)
  return (i) => numbers[i] as number
}

function plainInt64(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/** Names under which pandas pickles its missing values. */
const MISSING: ReadonlySet<string> = new Set(['NA', 'NaT', 'NAType', 'C_NA', '_nat_unpickle', 'NaTType'])

function objectCell(value: PickleValue, where: Where): Cell {
  if (value === null || typeof value !== 'object') return value
  if (value instanceof Uint8Array) return readByteString(value)
  if (value instanceof NdArray && value.shape.length === 0) return toCells(value, where)[0] ?? null
  const name = value.kind === 'object' ? value.className : value.kind === 'global' ? value.name : ''
  if (MISSING.has(name)) return null
  throw new BrineError('unsupported_option', `an array cell holds ${describeValue(value)}, which has no plain value`, {
    where,
  })
}

/** UCS4, four bytes a character, padded with NULs at its end. */
function readUcs4(view: DataView, start: number, itemsize: number, little: boolean, where: Where): string {
  let end = start + itemsize
  while (end > start && view.getUint32(end - 4, little) === 0) end -= 4
  let text = ''
  for (let at = start; at < end; at += 4) {
    const code = view.getUint32(at, little)
    if (code > 0x10ffff) {
      throw new BrineError('file_damaged', `a string holds the character ${code}, which is beyond Unicode`, { where })
    }
    text += String.fromCodePoint(code)
  }
  return text
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Bytes as text: UTF-8 if they are, else one character a byte. Trailing NULs are padding. */
function readByteString(bytes: Uint8Array): string {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end -= 1
  const content = bytes.subarray(0, end)
  try {
    return utf8.decode(content)
  } catch {
    return Buffer.from(content).toString('latin1')
  }
}

function outOfRange(value: number, index: number, min: number, max: number, where: Where): BrineError {
  return new BrineError('model_invalid', `element ${index} is ${value}, expected an integer from ${min} to ${max}`, {
    where,
    details: { index, found: value, expected: [min, max] },
  })
}

function dtypeName(dtype: NumpyDType): string {
  return `${dtype.kind}${dtype.kind === 'U' ? dtype.itemsize / 4 : dtype.itemsize}`
}

function notNumbers(dtype: NumpyDType, where: Where): BrineError {
  const wide = (dtype.kind === 'f' || dtype.kind === 'c') && dtype.itemsize > 8
  return new BrineError(
    wide ? 'unsupported_option' : 'model_invalid',
    wide
      ? `the dtype ${dtypeName(dtype)} (${dtype.kind === 'c' ? 'complex' : 'longdouble'}) has no equal in JavaScript`
      : `expected an array of numbers, found the dtype ${dtypeName(dtype)}`,
    { where, remedy: 'Convert the values to float64 in Python and save the model again.' },
  )
}

function notCells(dtype: NumpyDType, where: Where): BrineError {
  return new BrineError('unsupported_option', `elements of the dtype ${dtypeName(dtype)} have no plain value`, {
    where,
  })
}
