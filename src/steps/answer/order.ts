/** The order of values in a column: as Python compares them, and as pandas places missing ones. */

import { type Column, isMissingAt } from '../../frame/column.ts'
import { compareTexts } from '../../frame/compare-texts.ts'
import type { Frame } from '../../frame/frame.ts'
import type { Schema } from '../../frame/schema.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { stepError } from '../step-error.ts'

/** Negative if what stands at `a` comes before what stands at `b`, 0 if neither comes first. */
export type Compare = (a: number, b: number) => number

/** A column to order by. */
export interface SortKey {
  readonly at: number
  readonly descending: boolean
  /** Where missing values go, in either direction. */
  readonly missing: 'first' | 'last'
}

/** Refuses cells of every kind: Python has no order of texts and numbers either. */
export function refuseUnordered(schema: Schema, at: number): void {
  const { name, type } = schema[at] as Schema[number]
  if (type !== 'any') return
  throw stepError(`the column "${name}" holds values of any kind, which have no order`, {
    column: name,
    remedy: `Give it one type first: cast: { columns: ${name}, to: string }.`,
  })
}

/** The order of rows `a` of one frame and `b` of another, or of the same. Equal rows give 0. */
export function rowOrder(left: Frame, right: Frame, keys: readonly SortKey[]): Compare {
  const compares = keys.map((key) => columnOrder(left.columns[key.at] as Column, right.columns[key.at] as Column, key))
  const [only, ...others] = compares
  if (only !== undefined && others.length === 0) return only
  return (a, b) => {
    for (const compare of compares) {
      const found = compare(a, b)
      if (found !== 0) return found
    }
    return 0
  }
}

function columnOrder(left: Column, right: Column, { descending, missing }: SortKey): Compare {
  const sign = descending ? -1 : 1
  const missingSign = missing === 'last' ? 1 : -1
  if (left.kind === 'numeric' && right.kind === 'numeric') {
    const [xs, ys] = [left.data, right.data]
    return (a, b) => {
      const [x, y] = [xs[a] as number, ys[b] as number]
      if (x < y) return -sign
      if (x > y) return sign
      return x === y ? 0 : missingSign * (Number(Number.isNaN(x)) - Number(Number.isNaN(y)))
    }
  }
  return (a, b) => {
    const [isLeft, isRight] = [isMissingAt(left, a), isMissingAt(right, b)]
    if (isLeft || isRight) return missingSign * (Number(isLeft) - Number(isRight))
    return sign * compareCells(left.data[a] as Cell, right.data[b] as Cell)
  }
}

/** Two cells of one kind: texts by code points, all others by value. */
export function compareCells(x: Cell, y: Cell): number {
  if (typeof x === 'string' && typeof y === 'string') return compareTexts(x, y)
  const [a, b] = [x as number, y as number]
  return a < b ? -1 : a > b ? 1 : 0
}

/** Positions of the rows in order; rows that are equal stay as they stand. */
export function sortedPositions(frame: Frame, keys: readonly SortKey[]): Int32Array {
  const order = Int32Array.from({ length: frame.rows }, (_, r) => r)
  return stableSort(order, rowOrder(frame, frame, keys))
}

/** A merge sort of positions: engines sort typed arrays by a function several times more slowly. Writes into `order`. */
export function stableSort(order: Int32Array, compare: Compare): Int32Array {
  let from: Int32Array = order
  let to: Int32Array = new Int32Array(order.length)
  for (let width = 1; width < order.length; width *= 2) {
    for (let low = 0; low < order.length; low += 2 * width) {
      merge(from, to, low, Math.min(low + width, order.length), Math.min(low + 2 * width, order.length), compare)
    }
    const merged = to
    to = from
    from = merged
  }
  return from
}

/** Two sorted stretches that stand side by side into one; of equal ones, the left comes first. */
function merge(from: Int32Array, to: Int32Array, low: number, middle: number, high: number, compare: Compare): void {
  let [left, right] = [low, middle]
  // What is in order already is only copied.
  if (middle >= high || compare(from[middle - 1] as number, from[middle] as number) <= 0) left = right = -1
  for (let at = low; at < high; at++) {
    if (left < 0) to[at] = from[at] as number
    else if (right >= high || (left < middle && compare(from[left] as number, from[right] as number) <= 0))
      to[at] = from[left++] as number
    else to[at] = from[right++] as number
  }
}
