/** Rows as users send them into the columns that a service reads. Cells that do not fit are rejected, not thrown. */
import { BrineError, type Where } from '../errors.ts'
import { type Column, cellColumn, isNumericType, numericColumn } from '../frame/column.ts'
import { type Frame, rangeIndex } from '../frame/frame.ts'
import { EXPECTED, type Stored, storedFromText, storedFromValue } from '../frame/parse-cell.ts'
import { type Notes, showCell } from '../steps/report.ts'
import { nearestName } from '../tensor/nearest-name.ts'
import type { Cell } from '../tensor/tensor.ts'
import { type InputSpec, standIn } from './inputs.ts'
import { nameThereTwice } from './twice.ts'

export interface InputReaderOptions {
  readonly specs: readonly InputSpec[]
  readonly extraColumns: 'refuse' | 'ignore'
}

export class InputReader {
  readonly #specs: readonly InputSpec[]
  readonly #names: ReadonlySet<string>
  readonly #extraColumns: 'refuse' | 'ignore'

  constructor({ specs, extraColumns }: InputReaderOptions) {
    this.#specs = specs
    this.#names = new Set(specs.map(({ name }) => name))
    this.#extraColumns = extraColumns
  }

  /** Objects by column name. Throws `missing_column` and `unexpected_column` that name the row. */
  fromRecords(records: readonly Readonly<Record<string, unknown>>[], notes: Notes, firstRow = 0): Frame {
    records.forEach((record, r) => {
      if (this.#extraColumns === 'refuse') this.#refuseExtra(Object.keys(record), { row: r + firstRow })
    })
    const columns = this.#specs.map((spec): Column => {
      const values = records.map((record, r) => {
        const isGiven = Object.hasOwn(record, spec.name)
        if (isGiven) return fitting(storedFromValue(spec.type, record[spec.name]), spec, r, record[spec.name], notes)
        if (spec.required) throw this.#missing(spec, Object.keys(record), { row: r + firstRow })
        return standIn(spec)
      })
      return columnOf(spec, values)
    })
    return { rows: records.length, columns, index: rangeIndex(firstRow, records.length) }
  }

  /** Rows of cells under a header: text, as CSV has it, or values that a file's format has typed. */
  fromTable(header: readonly string[], rows: readonly (readonly unknown[])[], notes: Notes, firstRow = 0): Frame {
    return this.#fromCells(header, rows, notes, firstRow, storedOf)
  }

  /** The same for values as JSON has them: a text is never a number, and never a missing value. */
  fromValues(header: readonly string[], rows: readonly ArrayLike<unknown>[], notes: Notes, firstRow = 0): Frame {
    return this.#fromCells(header, rows, notes, firstRow, ({ type }, value) => storedFromValue(type, value))
  }

  #fromCells(
    header: readonly string[],
    rows: readonly ArrayLike<unknown>[],
    notes: Notes,
    firstRow: number,
    stored: (spec: InputSpec, value: unknown) => Stored,
  ): Frame {
    const sources = this.sources(header)
    const columns = this.#specs.map((spec, c): Column => {
      const from = sources[c] as number
      if (from < 0) return columnOf(spec, new Array<Cell>(rows.length).fill(standIn(spec)))
      const values = rows.map((row, r) => fitting(stored(spec, row[from]), spec, r, row[from], notes))
      return columnOf(spec, values)
    })
    return { rows: rows.length, columns, index: rangeIndex(firstRow, rows.length) }
  }

  /** For each column that is read, where it stands in the header; -1 for one that may be left out. */
  sources(header: readonly string[]): number[] {
    const twice = nameThereTwice(header)
    if (twice !== undefined && this.#names.has(twice)) throw duplicate(twice)
    if (this.#extraColumns === 'refuse') this.#refuseExtra(header, {})
    return this.#specs.map((spec) => {
      const at = header.indexOf(spec.name)
      if (at < 0 && spec.required) throw this.#missing(spec, header, {})
      return at
    })
  }

  #missing(spec: InputSpec, given: readonly string[], where: Where): BrineError {
    const nearest = nearestName(
      spec.name,
      given.filter((name) => !this.#names.has(name)),
    )
    const hint = nearest === undefined ? '' : `Is "${nearest}" meant to be it? `
    return new BrineError('missing_column', 'the column is missing', {
      where: { ...where, column: spec.name },
      remedy: `${hint}Send it in every row; null says that a value is missing.`,
      details: { expected: [...this.#names], ...(nearest === undefined ? {} : { nearest }) },
    })
  }

  #refuseExtra(given: readonly string[], where: Where): void {
    const extra = given.find((name) => !this.#names.has(name))
    if (extra === undefined) return
    const known = new Set(given)
    const nearest = nearestName(
      extra,
      [...this.#names].filter((name) => !known.has(name)),
    )
    const hint = nearest === undefined ? '' : `Did you mean "${nearest}"? `
    throw new BrineError('unexpected_column', 'the service does not read this column', {
      where: { ...where, column: extra },
      remedy: `${hint}Leave it out, or say extra_columns: ignore.`,
      details: { unexpected: extra, ...(nearest === undefined ? {} : { nearest }) },
    })
  }
}

/** A text, or a value, as the column stores it; `undefined` does not fit. */
function storedOf(spec: InputSpec, value: unknown): Stored {
  return typeof value === 'string' ? storedFromText(spec.type, value) : storedFromValue(spec.type, value)
}

/** What is stored; a value that does not fit is rejected, and missing. */
function fitting(stored: Stored, spec: InputSpec, r: number, value: unknown, notes: Notes): Cell {
  return stored === undefined ? refused(spec, r, value, notes) : stored
}

/** Rejects the row for a value that does not fit, and gives what stands in its place. */
export function refused(spec: InputSpec, r: number, value: unknown, notes: Notes): Cell {
  const cell = isPlain(value) ? value : nestedText(value)
  const found = isPlain(value) ? showCell(value) : cell
  notes.reject(r, `expected ${EXPECTED[spec.type]}, got ${found}`, spec.name, cell)
  return isNumericType(spec.type) ? Number.NaN : null
}

function isPlain(value: unknown): value is Cell {
  return value === null || ['string', 'number', 'boolean', 'bigint'].includes(typeof value)
}

/** A list or an object, of which JSON has given integers of any size. */
function nestedText(value: unknown): string {
  const text = JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? inner.toString() : inner))
  const shown = text ?? typeof value
  return shown.length > 80 ? `${shown.slice(0, 77)}…` : shown
}

function columnOf({ type }: InputSpec, values: readonly Cell[]): Column {
  return isNumericType(type) ? numericColumn(Float64Array.from(values as readonly number[])) : cellColumn(values)
}

function duplicate(name: string): BrineError {
  return new BrineError('duplicate_column', `the column "${name}" is there twice`, {
    where: { column: name },
    remedy: 'Keep one of the two.',
  })
}
