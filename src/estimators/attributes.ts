/**
 * The attributes of one pickled estimator, each asked for by name and type. What is missing or of another type becomes
 * an error that names the class and the attribute, so that a reader is a list of what it needs.
 */
import { BrineError, type ErrorCode } from '../errors.ts'
import { describeValue } from '../pickle/describe.ts'
import { NdArray } from '../pickle/ndarray.ts'
import { toCells, toFloat64, toInt32 } from '../pickle/ndarray-decode.ts'
import { pandasItems } from '../pickle/pandas.ts'
import { SparseArray } from '../pickle/scipy.ts'
import { PickleDict, PickleList, PickleObject, PickleTuple, type PickleValue } from '../pickle/values.ts'
import type { Cell } from '../tensor/tensor.ts'
import { densify } from './dense.ts'
import { parseVersion, type Version } from './version.ts'

/** Numbers in C order with the shape they have in the file. */
export interface FloatArray {
  readonly shape: readonly number[]
  readonly data: Float64Array
}

export class Attributes {
  readonly className: string
  readonly module: string
  /** Where the object stands in the graph, such as `steps[1]`. */
  readonly path: string
  /** As written in the file. */
  readonly versionText: string | undefined
  readonly version: Version | undefined
  readonly #state: PickleDict
  readonly #offset: number

  constructor(object: PickleObject, path: string, inheritedVersion?: string) {
    this.className = object.className
    this.module = object.module
    this.path = path
    this.#offset = object.offset
    this.#state = stateOf(object, path)
    const version = this.#state.get('_sklearn_version')
    this.versionText = typeof version === 'string' ? version : inheritedVersion
    this.version = parseVersion(this.versionText)
  }

