/** Categories of columns, given in the service file or fitted: what one-hot and ordinal codes are made of. */
import { z } from 'zod'
import { type Column, type ColumnType, cellAt } from '../../frame/column.ts'
import { compareTexts } from '../../frame/compare-texts.ts'
import type { Frame } from '../../frame/frame.ts'
import { EXPECTED, storedFromValue } from '../../frame/parse-cell.ts'
import type { Schema } from '../../frame/schema.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { notFitted } from '../fitted.ts'
import { columnName } from '../options.ts'
import { showCell } from '../report.ts'
import type { Constants, Fitter } from '../step.ts'
import { stepError } from '../step-error.ts'

const category = z.union([z.string(), z.number(), z.boolean()])
const list = z.array(category).min(1)

/** A list for all columns, or one for each. */
export const categoriesOption = z
  .union([list, z.record(columnName, list)])
  .meta({ description: 'The categories in their order, for all columns or by column; fitted if not given.' })

export type CategoriesOption = z.infer<typeof categoriesOption>

/** The categories of one column, and where each stands. */
export interface Categories {
  readonly at: number
  readonly name: string
  readonly type: ColumnType
  /** As they are stored in a column of this type. */
  readonly values: readonly Exclude<Cell, null>[]
  /** Where the value of a row stands among them; -1 for an unknown one, -2 for a missing one. */
  codeAt(column: Column, row: number): number
}

export const UNKNOWN = -1
export const MISSING = -2

/** What the service file gives for a column; undefined if it is to be fitted. */
export function givenCategories(option: CategoriesOption | undefined, name: string): readonly Cell[] | undefined {
  if (option === undefined) return undefined
  return Array.isArray(option) ? option : ownEntry(option as Readonly<Record<string, readonly Cell[]>>, name)
}

/** A column may be called `constructor`. */
function ownEntry<Value>(entries: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined
}

/** Throws `not_fitted`, or `service_invalid` for a category that the column cannot hold. */
export function categoriesOf(
  schema: Schema,
  positions: readonly number[],
  option: CategoriesOption | undefined,
  fitted: Constants | undefined,
): Categories[] {
  const learned = (fitted?.categories ?? {}) as Readonly<Record<string, readonly Cell[]>>
  return positions.map((at) => {
    const { name, type } = schema[at] as Schema[number]
    const cells = givenCategories(option, name) ?? ownEntry(learned, name)
    if (cells === undefined) throw notFitted(`the categories of "${name}" are neither given nor fitted`, name)
    const values = cells.map((cell) => storedCategory(name, type, cell))
    const codes = new Map(values.map((value, code) => [keyOf(value), code]))
    if (codes.size < values.length) {
      const twice = values.find((value, code) => codes.get(keyOf(value)) !== code)
      throw stepError(`the category ${showCell(twice ?? null)} is there twice`, { column: name })
    }
    return { at, name, type, values, codeAt: codeReader(codes) }
  })
}

function codeReader(codes: ReadonlyMap<Cell, number>): Categories['codeAt'] {
  return (column, row) => {
    const value = column.data[row] as Cell
    if (value === null || Number.isNaN(value)) return MISSING
    return codes.get(keyOf(value)) ?? UNKNOWN
  }
}

/** True and 1 are the same, as in Python. */
function keyOf(value: Cell): Cell {
  return typeof value === 'boolean' ? Number(value) : value
}

function storedCategory(name: string, type: ColumnType, cell: Cell): Exclude<Cell, null> {
  const stored = storedFromValue(type, cell)
  if (stored !== undefined && stored !== null && !Number.isNaN(stored)) return stored
  throw stepError(`the category ${showCell(cell)} does not fit the column "${name}": expected ${EXPECTED[type]}`, {
    column: name,
  })
}

/** More categories than this are no categories. */
const MAX_CATEGORIES = 10_000

/** Learns what values the columns have, in ascending order, as pandas and scikit-learn sort them. */
export function categoryFitter(schema: Schema, positions: readonly number[]): Fitter {
  const seen = positions.map((at) => ({ at, values: new Map<Cell, Cell>() }))
  return {
    columns: positions.map((at) => (schema[at] as Schema[number]).name),
    learn(frame: Frame) {
      for (const { at, values } of seen) {
        const { name, type } = schema[at] as Schema[number]
        const column = frame.columns[at] as Column
        for (let r = 0; r < frame.rows; r++) {
          const value = column.data[r] as Cell
          if (value === null || Number.isNaN(value) || values.has(keyOf(value))) continue
          values.set(keyOf(value), writtenCell(cellAt(column, type, r)))
          if (values.size > MAX_CATEGORIES) throw tooMany(name)
        }
      }
    },
    finish() {
      const categories = seen.map(({ at, values }) => {
        const { name } = schema[at] as Schema[number]
        const sorted = [...values].sort(([a], [b]) => compareStored(a, b)).map(([, cell]) => cell)
        return [name, sorted]
      })
      return { categories: Object.fromEntries(categories) as Readonly<Record<string, readonly Cell[]>> }
    },
  }
}

/** As JSON has it: bigints and infinite numbers are texts there. */
function writtenCell(cell: Cell): Cell {
  if (typeof cell === 'bigint') return cell.toString()
  return typeof cell === 'number' && !Number.isFinite(cell) ? String(cell) : cell
}

/** Numbers before texts, where a column holds both. */
function compareStored(a: Cell, b: Cell): number {
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b)
  if (typeof a === 'string' || typeof b === 'string') return typeof a === 'string' ? 1 : -1
  const [x, y] = [a as number, b as number]
  return x < y ? -1 : x > y ? 1 : 0
}

function tooMany(name: string): Error {
  return stepError(`the column "${name}" has more than ${MAX_CATEGORIES} values, which are no categories`, {
    column: name,
    remedy: `Hash it, drop it, or give the categories that matter with unknown: ignore.`,
  })
}
