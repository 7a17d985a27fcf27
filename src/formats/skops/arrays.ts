/** Arrays in a skops file: numpy's as .npy, arrays of objects as JSON, and scipy's sparse matrices as .npz. */
import type { Budget } from '../../bytes/budget.ts'
import { ZipArchive } from '../../bytes/zip.ts'
import { BrineError } from '../../errors.ts'
import { describeValue } from '../../pickle/describe.ts'
import { parseDTypeName } from '../../pickle/dtype.ts'
import { emptyNdArray, MaskedArray, NdArray, PickleDType } from '../../pickle/ndarray.ts'
import { toCells, toFloat64 } from '../../pickle/ndarray-decode.ts'
import { parseNpy } from '../../pickle/npy.ts'
import { isArrayClass, scalar } from '../../pickle/numpy.ts'
import { SparseArray, type SparseFormat } from '../../pickle/scipy.ts'
import { checkShape, elementCount, parseShape } from '../../pickle/shape.ts'
import { decodeLatin1 } from '../../pickle/text.ts'
import { type PickleGlobal, PickleList, PickleObject, type PickleValue } from '../../pickle/values.ts'

/** An array, or a numpy scalar, which is kept as an array without dimensions. */
export function arrayFile(
  archive: ZipArchive,
  name: string,
  cls: PickleGlobal,
  offset: number,
  budget: Budget,
): PickleValue {
  const array = readNpy(archive, name, budget)
  if (isArrayClass(cls)) return array
  if (cls.module !== 'numpy') return new PickleObject(cls, [array], offset)
  if (array.shape.length > 0) return array
  return scalar([new PickleDType(array.dtype), array.bytes], offset, budget)
}

function readNpy(archive: ZipArchive, name: string, budget: Budget): NdArray {
  const content = archive.read(name)
  try {
    return parseNpy(content, budget)
  } catch (error) {
    throw error instanceof BrineError ? error.at({ path: name }) : error
  }
}

const OBJECT = parseDTypeName('O8', 0)
const BOOL = parseDTypeName('b1', 0)
const NO_BYTES = new Uint8Array(0)

/** Lists in lists, as deep as the shape says; what lies deeper is an item. */
export function objectArray(
  content: readonly PickleValue[],
  dimensions: PickleValue,
  offset: number,
  budget: Budget,
): NdArray {
  const shape = parseShape(dimensions, offset)
  const expected = elementCount(shape)
  budget.spendNodes(expected, offset)
  let items = content
  for (let axis = 0; axis < shape.length; axis++) {
    const count = elementCount(shape.slice(0, axis + 1))
    if (items.length !== count) {
      throw damagedArray(`the shape (${shape.join(', ')}) needs ${count} items, found ${items.length}`, offset)
    }
    if (axis < shape.length - 1) items = items.flatMap((item) => innerItems(item, shape[axis + 1] as number, offset))
  }
  if (shape.length === 0) throw damagedArray('an array of objects without dimensions', offset)
  return new NdArray(OBJECT, shape, false, NO_BYTES, items)
}

function innerItems(item: PickleValue, length: number, offset: number): readonly PickleValue[] {
  if (item instanceof PickleList && item.items.length === length) return item.items
  throw damagedArray(`expected a list of ${length}, found ${describeValue(item)}`, offset)
}

/** `mask` is an array, or False where nothing is masked. */
export function maskedArray(data: PickleValue, mask: PickleValue, offset: number, budget: Budget): MaskedArray {
  if (!(data instanceof NdArray)) throw damagedArray(`a masked array of ${describeValue(data)}`, offset)
  if (mask === false) {
    budget.spendBytes(data.size)
    return new MaskedArray(data, new NdArray(BOOL, data.shape, false, new Uint8Array(data.size)), null)
  }
  if (!(mask instanceof NdArray) || String(mask.shape) !== String(data.shape)) {
    throw damagedArray(`a mask must have the shape of its array, found ${describeValue(mask)}`, offset)
  }
  return new MaskedArray(data, mask, null)
}

const FORMATS: readonly string[] = ['csr', 'csc', 'coo', 'bsr', 'dia'] satisfies SparseFormat[]

/** What `scipy.sparse.save_npz` wrote. */
export function sparseFile(archive: ZipArchive, name: string, offset: number, budget: Budget): SparseArray {
  const inner = new ZipArchive(archive.read(name), budget)
  const part = (key: string): NdArray => readNpy(inner, `${key}.npy`, budget)
  const format = textOf(part('format'), offset)
  if (!FORMATS.includes(format)) throw damagedArray(`a sparse matrix in the format "${format.slice(0, 20)}"`, offset)
  const shape = checkShape(Array.from(toFloat64(part('shape'))), offset)
  const [indices, indptr] = indexParts(format as SparseFormat, inner, part, offset)
  return new SparseArray(format as SparseFormat, shape, part('data'), indices, indptr)
}

function indexParts(
  format: SparseFormat,
  inner: ZipArchive,
  part: (key: string) => NdArray,
  offset: number,
): readonly [NdArray, NdArray] {
  if (format === 'dia') return [part('offsets'), emptyNdArray()]
  if (format !== 'coo') return [part('indices'), part('indptr')]
  if (inner.members.has('row.npy')) return [part('row'), part('col')]
  throw damagedArray('a sparse matrix in the format coo without rows', offset)
}

/** Text of one element, which Python 2's habits made bytes. */
function textOf(array: NdArray, offset: number): string {
  if (array.dtype.kind === 'S') return decodeLatin1(array.bytes, offset).replace(/\0+$/, '')
  return String(array.dtype.kind === 'U' ? toCells(array)[0] : '')
}

function damagedArray(problem: string, offset: number): BrineError {
  return new BrineError('file_damaged', `schema.json: ${problem}`, { where: { offset } })
}
