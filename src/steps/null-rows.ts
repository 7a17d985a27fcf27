/** `on_error: null`: rows that got lost on the way to the model come back with missing answers. */
import { type Column, missingColumn } from '../frame/column.ts'
import { concatFrames, type Frame, takeRows } from '../frame/frame.ts'
import { findColumn, type Schema } from '../frame/schema.ts'

export interface NullRows {
  /** Numbers of the rows that were lost. */
  readonly lost: ReadonlySet<number>
  /** The rows as they came in. */
  readonly given: Frame
  readonly input: Schema
  /** Of the answers. */
  readonly output: Schema
}

/** The answers, and a row for each that was lost, in the order of the input. Columns that came in keep their values. */
export function withNullRows(answers: Frame, { lost, given, input, output }: NullRows): Frame {
  if (lost.size === 0 || given.index === undefined || answers.index === undefined) return answers
  const positions = [...given.index.keys()].filter((r) => lost.has(given.index?.[r] as number))
  const rows = takeRows(given, positions)
  const columns = output.map(({ name, type }): Column => {
    const from = findColumn(input, name)
    const isSame = from !== undefined && input[from]?.type === type
    return isSame ? (rows.columns[from] as Column) : missingColumn(type, rows.rows)
  })
  const all = concatFrames(output, [answers, { ...rows, columns }])
  const index = all.index as Float64Array
  return takeRows(
    all,
    Int32Array.from(index.keys()).sort((a, b) => (index[a] as number) - (index[b] as number)),
  )
}
