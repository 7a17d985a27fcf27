/**
 * `rank`: pandas' Series.rank with na_option="keep": 1 is the smallest, or the largest if `descending`; a missing value has
 * no rank. Of equal values, `method` says: the average of their ranks, the smallest (`min`) or largest (`max`), their order
 * of appearance (`first`), or the number of different values up to there (`dense`). It holds all rows until the end.
 */
import { z } from 'zod'
import { type Column, isMissingAt, numericColumn } from '../../frame/column.ts'
import { concatFrames, emptyFrame, type Frame } from '../../frame/frame.ts'
import { type FrameJson, frameFromJson, frameToJson } from '../../frame/frame-json.ts'
import { columnAt, type Schema } from '../../frame/schema.ts'
import { columnName } from '../options.ts'
import { defineStep, type StepRun } from '../step.ts'
import { checkHeldRows } from './held-rows.ts'
import { type Compare, refuseUnordered, rowOrder, type SortKey, sortedPositions } from './order.ts'
import { withSpec } from './probabilities.ts'

const METHODS = ['average', 'min', 'max', 'first', 'dense'] as const

type Method = (typeof METHODS)[number]

const options = z.strictObject({
  of: columnName,
  method: z.enum(METHODS).default('average').meta({ description: 'Which rank values have that are equal.' }),
  descending: z.boolean().default(false).meta({ description: 'True: the largest value has rank 1.' }),
  as: columnName.default('rank').meta({ description: 'The column of the ranks.' }),
})

export const rank = defineStep<z.infer<typeof options>>({
  name: 'rank',
  summary: 'Numbers rows by the size of a value. Rows stay in their order.',
  stages: ['postprocess'],
  options,
  example: 'rank: { of: probability_yes, method: min, descending: true }',
  compile({ of, method, descending, as }, { input }) {
    const at = columnAt(input, of)
    refuseUnordered(input, at)
    const type = method === 'average' ? 'number' : 'integer'
    const { output, at: to } = withSpec(input, { name: as, type })
    const ranked = (frame: Frame): Frame => {
      const columns = [...frame.columns]
      columns[to] = numericColumn(ranksOf(frame, { at, descending, missing: 'last' }, method))
      return { ...frame, columns }
    }
    return { output, scope: 'whole', start: () => new RankRun(input, output, ranked) }
  },
})

class RankRun implements StepRun {
  readonly #input: Schema
  readonly #output: Schema
  readonly #ranked: (frame: Frame) => Frame
  #held: Frame[] = []
  #rows = 0

  constructor(input: Schema, output: Schema, ranked: (frame: Frame) => Frame) {
    this.#input = input
    this.#output = output
    this.#ranked = ranked
  }

  run(frame: Frame): Frame {
    if (frame.rows > 0) this.#held.push(frame)
    this.#rows += frame.rows
    checkHeldRows('rank', this.#rows, this.#input.length, 'Leave out rows or columns before it.')
    return emptyFrame(this.#output)
  }

  finish(): Frame {
    return this.#rows === 0 ? emptyFrame(this.#output) : this.#ranked(concatFrames(this.#input, this.#held))
  }

  save(): FrameJson | null {
    return this.#rows === 0 ? null : frameToJson(concatFrames(this.#input, this.#held))
  }

  restore(state: unknown): void {
    const held = frameFromJson(state as FrameJson)
    this.#held = [held]
    this.#rows = held.rows
  }
}

function ranksOf(frame: Frame, key: SortKey, method: Method): Float64Array {
  const column = frame.columns[key.at] as Column
  const order = sortedPositions(frame, [key])
  const compare = rowOrder(frame, frame, [key])
  const ranks = new Float64Array(frame.rows).fill(Number.NaN)
  let different = 0
  for (let from = 0; from < order.length; ) {
    if (isMissingAt(column, order[from] as number)) break
    const to = endOfEqual(order, from, compare)
    different++
    for (let i = from; i < to; i++) ranks[order[i] as number] = rankOf(method, from, to, i, different)
    from = to
  }
  return ranks
}

/** Where the values end that equal the one at `from`. */
function endOfEqual(order: Int32Array, from: number, compare: Compare): number {
  let to = from + 1
  while (to < order.length && compare(order[from] as number, order[to] as number) === 0) to++
  return to
}

function rankOf(method: Method, from: number, to: number, i: number, different: number): number {
  switch (method) {
    case 'average':
      return (from + 1 + to) / 2
    case 'min':
      return from + 1
    case 'max':
      return to
    case 'first':
      return i + 1
    case 'dense':
      return different
  }
}
