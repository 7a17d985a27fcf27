/**
 * The calls whose meaning is known to be plain data, by exact name. All others stay inert objects: there is no other
 * way for a name in the file to have an effect.
 */
import type { Budget } from '../bytes/budget.ts'
import { BrineError } from '../errors.ts'
import { fillByCloudpickle, isCloudpickleMaker } from './cloudpickle.ts'
import { describeValue } from './describe.ts'
import { createDType, parseDTypeName } from './dtype.ts'
import { PickleDType } from './ndarray.ts'
import { frombuffer, reconstructArray, reconstructMasked, scalar } from './numpy.ts'
import { createSparse } from './sparse.ts'
import { encodeLatin1 } from './text.ts'
import {
  PickleDict,
  PickleGlobal,
  PickleList,
  PickleObject,
  PickleSet,
  PickleTuple,
  type PickleValue,
} from './values.ts'

/** A call as the file has it. */
export interface Call {
  readonly callee: PickleGlobal
  readonly args: readonly PickleValue[]
  readonly offset: number
  readonly budget: Budget
}

/** The value of a call, or `undefined` if these arguments have no plain meaning. */
type Reducer = (call: Call) => PickleValue | undefined

const array: Reducer = ({ args }) => reconstructArray(args)
const buffer: Reducer = ({ args, offset, budget }) => frombuffer(args, offset, budget)
const cloudpickle: Reducer = ({ callee, args, offset }) => fillByCloudpickle(callee, args, offset)
const number: Reducer = ({ args, offset, budget }) => scalar(args, offset, budget)

const REDUCERS: ReadonlyMap<string, Reducer> = new Map(
  Object.entries({
    'numpy.core.multiarray._reconstruct': array,
    'numpy._core.multiarray._reconstruct': array,
    'numpy.core._multiarray_umath._reconstruct': array,
    'numpy._core._multiarray_umath._reconstruct': array,
    'numpy.core.numeric._frombuffer': buffer,
    'numpy._core.numeric._frombuffer': buffer,
    'numpy.core.multiarray.scalar': number,
    'numpy._core.multiarray.scalar': number,
    'numpy.core._multiarray_umath.scalar': number,
    'numpy._core._multiarray_umath.scalar': number,
    'numpy.dtype': ({ args, offset }) => createDType(args, offset),
    'numpy.core._internal._convert_to_stringdtype_kwargs': stringDType,
    'numpy._core._internal._convert_to_stringdtype_kwargs': stringDType,
    'numpy.ma.core._mareconstruct': ({ args }) => reconstructMasked(args),
    '_codecs.encode': encode,
    'copyreg._reconstructor': reconstructor,
    'copyreg.__newobj__': ({ args, offset }) => newObject(args, offset),
    'collections.OrderedDict': dict,
    'builtins.dict': dict,
    'builtins.list': ({ args, budget, offset }) => {
      const items = iterable(args)
      if (items === undefined) return undefined
      budget.spendCopies(items.length, offset)
      return new PickleList([...items])
    },
    'builtins.tuple': ({ args, budget, offset }) => {
      const items = iterable(args)
      if (items === undefined) return undefined
      budget.spendCopies(items.length, offset)
      return new PickleTuple([...items])
    },
    'builtins.set': (call) => set(call, false),
    'builtins.frozenset': (call) => set(call, true),
    'builtins.bytes': bytes,
    'builtins.bytearray': bytes,
  } satisfies Record<string, Reducer>),
)

/** Python 2's names of modules that Python 3 calls otherwise. */
const PYTHON3_MODULES: ReadonlyMap<string, string> = new Map([
  ['__builtin__', 'builtins'],
  ['copy_reg', 'copyreg'],
])

/** What calls of this name mean; `undefined` if the name is not in the table. */
export function findReducer(callee: PickleGlobal): Reducer | undefined {
  if (isCloudpickleMaker(callee.module, callee.name)) return cloudpickle
  return REDUCERS.get(`${PYTHON3_MODULES.get(callee.module) ?? callee.module}.${callee.name}`)
}

/** `class.__new__(class, *args)`: plain data for the classes that are, an inert object for all others. */
export function newInstance(
  cls: PickleGlobal | PickleObject,
  args: readonly PickleValue[],
  offset: number,
  kwargs?: PickleDict,
): PickleValue {
  if (cls instanceof PickleGlobal && args.length === 0 && kwargs === undefined) {
    const sparse = createSparse(cls)
    if (sparse !== undefined) return sparse
    if (cls.module === 'collections' && cls.name === 'OrderedDict') return new PickleDict()
  }
  return new PickleObject(cls, args, offset, kwargs)
}

