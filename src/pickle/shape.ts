/** Array shapes, checked before anything relies on their product. */
import { BrineError } from '../errors.ts'
import { describeValue } from './describe.ts'
import { PickleList, PickleTuple, type PickleValue } from './values.ts'

/** numpy's own limit (NPY_MAXDIMS). */
const MAX_DIMENSIONS = 64

/** Dimensions from a tuple or list of integers. Throws `file_damaged` for negative, fractional and other values. */
export function parseShape(value: PickleValue | undefined, offset: number): readonly number[] {
  if (!(value instanceof PickleTuple || value instanceof PickleList)) {
    throw damagedShape(`a shape must be a tuple, found ${describeValue(value ?? null)}`, offset)
  }
  return checkShape(value.items, offset)
}

/** The same for plain values. */
export function checkShape(items: readonly unknown[], offset: number): readonly number[] {
  if (items.length > MAX_DIMENSIONS) {
    throw damagedShape(`a shape of ${items.length} dimensions exceeds numpy's limit of ${MAX_DIMENSIONS}`, offset)
  }
  const shape = items.map((item) => {
    if (typeof item === 'number' && Number.isSafeInteger(item) && item >= 0) return item
    throw damagedShape(`a dimension must be an integer of 0 or more, found ${String(item).slice(0, 40)}`, offset)
  })
  if (!Number.isSafeInteger(shape.reduce((product, n) => product * Math.max(n, 1), 1))) {
    throw damagedShape(`the shape (${shape.join(', ')}) has more elements than can be counted`, offset)
  }
  return shape
}

/** Number of elements. The empty shape has one. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1)
}

/** Bytes that a shape takes; `file_damaged` if it is not exactly what is `present`. */
export function checkByteLength(shape: readonly number[], itemsize: number, present: number, offset: number): void {
  const expected = elementCount(shape) * itemsize
  if (expected === present) return
  throw new BrineError(
    'file_damaged',
    `an array of shape (${shape.join(', ')}) with ${itemsize} bytes each needs ${expected} bytes, found ${present}`,
    { where: { offset }, details: { shape, itemsize, expected, found: present } },
  )
}

/**
 * Calls `visit(i, source)` for every element in C order, the last axis fastest: `source` is where the element stands if
 * one step along axis k moves by `strides[k]`.
 */
export function forEachInCOrder(
  shape: readonly number[],
  strides: readonly number[],
  visit: (index: number, source: number) => void,
): void {
  const count = elementCount(shape)
  const last = shape.length - 1
  const inner = shape[last] ?? 1
  const innerStride = strides[last] ?? 0
  const index = new Array<number>(shape.length).fill(0)
  let start = 0
  for (let i = 0; i < count; ) {
    for (let j = 0; j < inner; j++, i++) visit(i, start + j * innerStride)
    // Carry, as an odometer does, over all axes but the last.
    for (let axis = last - 1; axis >= 0; axis--) {
      const length = shape[axis] as number
      const stride = strides[axis] as number
      index[axis] = (index[axis] as number) + 1
      start += stride
      if ((index[axis] as number) < length) break
      start -= length * stride
      index[axis] = 0
    }
  }
}

function damagedShape(problem: string, offset: number): BrineError {
  return new BrineError('file_damaged', problem, { where: { offset } })
}
