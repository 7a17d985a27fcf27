/** What an encoder of category_encoders makes of one column: a row of numbers for each category. */
import { describeValue } from '../../pickle/describe.ts'
import { type PandasIndex, readFrame, readSeries } from '../../pickle/pandas.ts'
import { PickleDict, type PickleValue } from '../../pickle/values.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { type Attributes, itemsOf } from '../attributes.ts'

/** One column's table. */
export interface ColumnTable {
  /** Name of the column that it reads. */
  readonly source: string
  /** Names of the columns that take its place. */
  readonly names: readonly string[]
  /** The categories; NaN stands for a missing value. */
  readonly categories: readonly Cell[]
  /** A row for each category. */
  readonly rows: readonly (readonly number[])[]
  /** The row of what is not among them. */
  readonly unknown: readonly number[]
}

/** What the encoders write for a category that they do not know, and for a missing value that was not in training. */
export const UNKNOWN = -1
export const MISSING = -2

export const isGap = (cell: Cell): boolean => cell === null || (typeof cell === 'number' && Number.isNaN(cell))

/** Labels to what stands beside them; a missing label is one, however it is written. */
export class Labels<T> {
  readonly #entries = new Map<Cell, T>()

  constructor(keys: readonly Cell[], values: readonly T[]) {
    keys.forEach((key, i) => {
      this.#entries.set(isGap(key) ? null : key, values[i] as T)
    })
  }

  get(key: Cell): T | undefined {
    return this.#entries.get(isGap(key) ? null : key)
  }
}

/** The ordinal encoder that comes first: for each column its categories and their numbers. */
export function readOrdinals(attributes: Attributes): Map<string, { categories: readonly Cell[]; codes: number[] }> {
  const ordinals = new Map<string, { categories: readonly Cell[]; codes: number[] }>()
  for (const item of attributes.list('mapping')) {
    const column = item instanceof PickleDict ? item.get('col') : undefined
    const series = readSeries(item instanceof PickleDict ? item.get('mapping') : undefined)
    if (series === undefined || column === undefined) throw broken(attributes, 'mapping', item)
    ordinals.set(String(column), { categories: labelsOf(series.index), codes: series.values.map(Number) })
  }
  return ordinals
}

/** `mapping` of one Series a column, or of one DataFrame a column: numbers by code. */
export function readTables(attributes: Attributes): Map<string, { names: readonly string[]; rows: Labels<number[]> }> {
  const tables = new Map<string, { names: readonly string[]; rows: Labels<number[]> }>()
  for (const [column, value] of mappingEntries(attributes)) {
    const series = readSeries(value)
    const frame = readFrame(value)
    if (series !== undefined) {
      const rows = series.values.map((cell) => [numberOf(cell)])
      tables.set(column, { names: [column], rows: new Labels(labelsOf(series.index), rows) })
    } else if (frame !== undefined) {
      const labels = labelsOf(frame.index)
      const rows = labels.map((_, r) => frame.data.map((cells) => numberOf(cells[r] as Cell)))
      tables.set(column, { names: labelsOf(frame.columns).map(String), rows: new Labels(labels, rows) })
    } else {
      throw broken(attributes, `mapping of ${column}`, value)
    }
  }
  return tables
}

/** `mapping` is a dict by column, or a list of dicts that name their column. */
export function mappingEntries(attributes: Attributes): [string, PickleValue][] {
  const mapping = attributes.require('mapping')
  if (mapping instanceof PickleDict) {
    return [...mapping.entries.values()].map(([column, value]) => [String(column), value])
  }
  return (itemsOf(mapping) ?? []).map((item) => {
    const column = item instanceof PickleDict ? item.get('col') : undefined
    const value = item instanceof PickleDict ? item.get('mapping') : undefined
    if (column === undefined || value === undefined) throw broken(attributes, 'mapping', item)
    return [String(column), value]
  })
}

/** Labels of an index of one level. */
export function labelsOf(index: PandasIndex): readonly Cell[] {
  return Array.from({ length: index.length }, (_, i) => index.at(i) as Cell)
}

export function numberOf(cell: Cell): number {
  return cell === null ? Number.NaN : Number(cell)
}

export function broken(attributes: Attributes, what: string, value: PickleValue) {
  return attributes.error('model_invalid', `expected a table in ${what}, found ${describeValue(value)}`)
}
