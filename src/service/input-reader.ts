/** Rows as users send them into the columns that a service reads. Cells that do not fit are rejected, not thrown. */
import { BrineError, type Where } from '../errors.ts'
import { type Column, cellColumn, isNumericType, numericColumn } from '../frame/column.ts'
import { type Frame, rangeIndex } from '../frame/frame.ts'
import { EXPECTED, storedFromText, storedFromValue } from '../frame/parse-cell.ts'
import { type Notes, showCell } from '../steps/report.ts'
import { nearestName } from '../tensor/nearest-name.ts'
import type { Cell } from '../tensor/tensor.ts'
import { type InputSpec, standIn } from './inputs.ts'

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
        if (isGiven) {
          const stored = storedFromValue(spec.type, record[spec.name])
          return stored === undefined ? refused(spec, r, record[spec.name], notes) : stored
        }
        if (spec.required) throw this.#missing(spec, Object.keys(record), { row: r + firstRow })
        return standIn(spec)
      })
      return columnOf(spec, values)
    })
    return { rows: records.length, columns, index: rangeIndex(firstRow, records.length) }
  }

  /** Rows of cells under a header: text, as CSV has it, or values, as JSON has them. */
  fromTable(header: readonly string[], rows: readonly (readonly unknown[])[], notes: Notes, firstRow = 0): Frame {
    const sources = this.sources(header)
    const columns = this.#specs.map((spec, c): Column => {
      const from = sources[c] as number
      if (from < 0) return columnOf(spec, new Array<Cell>(rows.length).fill(standIn(spec)))
      const values = rows.map((row, r) => storedOrRefused(spec, r, row[from], notes))
      return columnOf(spec, values)
    })
    return { rows: rows.length, columns, index: rangeIndex(firstRow, rows.length) }
  }

  /** For each column that is read, where it stands in the header; -1 for one that may be left out. */
  sources(header: readonly string[]): number[] {
    const twice = header.find((name, i) => header.indexOf(name) !== i)
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
    const nearest = nearestName(
      extra,
      [...this.#names].filter((name) => !given.includes(name)),
    )
    const hint = nearest === undefined ? '' : `Did you mean "${nearest}"? `
    throw new BrineError('unexpected_column', 'the service does not read this column', {
      where: { ...where, column: extra },
      remedy: `${hint}Leave it out, or say extra_columns: ignore.`,
      details: { unexpected: extra, ...(nearest === undefined ? {} : { nearest }) },
    })
  }
}

/** A text of CSV, or a value of JSON, as the column stores it; the row is rejected if it does not fit. */
function storedOrRefused(spec: InputSpec, r: number, value: unknown, notes: Notes): Cell {
  const stored = typeof value === 'string' ? storedFromText(spec.type, value) : storedFromValue(spec.type, value)
  // Null is a value that is missing, which fits.
  return stored === undefined ? refused(spec, r, value, notes) : stored
}

/** Rejects the row for a value that does not fit, and gives what stands in its place. */
export function refused(spec: InputSpec, r: number, value: unknown, notes: Notes): Cell {
  const cell = typeof value === 'object' ? JSON.stringify(value) : (value as Cell)
  notes.reject(r, `expected ${EXPECTED[spec.type]}, got ${showCell(cell)}`, spec.name, cell)
  return isNumericType(spec.type) ? Number.NaN : null
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
