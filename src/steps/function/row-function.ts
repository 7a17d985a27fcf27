/** Functions of the user's own, called for each row. What they throw, or answer wrongly, is an error of that row. */
import { z } from 'zod'
import {
  COLUMN_TYPES,
  type Column,
  type ColumnType,
  cellAt,
  cellColumn,
  isNumericType,
  numericColumn,
} from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import { EXPECTED, storedFromValue } from '../../frame/parse-cell.ts'
import type { Schema } from '../../frame/schema.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { columnName, columnNames } from '../options.ts'
import { type Notes, showCell } from '../report.ts'

/** A row by the names of its columns. A missing value is null; dates are texts by ISO 8601. */
export type Row = Readonly<Record<string, Cell>>

function isAsync(value: unknown): boolean {
  return typeof value === 'function' && /^Async/.test(value.constructor.name)
}

/** Checks that a function was given, and one that answers at once. A text file cannot have one. */
export function functionOption<Called>(): z.ZodType<Called, Called> {
  return z.custom<Called>((value) => typeof value === 'function' && !isAsync(value), {
    error: ({ input }) =>
      isAsync(input)
        ? 'expected a function that answers at once, not an async one'
        : 'expected a function, which only a service.ts can have (docs/services.md)',
  })
}

/** The columns that a function is handed; all if not given. */
export const fromOption = columnNames
  .optional()
  .meta({ description: 'The columns that the function is given; all if not given.' })

/** The columns that a function makes. */
export const columnsOption = z.record(columnName, z.enum(COLUMN_TYPES)).meta({
  description: 'The columns that the function gives, with their types. One that is there already is replaced.',
})

/** Makes rows of the columns at these positions. */
export function rowMaker(schema: Schema, positions: readonly number[]): (frame: Frame, r: number) => Row {
  const columns = positions.map((at) => ({ ...(schema[at] as Schema[number]), at }))
  return (frame, r) => {
    const row: Record<string, Cell> = {}
    for (const { name, type, at } of columns) row[name] = cellAt(frame.columns[at] as Column, type, r)
    return row
  }
}

/** Calls a function of the user's. `undefined` says that the row was rejected. */
export function called(call: () => unknown, r: number, notes: Notes): { readonly answer: unknown } | undefined {
  let answer: unknown
  try {
    answer = call()
  } catch (error) {
    notes.reject(r, `the function threw: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  }
  if (!isPromise(answer)) return { answer }
  notes.reject(r, 'the function gave a promise; functions of steps answer at once')
  return undefined
}

function isPromise(answer: unknown): boolean {
  if (!(answer instanceof Promise)) return false
  // Nobody waits for it, and a rejection that nobody sees would end the process.
  answer.catch(() => undefined)
  return true
}

/** The columns as they leave: those that are there change their type, the others are added. */
export function withColumns(input: Schema, columns: Readonly<Record<string, ColumnType>>): Schema {
  const names = new Set(input.map(({ name }) => name))
  return [
    ...input.map((column) =>
      Object.hasOwn(columns, column.name) ? { name: column.name, type: columns[column.name] as ColumnType } : column,
    ),
    ...Object.entries(columns).flatMap(([name, type]) => (names.has(name) ? [] : [{ name, type }])),
  ]
}

/** The values of one column, put in one by one. */
export class ColumnFiller {
  readonly #name: string
  readonly #type: ColumnType
  readonly #numbers: Float64Array
  readonly #cells: Cell[]

  constructor(name: string, type: ColumnType, rows: number) {
    this.#name = name
    this.#type = type
    const isNumeric = isNumericType(type)
    this.#numbers = new Float64Array(isNumeric ? rows : 0).fill(Number.NaN)
    this.#cells = new Array<Cell>(isNumeric ? 0 : rows).fill(null)
  }

  /** Rejects a row whose value is not of the column's type. */
  set(r: number, value: unknown, notes: Notes): void {
    if (value === undefined) {
      notes.reject(r, `the function gave no ${this.#name}; a missing value is null`, this.#name)
      return
    }
    const stored = storedFromValue(this.#type, value)
    if (stored === undefined) {
      const cell = isCell(value) ? value : String(value)
      notes.reject(r, `the function has to give ${EXPECTED[this.#type]}, and gave ${showCell(cell)}`, this.#name, cell)
    } else if (isNumericType(this.#type)) this.#numbers[r] = stored as number
    else this.#cells[r] = stored
  }

  get column(): Column {
    return isNumericType(this.#type) ? numericColumn(this.#numbers) : cellColumn(this.#cells)
  }
}

function isCell(value: unknown): value is Cell {
  return value === null || ['string', 'number', 'boolean', 'bigint'].includes(typeof value)
}

/** Columns as a function gives them, by name, or the rows rejected for what is none. */
export function isRecord(answer: unknown): answer is Readonly<Record<string, unknown>> {
  return typeof answer === 'object' && answer !== null && !Array.isArray(answer)
}

/** The first column of the answer that nobody expects. */
export function unexpectedName(
  answer: Readonly<Record<string, unknown>>,
  names: ReadonlySet<string>,
): string | undefined {
  for (const name in answer) if (!names.has(name)) return name
  return undefined
}
