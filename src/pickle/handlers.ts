/** What each opcode does to the machine. The table is typed over all opcodes, so that none is forgotten. */
import { remaining } from '../bytes/cursor.ts'
import { BrineError } from '../errors.ts'
import type { ArgumentOf } from './arguments.ts'
import { describeValue, quoteName } from './describe.ts'
import { buildDType } from './dtype.ts'
import { readJoblibArray } from './joblib.ts'
import type { Machine } from './machine.ts'
import { MaskedArray, NdArray, PickleDType } from './ndarray.ts'
import { buildArray, buildMasked } from './numpy.ts'
import { HIGHEST_PROTOCOL, type OpcodeName } from './opcodes.ts'
import { checkKey, findReducer, newInstance } from './reducers.ts'
import { SparseArray } from './scipy.ts'
import { buildSparse } from './sparse.ts'
import {
  PickleDict,
  PickleGlobal,
  PickleList,
  PickleObject,
  PickleSet,
  PickleTuple,
  type PickleValue,
} from './values.ts'

type Handlers = { readonly [Name in OpcodeName]: (machine: Machine, argument: ArgumentOf<Name>) => void }

/** Pushes the argument as it is. */
const push = (machine: Machine, value: PickleValue): void => machine.push(value)

const NO_ARGS: readonly PickleValue[] = Object.freeze([])
const EMPTY_TUPLE = new PickleTuple(NO_ARGS)

export const HANDLERS: Handlers = {
  PROTO: startProtocol,
  FRAME: openFrame,
  STOP: (m) => {
    m.stopped = true
  },

  NONE: (m) => m.push(null),
  NEWTRUE: (m) => m.push(true),
  NEWFALSE: (m) => m.push(false),
  INT: push,
  BININT: push,
  BININT1: push,
  BININT2: push,
  LONG: push,
  LONG1: push,
  LONG4: push,
  FLOAT: push,
  BINFLOAT: push,

  STRING: pushText,
  BINSTRING: pushText,
  SHORT_BINSTRING: pushText,
  UNICODE: push,
  BINUNICODE: push,
  SHORT_BINUNICODE: push,
  BINUNICODE8: push,
  BINBYTES: pushBytes,
  SHORT_BINBYTES: pushBytes,
  BINBYTES8: pushBytes,
  BYTEARRAY8: pushBytes,
  NEXT_BUFFER: nextBuffer,
  READONLY_BUFFER: (m) => {
    const value = m.top()
    if (!(value instanceof Uint8Array)) throw m.damaged(`expected bytes, found ${describeValue(value)}`)
  },

  EMPTY_LIST: (m) => pushNew(m, new PickleList()),
  LIST: (m) => pushNew(m, new PickleList(m.popMark())),
  APPEND: (m) => {
    const item = m.pop()
    append(m, m.top(), [item])
  },
  APPENDS: (m) => {
    const items = m.popMark()
    append(m, m.top(), items)
  },

  EMPTY_TUPLE: (m) => m.push(EMPTY_TUPLE),
  TUPLE: (m) => pushNew(m, new PickleTuple(m.popMark())),
  TUPLE1: (m) => pushNew(m, new PickleTuple([m.pop()])),
  TUPLE2: (m) => {
    const second = m.pop()
    pushNew(m, new PickleTuple([m.pop(), second]))
  },
  TUPLE3: (m) => {
    const third = m.pop()
    const second = m.pop()
    pushNew(m, new PickleTuple([m.pop(), second, third]))
  },

  EMPTY_DICT: (m) => pushNew(m, new PickleDict()),
  DICT: (m) => {
    const items = m.popMark()
    const dict = new PickleDict()
    pushNew(m, dict)
    setItems(m, dict, items)
  },
  SETITEM: (m) => {
    const value = m.pop()
    const key = m.pop()
    setItems(m, m.top(), [key, value])
  },
  SETITEMS: (m) => {
    const items = m.popMark()
    setItems(m, m.top(), items)
  },

  EMPTY_SET: (m) => pushNew(m, new PickleSet()),
  FROZENSET: (m) => pushNew(m, new PickleSet(m.popMark(), true)),
  ADDITEMS: (m) => {
    const items = m.popMark()
    addItems(m, m.top(), items)
  },

  MARK: (m) => m.mark(),
  POP: (m) => {
    // On top of a mark, POP takes the mark, as Python's does.
    if (m.marks.length > 0 && m.marks.at(-1) === m.stack.length) m.popMark()
    else m.pop()
  },
  POP_MARK: (m) => {
    m.popMark()
  },
  DUP: (m) => m.push(m.top()),

  PUT: (m, index) => m.memoize(memoIndex(m, index), m.top()),
  BINPUT: (m, index) => m.memoize(index, m.top()),
  LONG_BINPUT: (m, index) => m.memoize(index, m.top()),
  MEMOIZE: (m) => m.memoize(m.memoSize, m.top()),
  GET: (m, index) => m.push(m.recall(memoIndex(m, index))),
  BINGET: (m, index) => m.push(m.recall(index)),
  LONG_BINGET: (m, index) => m.push(m.recall(index)),

  GLOBAL: (m, [module, name]) => m.push(importName(m, module, name)),
  STACK_GLOBAL: stackGlobal,
  EXT1: pushExtension,
  EXT2: pushExtension,
  EXT4: pushExtension,
  PERSID: (m, id) => pushPersistent(m, id),
  BINPERSID: (m) => pushPersistent(m, m.pop()),

  REDUCE: (m) => {
    const args = popArgs(m)
    pushNew(m, call(m, m.pop(), args))
  },
  INST: (m, [module, name]) => {
    // Python imports the name before it looks for the mark.
    const callee = importName(m, module, name)
    pushNew(m, call(m, callee, m.popMark()))
  },
  OBJ: (m) => {
    const [cls, ...args] = m.popMark()
    if (cls === undefined) throw m.underflow()
    pushNew(m, call(m, cls, args))
  },
  NEWOBJ: (m) => {
    const args = popArgs(m)
    const cls = callable(m, m.pop())
    m.context.recorder?.({ type: 'call', offset: m.offset, opcode: m.opcode, callee: cls, args })
    pushNew(m, newInstance(cls, args, m.offset))
  },
  NEWOBJ_EX: newWithKeywords,
  BUILD: build,
}

