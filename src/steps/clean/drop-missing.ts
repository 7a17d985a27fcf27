/** `drop_missing`: pandas' DataFrame.dropna. */
import { z } from 'zod'
import { isMissingAt } from '../../frame/column.ts'
import { type Frame, keepRows } from '../../frame/frame.ts'
import { type ColumnNames, columnNames, positionsOf } from '../options.ts'
import type { Notes } from '../report.ts'
import { defineStep, rowStep } from '../step.ts'

const long = z.strictObject({
  columns: columnNames.optional().meta({ description: 'The columns that are looked at; all of them if not given.' }),
  how: z
    .enum(['any', 'all'])
    .default('any')
    .meta({ description: 'Leave a row out if any of its values is missing, or only if all of them are.' }),
})

export const dropMissing = defineStep({
  name: 'drop_missing',
  summary: 'Leaves out the rows in which values are missing.',
  stages: ['preprocess', 'postprocess'],
  options: z.union([
    z.null().transform(() => ({ how: 'any' as const })),
    columnNames.transform((columns) => ({ columns, how: 'any' as const })),
    long,
  ]),
  example: 'drop_missing: [age, income]',
  compile(options: { readonly columns?: ColumnNames | undefined; readonly how: 'any' | 'all' }, { input }) {
    const positions = positionsOf(input, options.columns)
    const names = positions.map((at) => input[at]?.name as string)
    const run = (frame: Frame, notes: Notes): Frame => {
      const { keep, dropped } = options.how === 'any' ? withAny(frame, positions) : withAll(frame, positions)
      for (const [at, count] of dropped) notes.dropped(`${names[at] ?? 'every value'} is missing`, count)
      return keepRows(frame, keep)
    }
    return rowStep(input, run)
  },
})

interface Kept {
  readonly keep: Uint8Array
  /** Rows left out, by the first of the columns that is missing. */
  readonly dropped: ReadonlyMap<number, number>
}

function withAny(frame: Frame, positions: readonly number[]): Kept {
  const keep = new Uint8Array(frame.rows).fill(1)
  const dropped = new Map<number, number>()
  positions.forEach((at, i) => {
    const column = frame.columns[at] as Frame['columns'][number]
    let count = 0
    for (let r = 0; r < frame.rows; r++) {
      if (keep[r] === 0 || !isMissingAt(column, r)) continue
      keep[r] = 0
      count++
    }
    if (count > 0) dropped.set(i, count)
  })
  return { keep, dropped }
}

function withAll(frame: Frame, positions: readonly number[]): Kept {
  const keep = new Uint8Array(frame.rows)
  for (const at of positions) {
    const column = frame.columns[at] as Frame['columns'][number]
    for (let r = 0; r < frame.rows; r++) if (!isMissingAt(column, r)) keep[r] = 1
  }
  const count = keep.reduce((sum, kept) => sum + (kept === 0 ? 1 : 0), 0)
  return { keep, dropped: count === 0 ? new Map() : new Map([[-1, count]]) }
}