/** Items of the only argument; none if there is no argument. */
function iterable(args: readonly PickleValue[]): readonly PickleValue[] | undefined {
  const [first] = args
  if (args.length === 0) return []
  if (args.length > 1) return undefined
  const known = first instanceof PickleList || first instanceof PickleTuple || first instanceof PickleSet
  return known ? first.items : undefined
}

function set({ args, budget, offset }: Call, frozen: boolean): PickleSet | undefined {
  const items = iterable(args)
  if (items === undefined) return undefined
  budget.spendCopies(items.length, offset)
  return new PickleSet([...items], frozen)
}

/** `dict()`, `dict(dict)`, or `dict([(key, value), …])`. */
function dict({ args, budget, offset }: Call): PickleDict | undefined {
  const [source] = args
  if (args.length > 1) return undefined
  const result = new PickleDict()
  if (source instanceof PickleDict) {
    budget.spendCopies(source.size, offset)
    for (const [key, value] of source.entries.values()) result.set(key, value)
    return result
  }
  const pairs = iterable(args)
  if (pairs === undefined) return undefined
  budget.spendCopies(pairs.length, offset)
  for (const pair of pairs) {
    const items = pair instanceof PickleTuple || pair instanceof PickleList ? pair.items : []
    if (items.length !== 2) return undefined
    result.set(checkKey(items[0] as PickleValue, offset), items[1] as PickleValue)
  }
  return result
}

/** Refuses keys that Python could not hash. */
export function checkKey(key: PickleValue, offset: number): PickleValue {
  if (key instanceof PickleList || key instanceof PickleDict || (key instanceof PickleSet && !key.frozen)) {
    throw new BrineError('file_damaged', `${describeValue(key)} cannot be the key of a dict`, { where: { offset } })
  }
  return key
}

const EMPTY = new Uint8Array(0)

/** `bytes()`, `bytearray(bytes)` or `bytearray(text, 'latin-1')`, as protocols 0 to 2 write them. */
function bytes({ args, budget, offset }: Call): Uint8Array | undefined {
  const [content, encoding] = args
  if (content === undefined) return EMPTY
  if (content instanceof Uint8Array && args.length === 1) return content
  if (typeof content === 'string') {
    budget.spendCopies(content.length, offset)
    return encodeText(content, encoding)
  }
  const items = iterable(args)
  if (items === undefined) return undefined
  budget.spendCopies(items.length, offset)
  if (!items.every((item) => typeof item === 'number' && Number.isInteger(item) && item >= 0 && item < 256)) {
    return undefined
  }
  return Uint8Array.from(items as readonly number[])
}

/** `_codecs.encode(text, encoding)`: how protocols 0 to 2 write bytes. */
function encode({ args, budget, offset }: Call): Uint8Array | undefined {
  const [text, encoding] = args
  if (typeof text !== 'string') return undefined
  budget.spendCopies(text.length, offset)
  return encodeText(text, encoding)
}

function encodeText(text: string, encoding: PickleValue | undefined): Uint8Array | undefined {
  if (encoding === 'latin1' || encoding === 'latin-1') return encodeLatin1(text)
  if (encoding === 'utf8' || encoding === 'utf-8') return new TextEncoder().encode(text)
  return undefined
}

/** `_reconstructor(class, base, state)`: how protocols 0 and 1 make instances. */
function reconstructor({ args, offset, budget }: Call): PickleValue | undefined {
  const [cls, base, state] = args
  const isClass = cls instanceof PickleGlobal || cls instanceof PickleObject
  if (args.length !== 3 || !isClass || !(base instanceof PickleGlobal)) return undefined
  if (base.name === 'object') return newInstance(cls, [], offset)
  const object = new PickleObject(cls, [state as PickleValue], offset)
  if (state instanceof PickleDict) {
    budget.spendCopies(state.size, offset)
    for (const [key, value] of state.entries.values()) object.setEntry(key, value)
  } else if (state instanceof PickleList || state instanceof PickleSet) {
    budget.spendCopies(state.items.length, offset)
    for (const item of state.items) object.pushItem(item)
  }
  return object
}

function newObject(args: readonly PickleValue[], offset: number): PickleValue | undefined {
  const [cls, ...rest] = args
  return cls instanceof PickleGlobal || cls instanceof PickleObject ? newInstance(cls, rest, offset) : undefined
}

/** numpy's StringDType: its arrays hold their strings as objects. */
function stringDType({ offset }: Call): PickleDType {
  return new PickleDType(parseDTypeName('O8', offset))
}
