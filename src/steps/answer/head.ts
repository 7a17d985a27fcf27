/** `head`: pandas' DataFrame.head. */
import { z } from 'zod'
import { type Frame, takeRows } from '../../frame/frame.ts'
import { defineStep, type StepRun } from '../step.ts'

export const head = defineStep<number>({
  name: 'head',
  summary: 'Lets through the first rows. Without a sort before it, reading stops there.',
  stages: ['postprocess'],
  options: z.int().min(0).meta({ description: 'How many.' }),
  example: 'head: 10',
  compile(rows, { input }) {
    return { output: input, scope: 'ordered', limit: { end: 'first', rows }, start: () => new HeadRun(rows) }
  },
})

class HeadRun implements StepRun {
  readonly #rows: number
  #passed = 0

  constructor(rows: number) {
    this.#rows = rows
  }

  run(frame: Frame): Frame {
    const rows = Math.min(frame.rows, this.#rows - this.#passed)
    this.#passed += rows
    return rows === frame.rows
      ? frame
      : takeRows(
          frame,
          Int32Array.from({ length: rows }, (_, r) => r),
        )
  }

  isDone(): boolean {
    return this.#passed >= this.#rows
  }

  save(): number {
    return this.#passed
  }

  restore(state: unknown): void {
    this.#passed = state as number
  }
}
