/**
 * What a pickle holds once it has been read as data. Nothing here can run: a class is a name, an instance is that name
 * with the arguments and the state that Python would have used.
 *
 * A file of a megabyte can ask for a million empty containers, so each of these classes makes its inner containers only
 * when something is put into them.
 */
import type { MaskedArray, NdArray, PickleDType } from './ndarray.ts'
import type { SparseArray } from './scipy.ts'

/**
 * Python's None, bool, int (a number up to 2^53, else a bigint), float, str, bytes and bytearray, list, tuple, dict,
 * set and frozenset; numpy's arrays and dtypes and scipy's sparse matrices (numpy scalars become plain values); and
 * every other object, inert.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleList
  | PickleTuple
  | PickleDict
  | PickleSet
  | PickleGlobal
  | PickleObject
  | NdArray
  | MaskedArray
  | PickleDType
  | SparseArray

const NO_ITEMS: readonly PickleValue[] = Object.freeze([])
const NO_ENTRIES: ReadonlyMap<PickleKey, PickleEntry> = new Map()

/** A Python list. Lists can contain themselves: whoever walks the graph keeps a visited set and spends a budget. */
export class PickleList {
  #items: PickleValue[] | undefined

  constructor(items?: PickleValue[]) {
    this.#items = items
  }

  get kind(): 'list' {
    return 'list'
  }

  get items(): readonly PickleValue[] {
    return this.#items ?? NO_ITEMS
  }

  push(item: PickleValue): void {
    this.#items ??= []
    this.#items.push(item)
  }
}

export class PickleTuple {
  readonly items: readonly PickleValue[]
  /** What `keyContent` found; null before it was asked. */
  #content: string | undefined | null = null

  constructor(items: readonly PickleValue[]) {
    this.items = items
  }

  get kind(): 'tuple' {
    return 'tuple'
  }

  /** The content as text if all items are plain and short; `undefined` if not. Equal tuples have equal content. */
  get content(): string | undefined {
    if (this.#content === null) this.#content = tupleContent(this.items)
    return this.#content
  }
}

/** A Python set or frozenset, in the order of the file. */
export class PickleSet {
  readonly frozen: boolean
  #items: PickleValue[] | undefined

  constructor(items?: PickleValue[], frozen = false) {
    this.#items = items
    this.frozen = frozen
  }

  get kind(): 'set' {
    return 'set'
  }

  get items(): readonly PickleValue[] {
    return this.#items ?? NO_ITEMS
  }

  push(item: PickleValue): void {
    this.#items ??= []
    this.#items.push(item)
  }
}

/** What identifies a key: itself for plain values, its content for tuples and bytes, its identity for all else. */
export type PickleKey = null | boolean | number | bigint | string | object

export type PickleEntry = readonly [key: PickleValue, value: PickleValue]

/** A Python dict, in insertion order. Names such as `__proto__` are plain keys. */
export class PickleDict {
  #entries: Map<PickleKey, PickleEntry> | undefined
  /** Keys with content, such as tuples: the first one of each content stands for all its equals. */
  #byContent: Map<string, object> | undefined

  get kind(): 'dict' {
    return 'dict'
  }

  get entries(): ReadonlyMap<PickleKey, PickleEntry> {
    return this.#entries ?? NO_ENTRIES
  }

  /** The value under a key; `undefined` if there is none. Tuples and bytes are found by their content. */
  get(key: PickleKey): PickleValue | undefined {
    if (this.#entries === undefined) return undefined
    const content = keyContent(key)
    const identity = content === undefined ? key : this.#byContent?.get(content)
    return identity === undefined ? undefined : this.#entries.get(identity)?.[1]
  }

  set(key: PickleValue, value: PickleValue): void {
    this.#entries ??= new Map()
    this.#entries.set(this.#identity(key), [key, value])
  }

  get size(): number {
    return this.#entries?.size ?? 0
  }

  #identity(key: PickleValue): PickleKey {
    const content = keyContent(key)
    if (content === undefined) return key
    this.#byContent ??= new Map()
    const known = this.#byContent.get(content)
    if (known !== undefined) return known
    this.#byContent.set(content, key as object)
    return key
  }
}

/** Longer keys are filed by their identity, so that no file has its content multiplied. */
const MAX_KEY_ITEMS = 64
const MAX_KEY_TEXT = 512

/** The content of a tuple of plain values or of bytes, as text; `undefined` for all other keys. */
function keyContent(key: PickleKey): string | undefined {
  if (typeof key !== 'object' || key === null) return undefined
  if (key instanceof PickleTuple) return key.content
  if (key instanceof Uint8Array && key.length <= MAX_KEY_ITEMS) return `bytes:${key.join(',')}`
  return undefined
}

function tupleContent(items: readonly PickleValue[]): string | undefined {
  if (items.length > MAX_KEY_ITEMS) return undefined
  const parts: string[] = []
  let length = 0
  for (const item of items) {
    if (typeof item === 'object' && item !== null) return undefined
    if (typeof item === 'string') length += item.length
    if (typeof item === 'bigint' || length > MAX_KEY_TEXT) return undefined
    parts.push(`${typeof item}:${String(item)}`)
  }
  return JSON.stringify(parts)
}

/** A name that Python would have imported: a class or a function. */
export class PickleGlobal {
  readonly module: string
  readonly name: string

  constructor(module: string, name: string) {
    this.module = module
    this.name = name
  }

  get kind(): 'global' {
    return 'global'
  }

  toString(): string {
    return `${this.module}.${this.name}`
  }
}

/** What Python would have made by calling `callee(*args)` or `callee.__new__(callee, *args)`, and then filled. */
export class PickleObject {
  readonly callee: PickleGlobal | PickleObject
  readonly args: readonly PickleValue[]
  /** Keyword arguments, which only protocol 4's NEWOBJ_EX gives. */
  readonly kwargs: PickleDict | undefined
  /** Offset of the opcode that made it. */
  readonly offset: number
  #state: PickleValue | undefined
  #items: PickleValue[] | undefined
  #entries: PickleDict | undefined

  constructor(
    callee: PickleGlobal | PickleObject,
    args: readonly PickleValue[],
    offset: number,
    kwargs?: PickleDict | undefined,
  ) {
    this.callee = callee
    this.args = args
    this.offset = offset
    this.kwargs = kwargs
  }

  get kind(): 'object' {
    return 'object'
  }

  /** What BUILD gave: most often the dict of attributes. `undefined` if there was no BUILD. */
  get state(): PickleValue | undefined {
    return this.#state
  }

  setState(state: PickleValue): void {
    this.#state = state
  }

  /** What APPEND(S) and ADDITEMS added, for subclasses of list and set. */
  get items(): readonly PickleValue[] {
    return this.#items ?? NO_ITEMS
  }

  pushItem(item: PickleValue): void {
    this.#items ??= []
    this.#items.push(item)
  }

  /** What SETITEM(S) added, for subclasses of dict. */
  get entries(): PickleDict {
    return this.#entries ?? NO_DICT
  }

  setEntry(key: PickleValue, value: PickleValue): void {
    this.#entries ??= new PickleDict()
    this.#entries.set(key, value)
  }

  /** Root package and modules of the class, such as `sklearn.svm._classes`; empty if no plain name made it. */
  get module(): string {
    return this.callee instanceof PickleGlobal ? this.callee.module : ''
  }

  /** Name of the class, such as `SVC`; empty if what made it was not a plain name. */
  get className(): string {
    return this.callee instanceof PickleGlobal ? this.callee.name : ''
  }
}

const NO_DICT = new PickleDict()
