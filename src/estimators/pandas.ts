/** pandas' Series and DataFrames that stand in a model as tables to look things up in, read from their pickled state. */
import { NdArray } from '../pickle/ndarray.ts'
import { toCells } from '../pickle/ndarray-decode.ts'
import { PickleDict, PickleObject, PickleTuple, type PickleValue } from '../pickle/values.ts'
import type { Cell } from '../tensor/tensor.ts'
import { itemsOf } from './attributes.ts'

/** One value a label; labels need not be unique. */
export interface Series {
  readonly index: readonly Cell[]
  readonly values: readonly Cell[]
}

/** Columns of values under one index. */
export interface DataFrame {
  readonly index: readonly Cell[]
  readonly columns: readonly Cell[]
  /** (columns) of (rows). */
  readonly values: readonly (readonly Cell[])[]
}

/** A pickled `pandas.Series`, or undefined if the value is none that can be read. */
export function readSeries(value: PickleValue | undefined): Series | undefined {
  const manager = managerOf(value, 'Series')
  const index = indexCells(manager?.axes[0])
  const values = cellsOf(manager?.blocks[0]?.values)
  return index === undefined || values?.length !== index.length ? undefined : { index, values }
}

/** A pickled `pandas.DataFrame`, or undefined if the value is none that can be read. */
export function readDataFrame(value: PickleValue | undefined): DataFrame | undefined {
  const manager = managerOf(value, 'DataFrame')
  const columns = indexCells(manager?.axes[0])
  const index = indexCells(manager?.axes[1])
  if (manager === undefined || columns === undefined || index === undefined) return undefined
  const values = new Array<readonly Cell[] | undefined>(columns.length).fill(undefined)
  for (const block of manager.blocks) {
    const cells = cellsOf(block.values)
    const places = placement(block.places, columns.length)
    if (cells === undefined || cells.length !== places.length * index.length) return undefined
    places.forEach((column, i) => {
      if (column < values.length) values[column] = cells.slice(i * index.length, (i + 1) * index.length)
    })
  }
  return values.every((column) => column !== undefined) ? { index, columns, values: values as Cell[][] } : undefined
}

/** The labels of a pickled index, or undefined if the value is none. */
export function indexCells(value: PickleValue | undefined): readonly Cell[] | undefined {
  if (!(value instanceof PickleObject)) return undefined
  const parts = value.args.at(-1)
  if (!(parts instanceof PickleDict)) return undefined
  const data = parts.get('data')
  if (data !== undefined) return data instanceof PickleObject ? (cellsOf(data) ?? indexCells(data)) : cellsOf(data)
  const [start, stop, step] = ['start', 'stop', 'step'].map((name) => Number(parts.get(name) ?? Number.NaN))
  return range(start as number, stop as number, step as number)
}

/** More labels than any table in a model has. */
const MAX_LABELS = 1 << 24

function range(start: number, stop: number, step: number): readonly Cell[] | undefined {
  const length = Math.max(0, Math.ceil((stop - start) / step))
  if (!Number.isInteger(length) || length > MAX_LABELS) return undefined
  return Array.from({ length }, (_, i) => start + i * step)
}

interface Block {
  readonly values: PickleValue | undefined
  readonly places: PickleValue | undefined
}

interface Manager {
  readonly axes: readonly PickleValue[]
  readonly blocks: readonly Block[]
}

/** The BlockManager: `_data` before pandas 1.1, `_mgr` since; its blocks are state, or arguments from pandas 1.3 on. */
function managerOf(value: PickleValue | undefined, className: string): Manager | undefined {
  if (!(value instanceof PickleObject) || value.className !== className || !value.module.startsWith('pandas')) {
    return undefined
  }
  const state = value.state
  const manager = state instanceof PickleDict ? (state.get('_mgr') ?? state.get('_data')) : undefined
  if (!(manager instanceof PickleObject)) return undefined
  return manager.state instanceof PickleTuple ? managerOfState(manager.state) : managerOfArguments(manager.args)
}

function managerOfState(state: PickleTuple): Manager | undefined {
  const versions = state.items.at(-1)
  const parts = versions instanceof PickleDict ? versions.get('0.14.1') : undefined
  if (!(parts instanceof PickleDict)) return undefined
  const blocks = itemsOf(parts.get('blocks'))?.map((block) => ({
    values: block instanceof PickleDict ? block.get('values') : undefined,
    places: block instanceof PickleDict ? block.get('mgr_locs') : undefined,
  }))
  const axes = itemsOf(parts.get('axes'))
  return blocks === undefined || axes === undefined ? undefined : { axes, blocks }
}

function managerOfArguments(args: readonly PickleValue[]): Manager | undefined {
  const [first, second] = args
  const list = first instanceof PickleObject ? [first] : itemsOf(first)
  const blocks = list?.map((block) => {
    const [values, places] = block instanceof PickleObject ? block.args : []
    return { values, places }
  })
  const axes = second instanceof PickleObject ? [second] : itemsOf(second)
  return blocks === undefined || axes === undefined ? undefined : { axes, blocks }
}

/** Values in C order: of an array, or of an array of strings, whose state holds one of objects. */
function cellsOf(value: PickleValue | undefined): readonly Cell[] | undefined {
  if (value instanceof NdArray) return toCells(value)
  const state = value instanceof PickleObject ? value.state : undefined
  const array = state instanceof PickleTuple ? state.items.find((item) => item instanceof NdArray) : undefined
  return array instanceof NdArray ? toCells(array) : undefined
}

/** Which columns a block holds: a slice, or their numbers. */
function placement(value: PickleValue | undefined, limit: number): readonly number[] {
  if (value instanceof PickleObject && value.className === 'slice') {
    const [start, stop, step] = value.args.map(Number)
    const cells = range(start ?? 0, Math.min(stop ?? 0, limit), step ?? 1)
    return (cells ?? []).map(Number)
  }
  return (itemsOf(value) ?? []).map(Number)
}
