/**
 * Rows as users have them, checked against the signature cell by cell, into the blocks that the engine reads. Every bad
 * cell is found and named before anything is predicted.
 */

import type { ModelInput } from '../engine/kernel.ts'
import { BrineError, cellError, type Issue, MAX_ISSUES, type Where } from '../errors.ts'
import { MISSING_TEXT, parseNumber } from '../frame/parse-cell.ts'
import type { InputColumn, RecordField } from '../program/program.ts'
import { nearestName } from '../tensor/nearest-name.ts'
import type { Cell, Structure } from '../tensor/tensor.ts'
import type { Signature } from './signature.ts'
import { nameThereTwice } from './twice.ts'

export interface RowOptions {
  /** What to do with columns that the model does not know: refuse (the default) or ignore them. */
  readonly extraColumns?: 'refuse' | 'ignore'
  /** Line of the text file on which each row starts, for messages. */
  readonly lines?: readonly number[]
  /** Number of the first row, where rows are read in parts. */
  readonly firstRow?: number
}

/** Rows in any of the forms that a program has them. */
export type Rows =
  | readonly (readonly unknown[])[]
  | readonly Readonly<Record<string, unknown>>[]
  | readonly unknown[]
  | NumericRows

/** Numbers in C order with their shape. */
export interface NumericRows {
  readonly data: Float64Array | Float32Array | Int32Array
  readonly shape: readonly [rows: number, columns: number]
}

export class RowReader {
  readonly #columns: readonly InputColumn[]
  readonly #named: boolean
  readonly #index: ReadonlyMap<string, number>
  readonly #numberWidth: number
  readonly #objectWidth: number
  readonly #structureWidth: number
  /** The only column, where it has no name and takes records or lists: a row is then its cell. */
  readonly #structure: InputColumn | undefined
  /** True if the rows of a matrix are the engine's block as they stand. */
  readonly isNumeric: boolean

  constructor(signature: Signature) {
    this.#columns = signature.inputs
    this.#named = signature.named
    this.#index = new Map(signature.inputs.map((column, i) => [column.name, i]))
    this.#numberWidth = signature.inputs.filter((column) => column.numberSlot >= 0).length
    this.#objectWidth = signature.inputs.filter((column) => column.objectSlot >= 0).length
    this.#structureWidth = signature.inputs.filter((column) => column.structureSlot >= 0).length
    const [only] = signature.inputs
    const isStructure = !signature.named && this.width === 1 && this.#structureWidth === 1
    this.#structure = isStructure ? only : undefined
    this.isNumeric = this.#objectWidth === 0 && this.#numberWidth === signature.inputs.length
  }

  /** Number of columns of a row. */
  get width(): number {
    return this.#columns.length
  }

  /** The names that a header may have. */
  get names(): ReadonlySet<string> {
    return new Set(this.#index.keys())
  }

  /** True if the model reads no column, and so takes rows of any: it predicts the same for all. */
  get #takesAll(): boolean {
    return this.width === 0
  }

  /** Whatever form the rows have. */
  read(rows: Rows, options: RowOptions = {}): ModelInput {
    if ('shape' in rows) return this.fromNumbers(rows)
    const [first] = rows
    if (first === undefined) throw noRows()
    if (this.#structure !== undefined) return this.#fromStructures(rows, options)
    if (Array.isArray(first) || ArrayBuffer.isView(first)) return this.fromArrays(rows as readonly unknown[][], options)
    if (isRecord(first)) return this.fromRecords(rows, options)
    if (this.width !== 1) throw notRows(first)
    return this.fromArrays(
      rows.map((cell) => [cell]),
      options,
    )
  }

  /** Rows that are records or lists themselves; or the same in a list of one, as a row of one cell. */
  #fromStructures(rows: readonly unknown[], options: RowOptions): ModelInput {
    const block = this.#block(rows.length, options)
    const isRecords = this.#structure?.type === 'record'
    rows.forEach((row, r) => {
      const isCell = isRecords && Array.isArray(row) && row.length === 1
      block.set(r, 0, isCell ? (row as readonly unknown[])[0] : row)
    })
    return block.finish()
  }

