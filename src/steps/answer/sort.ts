/**
 * `sort`: pandas' DataFrame.sort_values with kind="stable". Equal rows stay in their order, also when descending; missing
 * values come last in both directions, unless `na_position` says first; texts are compared by code points; -0 equals 0.
 * With several keys, missing numbers that come first are not mixed with the infinity next to them, as in pandas 3.1.
 */
import { z } from 'zod'
import type { Column } from '../../frame/column.ts'
import { concatFrames, emptyFrame, type Frame, takeRows } from '../../frame/frame.ts'
import { type FrameJson, frameFromJson, frameToJson } from '../../frame/frame-json.ts'
import type { Schema } from '../../frame/schema.ts'
import { type ColumnNames, columnNames, positionsOf } from '../options.ts'
import { type CompiledStep, defineStep, type Limit, type StepRun } from '../step.ts'
import { stepError } from '../step-error.ts'
import { checkHeldRows } from './held-rows.ts'
import { refuseUnordered, rowOrder, type SortKey, sortedPositions, stableSort } from './order.ts'

const direction = z.union([z.boolean(), z.array(z.boolean()).min(1)])

const long = z.strictObject({
  by: columnNames.meta({ description: 'The columns to sort by, the first one first.' }),
  descending: direction
    .default(false)
    .meta({ description: 'Largest first; for several columns, one for each or all.' }),
  na_position: z.enum(['first', 'last']).default('last').meta({ description: 'Where missing values go.' }),
})

interface Options {
  readonly by: ColumnNames
  readonly descending: boolean | readonly boolean[]
  readonly na_position: 'first' | 'last'
}

export const sort = defineStep<Options>({
  name: 'sort',
  summary: 'Sorts all rows. With `head` or `tail` after it, it holds no more rows than these ask for.',
  stages: ['postprocess'],
  options: z.union([columnNames.transform((by) => ({ by, descending: false, na_position: 'last' as const })), long]),
  example: 'sort: { by: probability_yes, descending: true }',
  compile({ by, descending, na_position }, { input }) {
    const positions = positionsOf(input, by)
    for (const at of positions) refuseUnordered(input, at)
    const directions = typeof descending === 'boolean' ? positions.map(() => descending) : descending
    if (directions.length !== positions.length) {
      throw stepError(`\`descending\` has ${directions.length} values, \`by\` ${positions.length}`)
    }
    return sortStep(
      input,
      positions.map((at, i) => ({ at, descending: directions[i] === true, missing: na_position })),
    )
  },
})

function sortStep(schema: Schema, keys: readonly SortKey[], limit?: Limit): CompiledStep {
  return {
    output: schema,
    scope: 'whole',
    start: () => new SortRun(schema, keys, limit),
    limitedTo: (asked) => sortStep(schema, keys, asked),
    ...(limit === undefined ? {} : { reduce: (frame) => takeSelected(frame, selected(frame, keys, limit)) }),
  }
}

/**
 * How many more rows than asked for are held, at least, before they are sorted and cut; or as many again, if more are
 * asked for. So each row that is held is sorted a few times at most, whatever order they come in.
 */
const SLACK = 4096

const REMEDY = 'Put head or tail right after it, so that only these rows are held; or leave columns out before it.'

class SortRun implements StepRun {
  readonly #schema: Schema
  readonly #keys: readonly SortKey[]
  readonly #limit: Limit | undefined
  #held: Frame[] = []
  #rows = 0
  /** True if the first frame that is held is sorted and has as many rows as are wanted: others have to beat its worst. */
  #isFull = false

  constructor(schema: Schema, keys: readonly SortKey[], limit: Limit | undefined) {
    this.#schema = schema
    this.#keys = keys
    this.#limit = limit
  }

