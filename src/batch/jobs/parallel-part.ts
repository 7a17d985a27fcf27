/** The steps around the model, block by block: in a worker, or in the job itself. */
import type { Frame } from '../../frame/frame.ts'
import type { Service } from '../../service/service.ts'
import type { FrameNotes } from '../../steps/pipeline.ts'
import { sketchFrame } from './distribution.ts'
import type { BlockAnswer } from './messages.ts'
import { type JobPlan, type PartRun, planOf, startPart } from './plan.ts'

export class ParallelPart {
  readonly #part: PartRun
  readonly #plan: JobPlan

  constructor(service: Service, plan: JobPlan = planOf(service)) {
    this.#plan = plan
    this.#part = startPart(plan.parallel)
  }

  /** Throws a BrineError that names row, column, value and step. */
  answer(frame: Frame, notes?: FrameNotes): BlockAnswer {
    const passed = this.#part.run.push(frame, notes)
    return this.#answer(this.#reduced(passed), passed)
  }

  /** What steps held back, where not all of them look at one row at a time. */
  finish(): BlockAnswer | undefined {
    const held = this.#part.run.finish()
    return held === undefined ? undefined : this.#answer(held, held)
  }

  get isDone(): boolean {
    return this.#part.run.isDone
  }

  save(): unknown {
    return this.#part.run.save()
  }

  restore(state: unknown): void {
    this.#part.run.restore(state)
  }

  /** A sort of which only the first rows are wanted needs no more than these of any block. */
  #reduced(frame: Frame): Frame {
    return this.#plan.after.options.steps[0]?.step.reduce?.(frame) ?? frame
  }

  #answer(frame: Frame, described: Frame): BlockAnswer {
    return { frame, fate: this.#part.report.take(), sketches: sketchFrame(this.#plan.parallel.output, described) }
  }
}
