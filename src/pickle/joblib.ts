/**
 * joblib's files: pickles in which each array is a small wrapper object, followed at once by the raw bytes of the
 * array (joblib 0.10 and later), or by nothing, with the bytes in a file beside this one (before).
 */
import { readBytes, readU8 } from '../bytes/cursor.ts'
import { BrineError } from '../errors.ts'
import { describeValue } from './describe.ts'
import { hasObjects } from './dtype.ts'
import type { Machine } from './machine.ts'
import { NdArray, PickleDType } from './ndarray.ts'
import { parseNpy } from './npy.ts'
import { buildArray, isArrayClass, rawArray, reconstructArray } from './numpy.ts'
import { elementCount, parseShape } from './shape.ts'
import { PickleDict, type PickleObject, PickleTuple, type PickleValue } from './values.ts'

/** The modules of joblib that define the wrappers, in its own package and in the copy inside scikit-learn ≤0.22. */
const MODULE = /^(?:sklearn\.externals\.)?joblib\.(?:numpy_pickle|numpy_pickle_compat)$/

/** Whether this class is one of joblib's wrappers. */
function isJoblibWrapper(module: string, name: string): boolean {
  return MODULE.test(module) && /^(?:Numpy|ND|ZND)ArrayWrapper$/.test(name)
}

/** The array that a wrapper stands for, once the wrapper has its state; `undefined` for all other objects. */
export function readJoblibArray(m: Machine, wrapper: PickleObject): PickleValue | undefined {
  if (!m.context.joblib || !isJoblibWrapper(wrapper.module, wrapper.className)) return undefined
  const { state } = wrapper
  if (!(state instanceof PickleDict)) {
    throw m.damaged(`the state of a joblib array must be a dict, found ${describeValue(state ?? null)}`)
  }
  if (wrapper.className === 'NumpyArrayWrapper') return readRawArray(m, state)
  return wrapper.className === 'NDArrayWrapper' ? readSidecar(m, state) : readCompressedSidecar(m, state)
}

/** `{subclass, shape, order, dtype, allow_mmap[, numpy_array_alignment_bytes]}`, then the bytes. */
function readRawArray(m: Machine, state: PickleDict): PickleValue {
  const { cursor, budget } = m.context
  if (cursor.offset < m.frameEnd) throw m.damaged(`a joblib array starts inside a frame that ends at ${m.frameEnd}`)
  const type = state.get('dtype')
  if (!(type instanceof PickleDType)) throw m.damaged(`expected a dtype, found ${describeValue(type ?? null)}`)
  if (hasObjects(type.dtype)) return readObjects(m)
  const shape = parseShape(state.get('shape'), m.offset)
  const order = state.get('order')
  if (order !== 'C' && order !== 'F') throw m.damaged(`expected order C or F, found ${describeValue(order ?? null)}`)
  skipPadding(m, state.get('numpy_array_alignment_bytes'))
  const start = cursor.offset
  const bytes = readBytes(cursor, elementCount(shape) * type.dtype.itemsize)
  m.rawArrays += 1
  m.context.recorder?.({ type: 'raw_array', offset: m.offset, opcode: m.opcode, start, end: cursor.offset })
  return rawArray(type.dtype, shape, order === 'F', bytes, m.offset, budget)
}

/** Arrays of objects follow as a pickle of their own. */
function readObjects(m: Machine): NdArray {
  const value = m.context.readNested()
  if (value instanceof NdArray) return value
  throw m.damaged(`expected a pickled array behind the wrapper, found ${describeValue(value)}`)
}

/** joblib 1.2 and later align the bytes: one byte that tells how many more to skip. */
function skipPadding(m: Machine, alignment: PickleValue | undefined): void {
  if (alignment === undefined || alignment === null) return
  readBytes(m.context.cursor, readU8(m.context.cursor))
}

function readSidecar(m: Machine, state: PickleDict): NdArray {
  const name = sidecarName(m, state)
  return parseNpy(openSidecar(m, name), m.context.budget, name)
}

/** `{filename, init_args, state}`: everything about the array but its bytes, which the sidecar holds compressed. */
function readCompressedSidecar(m: Machine, state: PickleDict): NdArray {
  const init = state.get('init_args')
  const arrayState = state.get('state')
  const array = init instanceof PickleTuple && isArrayClass(init.items[0]) ? reconstructArray(init.items) : undefined
  if (array === undefined || !(arrayState instanceof PickleTuple)) {
    throw m.damaged(`expected the state of an array, found ${describeValue(arrayState ?? null)}`)
  }
  const bytes = openSidecar(m, sidecarName(m, state))
  buildArray(array, new PickleTuple([...arrayState.items, bytes]), m.offset, m.context.budget)
  return array
}

/** A plain file name. Anything that could lead out of the directory is refused. */
function sidecarName(m: Machine, state: PickleDict): string {
  const name = state.get('filename')
  if (typeof name === 'string' && /^[^/\\\0:]{1,255}$/.test(name) && name !== '.' && name !== '..') return name
  throw new BrineError('unsafe_file', `the file beside this one has an odd name: ${describeValue(name ?? null)}`, {
    where: { offset: m.offset },
  })
}

function openSidecar(m: Machine, name: string): Uint8Array {
  const { sidecar } = m.context
  if (sidecar !== undefined) return sidecar(name)
  throw new BrineError('unsupported_format', `the array is in another file, "${name}", which was not given`, {
    where: { offset: m.offset },
    remedy: 'Load the model in Python and save it again with joblib.dump, which makes a single file.',
  })
}
