/** `head`: pandas' DataFrame.head, or `iloc[offset : offset + rows]`. */
import { z } from 'zod'
import { type Frame, takeRows } from '../../frame/frame.ts'
import { defineStep, type StepRun } from '../step.ts'

const rowCount = z.int().min(0).meta({ description: 'How many.' })

const long = z.strictObject({
  rows: rowCount,
  offset: z.int().min(0).default(0).meta({ description: 'How many rows come before the first that is let through.' }),
})

export const head = defineStep<z.infer<typeof long>>({
  name: 'head',
  summary: 'Lets through the first rows. Without a sort before it, reading stops there.',
  stages: ['postprocess'],
  options: z.union([rowCount.transform((rows) => ({ rows, offset: 0 })), long]),
  example: 'head: 10',
  compile({ rows, offset }, { input }) {
    const last = offset + rows
    return {
      output: input,
      scope: 'ordered',
      limit: { end: 'first', rows: last },
      start: () => new HeadRun(offset, last),
      reduce: (frame) => rowsBetween(frame, 0, last),
    }
  },
})

class HeadRun implements StepRun {
  readonly #offset: number
  readonly #last: number
  #seen = 0

  constructor(offset: number, last: number) {
    this.#offset = offset
    this.#last = last
  }

  run(frame: Frame): Frame {
    const from = this.#offset - this.#seen
    const to = this.#last - this.#seen
    this.#seen += frame.rows
    return rowsBetween(frame, from, to)
  }

  isDone(): boolean {
    return this.#seen >= this.#last
  }

  save(): number {
    return this.#seen
  }

  restore(state: unknown): void {
    this.#seen = state as number
  }
}

/** The rows from `from` to before `to`, as far as the frame has them. */
export function rowsBetween(frame: Frame, from: number, to: number): Frame {
  const first = Math.min(Math.max(from, 0), frame.rows)
  const rows = Math.max(0, Math.min(to, frame.rows) - first)
  if (rows === frame.rows) return frame
  return takeRows(
    frame,
    Int32Array.from({ length: rows }, (_, r) => first + r),
  )
}
