/** Which group a row belongs to, by the values of some columns. */
import { BrineError } from '../../errors.ts'
import { type Column, cellColumn, isMissingAt, isNumericType, numericColumn } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import { type FrameJson, frameFromJson, frameToJson } from '../../frame/frame-json.ts'
import type { Schema } from '../../frame/schema.ts'
import type { Cell } from '../../tensor/tensor.ts'
import type { Notes } from '../report.ts'

/** More than any count of groups, and two of them still fit into a float64. */
const MAX_CODES = 2 ** 26

/** The most groups that a user can ask for. */
export const MOST_GROUPS = 10_000_000

export interface GroupOptions {
  readonly schema: Schema
  /** Where the columns stand that make the groups; without any, all rows are one group. */
  readonly by: readonly number[]
  /** True: a row of which one of these is missing belongs to no group. */
  readonly dropsMissing: boolean
  readonly maxGroups: number
}

/** Numbers groups in the order in which they appear. */
export class Groups {
  readonly #options: GroupOptions
  /** For each column, a number for each of its values. -0 equals 0, and a missing value equals another. */
  readonly #codes: readonly Map<Cell, number>[]
  /** For each column after the first, the number of a value together with those before it. */
  readonly #pairs: readonly Map<number, number>[]
  readonly #keys: readonly Cell[][]
  #count: number

  constructor(options: GroupOptions) {
    this.#options = options
    this.#codes = options.by.map(() => new Map())
    this.#pairs = options.by.slice(1).map(() => new Map())
    this.#keys = options.by.map(() => [])
    this.#count = options.by.length === 0 ? 1 : 0
  }

  get count(): number {
    return this.#count
  }

  /** For each row its group, or -1. Throws `step_too_large`. */
  of(frame: Frame, notes: Notes): Int32Array {
    const { by, schema, dropsMissing } = this.#options
    const groups = new Int32Array(frame.rows)
    const columns = by.map((at) => frame.columns[at] as Column)
    if (dropsMissing) {
      columns.forEach((column, c) => {
        const count = markMissing(column, groups)
        if (count > 0) notes.dropped(`${schema[by[c] as number]?.name} is missing`, count)
      })
    }
    if (columns.length === 0) return groups
    for (let r = 0; r < frame.rows; r++) if (groups[r] !== -1) groups[r] = this.#groupOf(columns, r)
    return groups
  }

  #groupOf(columns: readonly Column[], r: number): number {
    let group = this.#codeOf(0, columns[0] as Column, r)
    for (let c = 1; c < columns.length; c++) {
      const pairs = this.#pairs[c - 1] as Map<number, number>
      const pair = group * MAX_CODES + this.#codeOf(c, columns[c] as Column, r)
      const known = pairs.get(pair)
      group = known ?? pairs.size
      if (known === undefined) pairs.set(pair, group)
    }
    if (group === this.#count) this.#add(columns, r)
    return group
  }

  #codeOf(c: number, column: Column, r: number): number {
    const codes = this.#codes[c] as Map<Cell, number>
    const cell = column.data[r] as Cell
    const known = codes.get(cell)
    if (known !== undefined) return known
    codes.set(cell, codes.size)
    return codes.size - 1
  }

  #add(columns: readonly Column[], r: number): void {
    const { maxGroups, schema, by } = this.#options
    if (this.#count === maxGroups) {
      throw new BrineError('step_too_large', `aggregate can make ${maxGroups} groups, and there are more`, {
        where: { step: 'aggregate', ...(by.length === 1 ? { column: schema[by[0] as number]?.name as string } : {}) },
        remedy: `Group by fewer columns, or by coarser values; or allow more, up to ${MOST_GROUPS}: max_groups: …`,
        details: { limit: maxGroups },
      })
    }
    columns.forEach((column, c) => {
      this.#keys[c]?.push(column.data[r] as Cell)
    })
    this.#count++
  }

  /** The values of each group, one column for each of `by`. */
  keys(): Frame {
    const { schema, by } = this.#options
    const columns = this.#keys.map((cells, c) =>
      isNumericType(schema[by[c] as number]?.type ?? 'any')
        ? numericColumn(Float64Array.from(cells as number[]))
        : cellColumn([...cells]),
    )
    return { rows: this.#count, columns }
  }

  save(): FrameJson {
    return frameToJson(this.keys())
  }

  /** Into new groups: the values come in the order in which they came first. */
  restore(state: FrameJson): void {
    const { rows, columns } = frameFromJson(state)
    if (columns.length === 0) return
    for (let r = 0; r < rows; r++) this.#groupOf(columns, r)
  }
}

function markMissing(column: Column, groups: Int32Array): number {
  let count = 0
  for (let r = 0; r < groups.length; r++) {
    if (groups[r] === -1 || !isMissingAt(column, r)) continue
    groups[r] = -1
    count++
  }
  return count
}
