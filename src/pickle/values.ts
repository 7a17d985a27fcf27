/**
 * What a pickle holds once it has been read as data. Nothing here can run: a class is a name, an instance is that name
 * with the arguments and the state that Python would have used.
 */
import type { NdArray } from './ndarray.ts'
import type { SparseArray } from './scipy.ts'

/**
 * Python's None, bool, int (a number up to 2^53, else a bigint), float, str, bytes and bytearray, list, tuple, dict,
 * set and frozenset; numpy's arrays and scipy's sparse matrices (numpy scalars become plain values); and every other
 * object, inert.
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
  | SparseArray

/** A Python list. Lists can contain themselves: whoever walks the graph keeps a visited set and spends a budget. */
export class PickleList {
  readonly kind = 'list'
  readonly items: PickleValue[] = []
}

export class PickleTuple {
  readonly kind = 'tuple'
  readonly items: readonly PickleValue[]
  constructor(items: readonly PickleValue[]) {
    this.items = items
  }
}

export class PickleSet {
  readonly kind = 'set'
  readonly items: PickleValue[] = []
}

/** A Python dict, in insertion order. Names such as `__proto__` are plain keys. */
export class PickleDict {
  readonly kind = 'dict'
  readonly entries: Map<PickleKey, [key: PickleValue, value: PickleValue]> = new Map()

  /** The value under a string, number, boolean or None; `undefined` if there is none. */
  get(key: PickleKey): PickleValue | undefined {
    return this.entries.get(key)?.[1]
  }

  set(key: PickleValue, value: PickleValue): void {
    this.entries.set(pickleKey(key), [key, value])
  }

  get size(): number {
    return this.entries.size
  }
}

/** What identifies a key: itself for plain values, its content for tuples, its identity for everything else. */
export type PickleKey = null | boolean | number | bigint | string | symbol | object

/** The identity under which a dict files a key, so that equal tuples meet. */
export function pickleKey(key: PickleValue): PickleKey {
  if (key instanceof PickleTuple) return tupleKey(key)
  return key
}

function tupleKey(tuple: PickleTuple): symbol | object {
  const parts: string[] = []
  for (const item of tuple.items) {
    if (typeof item === 'object' && item !== null) return tuple
    parts.push(`${typeof item}:${String(item)}`)
  }
  return Symbol.for(`brine.tuple(${JSON.stringify(parts)})`)
}

/** A name that Python would have imported: a class or a function. */
export class PickleGlobal {
  readonly kind = 'global'
  readonly module: string
  readonly name: string
  constructor(module: string, name: string) {
    this.module = module
    this.name = name
  }
  toString(): string {
    return `${this.module}.${this.name}`
  }
}

/** What Python would have made by calling `callee(*args)` or `callee.__new__(callee, *args)`, and then filled. */
export class PickleObject {
  readonly kind = 'object'
  readonly callee: PickleGlobal | PickleObject
  readonly args: readonly PickleValue[]
  /** What BUILD gave: most often the dict of attributes. `undefined` if there was no BUILD. */
  state: PickleValue | undefined = undefined
  /** What APPEND(S) and SETITEM(S) added, for subclasses of list and dict. */
  readonly items: PickleValue[] = []
  readonly entries: PickleDict = new PickleDict()
  /** Offset of the opcode that made it. */
  readonly offset: number

  constructor(callee: PickleGlobal | PickleObject, args: readonly PickleValue[], offset: number) {
    this.callee = callee
    this.args = args
    this.offset = offset
  }

  /** Root package and modules of the class, such as `sklearn.svm._classes`. */
  get module(): string {
    return this.callee instanceof PickleGlobal ? this.callee.module : ''
  }

  /** Name of the class, such as `SVC`; empty if what made it was not a plain name. */
  get className(): string {
    return this.callee instanceof PickleGlobal ? this.callee.name : ''
  }
}
