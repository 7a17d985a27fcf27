/** Every step against what pandas answered, in each way in which rows can come. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { type ColumnType, cellAt } from '../src/frame/column.ts'
import { concatFrames, emptyFrame, type Frame } from '../src/frame/frame.ts'
import { MISSING_TEXT, parseDatetime } from '../src/frame/parse-cell.ts'
import type { Schema } from '../src/frame/schema.ts'
import { type ServiceInput, serviceSchema } from '../src/service/definition/definition.ts'
import { Service } from '../src/service/service.ts'
import { fitSteps } from '../src/steps/fit.ts'
import type { FittedSteps } from '../src/steps/fitted.ts'
import { FrameNotes, PipelineRun, type PlacedStep, Report } from '../src/steps/pipeline.ts'
import type { StepRun } from '../src/steps/step.ts'
import type { Cell } from '../src/tensor/tensor.ts'

const RECORDED = join('conformance', 'steps', 'recorded')

interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly RecordedCell[])[]
}

type RecordedCell =
  | string
  | number
  | boolean
  | null
  | { readonly integer?: string; readonly number?: string; readonly datetime?: string }

interface StepCase {
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

for (const file of readdirSync(RECORDED)) {
  const cases = JSON.parse(readFileSync(join(RECORDED, file), 'utf8')) as StepCase[]
  describe(file.replace('.json', ''), () => {
    for (const recorded of cases) test(recorded.name, () => checkCase(recorded))
  })
}

async function checkCase(recorded: StepCase): Promise<void> {
  const service = serviceOf(recorded, await fittedOn(recorded))
  const records = recordsOf(recorded.given)
  check(
    recorded,
    service,
    answerOf(service, (notes) => service.reader.fromRecords(records, notes)),
    'as JSON',
  )
  if (recorded.csv !== undefined && isSameAsCsv(recorded.given)) checkCsv(recorded, service, recorded.csv)
  check(recorded, service, inParts(service, records, 1), 'row by row')
  check(recorded, service, inParts(service, records, 5), 'in parts of five')
  if (service.steps.every(({ step }) => step.scope === 'row')) return
  check(recorded, service, inParts(service, records, 3, BROKEN_OFF), 'in parts of three, broken off after each')
  check(recorded, service, inParts(service, records, 4, REDUCED), 'in parts of four that were reduced')
}

/** A text that is empty, or that says that it is missing, is a missing value in CSV. */
function isSameAsCsv({ rows }: Table): boolean {
  return !rows.some((row) => row.some((cell) => typeof cell === 'string' && MISSING_TEXT.has(cell)))
}

function checkCsv(recorded: StepCase, service: Service, csv: string): void {
  const [header = [], ...rows] = parse(csv, { relax_column_count: false }) as string[][]
  const answer = answerOf(service, (notes) => service.reader.fromTable(header, rows, notes))
  check(recorded, service, answer, 'as CSV')
}

/** What `brine fit` learns, from blocks of seven rows. */
async function fittedOn(recorded: StepCase): Promise<FittedSteps> {
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

function serviceOf({ inputs, stage, steps, on_error }: StepCase, fitted: FittedSteps): Service {
  const definition = serviceSchema.parse({ inputs, [stage]: steps, predict: 'none', ...(on_error ? { on_error } : {}) })
  return new Service({ name: 'steps', definition, models: new Map(), fitted })
}

interface Answered {
  readonly frame: Frame
  readonly rejected: readonly number[]
}

function answerOf(service: Service, read: (notes: FrameNotes) => Frame): Answered {
  const notes = new FrameNotes()
  const { frame, rejections } = service.answer(read(notes), notes)
  return { frame, rejected: rejections.map(({ row }) => row) }
}

/** What happens to a run between two parts. */
type Between = (run: PipelineRun, service: Service, report: Report) => PipelineRun

const UNBROKEN: Between = (run) => run

/** A new run goes on with what the old one remembered, by way of text. */
const BROKEN_OFF: Between = (run, service, report) => {
  const next = service.start(report)
  next.restore(JSON.parse(JSON.stringify(run.save())))
  return next
}

/** Steps that can reduce frames get reduced ones. */
const REDUCED: Between = (run, { steps, input, onError, predictAt }, report) => {
  if (run instanceof ReducedRun) return run
  return new ReducedRun({ steps: steps.map(reducing), input, onError, predictAt, report })
}

class ReducedRun extends PipelineRun {}

function reducing({ place, step }: PlacedStep): PlacedStep {
  const start = (): StepRun => {
    const run = step.start()
    return {
      run: (frame, notes) => run.run(step.reduce?.(frame) ?? frame, notes),
      finish: (notes) => run.finish?.(notes) ?? emptyFrame(step.output),
    }
  }
  return { place, step: step.scope === 'row' ? step : { ...step, start } }
}

/** As a file comes: so many rows at a time, through one run, or through several that go on where the last one was. */
function inParts(
  service: Service,
  records: readonly Readonly<Record<string, unknown>>[],
  size: number,
  between: Between = UNBROKEN,
): Answered {
  const report = new Report()
  let run = between(service.start(report), service, report)
  const frames: Frame[] = []
  for (let start = 0; start < records.length; start += size) {
    const notes = new FrameNotes()
    frames.push(run.push(service.reader.fromRecords(records.slice(start, start + size), notes, start), notes))
    run = between(run, service, report)
  }
  const rest = run.finish()
  if (rest !== undefined) frames.push(rest)
  const full = frames.filter(({ rows }) => rows > 0)
  const frame = full.length === 0 ? (frames[0] as Frame) : concatFrames(service.output, full)
  return { frame, rejected: report.takeRejections().map(({ row }) => row) }
}

function check(recorded: StepCase, service: Service, { frame, rejected }: Answered, how: string): void {
  const { expected, index, tolerance = 0 } = recorded
  expect(
    service.output.map(({ name }) => name),
    how,
  ).toEqual(expected.columns)
  const found = cellsOf(service.output, frame)
  expect(found.length, `${how}: number of rows`).toBe(expected.rows.length)
  found.forEach((row, r) => {
    row.forEach((cell, c) => {
      const wanted = cellOf(expected.rows[r]?.[c] as RecordedCell)
      const { type } = service.output[c] as Schema[number]
      if (!(isSameInstant(cell, wanted, type) ?? isEqual(cell, wanted, tolerance))) {
        expect.fail(`${how}, row ${r}, ${expected.columns[c]}: expected ${String(wanted)}, found ${String(cell)}`)
      }
    })
  })
  if (index !== undefined) expect([...(frame.index ?? [])], `${how}: index`).toEqual(index)
  if (recorded.rejected !== undefined) expect(numbersOf(rejected), `${how}: rejected`).toEqual(recorded.rejected)
}

/** Columns are looked at one after another, so the rows that are rejected come in no order. */
function numbersOf(rows: readonly number[]): number[] {
  return [...new Set(rows)].sort((a, b) => a - b)
}

function cellsOf(schema: Schema, frame: Frame): Cell[][] {
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

function recordsOf({ columns, rows }: Table): Record<string, Cell>[] {
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