  /** A matrix of numbers, by position. */
  fromNumbers({ data, shape }: NumericRows): ModelInput {
    const [rows, width] = shape
    if (rows === 0) throw noRows()
    if (width !== this.width && !this.#takesAll) throw this.#wrongWidth(width, {})
    if (data.length !== rows * width) {
      throw new BrineError('wrong_shape', `${data.length} numbers do not fill the shape (${rows}, ${width})`)
    }
    if (this.isNumeric && !this.#takesAll) {
      const numbers = data instanceof Float64Array ? data : Float64Array.from(data)
      return { rows, numbers, numberWidth: width, objects: [] }
    }
    return this.fromArrays(
      Array.from({ length: rows }, (_, r) => Array.from(data.subarray(r * width, (r + 1) * width))),
    )
  }

  /** Rows of cells, by position. */
  fromArrays(rows: readonly unknown[], options: RowOptions = {}): ModelInput {
    const block = this.#block(rows.length, options)
    rows.forEach((row, r) => {
      if (!Array.isArray(row) && !ArrayBuffer.isView(row)) throw notARow(row, r, options)
      const cells = row as ArrayLike<unknown>
      if (cells.length !== this.width && !this.#takesAll) throw this.#wrongWidth(cells.length, place(r, options))
      for (let c = 0; c < this.width; c++) block.set(r, c, cells[c])
    })
    return block.finish()
  }

  /** Objects by column name; every column that the model reads must be there. */
  fromRecords(records: readonly unknown[], options: RowOptions = {}): ModelInput {
    const block = this.#block(records.length, options)
    records.forEach((record, r) => {
      if (!isRecord(record)) throw notARow(record, r, options)
      for (const [c, column] of this.#columns.entries()) {
        const cell = Object.hasOwn(record, column.name) ? record[column.name] : undefined
        if (cell === undefined) {
          if (column.type === 'unused') continue
          throw this.#missingColumn(column, Object.keys(record), place(r, options))
        }
        block.set(r, c, cell)
      }
      if (options.extraColumns !== 'ignore') this.#refuseExtra(Object.keys(record), place(r, options))
    })
    return block.finish()
  }

  /** Rows of cells under a header. A model without names takes them by position. */
  fromTable(header: readonly string[], rows: readonly unknown[], options: RowOptions = {}): ModelInput {
    if (this.#structure?.type === 'record' && !isOnly(header, this.#structure)) {
      refuseTwice(header)
      return this.#fromStructures(
        rows.map((row) => recordOf(header, row)),
        options,
      )
    }
    const order = this.#matchHeader(header, options)
    const block = this.#block(rows.length, options)
    rows.forEach((row, r) => {
      if (!Array.isArray(row)) throw notARow(row, r, options)
      if (row.length !== header.length) {
        const problem = `the row has ${row.length} cells, the header ${header.length}`
        throw new BrineError('wrong_shape', problem, { where: place(r, options) })
      }
      for (const [c, from] of order.entries()) if (from >= 0) block.set(r, c, row[from])
    })
    return block.finish()
  }

  /** Rows of text, as CSV has them; an empty cell is a missing value. */
  fromText(header: readonly string[] | undefined, rows: readonly (readonly string[])[], options: RowOptions = {}) {
    const record = this.#structure?.type === 'record' ? this.#structure : undefined
    if (record !== undefined && header !== undefined) {
      refuseTwice(header)
      const fields = new Map(record.fields?.map((field) => [field.name, field]))
      return this.#fromStructures(
        rows.map((row) => textRecord(header, row, fields)),
        options,
      )
    }
    const names = header ?? this.#columns.map((column) => column.name)
    const order = this.#matchHeader(names, options)
    const block = this.#block(rows.length, options)
    rows.forEach((row, r) => {
      for (const [c, from] of order.entries()) if (from >= 0) block.setText(r, c, row[from] ?? '')
    })
    return block.finish()
  }

