/** `map_batch`: columns by a function of the user's own over whole columns, which is faster than one row at a time. */
import { z } from 'zod'
import { type Column, type ColumnType, cellAt } from '../../frame/column.ts'
import { type Frame, takeRows } from '../../frame/frame.ts'
import type { Schema } from '../../frame/schema.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { type ColumnNames, positionsOf } from '../options.ts'
import type { Notes } from '../report.ts'
import { defineStep, rowStep } from '../step.ts'
import {
  ColumnFiller,
  called,
  columnsOption,
  fromOption,
  functionOption,
  isRecord,
  unexpectedName,
  withColumns,
} from './row-function.ts'

/** Numbers as a Float64Array in which NaN is missing, all else as a list of cells. */
export type BatchColumn = Float64Array | readonly Cell[]

/** Gives lists of `rows` values by column. How many rows come at once is not fixed, so each has to count by itself. */
export type BatchFunction = (
  columns: Readonly<Record<string, BatchColumn>>,
  rows: number,
) => Readonly<Record<string, ArrayLike<unknown>>>

interface Options {
  readonly columns: Readonly<Record<string, ColumnType>>
  readonly from?: ColumnNames | undefined
  readonly function: BatchFunction
}

export const mapBatch = defineStep<Options>({
  name: 'map_batch',
  summary: 'Makes columns by a function of your own, which is given many rows at once, column by column.',
  stages: ['preprocess', 'postprocess'],
  options: z.strictObject({
    columns: columnsOption,
    from: fromOption,
    function: functionOption<BatchFunction>().meta({
      description: 'From columns, and the number of rows, to the values of `columns`, a list for each.',
    }),
  }),
  example:
    "map_batch: { columns: { total: 'number' }, function: ({ price }) => ({ total: price.map((p) => p * 1.25) }) }",
  compile({ columns, from, function: map }, { input }) {
    const output = withColumns(input, columns)
    const given = positionsOf(input, from).map((at) => ({ ...(input[at] as Schema[number]), at }))
    const made = output.flatMap(({ name, type }, at) => (Object.hasOwn(columns, name) ? [{ name, type, at }] : []))
    const batch: Batch = {
      made,
      names: new Set(made.map(({ name }) => name)),
      ask: (frame) => map(columnsOf(frame, given), frame.rows),
    }
    return rowStep(output, (frame, notes) => {
      const filled = fill(batch, frame, notes)
      const all = [...frame.columns]
      made.forEach(({ at }, i) => {
        all[at] = (filled[i] as ColumnFiller).column
      })
      return { ...frame, columns: all }
    })
  },
})

interface Batch {
  readonly made: readonly { readonly name: string; readonly type: ColumnType }[]
  readonly names: ReadonlySet<string>
  readonly ask: (frame: Frame) => unknown
}

/** If the function throws, the rows are asked one by one, to find those that are to blame. */
function fill({ made, names, ask }: Batch, frame: Frame, notes: Notes): ColumnFiller[] {
  const fillers = made.map(({ name, type }) => new ColumnFiller(name, type, frame.rows))
  if (frame.rows === 0) return fillers
  const put = (from: number, rows: number, answer: unknown): void => {
    const problem = problemOf(answer, names, rows)
    for (let r = 0; r < rows; r++) {
      if (problem !== undefined) notes.reject(from + r, problem)
      else for (const [i, { name }] of made.entries()) fillers[i]?.set(from + r, (answer as Lists)[name]?.[r], notes)
    }
  }
  const quiet: Notes = { dropped: () => undefined, reject: () => undefined }
  const whole = called(() => ask(frame), 0, frame.rows === 1 ? notes : quiet)
  if (whole !== undefined) put(0, frame.rows, whole.answer)
  else if (frame.rows > 1) {
    for (let r = 0; r < frame.rows; r++) {
      const single = called(() => ask(takeRows(frame, [r])), r, notes)
      if (single !== undefined) put(r, 1, single.answer)
    }
  }
  return fillers
}

type Lists = Readonly<Record<string, ArrayLike<unknown>>>

function problemOf(answer: unknown, names: ReadonlySet<string>, rows: number): string | undefined {
  if (!isRecord(answer)) return 'the function has to give an object with a list for each column'
  const extra = unexpectedName(answer, names)
  if (extra !== undefined) return `the function gave a column "${extra}", which is none of ${[...names].join(', ')}`
  for (const name of names) {
    const list = answer[name] as ArrayLike<unknown> | undefined
    const isList = Array.isArray(list) || ArrayBuffer.isView(list)
    if (!isList) return `the function gave no list of values for ${name}`
    if (list.length !== rows) return `the function gave ${list.length} values of ${name} for ${rows} rows`
  }
  return undefined
}

/** Copies: a function may write into what it is given, and others hold the columns. */
function columnsOf(frame: Frame, given: readonly (Schema[number] & { readonly at: number })[]) {
  const columns: Record<string, BatchColumn> = {}
  for (const { name, type, at } of given) {
    const column = frame.columns[at] as Column
    const isPlain = column.kind === 'numeric' && type !== 'boolean' && type !== 'datetime'
    columns[name] = isPlain
      ? column.data.slice()
      : Array.from({ length: frame.rows }, (_, r): Cell => cellAt(column, type, r))
  }
  return columns
}
