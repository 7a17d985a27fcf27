/** numpy's .npy files (NEP 1): a header that is a Python literal, then the raw array. */
import type { Budget } from '../bytes/budget.ts'
import { createCursor, readBytes, readU8, readU16le, readU32le, remaining } from '../bytes/cursor.ts'
import { BrineError } from '../errors.ts'
import { quote } from './describe.ts'
import { hasObjects, parseDTypeName } from './dtype.ts'
import { type LiteralValue, parseLiteral } from './literal.ts'
import type { DTypeField, NdArray, NumpyDType } from './ndarray.ts'
import { rawArray } from './numpy.ts'
import { checkShape, elementCount } from './shape.ts'
import { decodeLatin1, decodeUtf8 } from './text.ts'

/** The six bytes that every .npy file starts with. */
export const NPY_MAGIC: readonly number[] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]

/** numpy's own limit on headers that it does not trust (`max_header_size`). */
const MAX_HEADER = 10_000

/**
 * The array of a .npy file; its bytes are a view. Throws `file_damaged`, `file_truncated`, and `unsupported_format`
 * for arrays of Python objects, which are pickles inside.
 */
export function parseNpy(bytes: Uint8Array, budget: Budget, file?: string): NdArray {
  const cursor = createCursor(bytes)
  const magic = readBytes(cursor, NPY_MAGIC.length)
  if (!NPY_MAGIC.every((byte, i) => magic[i] === byte)) throw damaged('the magic bytes of .npy are missing', 0)
  const version = readU8(cursor)
  readU8(cursor)
  if (version < 1 || version > 3) throw damaged(`version ${version} of .npy is unknown`, 6)
  const length = version === 1 ? readU16le(cursor) : readU32le(cursor)
  if (length > MAX_HEADER) {
    throw new BrineError('limit_exceeded', `an .npy header of ${length} bytes exceeds the limit of ${MAX_HEADER}`, {
      where: { offset: cursor.offset },
      details: { name: 'npy header', limit: MAX_HEADER, actual: length },
    })
  }
  const start = cursor.offset
  const header = readBytes(cursor, length)
  const text = version === 3 ? decodeUtf8(header, start) : decodeLatin1(header, start)
  const { dtype, shape, fortranOrder } = parseHeader(parseLiteral(text.trim(), start), start)
  if (hasObjects(dtype)) {
    throw new BrineError('unsupported_format', 'an .npy file of Python objects is not read', {
      where: { offset: start, ...(file === undefined ? {} : { file }) },
      remedy: 'Save the model itself with joblib.dump or pickle.dump.',
    })
  }
  const wanted = elementCount(shape) * dtype.itemsize
  const content = readBytes(cursor, wanted)
  if (remaining(cursor) > 0) throw damaged(`${remaining(cursor)} bytes follow the array`, cursor.offset)
  return rawArray(dtype, shape, fortranOrder, content, start, budget)
}

function parseHeader(
  header: LiteralValue,
  offset: number,
): { readonly dtype: NumpyDType; readonly shape: readonly number[]; readonly fortranOrder: boolean } {
  if (!(header instanceof Map)) throw damaged('the header is not a dict', offset)
  const shape = header.get('shape')
  const fortranOrder = header.get('fortran_order')
  if (header.size !== 3 || !Array.isArray(shape) || typeof fortranOrder !== 'boolean') {
    throw damaged('the header must have exactly descr, fortran_order and shape', offset)
  }
  return { dtype: parseDescr(header.get('descr'), offset), shape: checkShape(shape, offset), fortranOrder }
}

/** `'<f8'`, or a list of fields `(name, descr[, shape])`; fields of fields are not nested deeper than the literal. */
function parseDescr(descr: LiteralValue | undefined, offset: number): NumpyDType {
  if (typeof descr === 'string') return parseDTypeName(descr, offset)
  if (!Array.isArray(descr)) throw damaged(`expected a dtype, found ${quote(String(descr))}`, offset)
  const fields = new Map<string, DTypeField>()
  let itemsize = 0
  let containsObjects = false
  for (const entry of descr) {
    const [title, type, shape] = Array.isArray(entry) ? entry : []
    const name = Array.isArray(title) ? title[1] : title
    if (typeof name !== 'string') throw damaged('a field has no name', offset)
    const dtype = withShape(parseDescr(type, offset), shape, offset)
    if (name !== '') fields.set(name, { dtype, offset: itemsize })
    itemsize += dtype.itemsize
    containsObjects ||= hasObjects(dtype)
  }
  return { kind: 'V', itemsize, littleEndian: true, fields, ...(containsObjects ? { containsObjects } : {}) }
}

function withShape(dtype: NumpyDType, shape: LiteralValue | undefined, offset: number): NumpyDType {
  if (shape === undefined) return dtype
  const dimensions = checkShape(Array.isArray(shape) ? shape : [shape], offset)
  const itemsize = elementCount(dimensions) * dtype.itemsize
  return { kind: 'V', itemsize, littleEndian: true, subarray: { dtype, shape: dimensions } }
}

function damaged(problem: string, offset: number): BrineError {
  return new BrineError('file_damaged', problem, { where: { offset } })
}
