/** What tests of steps share: what pandas recorded, and the comparison with it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type ColumnType, cellAt } from '../src/frame/column.ts'
import type { Frame } from '../src/frame/frame.ts'
import { MISSING_TEXT, parseDatetime } from '../src/frame/parse-cell.ts'
import type { Schema } from '../src/frame/schema.ts'
import { type ServiceInput, serviceSchema } from '../src/service/definition/definition.ts'
import { Service } from '../src/service/service.ts'
import { fitSteps } from '../src/steps/fit.ts'
import type { FittedSteps } from '../src/steps/fitted.ts'
import { FrameNotes } from '../src/steps/pipeline.ts'
import type { Cell } from '../src/tensor/tensor.ts'

const RECORDED = join('conformance', 'steps', 'recorded')

export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly RecordedCell[])[]
}

export type RecordedCell =
  | string
  | number
  | boolean
  | null
  | { readonly integer?: string; readonly number?: string; readonly datetime?: string }

export interface StepCase {
  readonly name: string
  readonly inputs: NonNullable<ServiceInput['inputs']>
  readonly stage: 'preprocess' | 'postprocess'
  readonly steps: NonNullable<ServiceInput['preprocess']>
  readonly given: Table
  /** Absent where a CSV file cannot hold the rows. */
  readonly csv?: string
  /** What the steps learn from before. */
  readonly fit?: Table
  readonly expected: Table
  readonly index?: readonly number[]
  readonly tolerance?: number
  readonly rejected?: readonly number[]
  readonly on_error?: 'skip'
}

/** All cases, by family. */
export function recordedFamilies(): { readonly family: string; readonly cases: readonly StepCase[] }[] {
  return readdirSync(RECORDED).map((file) => ({
    family: file.replace('.json', ''),
    cases: JSON.parse(readFileSync(join(RECORDED, file), 'utf8')) as StepCase[],
  }))
}

/** A text that is empty, or that says that it is missing, is a missing value in CSV. */
export function isSameAsCsv({ rows }: Table): boolean {
  return !rows.some((row) => row.some((cell) => typeof cell === 'string' && MISSING_TEXT.has(cell)))
}

/** What `brine fit` learns, from blocks of seven rows. */
export async function fittedOn(recorded: StepCase): Promise<FittedSteps> {
  const { stage, steps: entries, fit } = recorded
  if (fit === undefined) return {}
  const { reader, steps, input } = serviceOf({ ...recorded, steps: [] }, {})
  const records = recordsOf(fit)
  function* frames() {
    for (let start = 0; start < records.length; start += 7) {
      const notes = new FrameNotes()
      yield { frame: reader.fromRecords(records.slice(start, start + 7), notes, start), notes }
    }
  }
  const { fitted } = await fitSteps({ stage, entries, before: steps, input, frames, onError: 'fail' })
  // What is stored is JSON.
  return JSON.parse(JSON.stringify(fitted)) as FittedSteps
}

export function serviceOf({ inputs, stage, steps, on_error }: StepCase, fitted: FittedSteps): Service {
  const definition = serviceSchema.parse({ inputs, [stage]: steps, predict: 'none', ...(on_error ? { on_error } : {}) })
  return new Service({ name: 'steps', definition, models: new Map(), fitted })
}

/** What a service answered, whatever the way. */
export interface AnsweredRows {
  readonly rows: readonly (readonly Cell[])[]
  /** Undefined where rows were made of several. */
  readonly index: readonly number[] | undefined
  readonly rejected: readonly number[]
}

export function checkRows(recorded: StepCase, schema: Schema, answered: AnsweredRows, how: string): void {
  const { expected, index, tolerance = 0 } = recorded
  expect(
    schema.map(({ name }) => name),
    how,
  ).toEqual(expected.columns)
  expect(answered.rows.length, `${how}: number of rows`).toBe(expected.rows.length)
  answered.rows.forEach((row, r) => {
    row.forEach((cell, c) => {
      const wanted = cellOf(expected.rows[r]?.[c] as RecordedCell)
      const { type } = schema[c] as Schema[number]
      if (!(isSameInstant(cell, wanted, type) ?? isEqual(cell, wanted, tolerance))) {
        expect.fail(`${how}, row ${r}, ${expected.columns[c]}: expected ${String(wanted)}, found ${String(cell)}`)
      }
    })
  })
  if (index !== undefined) expect(answered.index ?? [], `${how}: index`).toEqual(index)
  if (recorded.rejected !== undefined)
    expect(numbersOf(answered.rejected), `${how}: rejected`).toEqual(recorded.rejected)
}

/** Columns are looked at one after another, so the rows that are rejected come in no order. */
function numbersOf(rows: readonly number[]): number[] {
  return [...new Set(rows)].sort((a, b) => a - b)
}

export function cellsOf(schema: Schema, frame: Frame): Cell[][] {
  return Array.from({ length: frame.rows }, (_, r) =>
    schema.map(({ type }, c) => cellAt(frame.columns[c] as Frame['columns'][number], type, r)),
  )
}

/** Two texts may stand for one instant; undefined for what is no date. */
function isSameInstant(found: Cell, wanted: Cell, type: ColumnType): boolean | undefined {
  if (type !== 'datetime' || typeof found !== 'string' || typeof wanted !== 'string') return undefined
  return parseDatetime(found) === parseDatetime(wanted)
}

/** Booleans are numbers in pandas' arithmetic, and a whole number may be a bigint or not. */
function isEqual(found: Cell, wanted: Cell, tolerance: number): boolean {
  if (Object.is(found, wanted)) return true
  if (typeof found === 'bigint' || typeof wanted === 'bigint') {
    return found !== null && wanted !== null && typeof found !== 'string' && String(found) === String(wanted)
  }
  if (typeof found === 'boolean' && typeof wanted === 'number') return Number(found) === wanted
  if (typeof found === 'number' && typeof wanted === 'boolean') return Number(wanted) === found
  if (typeof found !== 'number' || typeof wanted !== 'number') return false
  return found === wanted || Math.abs(found - wanted) <= tolerance * Math.max(Math.abs(found), Math.abs(wanted))
}

export function recordsOf({ columns, rows }: Table): Record<string, Cell>[] {
  return rows.map((row) => recordOf(columns, row))
}

function recordOf(columns: readonly string[], row: readonly RecordedCell[]): Record<string, Cell> {
  return Object.fromEntries(columns.map((name, c) => [name, cellOf(row[c] as RecordedCell)]))
}

function cellOf(cell: RecordedCell): Cell {
  if (cell === null || typeof cell !== 'object') return cell
  if (cell.integer !== undefined) return BigInt(cell.integer)
  if (cell.number !== undefined) return Number(cell.number)
  return (cell.datetime as string).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')
}
