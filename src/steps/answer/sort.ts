/** `sort`: pandas' DataFrame.sort_values with kind="stable": equal rows stay in their order, missing values come last. */
import { z } from 'zod'
import type { Column } from '../../frame/column.ts'
import { concatFrames, emptyFrame, type Frame, takeRows } from '../../frame/frame.ts'
import type { Schema } from '../../frame/schema.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { type ColumnNames, columnNames, positionsOf } from '../options.ts'
import { type CompiledStep, defineStep, type Limit, type StepRun } from '../step.ts'
import { stepError } from '../step-error.ts'

const direction = z.union([z.boolean(), z.array(z.boolean()).min(1)])

const long = z.strictObject({
  by: columnNames.meta({ description: 'The columns to sort by, the first one first.' }),
  descending: direction
    .default(false)
    .meta({ description: 'Largest first; for several columns, one for each or all.' }),
})

interface Options {
  readonly by: ColumnNames
  readonly descending: boolean | readonly boolean[]
}

export const sort = defineStep<Options>({
  name: 'sort',
  summary: 'Sorts all rows. With `head` or `tail` after it, it holds no more rows than these ask for.',
  stages: ['postprocess'],
  options: z.union([columnNames.transform((by) => ({ by, descending: false })), long]),
  example: 'sort: { by: probability_yes, descending: true }',
  compile({ by, descending }, { input }) {
    const positions = positionsOf(input, by)
    const directions = typeof descending === 'boolean' ? positions.map(() => descending) : descending
    if (directions.length !== positions.length) {
      throw stepError(`\`descending\` has ${directions.length} values, \`by\` ${positions.length}`)
    }
    return sortStep(
      input,
      positions.map((at, i) => ({ at, descending: directions[i] === true })),
    )
  },
})

interface SortKey {
  readonly at: number
  readonly descending: boolean
}

function sortStep(schema: Schema, keys: readonly SortKey[], limit?: Limit): CompiledStep {
  return {
    output: schema,
    scope: 'whole',
    start: () => new SortRun(schema, keys, limit),
    limitedTo: (asked) => sortStep(schema, keys, asked),
  }
}

/** How many more rows than asked for are held before they are sorted and cut: each is sorted a few times at most. */
const SLACK = 4096

class SortRun implements StepRun {
  readonly #schema: Schema
  readonly #keys: readonly SortKey[]
  readonly #limit: Limit | undefined
  #held: Frame[] = []
  #rows = 0

  constructor(schema: Schema, keys: readonly SortKey[], limit: Limit | undefined) {
    this.#schema = schema
    this.#keys = keys
    this.#limit = limit
  }

  run(frame: Frame): Frame {
    this.#held.push(frame)
    this.#rows += frame.rows
    if (this.#limit !== undefined && this.#rows > this.#limit.rows + SLACK) this.#compact()
    return emptyFrame(this.#schema)
  }

  finish(): Frame {
    this.#compact()
    return this.#held[0] ?? emptyFrame(this.#schema)
  }

  /** Sorts what is held and forgets the rows that nobody asked for. What was sorted before comes first, so ties stay. */
  #compact(): void {
    if (this.#held.length === 0) return
    const all = concatFrames(this.#schema, this.#held)
    const order = sortedPositions(all, this.#keys)
    const wanted = this.#limit === undefined ? order : end(order, this.#limit)
    const sorted = takeRows(all, wanted)
    this.#held = [sorted]
    this.#rows = sorted.rows
  }
}

function end(order: Int32Array, { end: which, rows }: Limit): Int32Array {
  return which === 'first' ? order.subarray(0, rows) : order.subarray(Math.max(0, order.length - rows))
}

type Compare = (a: number, b: number) => number

function sortedPositions(frame: Frame, keys: readonly SortKey[]): Int32Array {
  const compares = keys.map(({ at, descending }) => comparison(frame.columns[at] as Column, descending))
  const order = Int32Array.from({ length: frame.rows }, (_, r) => r)
  return order.sort((a, b) => {
    for (const compare of compares) {
      const found = compare(a, b)
      if (found !== 0) return found
    }
    return a - b
  })
}

function comparison({ kind, data }: Column, descending: boolean): Compare {
  const sign = descending ? -1 : 1
  if (kind === 'numeric') {
    return (a, b) => {
      const [x, y] = [data[a] as number, data[b] as number]
      if (x < y) return -sign
      if (x > y) return sign
      return Number(Number.isNaN(x)) - Number(Number.isNaN(y))
    }
  }
  return (a, b) => {
    const [x, y] = [data[a] as Cell, data[b] as Cell]
    if (x === null || y === null) return Number(x === null) - Number(y === null)
    return x === y ? 0 : x < y ? -sign : sign
  }
}
