/**
 * What is counted, added up or kept of the rows of each group, row by row in their order, in pandas' arithmetic: so the
 * result does not depend on how rows are cut into frames.
 */
import { BrineError } from '../../errors.ts'
import {
  type Column,
  type ColumnType,
  cellColumn,
  isMissingAt,
  isNumericType,
  numericColumn,
} from '../../frame/column.ts'
import { type FrameJson, frameFromJson, frameToJson } from '../../frame/frame-json.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { MAX_HELD_VALUES } from './held-rows.ts'
import { compareCells } from './order.ts'

export interface Accumulator {
  /** Takes in a frame: `groups` has the group of each row, or -1, of `count` groups so far. */
  add(groups: Int32Array, column: Column | undefined, count: number): void
  /** One value for each of `count` groups. */
  result(count: number): Column
  save(count: number): FrameJson
  restore(state: FrameJson): void
}

/** A number for each group, as many as there are. */
class GroupNumbers {
  data: Float64Array<ArrayBufferLike>
  readonly #start: number

  constructor(start = 0) {
    this.#start = start
    this.data = new Float64Array(16).fill(start)
  }

  reserve(count: number): Float64Array {
    if (count > this.data.length) {
      const data = new Float64Array(Math.max(count, 2 * this.data.length)).fill(this.#start)
      data.set(this.data)
      this.data = data
    }
    return this.data
  }

  first(count: number): Float64Array {
    return this.reserve(count).slice(0, count)
  }

  restore(column: Column | undefined): void {
    this.data = (column as Column & { readonly kind: 'numeric' }).data
  }
}

/** Saves and restores what is all in numbers of groups. */
abstract class NumberAccumulator implements Accumulator {
  abstract readonly parts: readonly GroupNumbers[]
  abstract add(groups: Int32Array, column: Column | undefined, count: number): void
  abstract result(count: number): Column

  save(count: number): FrameJson {
    return frameToJson({ rows: count, columns: this.parts.map((part) => numericColumn(part.first(count))) })
  }