function startProtocol(m: Machine, version: number): void {
  m.context.recorder?.({ type: 'protocol', offset: m.offset, opcode: m.opcode, version, misplaced: !m.atStart })
  if (version > HIGHEST_PROTOCOL) {
    throw new BrineError('unsupported_version', `pickle protocol ${version} is newer than ${HIGHEST_PROTOCOL}`, {
      where: { offset: m.offset },
      details: { found: version, expected: HIGHEST_PROTOCOL },
    })
  }
  m.protocol = version
}

/** Frames only help a reader that buffers; but one that lies about its length hides opcodes from other readers. */
function openFrame(m: Machine, length: number): void {
  const { cursor } = m.context
  if (m.offset < m.frameEnd) throw m.damaged(`a frame starts inside one that ends at offset ${m.frameEnd}`)
  if (length > remaining(cursor)) {
    throw new BrineError('file_truncated', `a frame of ${length} bytes starts here, but ${remaining(cursor)} remain`, {
      where: { offset: m.offset },
      remedy: 'Copy or download the file again, and compare its size with the original.',
      details: { wanted: length, remaining: remaining(cursor) },
    })
  }
  m.frameEnd = cursor.offset + length
}

/** A container or an object costs a node. */
function pushNew(m: Machine, value: PickleValue): void {
  m.context.budget.spendNodes(1, m.offset)
  m.push(value)
}

function pushText(m: Machine, text: string): void {
  m.context.recorder?.({ type: 'content', offset: m.offset, opcode: m.opcode, content: text })
  m.push(text)
}

function pushBytes(m: Machine, bytes: Uint8Array): void {
  m.context.recorder?.({ type: 'content', offset: m.offset, opcode: m.opcode, content: bytes })
  m.push(bytes)
}

function nextBuffer(m: Machine): void {
  m.context.recorder?.({ type: 'next_buffer', offset: m.offset, opcode: m.opcode })
  throw new BrineError('unsupported_format', 'the pickle keeps its buffers outside of the file', {
    where: { offset: m.offset },
    remedy: 'Save the model again without buffer_callback: pickle.dump(model, file, protocol=5).',
    details: { opcode: m.opcode },
  })
}

function append(m: Machine, target: PickleValue, items: readonly PickleValue[]): void {
  if (target instanceof PickleList) for (const item of items) target.push(item)
  else if (target instanceof PickleObject) for (const item of items) target.pushItem(item)
  else throw m.damaged(`expected a list, found ${describeValue(target)}`)
}

function addItems(m: Machine, target: PickleValue, items: readonly PickleValue[]): void {
  if (target instanceof PickleSet && !target.frozen) for (const item of items) target.push(item)
  else if (target instanceof PickleObject) for (const item of items) target.pushItem(item)
  else throw m.damaged(`expected a set, found ${describeValue(target)}`)
}

function setItems(m: Machine, target: PickleValue, items: readonly PickleValue[]): void {
  if (items.length % 2 !== 0) throw m.damaged(`a key has no value: ${items.length} items`)
  if (!(target instanceof PickleDict || target instanceof PickleObject)) {
    throw m.damaged(`expected a dict, found ${describeValue(target)}`)
  }
  for (let i = 0; i < items.length; i += 2) {
    const key = checkKey(items[i] as PickleValue, m.offset)
    const value = items[i + 1] as PickleValue
    if (target instanceof PickleDict) target.set(key, value)
    else target.setEntry(key, value)
  }
}

