/** How numpy pickles its arrays, scalars and masked arrays, read as data. */
import type { Budget } from '../bytes/budget.ts'
import { BrineError } from '../errors.ts'
import { describeValue } from './describe.ts'
import { hasObjects, parseDTypeName } from './dtype.ts'
import { fill } from './fill.ts'
import { emptyNdArray, MaskedArray, NdArray, type NumpyDType, PickleDType } from './ndarray.ts'
import { toCells } from './ndarray-decode.ts'
import { checkByteLength, elementCount, forEachInCOrder, parseShape } from './shape.ts'
import { encodeLatin1 } from './text.ts'
import { PickleGlobal, PickleList, PickleTuple, type PickleValue } from './values.ts'

/** Subclasses of ndarray whose content is an ndarray's. */
const ARRAY_CLASSES: ReadonlySet<string> = new Set([
  'numpy.ndarray',
  'numpy.matrix',
  'numpy.memmap',
  'numpy.recarray',
  'numpy.chararray',
  'numpy.matrixlib.defmatrix.matrix',
  'numpy.core.memmap.memmap',
  'numpy.core.records.recarray',
  'numpy._core.memmap.memmap',
  'numpy._core.records.recarray',
  'numpy.rec.recarray',
  'pandas.core.indexes.frozen.FrozenNDArray',
])

export function isArrayClass(value: PickleValue | undefined): boolean {
  return value instanceof PickleGlobal && ARRAY_CLASSES.has(value.toString())
}

/** `_reconstruct(class, (0,), b'b')`: an array that BUILD fills. `undefined` for a class that is not known. */
export function reconstructArray(args: readonly PickleValue[]): NdArray | undefined {
  return isArrayClass(args[0]) ? emptyNdArray() : undefined
}

/** BUILD of an array: `(version, shape, dtype, is_fortran, bytes or list of objects)`. */
export function buildArray(target: NdArray, state: PickleValue, offset: number, budget: Budget): void {
  const items = state instanceof PickleTuple ? state.items : []
  // Arrays of numpy before 1.0 had no version in front.
  const [shape, dtype, fortran, content] = items.length === 5 ? items.slice(1) : items
  if (items.length < 4 || items.length > 5) {
    throw badArray(`the state must be a tuple of 5, found ${describeValue(state)}`, offset)
  }
  fill(target, createArray(shape, dtype, fortran === true || fortran === 1, content, offset, budget))
}

/**
 * `_frombuffer(buffer, dtype, shape, order[, axis_order])`: how protocol 5 pickles contiguous arrays. Order K, of
 * numpy 2.3 and later, is an array in C order whose axes are then permuted.
 */
export function frombuffer(args: readonly PickleValue[], offset: number, budget: Budget): NdArray {
  const [buffer, dtype, shape, order, axisOrder] = args
  const array = createArray(shape, dtype, order === 'F', buffer, offset, budget)
  return order === 'K' && axisOrder !== undefined ? transposed(array, axisOrder, offset, budget) : array
}

/** A copy in C order of `array.transpose(axes)`. */
function transposed(array: NdArray, axisOrder: PickleValue, offset: number, budget: Budget): NdArray {
  budget.spendCopies(array.bytes.length, offset)
  const axes = parseShape(axisOrder, offset)
  const { shape, bytes } = array
  const { itemsize } = array.dtype
  if (axes.length !== shape.length || new Set(axes).size !== axes.length || axes.some((axis) => axis >= axes.length)) {
    throw badArray(`the axes (${axes.join(', ')}) are no permutation`, offset)
  }
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, n) => product * n, itemsize))
  const result = new Uint8Array(bytes.length)
  const newShape = axes.map((axis) => shape[axis] as number)
  const newStrides = axes.map((axis) => strides[axis] as number)
  forEachInCOrder(newShape, newStrides, (i, source) => {
    for (let byte = 0; byte < itemsize; byte++) result[i * itemsize + byte] = bytes[source + byte] as number
  })
  return new NdArray(array.dtype, newShape, false, result)
}

/** The content of an array: bytes, or Python 2's text of one character a byte. */
function rawBytes(content: PickleValue | undefined, offset: number, budget: Budget): Uint8Array | undefined {
  if (typeof content !== 'string') return content instanceof Uint8Array ? content : undefined
  budget.spendCopies(content.length, offset)
  return encodeLatin1(content)
}