  restore(state: FrameJson): void {
    const { columns } = frameFromJson(state)
    this.parts.forEach((part, i) => {
      part.restore(columns[i])
    })
  }
}

/** Rows of the group, or values of a column that are not missing. */
export class Count extends NumberAccumulator {
  readonly #rows = new GroupNumbers()
  readonly parts = [this.#rows]

  add(groups: Int32Array, column: Column | undefined, count: number): void {
    const rows = this.#rows.reserve(count)
    for (let r = 0; r < groups.length; r++) {
      const group = groups[r] as number
      if (group >= 0 && (column === undefined || !isMissingAt(column, r))) rows[group] = (rows[group] as number) + 1
    }
  }

  result(count: number): Column {
    return numericColumn(this.#rows.first(count))
  }
}

/** pandas' group_sum and group_mean: Kahan's sum, of which the compensation is left out once it is infinite. */
export class FloatSum extends NumberAccumulator {
  readonly #isMean: boolean
  readonly #sums = new GroupNumbers()
  readonly #compensations = new GroupNumbers()
  readonly #counts = new GroupNumbers()
  readonly parts = [this.#sums, this.#compensations, this.#counts]

  constructor(isMean: boolean) {
    super()
    this.#isMean = isMean
  }

  add(groups: Int32Array, column: Column, count: number): void {
    const [sums, compensations, counts] = [
      this.#sums.reserve(count),
      this.#compensations.reserve(count),
      this.#counts.reserve(count),
    ]
    for (let r = 0; r < groups.length; r++) {
      const group = groups[r] as number
      const value = column.data[r] as number
      if (group < 0 || Number.isNaN(value)) continue
      const sum = sums[group] as number
      const y = value - (compensations[group] as number)
      const t = sum + y
      const compensation = t - sum - y
      compensations[group] = Number.isNaN(compensation) ? 0 : compensation
      sums[group] = t
      counts[group] = (counts[group] as number) + 1
    }
  }

  result(count: number): Column {
    const sums = this.#sums.first(count)
    if (!this.#isMean) return numericColumn(sums)
    return numericColumn(sums.map((sum, group) => sum / (this.#counts.data[group] as number)))
  }
}

/** Whole numbers are added exactly, in bigints as soon as a float64 would not hold them. */
export class WholeSum implements Accumulator {
  readonly #type: ColumnType
  readonly #name: string
  readonly #sums = new GroupNumbers()
  readonly #large = new Map<number, bigint>()

  /** `type` is that of the result: `integer` or `bigint`. */
  constructor(type: ColumnType, name: string) {
    this.#type = type
    this.#name = name
  }

  add(groups: Int32Array, column: Column, count: number): void {
    const sums = this.#sums.reserve(count)
    for (let r = 0; r < groups.length; r++) {
      const group = groups[r] as number
      if (group < 0 || isMissingAt(column, r)) continue
      const value = column.data[r] as number | bigint
      const sum = typeof value === 'number' ? (sums[group] as number) + value : Number.NaN
      if (Number.isSafeInteger(sum)) sums[group] = sum
      else this.#large.set(group, (this.#large.get(group) ?? 0n) + BigInt(value))
    }
  }

  result(count: number): Column {
    const sums = this.#sums.first(count)
    if (this.#type === 'bigint') {
      return cellColumn(Array.from(sums, (sum, group) => BigInt(sum) + (this.#large.get(group) ?? 0n)))
    }
    for (const [group, large] of this.#large) {
      const sum = BigInt(sums[group] as number) + large
      if (!Number.isSafeInteger(Number(sum))) throw this.#tooLarge(sum)
      sums[group] = Number(sum)
    }
    return numericColumn(sums)
  }

  #tooLarge(sum: bigint): BrineError {
    return new BrineError('step_failed', `a sum is ${sum}, which a column of integers does not hold`, {
      where: { step: 'aggregate', column: this.#name },
      remedy: `Add up integers of any size: cast: { columns: ${this.#name}, to: bigint }; or floats: to: number.`,
    })
  }

  save(count: number): FrameJson {
    const large = Array.from({ length: count }, (_, group) => this.#large.get(group) ?? null)
    return frameToJson({ rows: count, columns: [numericColumn(this.#sums.first(count)), cellColumn(large)] })
  }

  restore(state: FrameJson): void {
    const [sums, large] = frameFromJson(state).columns
    this.#sums.restore(sums)
    large?.data.forEach((sum, group) => {
      if (sum !== null) this.#large.set(group, sum as bigint)
    })
  }
}

/** pandas' group_var: Welford's sum of squares, divided by one less than the count. */
export class Spread extends NumberAccumulator {
  readonly #isDeviation: boolean
  readonly #means = new GroupNumbers()
  readonly #squares = new GroupNumbers()
  readonly #counts = new GroupNumbers()
  readonly parts = [this.#means, this.#squares, this.#counts]

  constructor(isDeviation: boolean) {
    super()
    this.#isDeviation = isDeviation
  }

  add(groups: Int32Array, column: Column, count: number): void {
    const [means, squares, counts] = [
      this.#means.reserve(count),
      this.#squares.reserve(count),
      this.#counts.reserve(count),
    ]
    for (let r = 0; r < groups.length; r++) {
      const group = groups[r] as number
      const value = column.data[r] as number
      if (group < 0 || Number.isNaN(value)) continue
      const seen = (counts[group] as number) + 1
      const before = means[group] as number
      const mean = before + (value - before) / seen
      counts[group] = seen
      means[group] = mean
      squares[group] = (squares[group] as number) + (value - mean) * (value - before)
    }
  }

  result(count: number): Column {
    const squares = this.#squares.first(count)
    return numericColumn(
      squares.map((sum, group) => {
        const seen = this.#counts.data[group] as number
        if (seen < 2) return Number.NaN
        const variance = sum / (seen - 1)
        return this.#isDeviation ? Math.sqrt(variance) : variance
      }),
    )
  }
}

/** Whether a value takes the place of the one that is kept. */
type Replaces = (value: Cell, kept: Cell) => boolean

export const REPLACES = {
  min: (value, kept) => compareCells(value, kept) < 0,
  max: (value, kept) => compareCells(value, kept) > 0,
  first: () => false,
  last: () => true,
} as const satisfies Record<string, Replaces>

/** One of the values that are not missing: the smallest, largest, first or last. */
export class Kept implements Accumulator {
  readonly #type: ColumnType
  readonly #replaces: Replaces
  #values: Cell[] = []

  constructor(type: ColumnType, how: keyof typeof REPLACES) {
    this.#type = type
    this.#replaces = REPLACES[how]
  }

  add(groups: Int32Array, column: Column): void {
    for (let r = 0; r < groups.length; r++) {
      const group = groups[r] as number
      if (group < 0 || isMissingAt(column, r)) continue
      const value = column.data[r] as Cell
      const kept = this.#values[group]
      if (kept === undefined || kept === null || this.#replaces(value, kept)) this.#values[group] = value
    }
  }

  result(count: number): Column {
    const cells = Array.from({ length: count }, (_, group) => this.#values[group] ?? null)
    if (!isNumericType(this.#type)) return cellColumn(cells)
    return numericColumn(Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : (cell as number))))
  }

  save(count: number): FrameJson {
    return frameToJson({ rows: count, columns: [this.result(count)] })
  }

  restore(state: FrameJson): void {
    const column = frameFromJson(state).columns[0] as Column
    this.#values = Array.from(column.data, (cell, r) => (isMissingAt(column, r) ? null : (cell as Cell)))
  }
}

/** What has to be held of every row: different values, or all of them. Throws `step_too_large`. */
abstract class HoldingAccumulator implements Accumulator {
  #held = 0
  /** The values of a group, in their order. */
  abstract valuesOf(group: number): Iterable<Cell>
  /** Takes a value in; false if it need not be held. */
  abstract hold(group: number, value: Cell): boolean
  abstract result(count: number): Column

  add(groups: Int32Array, column: Column): void {
    for (let r = 0; r < groups.length; r++) {
      const group = groups[r] as number
      if (group < 0 || isMissingAt(column, r)) continue
      if (this.hold(group, column.data[r] as Cell)) this.#held++
    }
    if (this.#held <= MAX_HELD_VALUES) return
    throw new BrineError('step_too_large', `aggregate can hold ${MAX_HELD_VALUES} values, and there are more`, {
      where: { step: 'aggregate' },
      remedy: 'Only median and nunique hold values; the others do not.',
      details: { limit: MAX_HELD_VALUES },
    })
  }

  save(count: number): FrameJson {
    const groups: number[] = []
    const values: Cell[] = []
    for (let group = 0; group < count; group++) {
      for (const value of this.valuesOf(group)) {
        groups.push(group)
        values.push(value)
      }
    }
    return frameToJson({ rows: values.length, columns: [numericColumn(Float64Array.from(groups)), cellColumn(values)] })
  }

  restore(state: FrameJson): void {
    const [groups, values] = frameFromJson(state).columns
    groups?.data.forEach((group, i) => {
      this.hold(group as number, values?.data[i] as Cell)
    })
    this.#held = state.rows
  }
}

/** Number of different values; -0 is no other than 0. */
export class Distinct extends HoldingAccumulator {
  readonly #sets: Set<Cell>[] = []

  valuesOf(group: number): Iterable<Cell> {
    return this.#sets[group] ?? []
  }

  hold(group: number, value: Cell): boolean {
    let set = this.#sets[group]
    if (set === undefined) {
      set = new Set()
      this.#sets[group] = set
    }
    const before = set.size
    return set.add(value).size > before
  }

  result(count: number): Column {
    return numericColumn(Float64Array.from({ length: count }, (_, group) => this.#sets[group]?.size ?? 0))
  }
}

/** The middle value, or the mean of the two in the middle. */
export class Median extends HoldingAccumulator {
  readonly #values: number[][] = []

  valuesOf(group: number): Iterable<Cell> {
    return this.#values[group] ?? []
  }

  hold(group: number, value: Cell): boolean {
    const values = this.#values[group]
    if (values === undefined) this.#values[group] = [value as number]
    else values.push(value as number)
    return true
  }

  result(count: number): Column {
    return numericColumn(
      Float64Array.from({ length: count }, (_, group) => {
        const sorted = Float64Array.from(this.#values[group] ?? []).sort()
        const middle = sorted.length >> 1
        if (sorted.length % 2 === 1) return sorted[middle] as number
        return ((sorted[middle] ?? Number.NaN) + (sorted[middle - 1] ?? Number.NaN)) / 2
      }),
    )
  }
}
