/** Learns the constants that steps take from data: what `brine fit` does. */
import { BrineError } from '../errors.ts'
import type { Frame } from '../frame/frame.ts'
import type { Schema } from '../frame/schema.ts'
import { compileStep, placeOf, readStep } from './compile.ts'
import { expressionsOver } from './expression/expressions.ts'
import { type FittedStep, type FittedSteps, optionsHash } from './fitted.ts'
import { type FrameNotes, type OnError, outputOf, PipelineRun, type PlacedStep, Report } from './pipeline.ts'
import type { Fitter, Stage } from './step.ts'

export interface FitOptions {
  readonly stage: Stage
  /** The steps of the stage, as they stand in the service file. */
  readonly entries: readonly Readonly<Record<string, unknown>>[]
  /** Compiled steps through which the rows pass before those of the stage: the checks of inputs, or all up to the model. */
  readonly before?: readonly PlacedStep[]
  /** Of the rows that `frames` gives. */
  readonly input: Schema
  /** All rows from the first on, each time that it is called, with what reading them said: blocks of a FrameSource do. */
  readonly frames: () => AsyncIterable<FitFrame> | Iterable<FitFrame>
  /** `skip` leaves out the rows that a step cannot work with; `fail` throws. */
  readonly onError: Exclude<OnError, 'null'>
}

export interface FitFrame {
  readonly frame: Frame
  readonly notes?: FrameNotes
}

export interface Fit {
  /** The steps that learned something; empty if none has to. */
  readonly fitted: FittedSteps
  /** How often the rows were read. */
  readonly passes: number
  /** What became of the rows in the last pass. */
  readonly report: Report
}

/**
 * Each step learns from the rows as the steps before it leave them, so a step that changes what a later one learns from
 * takes a pass of its own; steps side by side that learn from different columns share one. Memory: what the fitters
 * hold, which is eight bytes a value for medians and quantiles, and else next to nothing. Throws a BrineError that
 * names the step, and the column.
 */
export async function fitSteps(options: FitOptions): Promise<Fit> {
  const fitted: Record<string, FittedStep> = {}
  let report = new Report()
  let passes = 0
  for (;;) {
    const pass = nextPass(options, fitted)
    if (pass.learning.length === 0) return { fitted, passes, report }
    report = new Report()
    await learn(pass, options, report)
    for (const { place, hash, fitter } of pass.learning) {
      fitted[place] = { options: hash, constants: atStep(place, () => fitter.finish()) }
    }
    passes++
  }
}

interface Learning {
  readonly place: string
  readonly hash: string
  readonly fitter: Fitter
}

interface Pass {
  /** Through which rows come to the fitters. */
  readonly steps: readonly PlacedStep[]
  readonly learning: readonly Learning[]
}

/** The steps up to the first that has to learn, and those after it that can do so at the same time. */
function nextPass({ stage, entries, before = [], input }: FitOptions, fitted: FittedSteps): Pass {
  const steps = [...before]
  const learning: Learning[] = []
  for (const [position, entry] of entries.entries()) {
    const schema = outputOf(steps, input)
    const context = { input: schema, expressions: expressionsOver(schema) }
    const found = atPath(`${stage}[${position}]`, () => {
      const { definition, options } = readStep(stage, entry)
      const place = placeOf(stage, position, definition)
      const fitter = fitted[place] === undefined ? definition.fitter?.(options, context) : undefined
      if (fitter !== undefined) return { place, hash: optionsHash(options), fitter }
      if (learning.length === 0) steps.push(compileStep(stage, position, entry, context, fitted))
      return undefined
    })
    if (found !== undefined && learning.every(({ fitter }) => isApart(fitter, found.fitter))) learning.push(found)
    else if (learning.length > 0) break
  }
  return { steps, learning }
}

/** True if what `earlier` changes is nothing to `later`. */
function isApart(earlier: Fitter, later: Fitter): boolean {
  return earlier.dropsRows !== true && !later.columns.some((name) => earlier.columns.includes(name))
}

async function learn({ steps, learning }: Pass, { input, frames, onError }: FitOptions, report: Report): Promise<void> {
  const run = new PipelineRun({ steps, input, onError, report })
  const show = (frame: Frame): void => {
    for (const { place, fitter } of learning) atStep(place, () => fitter.learn(frame))
  }
  for await (const { frame, notes } of frames()) {
    show(run.push(frame, notes))
    // What was rejected is counted; the rows themselves would add up.
    report.takeRejections()
    if (run.isDone) break
  }
  const rest = run.finish()
  if (rest !== undefined) show(rest)
}

function atStep<Result>(step: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw error instanceof BrineError ? error.at({ step }) : error
  }
}

function atPath<Result>(path: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw error instanceof BrineError ? error.at({ path }) : error
  }
}
