/** Rows of one request through a service, a few at a time. */
import { BrineError, cellError, type Issue, MAX_ISSUES } from '../errors.ts'
import { concatFrames, type Frame } from '../frame/frame.ts'
import type { Schema } from '../frame/schema.ts'
import { seesAllRows } from '../program/operators.ts'
import { FrameNotes, type PipelineRun, Report, ROW_REMEDY } from '../steps/pipeline.ts'
import type { Rejection } from '../steps/report.ts'
import type { Models } from './graph/context.ts'
import type { RowSource } from './row-source.ts'
import type { ServiceAnswer } from './service.ts'
import { Turns } from './turns.ts'

/** What is needed of a service. */
interface Passable {
  readonly models: Models
  readonly output: Schema
  start(report: Report): PipelineRun
}

/** How many rejections an answer lists; the rows of the others are only counted. */
const MAX_REJECTIONS = 1000

const MIN_PART = 64
const MAX_PART = 1024
/** A part that takes longer is followed by a smaller one. */
const PART_MILLISECONDS = 2

/**
 * Parts are as large as they can be within a turn, since nobody can know beforehand what a row costs. An answer does not
 * depend on them: where a model has to see all rows at once, there is one part.
 */
export async function inferInTurns(service: Passable, source: RowSource, signal?: AbortSignal): Promise<ServiceAnswer> {
  const turns = new Turns(signal)
  const pass = new Pass(service)
  let size = hasWholeRequests(service.models) ? source.rows : MIN_PART
  for (let from = 0; from < source.rows; ) {
    const to = Math.min(source.rows, from + size)
    const start = performance.now()
    pass.push(source, from, to)
    const isSlow = performance.now() - start > PART_MILLISECONDS
    size = isSlow ? Math.max(1, size >> 1) : Math.min(MAX_PART, size << 1)
    from = to
    if (turns.isOver) await turns.next()
  }
  return pass.finish()
}

function hasWholeRequests(models: Models): boolean {
  return [...models.values()].some(({ program }) => program.operators.some(seesAllRows))
}

/** One request on its way. */
class Pass {
  readonly #output: Schema
  readonly #report = new Report()
  readonly #run: PipelineRun
  readonly #failures = new Failures()
  readonly #frames: Frame[] = []
  readonly #rejections: Rejection[] = []

  constructor(service: Passable) {
    this.#output = service.output
    this.#run = service.start(this.#report)
  }

  /** Rows that fail do not end it, since all of them are to be named. */
  push(source: RowSource, from: number, to: number): void {
    const notes = new FrameNotes()
    const frame = source.read(from, to, notes)
    try {
      const passed = this.#run.push(frame, notes)
      if (passed.rows > 0 && this.#failures.count === 0) this.#frames.push(passed)
    } catch (error) {
      this.#failures.add(error)
    }
    this.#takeRejections()
  }

  finish(): ServiceAnswer {
    if (this.#failures.count > 0) throw this.#failures.error()
    const rest = this.#run.finish()
    this.#takeRejections()
    const frames = rest === undefined ? this.#frames : [...this.#frames, rest]
    const frame = concatFrames(this.#output, frames)
    const { dropped, rejected } = this.#report
    return { schema: this.#output, frame, dropped, rejections: this.#rejections, rejected }
  }

  #takeRejections(): void {
    const room = MAX_REJECTIONS - this.#rejections.length
    for (const rejection of this.#report.takeRejections().slice(0, room)) this.#rejections.push(rejection)
  }
}

/** Rows that failed, part after part, as one error. */
class Failures {
  readonly #issues: Issue[] = []
  count = 0

  /** Throws what is not an error of rows. */
  add(error: unknown): void {
    if (!(error instanceof BrineError) || error.code !== 'step_failed' || error.issueCount === 0) throw error
    this.count += error.issueCount
    this.#issues.push(...error.issues.slice(0, MAX_ISSUES - this.#issues.length))
  }

  error(): BrineError {
    return cellError('step_failed', this.#issues, this.count, ROW_REMEDY)
  }
}