  /** True if a row of text can only be a header: it has the name of a column, or text where only numbers can be. */
  isHeader(row: readonly string[]): boolean {
    if (row.some((cell) => this.#index.has(cell))) return true
    if (row.length !== this.width || this.#structure?.type === 'record') return true
    if (this.#isText) return /^[A-Za-z_]\w*$/.test(row[0] as string)
    return row.some((cell, c) => this.#columns[c]?.type === 'number' && parseNumber(cell) === undefined)
  }

  /** True for one column of text without a name, where a text can look like the name of a column. */
  get #isText(): boolean {
    return !this.#named && this.width === 1 && this.#columns[0]?.type === 'string'
  }

  #block(rows: number, options: RowOptions): Block {
    if (rows === 0) throw noRows()
    const widths = [this.#numberWidth, this.#objectWidth, this.#structureWidth] as const
    return new Block(this.#columns, rows, widths, options)
  }

  /** For each column of the model, where it stands in the header; -1 for a column that is neither there nor needed. */
  #matchHeader(header: readonly string[], options: RowOptions): number[] {
    refuseTwice(header)
    const positions = new Map(header.map((name, i) => [name, i]))
    const isByPosition = !this.#named && !header.some((name) => this.#index.has(name))
    if (isByPosition && !this.#takesAll) {
      if (header.length !== this.width) throw this.#wrongWidth(header.length, {})
      return header.map((_, i) => i)
    }
    if (options.extraColumns !== 'ignore') this.#refuseExtra(header, {})
    return this.#columns.map((column) => {
      const position = positions.get(column.name)
      if (position === undefined && column.type !== 'unused') throw this.#missingColumn(column, header, {})
      return position ?? -1
    })
  }

  #missingColumn(column: InputColumn, given: readonly string[], where: Where): BrineError {
    const { name, nullable } = column
    const unknown = given.filter((other) => !this.#index.has(other))
    const nearest = nearestName(name, unknown)
    const hint = nearest === undefined ? '' : `Is "${nearest}" meant to be it? `
    const names = this.#columns.filter(({ type }) => type !== 'unused').map((other) => other.name)
    return new BrineError('missing_column', 'the column is missing', {
      where: { ...where, column: name },
      remedy: `${hint}Send it in every row${nullable ? '; null says that a value is missing' : ''}.`,
      details: { expected: names, ...(nearest === undefined ? {} : { nearest }) },
    })
  }

  #refuseExtra(given: readonly string[], where: Where): void {
    const extra = given.find((name) => !this.#index.has(name))
    if (extra === undefined || this.#takesAll) return
    const known = new Set(given)
    const missing = this.#columns.map((column) => column.name).filter((name) => !known.has(name))
    const nearest = nearestName(extra, missing) ?? nearestName(extra, [...this.#index.keys()])
    const hint = nearest === undefined ? '' : `Did you mean "${nearest}"? `
    throw new BrineError('unexpected_column', 'the model does not know this column', {
      where: { ...where, column: extra },
      remedy: `${hint}Leave it out, or ask for unknown columns to be ignored.`,
      details: { unexpected: extra, ...(nearest === undefined ? {} : { nearest }) },
    })
  }

  #wrongWidth(found: number, where: Where): BrineError {
    const names = this.#columns.slice(0, 10).map((column) => column.name)
    const list = names.join(', ') + (this.width > names.length ? ', …' : '')
    return new BrineError('wrong_shape', `expected ${this.width} values (${list}), found ${found}`, {
      where,
      details: { expected: this.width, found },
    })
  }
}

/** The two blocks of a ModelInput while they are filled. */
class Block {
  readonly #columns: readonly InputColumn[]
  readonly #rows: number
  readonly #numbers: Float64Array
  readonly #numberWidth: number
  readonly #objects: Cell[][]
  readonly #structures: Structure[][]
  readonly #options: RowOptions
  readonly #issues: Issue[] = []
  #issueCount = 0

  constructor(
    columns: readonly InputColumn[],
    rows: number,
    [numberWidth, objectWidth, structureWidth]: readonly [numbers: number, objects: number, structures: number],
    options: RowOptions,
  ) {
    this.#columns = columns
    this.#rows = rows
    this.#numbers = new Float64Array(rows * numberWidth)
    this.#numberWidth = numberWidth
    this.#objects = Array.from({ length: objectWidth }, () => new Array<Cell>(rows).fill(null))
    this.#structures = Array.from({ length: structureWidth }, () => new Array<Structure>(rows).fill(null))
    this.#options = options
  }

  /** A cell of JSON or of the library's caller. */
  set(r: number, c: number, cell: unknown): void {
    const column = this.#columns[c] as InputColumn
    if (column.type === 'unused') return
    if (column.structureSlot >= 0) {
      this.#setStructure(r, column, cell)
      return
    }
    if (column.numberSlot >= 0) {
      const number = asNumber(cell)
      if (number === undefined) this.#refuse(r, column, 'a number', cell)
      else this.#numbers[r * this.#numberWidth + column.numberSlot] = number
    } else if (column.objectSlot >= 0 && !isCellFor(column, cell)) {
      this.#refuse(r, column, column.type === 'string' ? 'a string' : 'a string or a number', cell)
    }
    if (column.objectSlot >= 0) (this.#objects[column.objectSlot] as Cell[])[r] = (cell as Cell) ?? null
  }

  #setStructure(r: number, column: InputColumn, cell: unknown): void {
    const isRecords = column.type === 'record'
    const isFit = isRecords ? isRecord(cell) : Array.isArray(cell) || typeof cell === 'string'
    if (isFit) (this.#structures[column.structureSlot] as Structure[])[r] = cell as Structure
    else this.#refuse(r, column, isRecords ? 'a record' : 'a list', cell)
  }

  /** A cell of text: the column decides what it means. */
  setText(r: number, c: number, text: string): void {
    const column = this.#columns[c] as InputColumn
    if (column.type === 'unused') return
    if (column.structureSlot >= 0) {
      this.#setStructure(r, column, parseStructure(text))
      return
    }
    if (column.numberSlot >= 0) {
      const number = parseNumber(text)
      if (number === undefined) this.#refuse(r, column, 'a number', text)
      else this.#numbers[r * this.#numberWidth + column.numberSlot] = number
    }
    if (column.objectSlot >= 0) (this.#objects[column.objectSlot] as Cell[])[r] = textCell(column, text)
  }

  finish(): ModelInput {
    if (this.#issueCount > 0) throw cellError('invalid_cell', this.#issues, this.#issueCount, undefined)
    const structures = this.#structures.length === 0 ? {} : { structures: this.#structures }
    const objects = this.#objects
    return { rows: this.#rows, numbers: this.#numbers, numberWidth: this.#numberWidth, objects, ...structures }
  }

  #refuse(r: number, column: InputColumn, expected: string, found: unknown): void {
    if (this.#issueCount++ >= MAX_ISSUES) return
    const where = { ...place(r, this.#options), column: column.name }
    this.#issues.push({ where, problem: `expected ${expected}, got ${show(found)}` })
  }
}

function isOnly(header: readonly string[], column: InputColumn): boolean {
  return header.length === 1 && header[0] === column.name
}

function refuseTwice(header: readonly string[]): void {
  const twice = nameThereTwice(header)
  if (twice === undefined) return
  throw new BrineError('duplicate_column', `the column "${twice}" is there twice`, {
    where: { column: twice },
    remedy: 'Keep one of the two.',
  })
}

/** A row of a table as a record by its header. */
function recordOf(header: readonly string[], row: unknown): unknown {
  if (!Array.isArray(row) || row.length !== header.length) return row
  return Object.fromEntries(header.map((name, i) => [name, row[i]]))
}

/** The same for a row of text. An empty cell says nothing; what it means otherwise, the field says, or else its form. */
function textRecord(
  header: readonly string[],
  row: readonly string[],
  fields: ReadonlyMap<string, RecordField>,
): { readonly [key: string]: Cell } {
  const cells = header.flatMap((name, i): [string, Cell][] => {
    const text = row[i] ?? ''
    if (MISSING_TEXT.has(text)) return []
    const field = fields.get(name)
    const isText = field?.type === 'string' || field?.categories?.includes(text) === true
    return [[name, isText ? text : (parseNumber(text) ?? text)]]
  })
  return Object.fromEntries(cells)
}

/** A record or a list in a cell of text is written as JSON. */
function parseStructure(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function place(r: number, options: RowOptions): Where {
  const line = options.lines?.[r]
  return { row: r + (options.firstRow ?? 0), ...(line === undefined ? {} : { line }) }
}

/** Names by which JSON, which has no such numbers, lets them be sent. */
const SPECIAL_NUMBERS: ReadonlyMap<unknown, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
])

function asNumber(cell: unknown): number | undefined {
  if (typeof cell === 'number') return cell
  if (cell === null) return Number.NaN
  if (typeof cell === 'boolean' || typeof cell === 'bigint') return Number(cell)
  return SPECIAL_NUMBERS.get(cell)
}

function isCellFor(column: InputColumn, cell: unknown): cell is Cell {
  if (cell === null || typeof cell === 'string') return true
  if (typeof cell === 'number' && Number.isNaN(cell)) return true
  return column.type !== 'string' && (typeof cell === 'number' || typeof cell === 'boolean' || typeof cell === 'bigint')
}

/** Text stays text, unless the column's categories have it as a number. */
function textCell(column: InputColumn, text: string): Cell {
  const { categories } = column
  if (categories?.includes(text)) return text
  if (MISSING_TEXT.has(text)) return null
  if (column.type === 'string') return text
  const number = parseNumber(text)
  return number !== undefined && (categories === undefined || categories.includes(number)) ? number : text
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
}

function show(value: unknown): string {
  const text = typeof value === 'bigint' ? value.toString() : (JSON.stringify(value, exact) ?? String(value))
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}

/** JSON has given integers of any size, which JSON.stringify would throw at. */
function exact(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}

function noRows(): BrineError {
  return new BrineError('data_empty', 'there are no rows to predict', { remedy: 'Send at least one row.' })
}

function notRows(first: unknown): BrineError {
  const remedy = 'Send rows as arrays, [[1, 2], [3, 4]], or as objects, [{"a": 1, "b": 2}].'
  return new BrineError('invalid_request', `expected rows, found ${show(first)}`, { where: { row: 0 }, remedy })
}

function notARow(row: unknown, r: number, options: RowOptions): BrineError {
  const remedy = 'All rows have the same form: either all arrays or all objects.'
  return new BrineError('wrong_shape', `expected a row like the first one, found ${show(row)}`, {
    where: place(r, options),
    remedy,
  })
}