  run(frame: Frame): Frame {
    const candidates = this.#limit === undefined ? frame : this.#candidates(frame, this.#limit)
    if (candidates.rows > 0) this.#held.push(candidates)
    this.#rows += candidates.rows
    if (this.#limit !== undefined && this.#rows > this.#limit.rows + Math.max(SLACK, this.#limit.rows)) this.#compact()
    checkHeldRows('sort', this.#rows, this.#schema.length, REMEDY)
    return emptyFrame(this.#schema)
  }

  finish(): Frame {
    this.#compact()
    return this.#held[0] ?? emptyFrame(this.#schema)
  }

  save(): FrameJson | null {
    this.#compact()
    const [held] = this.#held
    return held === undefined ? null : frameToJson(held)
  }

  restore(state: unknown): void {
    this.#held = state === null ? [] : [frameFromJson(state as FrameJson)]
    this.#rows = this.#held[0]?.rows ?? 0
    this.#isFull = this.#rows > 0 && this.#rows === this.#limit?.rows
  }

  /** The rows that can be among the wanted. */
  #candidates(frame: Frame, limit: Limit): Frame {
    const [best] = this.#held
    const rest =
      this.#isFull && best !== undefined ? takeSelected(frame, better(frame, best, this.#keys, limit)) : frame
    return takeSelected(rest, selected(rest, this.#keys, limit))
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
    this.#isFull = sorted.rows > 0 && sorted.rows === this.#limit?.rows
  }
}

function takeSelected(frame: Frame, positions: Int32Array): Frame {
  return positions.length === frame.rows ? frame : takeRows(frame, positions)
}

function end(order: Int32Array, { end: which, rows }: Limit): Int32Array {
  return which === 'first' ? order.subarray(0, rows) : order.subarray(Math.max(0, order.length - rows))
}

/**
 * Positions of the rows that push the worst of `best` out, which is sorted and came before. Nearly all rows of a long
 * input are left here after one comparison.
 */
function better(frame: Frame, best: Frame, keys: readonly SortKey[], limit: Limit): Int32Array {
  const isFirst = limit.end === 'first'
  const worst = isFirst ? best.rows - 1 : 0
  const order = rowOrder(frame, best, keys)
  const likely = likelyRows(frame, best, worst, keys[0] as SortKey, isFirst)
  const found = new Int32Array(likely?.length ?? frame.rows)
  let count = 0
  for (let i = 0; i < found.length; i++) {
    const row = likely === undefined ? i : (likely[i] as number)
    const compared = order(row, worst)
    // A row that equals the worst comes after it: among the first, it is one too many; among the last, it is one of them.
    if (isFirst ? compared < 0 : compared >= 0) found[count++] = row
  }
  return found.subarray(0, count)
}

/** The rows whose first key, a number, is not beaten by the worst; undefined where missing values make it less simple. */
function likelyRows(frame: Frame, best: Frame, worst: number, key: SortKey, isFirst: boolean): Int32Array | undefined {
  const [column, held] = [frame.columns[key.at] as Column, best.columns[key.at] as Column]
  if (column.kind !== 'numeric' || held.kind !== 'numeric') return undefined
  const bound = held.data[worst] as number
  if (Number.isNaN(bound) || (key.missing === 'first') === isFirst) return undefined
  const { data } = column
  const found = new Int32Array(data.length)
  let count = 0
  if (key.descending === isFirst) {
    for (let r = 0; r < data.length; r++) if ((data[r] as number) >= bound) found[count++] = r
  } else {
    for (let r = 0; r < data.length; r++) if ((data[r] as number) <= bound) found[count++] = r
  }
  return found.subarray(0, count)
}

/** Positions, ascending, of the rows of one frame that are among the wanted of this frame. */
function selected(frame: Frame, keys: readonly SortKey[], { end: which, rows }: Limit): Int32Array {
  if (frame.rows <= rows) return Int32Array.from({ length: frame.rows }, (_, r) => r)
  if (rows === 0) return new Int32Array(0)
  const order = rowOrder(frame, frame, keys)
  const compare = which === 'first' ? order : (a: number, b: number) => order(b, a) || b - a
  const held = new Int32Array(Math.min(frame.rows, 2 * rows + 64))
  let count = 0
  let worst = -1
  const cut = (): void => {
    held.set(stableSort(held.slice(0, count), compare).subarray(0, rows))
    count = Math.min(count, rows)
    worst = count === rows ? (held[rows - 1] as number) : -1
  }
  for (let r = 0; r < frame.rows; r++) {
    if (worst >= 0 && compare(r, worst) >= 0) continue
    held[count++] = r
    if (count === held.length) cut()
  }
  cut()
  return held.slice(0, count).sort()
}