  /** An error about this object. */
  error(code: ErrorCode, problem: string, remedy?: string): BrineError {
    const version = this.versionText === undefined ? '' : ` (scikit-learn ${this.versionText})`
    return new BrineError(code, `${this.className}${version}: ${problem}`, {
      where: { offset: this.#offset, path: this.path },
      details: { class: `${this.module}.${this.className}`, version: this.versionText ?? null },
      ...(remedy === undefined ? {} : { remedy }),
    })
  }

  unsupported(what: string, remedy: string): BrineError {
    return this.error('unsupported_option', what, remedy)
  }

  names(): string[] {
    return [...this.#state.entries.keys()].filter((key) => typeof key === 'string')
  }

  has(name: string): boolean {
    return this.#state.get(name) !== undefined
  }

  /** The raw value; `undefined` if there is none. */
  get(name: string): PickleValue | undefined {
    return this.#state.get(name)
  }

  /** The first of several names under which versions have kept the same thing. */
  first(...names: string[]): string {
    const found = names.find((name) => this.has(name))
    if (found !== undefined) return found
    throw this.#missing(names[0] as string)
  }

  require(name: string): PickleValue {
    const value = this.get(name)
    if (value === undefined) throw this.#missing(name)
    return value
  }

  string(name: string, fallback?: string): string {
    const value = this.get(name) ?? fallback
    if (typeof value === 'string') return value
    throw this.#wrong(name, 'a string', value)
  }

  number(name: string, fallback?: number): number {
    const value = unwrapScalar(this.get(name)) ?? fallback
    if (typeof value === 'number') return value
    throw this.#wrong(name, 'a number', value)
  }

  /** A whole number that counts something. */
  count(name: string): number {
    const value = this.number(name)
    if (Number.isInteger(value) && value >= 0) return value
    throw this.#wrong(name, 'a whole number', value)
  }

  boolean(name: string, fallback?: boolean): boolean {
    const value = unwrapScalar(this.get(name)) ?? fallback
    if (typeof value === 'boolean') return value
    if (value === 0 || value === 1) return value === 1
    throw this.#wrong(name, 'True or False', value)
  }

  /** A plain value: None, a bool, a number or a string. */
  cell(name: string): Cell {
    const value = unwrapScalar(this.get(name))
    if (value === undefined) throw this.#missing(name)
    if (value === null || typeof value !== 'object') return value
    throw this.#wrong(name, 'a plain value', value)
  }

  isNone(name: string): boolean {
    const value = this.get(name)
    return value === undefined || value === null
  }

  /** The items of a list, a tuple or a one-dimensional array of objects. */
  list(name: string): readonly PickleValue[] {
    const value = this.require(name)
    const items = itemsOf(value)
    if (items === undefined) throw this.#wrong(name, 'a list', value)
    return items
  }

  object(name: string): PickleObject {
    const value = this.require(name)
    if (typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'object') return value
    throw this.#wrong(name, 'an object', value)
  }

  /** The attributes of an object that is no estimator of its own. */
  part(name: string): Attributes {
    return new Attributes(this.object(name), this.path === '' ? name : `${this.path}.${name}`, this.versionText)
  }

  /** The attributes of one object of a list, which is no estimator of its own. */
  item(name: string, i: number): Attributes {
    const value = this.list(name)[i]
    if (!(value instanceof PickleObject)) throw this.#wrong(`${name}[${i}]`, 'an object', value)
    return new Attributes(value, this.path === '' ? `${name}[${i}]` : `${this.path}.${name}[${i}]`, this.versionText)
  }

  array(name: string): NdArray {
    const value = this.require(name)
    if (value instanceof NdArray) return value
    throw this.#wrong(name, 'an array', value)
  }

  /** Numbers of any shape; a plain number has the shape (). Sparse matrices become dense. */
  floats(name: string): FloatArray {
    const value = this.require(name)
    if (typeof value === 'number') return { shape: [], data: Float64Array.of(value) }
    if (value instanceof SparseArray) return densify(value, this.#where(name))
    if (value instanceof NdArray) return { shape: value.shape, data: detached(toFloat64(value, this.#where(name))) }
    throw this.#wrong(name, 'an array of numbers', value)
  }

  /** A vector of numbers, of the length given if any. */
  vector(name: string, length?: number): Float64Array {
    const { shape, data } = this.floats(name)
    if (shape.length > 1) throw this.#shape(name, shape, '(n,)')
    if (length !== undefined && data.length !== length) throw this.#shape(name, shape, `(${length},)`)
    return data
  }

  /** A matrix of numbers. */
  matrix(name: string): { readonly rows: number; readonly columns: number; readonly data: Float64Array } {
    const { shape, data } = this.floats(name)
    const [rows, columns] = shape
    if (shape.length !== 2) throw this.#shape(name, shape, '(n, m)')
    return { rows: rows as number, columns: columns as number, data }
  }

  integers(name: string): Int32Array {
    return detached(toInt32(this.array(name), this.#where(name)))
  }

  cells(name: string): readonly Cell[] {
    return toCells(this.array(name), this.#where(name))
  }

  #where(name: string) {
    return { offset: this.#offset, path: this.path === '' ? name : `${this.path}.${name}` }
  }

  #missing(name: string): BrineError {
    const fitted = name.endsWith('_') || name.startsWith('_')
    return fitted
      ? this.error('model_not_fitted', `has no attribute ${name}`, 'Call fit before saving the model.')
      : this.error('model_invalid', `has no attribute ${name}`, 'The file is damaged, or of an unknown version.')
  }

  #wrong(name: string, expected: string, value: PickleValue | undefined): BrineError {
    if (value === undefined) return this.#missing(name)
    return this.error('model_invalid', `expected ${expected} in ${name}, found ${describeValue(value)}`)
  }

  #shape(name: string, shape: readonly number[], expected: string): BrineError {
    return this.error('model_invalid', `expected ${name} of shape ${expected}, found (${shape.join(', ')})`)
  }
}

/** The attributes that BUILD gave: a dict, or a pair of a dict and of slots. */
function stateOf(object: PickleObject, path: string): PickleDict {
  const { state } = object
  if (state instanceof PickleDict) return state
  if (state === undefined) return new PickleDict()
  throw new BrineError('model_invalid', `${object.className}: expected a dict of attributes`, {
    where: { offset: object.offset, path },
  })
}

/** A view of a large part of the file is kept as it is; a small one is copied, since it would keep the whole file. */
export function detached<T extends Float64Array | Int32Array>(view: T): T {
  return view.buffer.byteLength > 2 * view.byteLength ? (view.slice() as T) : view
}

/** A zero-dimensional array holds one value. */
function unwrapScalar(value: PickleValue | undefined): PickleValue | undefined {
  return value instanceof NdArray && value.shape.length === 0 ? (toCells(value)[0] as Cell) : value
}

/** The items of a Python sequence, of an Index or of a Series, or undefined if it is none. */
export function itemsOf(value: PickleValue | undefined): readonly PickleValue[] | undefined {
  if (value instanceof PickleList || value instanceof PickleTuple) return value.items
  if (value instanceof NdArray && value.shape.length === 1) return value.objects ?? toCells(value)
  return pandasItems(value)
}