function memoIndex(m: Machine, index: number | bigint | boolean): number {
  // `p0` and `p1` may be written `00` and `01`, which INT takes for booleans.
  const number = Number(index)
  if (!Number.isSafeInteger(number)) throw m.damaged(`the memo index ${index} is too large`)
  return number
}

/** No name that Python could import is longer; one that is would cost its length each time it is looked up. */
const MAX_NAME = 1024

function importName(m: Machine, module: string, name: string): PickleGlobal {
  if (module.length + name.length > MAX_NAME) {
    throw new BrineError('limit_exceeded', `a name of ${module.length + name.length} characters exceeds ${MAX_NAME}`, {
      where: { offset: m.offset },
      details: { name: 'name', limit: MAX_NAME, actual: module.length + name.length },
    })
  }
  const global = m.global(module, name)
  m.context.recorder?.({ type: 'global', offset: m.offset, opcode: m.opcode, global })
  return global
}

function stackGlobal(m: Machine): void {
  const name = m.pop()
  const module = m.pop()
  if (typeof module !== 'string' || typeof name !== 'string') {
    m.context.recorder?.({ type: 'bad_global', offset: m.offset, opcode: m.opcode, module, name })
    throw m.damaged(`expected two strings, found ${describeValue(module)} and ${describeValue(name)}`)
  }
  m.push(importName(m, module, name))
}

/** The name behind an extension code stands in no file; the code itself becomes the name. */
function pushExtension(m: Machine, code: number): void {
  m.context.recorder?.({ type: 'extension', offset: m.offset, opcode: m.opcode, code })
  if (code <= 0) throw m.damaged(`the extension code ${code} is not positive`)
  m.push(m.global('<extension>', String(code)))
}

/** What a persistent id stands for is known only to the program that wrote the file; the id becomes an argument. */
function pushPersistent(m: Machine, id: PickleValue): void {
  m.context.recorder?.({ type: 'persistent_id', offset: m.offset, opcode: m.opcode, id })
  pushNew(m, new PickleObject(m.global('<persistent>', 'id'), [id], m.offset))
}

function popArgs(m: Machine): readonly PickleValue[] {
  const args = m.pop()
  if (args instanceof PickleTuple) return args.items
  throw m.damaged(`expected a tuple of arguments, found ${describeValue(args)}`)
}

function callable(m: Machine, value: PickleValue): PickleGlobal | PickleObject {
  if (value instanceof PickleGlobal || value instanceof PickleObject) return value
  throw m.damaged(`expected a class or a function, found ${describeValue(value)}`)
}

/** What Python would call becomes plain data if its meaning is known, else an inert object. */
function call(m: Machine, callee: PickleValue, args: readonly PickleValue[]): PickleValue {
  const { recorder, budget } = m.context
  recorder?.({ type: 'call', offset: m.offset, opcode: m.opcode, callee, args })
  const target = callable(m, callee)
  const reducer = target instanceof PickleGlobal ? findReducer(target) : undefined
  const value = reducer?.({ callee: target as PickleGlobal, args, offset: m.offset, budget })
  return value ?? (value === null ? null : new PickleObject(target, args, m.offset))
}

function newWithKeywords(m: Machine): void {
  const kwargs = m.pop()
  const args = popArgs(m)
  const cls = callable(m, m.pop())
  if (!(kwargs instanceof PickleDict)) throw m.damaged(`expected a dict of arguments, found ${describeValue(kwargs)}`)
  m.context.recorder?.({ type: 'call', offset: m.offset, opcode: m.opcode, callee: cls, args })
  pushNew(m, newInstance(cls, args, m.offset, kwargs.size === 0 ? undefined : kwargs))
}

function build(m: Machine): void {
  const state = m.pop()
  const target = m.top()
  const { budget, recorder } = m.context
  recorder?.({ type: 'build', offset: m.offset, opcode: m.opcode, target, state })
  if (target instanceof PickleObject) buildObject(m, target, state)
  else if (target instanceof NdArray) buildArray(target, state, m.offset, budget)
  else if (target instanceof PickleDType) buildDType(target, state, m.offset, budget)
  else if (target instanceof SparseArray) buildSparse(target, state, m.offset)
  else if (target instanceof MaskedArray) buildMasked(target, state, m.offset, budget)
  else if (target instanceof PickleGlobal) {
    throw new BrineError('unsafe_file', `the file changes ${quoteName(target)} itself, not an instance of it`, {
      where: { offset: m.offset },
      remedy: 'No model needs this. Do not load the file in Python.',
    })
  } else throw m.damaged(`expected an object, found ${describeValue(target)}`)
}

function buildObject(m: Machine, target: PickleObject, state: PickleValue): void {
  if (target.state !== undefined) throw m.damaged(`${describeValue(target)} is given a state twice`)
  target.setState(state)
  const array = readJoblibArray(m, target)
  if (array === undefined) return
  m.pop()
  m.push(array)
}
