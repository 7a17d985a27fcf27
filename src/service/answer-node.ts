/** A part of `predict`: a model, or several put together. */
import type { Column } from '../frame/column.ts'
import type { Frame } from '../frame/frame.ts'
import type { Schema } from '../frame/schema.ts'
import type { Notes } from '../steps/report.ts'

export interface AnswerNode {
  /** The columns of its answers. */
  readonly output: Schema
  /** Where the columns stand that it reads, in its own order; absent where it has no one order. */
  readonly reads?: readonly number[]
  /** One column for each of `output`. A row that cannot be answered is rejected, and its answers are missing. */
  run(frame: Frame, notes: Notes): readonly Column[]
}
