/** Compiled steps in a row, and what takes frames through them. */
import { type BrineError, cellError, type Issue, MAX_ISSUES } from '../errors.ts'
import { concatFrames, type Frame, keepRows } from '../frame/frame.ts'
import type { Schema } from '../frame/schema.ts'
import type { Cell } from '../tensor/tensor.ts'
import { withNullRows } from './null-rows.ts'
import { type Notes, type Rejection, showCell } from './report.ts'
import type { CompiledStep, StepRun } from './step.ts'

/** What becomes of a row that a step cannot work with. */
export const ON_ERROR = ['fail', 'skip', 'null'] as const

export type OnError = (typeof ON_ERROR)[number]

/** A step, and what messages call it: `preprocess[2] clip`. */
export interface PlacedStep {
  readonly place: string
  readonly step: CompiledStep
}

/** What happened to rows so far. Rejections are taken away by `takeRejections`, so that they need not be held. */
export class Report {
  readonly #dropped = new Map<string, Map<string, number>>()
  #rejections: Rejection[] = []
  #rejected = 0

  /** Rows left out by what a step was told: by step, by reason. */
  get dropped(): ReadonlyMap<string, ReadonlyMap<string, number>> {
    return this.#dropped
  }

  /** Rows that a step could not work with. */
  get rejected(): number {
    return this.#rejected
  }

  addDropped(place: string, reason: string, count: number): void {
    const reasons = this.#dropped.get(place) ?? new Map<string, number>()
    this.#dropped.set(place, reasons)
    reasons.set(reason, (reasons.get(reason) ?? 0) + count)
  }

  addRejections(rejections: readonly Rejection[], rows: number): void {
    for (const rejection of rejections) this.#rejections.push(rejection)
    this.#rejected += rows
  }

  takeRejections(): readonly Rejection[] {
    const taken = this.#rejections
    this.#rejections = []
    return taken
  }
}

/** What was said of one frame: by a step, or by who read it from a request or a file. */
export class FrameNotes implements Notes {
  readonly left: (readonly [reason: string, count: number])[] = []
  readonly rejected: { position: number; problem: string; column?: string; value?: string }[] = []

  /** True if nothing was said. */
  get isEmpty(): boolean {
    return this.left.length === 0 && this.rejected.length === 0
  }

  dropped(reason: string, count: number): void {
    this.left.push([reason, count])
  }

  reject(position: number, problem: string, column?: string, value?: Cell): void {
    const shown = value === undefined ? {} : { value: showCell(value) }
    this.rejected.push({ position, problem, ...(column === undefined ? {} : { column }), ...shown })
  }
}

export interface PipelineOptions {
  readonly steps: readonly PlacedStep[]
  /** Of the rows that are pushed. */
  readonly input: Schema
  readonly onError: OnError
  readonly report: Report
  /** Where in `steps` the models are asked: what is lost up to there comes back under `on_error: null`. */
  readonly predictAt?: number
}

/** What messages call the reading of rows, which comes before every step. */
const READING = 'inputs'

/** One pass of an input through steps. */
export class PipelineRun {
  readonly #steps: readonly PlacedStep[]
  readonly #runs: StepRun[] = []
  readonly #input: Schema
  readonly #onError: OnError
  readonly #report: Report
  readonly #predictAt: number
  /** True if some step holds rows back. */
  readonly #holdsBack: boolean
  /** What the step at work says. Most say nothing, so that one is enough for all of them. */
  #notes = new FrameNotes()
  /** Numbers of rows that `on_error: null` brings back; undefined while there are none. */
  #lost: Set<number> | undefined

  constructor({ steps, input, onError, report, predictAt = -1 }: PipelineOptions) {
    this.#steps = steps
    let holdsBack = false
    for (const { step } of steps) {
      const run = step.start()
      this.#runs.push(run)
      holdsBack ||= run.finish !== undefined
    }
    this.#holdsBack = holdsBack
    this.#input = input
    this.#onError = onError
    this.#report = report
    this.#predictAt = predictAt
  }

