/**
 * pandas in pickles: Series, DataFrame, Index and what they are made of, as versions 0.25 to 3.1 write them, read from
 * the inert graph. Nothing is made that the file does not hold: a RangeIndex stays three numbers, and categories are
 * shared by the cells that have them.
 */
import { BrineError } from '../errors.ts'
import type { Cell } from '../tensor/tensor.ts'
import { describeValue } from './describe.ts'
import { NdArray } from './ndarray.ts'
import { toCells, toInt32 } from './ndarray-decode.ts'
import { elementCount } from './shape.ts'
import { PickleDict, PickleGlobal, PickleList, PickleObject, PickleTuple, type PickleValue } from './values.ts'

/** A label of an index; those of a MultiIndex are lists. */
export type Label = Cell | readonly Cell[]

/** Labels by position. */
export interface PandasIndex {
  readonly length: number
  /** One name, or one a level. */
  readonly names: readonly Cell[]
  at(position: number): Label
}

export interface PandasSeries {
  readonly name: Cell
  readonly index: PandasIndex
  readonly values: readonly Cell[]
}

export interface PandasFrame {
  readonly columns: PandasIndex
  readonly index: PandasIndex
  /** Cells of each column, in the order of `columns`. */
  readonly data: readonly (readonly Cell[])[]
}

/** What a `CategoricalDtype` says; categories are `undefined` if it leaves them open. */
export interface CategoricalType {
  readonly categories: readonly Cell[] | undefined
  readonly ordered: boolean
}

/** No index of a model is longer than this without having its labels in the file. */
const MAX_RANGE = 10_000_000

/** Cells of a frame: the same values could stand for many of its columns. */
const MAX_CELLS = 50_000_000

/** Levels of a MultiIndex, and arrays made of arrays: a hostile file could have them contain themselves. */
const MAX_LEVELS = 64
const MAX_DEPTH = 8

/** Whether a value is an object of a class, or what a function made, of this name and of pandas. */
function isOf(value: PickleValue | undefined, pattern: RegExp): value is PickleObject {
  return value instanceof PickleObject && value.module.split('.', 1)[0] === 'pandas' && pattern.test(value.className)
}

/** The Series; `undefined` if the value is none. Throws `model_invalid` if it contradicts itself. */
export function readSeries(value: PickleValue | undefined): PandasSeries | undefined {
  if (!isOf(value, /^Series$/)) return undefined
  const state = stateOf(value)
  const { axes, blocks } = readManager(managerOf(state, value), value)
  const [index] = axes
  const [block] = blocks
  if (index === undefined || block === undefined || blocks.length > 1) throw bad(value, 'expected one block of values')
  const values = readArray(block.values, value)
  if (values.length !== index.length) throw bad(value, `${values.length} values have ${index.length} labels`)
  return { name: plainCell(state.get('_name') ?? state.get('name') ?? null), index, values }
}

/** A Series as a mapping from its labels. Throws `model_invalid` if a label occurs twice. */
export function seriesMap(series: PandasSeries): ReadonlyMap<Cell, Cell> {
  const map = new Map<Cell, Cell>()
  series.values.forEach((value, i) => {
    const label = series.index.at(i)
    if (Array.isArray(label)) throw new BrineError('model_invalid', 'a mapping with labels of several levels')
    if (map.has(label as Cell)) throw new BrineError('model_invalid', `a mapping with the label ${String(label)} twice`)
    map.set(label as Cell, value)
  })
  return map
}

/** The DataFrame; `undefined` if the value is none. */
export function readFrame(value: PickleValue | undefined): PandasFrame | undefined {
  if (!isOf(value, /^DataFrame$/)) return undefined
  const { axes, blocks } = readManager(managerOf(stateOf(value), value), value)
  const [columns, index] = axes
  if (columns === undefined || index === undefined) throw bad(value, 'expected two axes')
  const data = new Array<readonly Cell[] | undefined>(Math.min(columns.length, MAX_RANGE)).fill(undefined)
  let cells = 0
  for (const block of blocks) {
    const places = placesOf(block.places, data.length, value)
    cells += places.length * index.length
    if (cells > MAX_CELLS) throw tooMany('cells', MAX_CELLS, cells)
    const rows = blockRows(block.values, places.length, index.length, value)
    places.forEach((place, i) => {
      data[place] = rows[i]
    })
  }
  if (data.some((column) => column === undefined)) throw bad(value, 'a column has no values')
  return { columns, index, data: data as readonly (readonly Cell[])[] }
}

