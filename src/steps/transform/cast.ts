/**
 * `cast`: pandas' DataFrame.astype, and to_numeric or to_datetime for text; but what does not fit is rejected where pandas
 * would cut, wrap around or guess:
 *
 * - to `integer` and `bigint`: 1.5 and infinities do not fit (pandas cuts 1.5 to 1); an integer has to be one that a
 *   float64 holds exactly, a bigint made of a number one of 64 bits. A missing value stays missing.
 * - to `boolean`: 0 and 1, true and false; no other number (pandas calls each of them True).
 * - to `string`: as Python writes them, `1.0`, `1e-05`, `True`; dates by ISO 8601. A missing value stays missing.
 * - to `datetime`: texts of ISO 8601, or of a `format`; zones are turned to UTC. Numbers are refused, since they do not
 *   say of which unit they are.
 * - text to numbers: as in a CSV file, where `NA` and its like are missing.
 */
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
import { EXPECTED, type Stored, storedFromText, storedFromValue } from '../../frame/parse-cell.ts'
import { pythonCellText } from '../../frame/python-text.ts'
import { strptime } from '../../frame/strptime.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { type ColumnNames, columnNames, positionsOf, retyped } from '../options.ts'
import { showCell } from '../report.ts'
import { defineStep, rowStep } from '../step.ts'
import { stepError } from '../step-error.ts'

const type = z.enum(COLUMN_TYPES)

const long = z.strictObject({
  columns: columnNames.optional().meta({ description: 'The columns to change; all numeric ones if not given.' }),
  to: type.meta({ description: 'The type that they become.' }),
  format: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'How texts write a date, as %d/%m/%Y %H:%M; ISO 8601 if not given.' }),
})

type Options = {
  readonly columns?: ColumnNames | undefined
  readonly to: ColumnType
  readonly format?: string | undefined
}

export const cast = defineStep<Options>({
  name: 'cast',
  summary: 'Changes the type of columns; a value that does not fit the type is an error.',
  stages: ['preprocess', 'postprocess'],
  options: z.union([type.transform((to) => ({ to })), long]),
  example: 'cast: { columns: [age, income], to: float32 }',
  compile({ columns, to, format }, { input }) {
    const positions = positionsOf(input, columns, isNumericType)
    const casts = positions.map((at) => {
      const { name, type: from } = input[at] as (typeof input)[number]
      return { at, name, cast: castOf(name, from, to, format) }
    })
    const expected = format === undefined ? EXPECTED[to] : `a date written as ${format}`
    const output = retyped(input, positions, to)
    return rowStep(output, (frame, notes): Frame => {
      const columns = [...frame.columns]
      for (const { at, name, cast: apply } of casts) {
        const refuse: Refuse = (r, cell) => notes.reject(r, `expected ${expected}, got ${showCell(cell)}`, name, cell)
        columns[at] = apply(frame.columns[at] as Column, refuse)
      }
      return { ...frame, columns }
    })
  },
})

type Refuse = (row: number, cell: Cell) => void
type Cast = (column: Column, refuse: Refuse) => Column

function castOf(name: string, from: ColumnType, to: ColumnType, format: string | undefined): Cast {
  refuseDates(name, from, to, format)
  if (from === to) return (column) => column
  if (isNumericType(from) && isNumericType(to)) return numbersTo(from, to)
  const convert = cellConverter(from, to, format)
  return (column, refuse) => {
    const cells = new Array<Cell>(column.data.length)
    for (let r = 0; r < cells.length; r++) {
      const cell = cellAt(column, from, r)
      const value = cell === null ? null : convert(cell)
      if (value === undefined) refuse(r, cell)
      cells[r] = value ?? null
    }
    if (!isNumericType(to)) return cellColumn(cells)
    return numericColumn(Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : (cell as number))))
  }
}

function refuseDates(name: string, from: ColumnType, to: ColumnType, format: string | undefined): void {
  if (format !== undefined && (to !== 'datetime' || (from !== 'string' && from !== 'any'))) {
    throw stepError('a format is for making dates of texts', { column: name })
  }
  if (from === to) return
  const others: ReadonlySet<ColumnType> = new Set(['string', 'any'])
  if (from === 'datetime' && !others.has(to)) {
    throw stepError(`the column "${name}" holds dates, which do not say as what numbers they are meant`, {
      column: name,
      remedy: `Take their parts: dates: { columns: ${name}, parts: [year, epoch_seconds] }.`,
    })
  }
  if (to === 'datetime' && !others.has(from)) {
    throw stepError(`the column "${name}" holds ${from}, which does not say of what unit it is`, {
      column: name,
      remedy: `Say it: derive: { ${name}: 'date("1970-01-01") + …' }, or send dates as texts.`,
    })
  }
}

/** From numbers to numbers, without a cell between. */
function numbersTo(from: ColumnType, to: ColumnType): Cast {
  if (to === 'number') return (column) => column
  if (to === 'float32') return ({ data }) => numericColumn(toFloat32(data as Float64Array))
  const fits = to === 'boolean' ? isZeroOrOne : Number.isSafeInteger
  return (column, refuse) => {
    const source = column.data as Float64Array
    const data = new Float64Array(source.length)
    for (let r = 0; r < source.length; r++) {
      const value = source[r] as number
      const isFit = fits(value)
      // An integer knows one zero.
      data[r] = isFit ? value + 0 : Number.NaN
      if (!isFit && !Number.isNaN(value)) refuse(r, cellAt(column, from, r))
    }
    return numericColumn(data)
  }
}

/** `map` would call a function for each value, at five times the cost. */
function toFloat32(data: Float64Array): Float64Array {
  const rounded = new Float64Array(data.length)
  for (let r = 0; r < data.length; r++) rounded[r] = Math.fround(data[r] as number)
  return rounded
}

function isZeroOrOne(value: number): boolean {
  return value === 0 || value === 1
}

function cellConverter(from: ColumnType, to: ColumnType, format: string | undefined): (cell: NonNull) => Stored {
  if (to === 'string') return (cell) => pythonCellText(cell, from)
  const fromText = format === undefined ? (text: string) => storedFromText(to, text) : formatted(format)
  return (cell) => {
    if (typeof cell === 'string') return nullOfNaN(fromText(cell))
    if (to === 'bigint' && typeof cell === 'number') return wideInteger(cell)
    return nullOfNaN(storedFromValue(to, cell))
  }
}

type NonNull = Exclude<Cell, null>

function nullOfNaN(value: Stored): Stored {
  return typeof value === 'number' && Number.isNaN(value) ? null : value
}

function formatted(format: string): (text: string) => Stored {
  try {
    const read = strptime(format)
    return (text) => (storedFromText('string', text) === null ? null : read(text.trim()))
  } catch (error) {
    throw stepError(`the format ${format} cannot be read: ${(error as Error).message}`)
  }
}

/** Whole numbers above 2^53 are exact, though not all integers there are numbers. */
function wideInteger(value: number): bigint | undefined {
  return Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63 ? BigInt(value) : undefined
}
