/** What tests of steps share. */
import { isDeepStrictEqual } from 'node:util'
import { BrineError } from '../errors.ts'
import { type Column, cellAt, cellColumn, isNumericType, numericColumn } from '../frame/column.ts'
import { type Frame, rangeIndex } from '../frame/frame.ts'
import { type Stored, storedFromValue } from '../frame/parse-cell.ts'
import type { Schema } from '../frame/schema.ts'
import type { Cell } from '../tensor/tensor.ts'
import { compileStep } from './compile.ts'
import { expressionsOver } from './expression/expressions.ts'
import { FrameNotes } from './pipeline.ts'
import type { CompiledStep, Stage, StepContext } from './step.ts'

/** Rows as JSON has them. */
export function frameOf(schema: Schema, rows: readonly (readonly Cell[])[]): Frame {
  const columns = schema.map(({ type }, c): Column => {
    const values = rows.map((row) => storedFromValue(type, row[c]) as Exclude<Stored, undefined>)
    return isNumericType(type) ? numericColumn(Float64Array.from(values as number[])) : cellColumn(values)
  })
  return { rows: rows.length, columns, index: rangeIndex(0, rows.length) }
}

export interface Ran {
  readonly names: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
  readonly notes: FrameNotes
}

/** A step of an entry of a service file. */
export function compiled(
  entry: Readonly<Record<string, unknown>>,
  input: Schema,
  { stage = 'postprocess', ...context }: Partial<StepContext> & { readonly stage?: Stage } = {},
): CompiledStep {
  return compileStep(stage, 0, entry, { input, expressions: expressionsOver(input), ...context }, {}).step
}

/** Compiles a step over a schema and takes rows through it. */
export function runStep(
  entry: Readonly<Record<string, unknown>>,
  schema: Schema,
  rows: readonly (readonly Cell[])[],
): Ran {
  const step = compiled(entry, schema, { stage: 'preprocess' })
  const notes = new FrameNotes()
  const given = frameOf(schema, rows)
  const frame = step.start().run(given, notes)
  if (!isDeepStrictEqual(given, frameOf(schema, rows))) throw new Error('the step wrote into the frame it was given')
  const cells = Array.from({ length: frame.rows }, (_, r) =>
    step.output.map(({ type }, c) => cellAt(frame.columns[c] as Column, type, r)),
  )
  return { names: step.output.map(({ name }) => name), rows: cells, notes }
}

/** The error that work throws. */
export function thrownBy(work: () => unknown): BrineError {
  try {
    work()
  } catch (error) {
    if (error instanceof BrineError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

/** Problem and remedy of the error that work throws; fails if it has another code. */
export function refusal(work: () => unknown, code = 'service_invalid'): string {
  const error = thrownBy(work)
  if (error.code !== code) throw error
  return `${error.problem}. ${error.remedy ?? ''}`.trim()
}