/** The labels of any kind of index; `undefined` if the value is none. */
export function readIndex(value: PickleValue | undefined): PandasIndex | undefined {
  return indexAt(value, 0)
}

function indexAt(value: PickleValue | undefined, depth: number): PandasIndex | undefined {
  if (!isOf(value, /^_new_\w*Index$/)) return undefined
  if (depth > MAX_DEPTH) throw bad(value, 'an index contains itself')
  const [cls, parts] = value.args
  if (!(cls instanceof PickleGlobal) || !(parts instanceof PickleDict))
    throw bad(value, 'expected a class and its parts')
  if (cls.name === 'RangeIndex') return rangeIndex(parts, value)
  if (cls.name === 'MultiIndex') return multiIndex(parts, value, depth)
  const labels = readArray(parts.get('data') ?? null, value, depth + 1)
  return { length: labels.length, names: [plainCell(parts.get('name') ?? null)], at: (i) => labels[i] as Cell }
}

/** Categories and their order; `undefined` if the value is no CategoricalDtype. */
export function readCategoricalDtype(value: PickleValue | undefined): CategoricalType | undefined {
  return categoricalDtypeAt(value, 0)
}

function categoricalDtypeAt(value: PickleValue | undefined, depth: number): CategoricalType | undefined {
  if (!isOf(value, /^CategoricalDtype$/)) return undefined
  const state = stateOf(value)
  const categories = state.get('categories')
  return {
    categories: categories === null || categories === undefined ? undefined : labelsOf(categories, value, depth),
    ordered: state.get('ordered') === true,
  }
}

/** Labels or values of an Index or a Series, one cell each; `undefined` if the value is neither. */
export function pandasItems(value: PickleValue | undefined): readonly Cell[] | undefined {
  const series = readSeries(value)
  if (series !== undefined) return series.values
  const index = readIndex(value)
  return index === undefined ? undefined : flatLabels(index)
}

function flatLabels(index: PandasIndex): readonly Cell[] {
  if (index.length > MAX_RANGE) {
    throw tooMany('labels', MAX_RANGE, index.length)
  }
  return Array.from({ length: index.length }, (_, i) => {
    const label = index.at(i)
    if (Array.isArray(label)) throw new BrineError('model_invalid', 'expected an index of one level')
    return label as Cell
  })
}

function labelsOf(value: PickleValue, owner: PickleObject, depth: number): readonly Cell[] {
  const index = indexAt(value, depth + 1)
  if (index === undefined) throw bad(owner, `expected an index, found ${describeValue(value)}`)
  return flatLabels(index)
}

function rangeIndex(parts: PickleDict, owner: PickleObject): PandasIndex {
  const [start, stop, step] = ['start', 'stop', 'step'].map((key) => parts.get(key))
  if (!isInteger(start) || !isInteger(stop) || !isInteger(step) || step === 0)
    throw bad(owner, 'a range of no integers')
  const length = Math.max(0, Math.ceil((stop - start) / step))
  return { length, names: [plainCell(parts.get('name') ?? null)], at: (i) => start + i * step }
}

function isInteger(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value)
}

function multiIndex(parts: PickleDict, owner: PickleObject, depth: number): PandasIndex {
  const parted = listOf(parts.get('levels'), owner)
  if (parted.length > MAX_LEVELS) throw bad(owner, `${parted.length} levels`)
  const levels = parted.map((level) => labelsOf(level, owner, depth))
  // Until 0.24 the codes were called labels.
  const codeList = listOf(parts.get('codes') ?? parts.get('labels'), owner)
  if (codeList.length !== levels.length) throw bad(owner, 'levels and codes do not fit')
  const codes = codeList.map((code) => codesOf(code, owner))
  const length = codes[0]?.length ?? 0
  if (codes.some((each) => each.length !== length)) {
    throw bad(owner, 'levels and codes do not fit')
  }
  const fits = codes.every((each, i) =>
    each.every((code) => code >= -1 && code < (levels[i] as readonly Cell[]).length),
  )
  if (!fits) throw bad(owner, 'a code is beyond its level')
  const names = parts.get('names')
  return {
    length,
    names: names === undefined ? levels.map(() => null) : listOf(names, owner).map(plainCell),
    at: (i) => levels.map((level, l) => level[codes[l]?.[i] as number] ?? null),
  }
}

