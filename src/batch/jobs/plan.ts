/** Which steps of a service workers do at the same time, and which see all rows in their order. */
import type { Schema } from '../../frame/schema.ts'
import type { Service } from '../../service/service.ts'
import { outputOf, type PipelineOptions, PipelineRun, type PlacedStep } from '../../steps/pipeline.ts'
import { BlockReport } from './block-report.ts'

/** A part of a service's steps, and the columns that it is given. */
export interface PlanPart {
  readonly options: Omit<PipelineOptions, 'report'>
  readonly output: Schema
}

export interface JobPlan {
  /** Steps before the model that look at more than one row. */
  readonly before: PlanPart
  /** The steps around the model that look at one row at a time: blocks may pass through them in any order. */
  readonly parallel: PlanPart
  readonly after: PlanPart
  /** False if all steps have to be done in order: then `parallel` must see the blocks in theirs. */
  readonly isParallel: boolean
}

/** A part at work, with what it says of each block. */
export interface PartRun {
  readonly run: PipelineRun
  readonly report: BlockReport
}

export function planOf(service: Service): JobPlan {
  const { steps, predictAt, onError, input } = service
  const isRow = (i: number): boolean => steps[i]?.step.scope === 'row'
  let [from, to] = [predictAt, predictAt + 1]
  if (isRow(predictAt)) {
    while (from > 0 && isRow(from - 1)) from--
    while (to < steps.length && isRow(to)) to++
  }
  // Rows that come back with missing answers are looked for among those that came in: one run has to see both.
  const isParallel = isRow(predictAt) && (onError !== 'null' || from === 0)
  if (!isParallel) [from, to] = [0, steps.length]
  const part = (begin: number, end: number): PlanPart => {
    const arriving = outputOf(steps.slice(0, begin), input)
    const part = steps.slice(begin, end)
    const options = { steps: part, input: arriving, onError, predictAt: predictAt - begin }
    return { options: begin > predictAt ? withoutModel(options) : options, output: outputOf(part, arriving) }
  }
  return { before: part(0, from), parallel: part(from, to), after: part(to, steps.length), isParallel }
}

/** After the models, a row that cannot be worked with is not lost under `on_error: null`. */
function withoutModel({ steps, input, onError }: PlanPart['options']): PlanPart['options'] {
  return { steps, input, onError }
}

export function startPart({ options }: PlanPart): PartRun {
  const report = new BlockReport()
  return { run: new PipelineRun({ ...options, report }), report }
}

/** Whether a job can go on from the middle: every step that remembers rows can say what it remembers. */
export function canBeSaved(steps: readonly PlacedStep[]): boolean {
  return steps.every(({ step }) => step.scope === 'row' || step.start().save !== undefined)
}