  /**
   * What becomes of the next rows of the input; `read` is what reading them said. Throws a BrineError that names row,
   * column, value and step.
   */
  push(frame: Frame, read?: FrameNotes): Frame {
    this.#lost = undefined
    let passed = read === undefined || read.isEmpty ? frame : this.#settled(-1, frame, frame, read)
    for (let i = 0; i < this.#runs.length; i++) {
      passed = this.#through(i, passed)
      if (i === this.#predictAt && this.#lost !== undefined) passed = this.#withNullRows(passed, frame, this.#lost)
    }
    return passed
  }

  /** The rows that steps held back. */
  finish(): Frame | undefined {
    if (!this.#holdsBack) return undefined
    let passed: Frame | undefined
    this.#runs.forEach((run, i) => {
      const schema = (this.#steps[i] as PlacedStep).step.output
      const through = passed === undefined ? [] : [this.#through(i, passed)]
      const notes = new FrameNotes()
      const end = run.finish?.(notes)
      const held = end === undefined ? undefined : this.#settled(i, end, end, notes)
      const frames = held === undefined ? through : [...through, held]
      passed = frames.length === 0 ? undefined : concatFrames(schema, frames)
    })
    return passed
  }

  /** True if no later row can change the answer. */
  get isDone(): boolean {
    return this.#runs.some((run) => run.isDone?.() === true)
  }

  /** What the steps remember, as plain JSON. */
  save(): unknown {
    return this.#runs.map((run) => run.save?.() ?? null)
  }

  restore(states: unknown): void {
    const list = states as readonly unknown[]
    this.#runs.forEach((run, i) => {
      if (list[i] !== null) run.restore?.(list[i])
    })
  }

  #through(i: number, frame: Frame): Frame {
    const notes = this.#notes
    const passed = (this.#runs[i] as StepRun).run(frame, notes)
    if (notes.isEmpty) return passed
    this.#notes = new FrameNotes()
    return this.#settled(i, frame, passed, notes)
  }

  /** What is left of the rows that passed a step, once its notes are acted upon. */
  #settled(i: number, given: Frame, passed: Frame, notes: FrameNotes): Frame {
    const place = this.#steps[i]?.place ?? READING
    for (const [reason, count] of notes.left) this.#report.addDropped(place, reason, count)
    if (notes.rejected.length === 0) return passed
    const rejections = notes.rejected.map(({ position, ...rest }) => ({
      row: given.index?.[position] ?? -1,
      step: place,
      ...rest,
    }))
    if (this.#onError === 'fail') throw rejectionError(rejections)
    const positions = new Set(notes.rejected.map(({ position }) => position))
    this.#report.addRejections(rejections, positions.size)
    if (this.#onError === 'null') {
      // After the models, the row stays with a missing value.
      if (i > this.#predictAt) return passed
      this.#lost ??= new Set()
      for (const position of positions) this.#lost.add(given.index?.[position] as number)
    }
    return withoutRows(passed, given, positions)
  }

  #withNullRows(answers: Frame, given: Frame, lost: ReadonlySet<number>): Frame {
    const { output } = (this.#steps[this.#predictAt] as PlacedStep).step
    return withNullRows(answers, { lost, given, input: this.#input, output })
  }
}

/** A step may have left rows out itself: those that are rejected are found by their numbers. */
function withoutRows(passed: Frame, given: Frame, positions: ReadonlySet<number>): Frame {
  const { index } = passed
  if (index === undefined || given.index === undefined) return passed
  const numbers = new Set([...positions].map((position) => given.index?.[position]))
  return keepRows(
    passed,
    Uint8Array.from(index, (row) => (numbers.has(row) ? 0 : 1)),
  )
}

/** The way out for who has rows that cannot be worked with. */
export const ROW_REMEDY = 'Correct the data; or let a service leave such rows out, and report them: on_error: skip.'

/** The error that a rejection is where nothing may be left out. */
function rejectionError(rejections: readonly Rejection[]): BrineError {
  const issues = rejections.slice(0, MAX_ISSUES).map((rejection): Issue => {
    const { row, column, step, problem, value } = rejection
    const where = { ...(row < 0 ? {} : { row }), ...(column === undefined ? {} : { column }), step }
    return { where, problem, ...(value === undefined ? {} : { value }) }
  })
  return cellError('step_failed', issues, rejections.length, ROW_REMEDY)
}

/** Tells each step how many of its rows the next one lets through. */
export function withLimits(steps: readonly PlacedStep[]): PlacedStep[] {
  return steps.map(({ place, step }, i) => {
    const limit = steps[i + 1]?.step.limit
    return { place, step: (limit === undefined ? undefined : step.limitedTo?.(limit)) ?? step }
  })
}

/** The columns that leave the last step. */
export function outputOf(steps: readonly PlacedStep[], input: Schema): Schema {
  return steps.at(-1)?.step.output ?? input
}