function codesOf(value: PickleValue, owner: PickleObject): Int32Array {
  if (value instanceof NdArray && value.shape.length === 1) return toInt32(value)
  throw bad(owner, `expected an array of codes, found ${describeValue(value)}`)
}

/** The values of a block, a Series or an Index: numpy's arrays, and pandas' own. */
function readArray(value: PickleValue, owner: PickleObject, depth = 0): readonly Cell[] {
  if (depth > MAX_DEPTH) throw bad(owner, 'an array contains itself')
  if (value instanceof NdArray) return toCells(value, { offset: owner.offset })
  if (isOf(value, /^__pyx_unpickle_NDArrayBacked$/)) return backedArray(value, owner, depth)
  if (isOf(value, /^Categorical$/)) return categorical(stateOf(value), owner, depth)
  if (isOf(value, /^(?:Integer|Floating|Boolean)Array$/)) return maskedArray(stateOf(value), owner)
  if (isOf(value, /^(?:StringArray|PandasArray|NumpyExtensionArray|DatetimeArray|TimedeltaArray)$/)) {
    const state = stateOf(value)
    return readArray(state.get('_ndarray') ?? state.get('_data') ?? null, owner, depth + 1)
  }
  const index = indexAt(value, depth + 1)
  if (index !== undefined) return flatLabels(index)
  throw new BrineError('unsupported_option', `${owner.className}: ${describeValue(value)} holds its values`, {
    where: { offset: owner.offset },
    remedy: 'Convert it before fitting: series.astype(object), or pandas.options.mode.string_storage = "python".',
  })
}

/** `__pyx_unpickle_NDArrayBacked(class, checksum, None)`, with the state `(dtype, array, attributes)`. */
function backedArray(value: PickleObject, owner: PickleObject, depth: number): readonly Cell[] {
  const [cls] = value.args
  const items = value.state instanceof PickleTuple ? value.state.items : []
  // Categorical is pickled as (dtype, codes), and datetimes of older versions in the other order.
  const array = items.find((item) => item instanceof NdArray)
  if (array === undefined) throw bad(owner, 'an array without its content')
  if (!(cls instanceof PickleGlobal && cls.name === 'Categorical')) return readArray(array, owner)
  const dtype = items.map((item) => categoricalDtypeAt(item, depth)).find((found) => found !== undefined)
  return decoded(dtype, array, owner)
}

function categorical(state: PickleDict, owner: PickleObject, depth: number): readonly Cell[] {
  const codes = state.get('_codes') ?? state.get('_ndarray')
  if (!(codes instanceof NdArray)) throw bad(owner, 'a Categorical without codes')
  return decoded(categoricalDtypeAt(state.get('_dtype'), depth), codes, owner)
}

/** Codes into their categories; -1 is missing. */
function decoded(dtype: CategoricalType | undefined, codes: NdArray, owner: PickleObject): readonly Cell[] {
  const categories = dtype?.categories
  if (categories === undefined) throw bad(owner, 'a Categorical without categories')
  return Array.from(toInt32(codes), (code) => {
    if (code < -1 || code >= categories.length) throw bad(owner, `the code ${code} is no category`)
    return code === -1 ? null : (categories[code] as Cell)
  })
}

/** Nullable numbers and booleans: where the mask is true, there is none. */
function maskedArray(state: PickleDict, owner: PickleObject): readonly Cell[] {
  const data = state.get('_data')
  const mask = state.get('_mask')
  if (!(data instanceof NdArray) || !(mask instanceof NdArray)) throw bad(owner, 'a masked array without data or mask')
  if (data.size !== mask.size) throw bad(owner, `a mask of ${mask.size} for ${data.size} values`)
  const hidden = toCells(mask)
  return toCells(data).map((cell, i) => (hidden[i] === true ? null : cell))
}

interface Block {
  readonly values: PickleValue
  /** A slice, or an array of positions. */
  readonly places: PickleValue
}

interface Manager {
  readonly axes: readonly PandasIndex[]
  readonly blocks: readonly Block[]
}

/** Before pandas 1.1 the manager stood in `_data`. */
function managerOf(state: PickleDict, owner: PickleObject): PickleObject {
  const manager = state.get('_mgr') ?? state.get('_data')
  if (isOf(manager, /^(?:Single)?BlockManager$/)) return manager
  throw bad(owner, `expected a manager of blocks, found ${describeValue(manager ?? null)}`)
}

