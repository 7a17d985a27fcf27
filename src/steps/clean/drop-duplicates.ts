/**
 * `drop_duplicates`: pandas' DataFrame.drop_duplicates with keep="first". Missing values are equal to each other, 0 to -0,
 * and in a column of mixed values 1 to 1.0 and to true, as in Python.
 */
import { z } from 'zod'
import { type Frame, keepRows } from '../../frame/frame.ts'
import { type ColumnNames, columnNames, positionsOf } from '../options.ts'
import type { Notes } from '../report.ts'
import { defineStep, type StepRun } from '../step.ts'
import { stepError } from '../step-error.ts'
import { hashRows } from './row-hash.ts'
import { SeenKeys } from './seen-keys.ts'

const DEFAULT_LIMIT = 5_000_000

const long = z.strictObject({
  columns: columnNames.optional().meta({ description: 'The columns that are compared; all of them if not given.' }),
  keep: z.enum(['first', 'last', 'none']).default('first').meta({ description: 'Only `first` is possible.' }),
  limit: z
    .int()
    .min(1)
    .max(2 ** 26)
    .default(DEFAULT_LIMIT)
    .meta({ description: 'How many different rows are remembered, at 16 to 48 bytes each.' }),
})

interface Options {
  readonly columns?: ColumnNames | undefined
  readonly keep: 'first' | 'last' | 'none'
  readonly limit: number
}

const DEFAULTS = { keep: 'first', limit: DEFAULT_LIMIT } as const

export const dropDuplicates = defineStep<Options>({
  name: 'drop_duplicates',
  summary: 'Leaves out rows that were there before.',
  stages: ['preprocess', 'postprocess'],
  options: z.union([
    z.null().transform((): Options => DEFAULTS),
    columnNames.transform((columns): Options => ({ columns, ...DEFAULTS })),
    long,
  ]),
  example: 'drop_duplicates: [customer, date]',
  compile({ columns, keep, limit }, { input }) {
    if (keep !== 'first') {
      throw stepError(`\`keep: ${keep}\` would have to hold the whole input, since the last row decides`, {
        remedy: 'Use keep: first, on a file that is sorted the other way round if the last row is the one to keep.',
      })
    }
    const positions = positionsOf(input, columns)
    return { output: input, scope: 'ordered', start: () => new DuplicatesRun(positions, limit) }
  },
})

class DuplicatesRun implements StepRun {
  readonly #positions: readonly number[]
  readonly #seen: SeenKeys

  constructor(positions: readonly number[], limit: number) {
    this.#positions = positions
    this.#seen = new SeenKeys(limit)
  }

  /** Throws `limit_exceeded` when more different rows came than can be remembered. */
  run(frame: Frame, notes: Notes): Frame {
    const hashes = hashRows(frame, this.#positions)
    const keep = new Uint8Array(frame.rows)
    let dropped = 0
    for (let r = 0; r < frame.rows; r++) {
      if (this.#seen.add(hashes, 4 * r)) keep[r] = 1
      else dropped++
    }
    if (dropped > 0) notes.dropped('the row was there before', dropped)
    return keepRows(frame, keep)
  }

  save(): readonly string[] {
    return this.#seen.save()
  }

  restore(state: unknown): void {
    this.#seen.restore(state as readonly string[])
  }
}
