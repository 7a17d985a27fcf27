/** Rows in the forms in which they are sent, read part by part into the columns of a service. */
import { BrineError } from '../errors.ts'
import { type Column, numericColumn } from '../frame/column.ts'
import { type Frame, rangeIndex } from '../frame/frame.ts'
import { storedFromText } from '../frame/parse-cell.ts'
import { type Notes, showCell } from '../steps/report.ts'
import type { InputReader } from './input-reader.ts'
import type { InputSpec } from './inputs.ts'
import type { NumericRows, Rows } from './rows.ts'
import { nameThereTwice } from './twice.ts'

/** The rows of one request. */
export interface RowSource {
  readonly rows: number
  /** The rows from `from` up to, not including, `to`. Cells that do not fit go to the notes; other faults are thrown. */
  read(from: number, to: number, notes: Notes): Frame
}

/** Reads rows for one set of inputs. */
export class RowSources {
  readonly #specs: readonly InputSpec[]
  readonly #names: readonly string[]
  readonly #known: ReadonlySet<string>
  /** True if every row of a matrix of numbers is a row of the inputs. */
  readonly isNumeric: boolean

  constructor(specs: readonly InputSpec[]) {
    this.#specs = specs
    this.#names = specs.map(({ name }) => name)
    this.#known = new Set(this.#names)
    this.isNumeric = specs.length > 0 && specs.every(({ type }) => type === 'number' || type === 'float32')
  }

  /** Whatever form the rows have: the first one says whether they are records or arrays. */
  read(rows: Rows, reader: InputReader): RowSource {
    if ('shape' in rows) return this.#fromShaped(rows, reader)
    const [first] = rows
    if (first === undefined) throw noRows()
    if (isArrayLike(first)) return this.#fromArrays(rows, reader)
    if (isRecord(first)) return fromRecords(rows, reader)
    if (this.#specs.length !== 1) throw notRows(first)
    return this.#fromArrays(
      rows.map((cell) => [cell]),
      reader,
    )
  }

  /** Values under a header, as JSON has them. */
  fromTable(header: readonly string[], rows: readonly unknown[], reader: InputReader): RowSource {
    if (rows.length === 0) throw noRows()
    refuseTwice(header)
    const expected = `the header ${header.length}`
    return {
      rows: rows.length,
      read: (from, to, notes) =>
        reader.fromValues(header, arraysOf(rows, from, to, header.length, expected), notes, from),
    }
  }

  /** Rows of text, as CSV has them; without a header, the order counts. */
  fromText(
    header: readonly string[] | undefined,
    rows: readonly (readonly string[])[],
    reader: InputReader,
  ): RowSource {
    const names = header ?? this.#names
    refuseTwice(names)
    return { rows: rows.length, read: (from, to, notes) => reader.fromTable(names, rows.slice(from, to), notes, from) }
  }

  /** Numbers in C order, as many in a row as there are inputs; only where `isNumeric`. */
  fromNumbers(data: Float64Array): RowSource {
    const specs = this.#specs
    const width = specs.length
    return {
      rows: data.length / width,
      read: (from, to) => ({
        rows: to - from,
        columns: specs.map(({ type }, c) => numbersOf(data, from, to, width, c, type === 'float32')),
        index: rangeIndex(from, to - from),
      }),
    }
  }

  /** True if a row of text can only be a header: it has the name of a column, or what cannot be a row's cell. */
  isHeader(row: readonly string[]): boolean {
    if (row.length !== this.#specs.length || row.some((cell) => this.#known.has(cell))) return true
    return row.some((cell, c) => storedFromText((this.#specs[c] as InputSpec).type, cell) === undefined)
  }

  #fromArrays(rows: readonly unknown[], reader: InputReader): RowSource {
    const names = this.#names
    const shown = names.slice(0, 10).join(', ') + (names.length > 10 ? ', …' : '')
    return {
      rows: rows.length,
      read: (from, to, notes) =>
        reader.fromValues(
          names,
          arraysOf(rows, from, to, names.length, `the inputs ${names.length} (${shown})`),
          notes,
          from,
        ),
    }
  }

  #fromShaped({ data, shape: [rows, width] }: NumericRows, reader: InputReader): RowSource {
    if (rows === 0) throw noRows()
    if (data.length !== rows * width) {
      throw new BrineError('wrong_shape', `${data.length} numbers do not fill the shape (${rows}, ${width})`)
    }
    if (this.isNumeric && width === this.#specs.length) return this.fromNumbers(Float64Array.from(data))
    return this.#fromArrays(
      Array.from({ length: rows }, (_, r) => data.subarray(r * width, (r + 1) * width)),
      reader,
    )
  }
}

function fromRecords(rows: readonly unknown[], reader: InputReader): RowSource {
  return {
    rows: rows.length,
    read: (from, to, notes) => {
      const records = from === 0 && to === rows.length ? rows : rows.slice(from, to)
      records.forEach((row, r) => {
        if (!isRecord(row)) throw notARow(row, from + r)
      })
      return reader.fromRecords(records as readonly Readonly<Record<string, unknown>>[], notes, from)
    },
  }
}

function arraysOf(rows: readonly unknown[], from: number, to: number, width: number, expected: string) {
  const arrays = from === 0 && to === rows.length ? rows : rows.slice(from, to)
  arrays.forEach((row, r) => {
    if (!isArrayLike(row)) throw notARow(row, from + r)
    if (row.length === width) return
    throw new BrineError('wrong_shape', `the row has ${row.length} cells, ${expected}`, {
      where: { row: from + r },
      details: { expected: width, found: row.length },
    })
  })
  return arrays as readonly ArrayLike<unknown>[]
}

function numbersOf(data: Float64Array, from: number, to: number, width: number, c: number, isSingle: boolean): Column {
  const values = new Float64Array(to - from)
  for (let r = 0, at = from * width + c; r < values.length; r++, at += width) {
    values[r] = isSingle ? Math.fround(data[at] as number) : (data[at] as number)
  }
  return numericColumn(values)
}

function refuseTwice(header: readonly string[]): void {
  const twice = nameThereTwice(header)
  if (twice === undefined) return
  throw new BrineError('duplicate_column', `the column "${twice}" is there twice`, {
    where: { column: twice },
    remedy: 'Keep one of the two.',
  })
}

function isArrayLike(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !isArrayLike(value)
}

function noRows(): BrineError {
  return new BrineError('data_empty', 'there are no rows to predict', { remedy: 'Send at least one row.' })
}

function notRows(first: unknown): BrineError {
  const remedy = 'Send rows as objects, [{"a": 1, "b": 2}], or as arrays, [[1, 2], [3, 4]].'
  return new BrineError('invalid_request', `expected rows, found ${shown(first)}`, { where: { row: 0 }, remedy })
}

function notARow(row: unknown, r: number): BrineError {
  const remedy = 'All rows have the same form: either all arrays or all objects.'
  return new BrineError('wrong_shape', `expected a row like the first one, found ${shown(row)}`, {
    where: { row: r },
    remedy,
  })
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'object' && value !== null) return isArrayLike(value) ? 'a list' : 'an object'
  return showCell(value as string)
}