/** A manager is made of its blocks and axes, or has them in a state of its own, under the version that began it. */
function readManager(manager: PickleObject, owner: PickleObject): Manager {
  const { state, args } = manager
  if (state === undefined) {
    const [blocks, axes] = args
    const axisList = itemsOf(axes) ?? [axes ?? null]
    const blockList = itemsOf(blocks) ?? [blocks ?? null]
    return {
      axes: axisList.map((axis) => axisOf(axis, owner)),
      blocks: blockList.map((block) => newBlock(block, owner)),
    }
  }
  const extra = state instanceof PickleTuple ? state.items[3] : undefined
  const current = extra instanceof PickleDict ? extra.get('0.14.1') : undefined
  if (!(current instanceof PickleDict)) throw bad(owner, 'a manager of an unknown kind')
  return {
    axes: listOf(current.get('axes'), owner).map((axis) => axisOf(axis, owner)),
    blocks: listOf(current.get('blocks'), owner).map((block) => {
      if (!(block instanceof PickleDict)) throw bad(owner, 'a block of an unknown kind')
      return { values: block.get('values') ?? null, places: block.get('mgr_locs') ?? null }
    }),
  }
}

function axisOf(value: PickleValue, owner: PickleObject): PandasIndex {
  const index = readIndex(value)
  if (index === undefined) throw bad(owner, `expected an index, found ${describeValue(value)}`)
  return index
}

/** `_unpickle_block(values, placement, ndim)`. */
function newBlock(value: PickleValue, owner: PickleObject): Block {
  if (!isOf(value, /^_unpickle_block$/)) throw bad(owner, `expected a block, found ${describeValue(value)}`)
  const [values = null, places = null] = value.args
  return { values, places }
}

/** The columns that a block holds, each a number below `width`. */
function placesOf(value: PickleValue, width: number, owner: PickleObject): readonly number[] {
  const places = value instanceof NdArray ? Array.from(toInt32(value)) : slicePlaces(value, width)
  if (places?.every((place) => place >= 0 && place < width)) return places
  throw bad(owner, 'a block is beyond the columns')
}

function slicePlaces(value: PickleValue, width: number): readonly number[] | undefined {
  if (!(value instanceof PickleObject) || value.className !== 'slice') return undefined
  const [start, stop, step = 1] = value.args
  if (!isInteger(start) || !isInteger(stop) || !isInteger(step) || step <= 0) return undefined
  const count = Math.max(0, Math.ceil((stop - start) / step))
  return count > width ? undefined : Array.from({ length: count }, (_, i) => start + i * step)
}

/** The rows of a block of two dimensions; pandas' own arrays have one, and so one column. */
function blockRows(
  values: PickleValue,
  count: number,
  length: number,
  owner: PickleObject,
): readonly (readonly Cell[])[] {
  const cells = readArray(values, owner)
  const isMatrix = values instanceof NdArray && values.shape.length === 2
  const fits = isMatrix ? String(values.shape) === String([count, length]) : count === 1 && cells.length === length
  if (!fits || cells.length !== elementCount([count, length])) throw bad(owner, 'the values of a block do not fit it')
  return Array.from({ length: count }, (_, i) => cells.slice(i * length, (i + 1) * length))
}

function stateOf(object: PickleObject): PickleDict {
  if (object.state instanceof PickleDict) return object.state
  // Extension arrays of some versions have a pair of attributes and slots.
  const [first] = object.state instanceof PickleTuple ? object.state.items : []
  if (first instanceof PickleDict) return first
  throw bad(object, 'expected a dict of attributes')
}

function itemsOf(value: PickleValue | undefined): readonly PickleValue[] | undefined {
  if (value instanceof PickleList || value instanceof PickleTuple) return value.items
  // FrozenList, which MultiIndex used before 0.25, is a subclass of list.
  return isOf(value, /^FrozenList$/) ? value.items : undefined
}

function listOf(value: PickleValue | undefined, owner: PickleObject): readonly PickleValue[] {
  const items = itemsOf(value)
  if (items === undefined) throw bad(owner, `expected a list, found ${describeValue(value ?? null)}`)
  return items
}

function plainCell(value: PickleValue): Cell {
  return typeof value === 'object' && value !== null ? null : value
}

function tooMany(name: string, limit: number, actual: number): BrineError {
  return new BrineError('limit_exceeded', `pandas: ${actual} ${name} exceed the limit of ${limit}`, {
    details: { name, limit, actual },
  })
}

function bad(owner: PickleObject, problem: string): BrineError {
  return new BrineError('model_invalid', `pandas ${owner.className}: ${problem}`, { where: { offset: owner.offset } })
}
