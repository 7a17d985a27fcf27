/** `tail`: pandas' DataFrame.tail. */
import { z } from 'zod'
import { concatFrames, emptyFrame, type Frame } from '../../frame/frame.ts'
import { type FrameJson, frameFromJson, frameToJson } from '../../frame/frame-json.ts'
import type { Schema } from '../../frame/schema.ts'
import { defineStep, type StepRun } from '../step.ts'
import { rowsBetween } from './head.ts'
import { checkHeldRows } from './held-rows.ts'

export const tail = defineStep<number>({
  name: 'tail',
  summary: 'Lets through the last rows. It holds no more than these.',
  stages: ['postprocess'],
  options: z.int().min(0).meta({ description: 'How many.' }),
  example: 'tail: 10',
  compile(rows, { input }) {
    return {
      output: input,
      scope: 'whole',
      limit: { end: 'last', rows },
      start: () => new TailRun(input, rows),
      reduce: (frame) => lastRows(frame, rows),
    }
  },
})

const REMEDY = 'Ask for fewer rows.'

class TailRun implements StepRun {
  readonly #schema: Schema
  readonly #wanted: number
  #held: Frame[] = []
  #rows = 0

  constructor(schema: Schema, rows: number) {
    this.#schema = schema
    this.#wanted = rows
  }

  run(frame: Frame): Frame {
    const last = lastRows(frame, this.#wanted)
    if (last.rows > 0) this.#held.push(last)
    this.#rows += last.rows
    let first = 0
    for (const { rows } of this.#held) {
      if (this.#rows - rows < this.#wanted) break
      this.#rows -= rows
      first++
    }
    if (first > 0) this.#held = this.#held.slice(first)
    checkHeldRows('tail', this.#rows, this.#schema.length, REMEDY)
    return emptyFrame(this.#schema)
  }

  finish(): Frame {
    if (this.#held.length === 0) return emptyFrame(this.#schema)
    return lastRows(concatFrames(this.#schema, this.#held), this.#wanted)
  }

  save(): FrameJson {
    return frameToJson(this.finish())
  }

  restore(state: unknown): void {
    const held = frameFromJson(state as FrameJson)
    this.#held = held.rows === 0 ? [] : [held]
    this.#rows = held.rows
  }
}

function lastRows(frame: Frame, rows: number): Frame {
  return rowsBetween(frame, frame.rows - rows, frame.rows)
}
