/** Every step against what pandas answered, in each way in which rows can come. */
import { parse } from 'csv-parse/sync'
import { describe, test } from 'vitest'
import { concatFrames, emptyFrame, type Frame } from '../src/frame/frame.ts'
import type { Service } from '../src/service/service.ts'
import { FrameNotes, PipelineRun, type PlacedStep, Report } from '../src/steps/pipeline.ts'
import type { StepRun } from '../src/steps/step.ts'
import {
  cellsOf,
  checkRows,
  fittedOn,
  isSameAsCsv,
  recordedFamilies,
  recordsOf,
  type StepCase,
  serviceOf,
} from './step-case.ts'

for (const { family, cases } of recordedFamilies()) {
  describe(family, () => {
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

function checkCsv(recorded: StepCase, service: Service, csv: string): void {
  const [header = [], ...rows] = parse(csv, { relax_column_count: false }) as string[][]
  const answer = answerOf(service, (notes) => service.reader.fromTable(header, rows, notes))
  check(recorded, service, answer, 'as CSV')
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

function check(recorded: StepCase, { output }: Service, { frame, rejected }: Answered, how: string): void {
  const index = frame.index === undefined ? undefined : [...frame.index]
  checkRows(recorded, output, { rows: cellsOf(output, frame), index, rejected }, how)
}