function createArray(
  dimensions: PickleValue | undefined,
  type: PickleValue | undefined,
  fortranOrder: boolean,
  content: PickleValue | undefined,
  offset: number,
  budget: Budget,
): NdArray {
  const shape = parseShape(dimensions, offset)
  if (!(type instanceof PickleDType)) throw badArray(`expected a dtype, found ${describeValue(type ?? null)}`, offset)
  const { dtype } = type
  if (content instanceof PickleList) return objectArray(dtype, shape, content.items, offset)
  const bytes = rawBytes(content, offset, budget)
  if (bytes === undefined || hasObjects(dtype)) {
    throw badArray(`the content does not fit the dtype, found ${describeValue(content ?? null)}`, offset)
  }
  return rawArray(dtype, shape, fortranOrder, bytes, offset, budget)
}

/** An array over `bytes`, once they are known to be exactly as many as the shape needs. */
export function rawArray(
  dtype: NumpyDType,
  shape: readonly number[],
  fortranOrder: boolean,
  bytes: Uint8Array,
  offset: number,
  budget: Budget,
): NdArray {
  checkByteLength(shape, dtype.itemsize, bytes.length, offset)
  // Elements without bytes cost nothing in the file, but do when they are decoded.
  if (dtype.itemsize === 0) budget.spendCopies(elementCount(shape), offset)
  return new NdArray(dtype, shape, fortranOrder, bytes)
}

const NO_BYTES = new Uint8Array(0)

/** numpy lists the objects in C order, even where the flag says Fortran (`_getlist_pkl`). */
function objectArray(
  dtype: NumpyDType,
  shape: readonly number[],
  objects: readonly PickleValue[],
  offset: number,
): NdArray {
  const expected = elementCount(shape)
  if (objects.length !== expected) {
    throw badArray(`the shape (${shape.join(', ')}) needs ${expected} objects, found ${objects.length}`, offset)
  }
  if (!hasObjects(dtype)) throw badArray(`a dtype of kind ${dtype.kind} holds no objects`, offset)
  return new NdArray(dtype, shape, false, NO_BYTES, objects)
}

/**
 * `scalar(dtype, bytes)`: the plain value of numbers, booleans and strings. What has no plain value, such as datetimes,
 * complex numbers and records, is an array without dimensions.
 */
export function scalar(args: readonly PickleValue[], offset: number, budget: Budget): PickleValue {
  const [type, content] = args
  if (!(type instanceof PickleDType)) throw badArray(`expected a dtype, found ${describeValue(type ?? null)}`, offset)
  const { dtype } = type
  if (dtype.kind === 'O') return content ?? null
  const bytes = rawBytes(content, offset, budget)
  if (bytes === undefined) {
    throw badArray(`the content of a scalar must be bytes, found ${describeValue(content ?? null)}`, offset)
  }
  checkByteLength([], dtype.itemsize, bytes.length, offset)
  if (dtype.kind === 'S') return bytes
  budget.spendCopies(bytes.length, offset)
  const array = new NdArray(dtype, [], false, bytes)
  const plain = 'biuU'.includes(dtype.kind) || (dtype.kind === 'f' && dtype.itemsize <= 8)
  return plain ? (toCells(array, { offset })[0] ?? null) : array
}

/** `_mareconstruct(class, ndarray, (0,), b'b')`: a masked array that BUILD fills. */
export function reconstructMasked(args: readonly PickleValue[]): MaskedArray | undefined {
  const [cls, base] = args
  const known = cls instanceof PickleGlobal && cls.name === 'MaskedArray' && cls.module.startsWith('numpy.ma')
  return known && isArrayClass(base) ? new MaskedArray(emptyNdArray(), emptyNdArray(), null) : undefined
}

const BOOL = parseDTypeName('b1', 0)

/** BUILD of a masked array: `(version, shape, dtype, is_fortran, content, mask, fill_value)`. */
export function buildMasked(target: MaskedArray, state: PickleValue, offset: number, budget: Budget): void {
  if (!(state instanceof PickleTuple) || state.items.length !== 7) {
    throw badArray(`the state of a masked array must be a tuple of 7, found ${describeValue(state)}`, offset)
  }
  const [, shape, dtype, fortran, content, mask, fillValue] = state.items
  const data = createArray(shape, dtype, fortran === true, content, offset, budget)
  const maskBytes = rawBytes(mask, offset, budget)
  if (maskBytes === undefined) {
    throw badArray(`a mask must be bytes, found ${describeValue(mask ?? null)}`, offset)
  }
  const maskType =
    data.dtype.fields === undefined ? BOOL : { ...BOOL, kind: 'V' as const, itemsize: data.dtype.fields.size }
  const maskArray = rawArray(maskType, data.shape, data.fortranOrder, maskBytes, offset, budget)
  fill(target, { data, mask: maskArray, fillValue: fillValue ?? null })
}

function badArray(problem: string, offset: number): BrineError {
  return new BrineError('file_damaged', `a numpy array: ${problem}`, { where: { offset } })
}
