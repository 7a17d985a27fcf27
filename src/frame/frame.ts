/** Rows of a table, column by column, as steps pass them on. */
import type { Cell } from '../tensor/tensor.ts'
import { type Column, cellColumn, missingColumn, numericColumn } from './column.ts'
import type { Schema } from './schema.ts'

/**
 * The columns are those of a schema, in its order, each with `rows` values. A step that changes a column makes a new
 * one; it never writes into what it was given, since others may hold it.
 */
export interface Frame {
  readonly rows: number
  readonly columns: readonly Column[]
  /** For each row, its number in the input, counted from 0; absent where rows were made of several, as groups are. */
  readonly index?: Float64Array
}

export function emptyFrame(schema: Schema): Frame {
  return { rows: 0, columns: schema.map(({ type }) => missingColumn(type, 0)), index: new Float64Array(0) }
}

/** Numbers of rows that stand together: `start`, `start + 1`, … */
export function rangeIndex(start: number, rows: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, r) => start + r)
}

/** The rows at these positions, in this order. */
export function takeRows(frame: Frame, positions: ArrayLike<number>): Frame {
  return {
    rows: positions.length,
    columns: frame.columns.map((column) => takeValues(column, positions)),
    ...(frame.index === undefined ? {} : { index: takeNumbers(frame.index, positions) }),
  }
}

/** The rows for which `keep` is not 0; the frame itself if that is all of them. */
export function keepRows(frame: Frame, keep: Uint8Array): Frame {
  let kept = 0
  for (let r = 0; r < frame.rows; r++) if (keep[r] !== 0) kept++
  if (kept === frame.rows) return frame
  const positions = new Int32Array(kept)
  for (let r = 0, at = 0; r < frame.rows; r++) if (keep[r] !== 0) positions[at++] = r
  return takeRows(frame, positions)
}

/** The frame with column `at` replaced. */
export function withColumn(frame: Frame, at: number, column: Column): Frame {
  const columns = [...frame.columns]
  columns[at] = column
  return { ...frame, columns }
}

/** One frame after the other. They have the same columns. */
export function concatFrames(schema: Schema, frames: readonly Frame[]): Frame {
  if (frames.length === 1) return frames[0] as Frame
  const rows = frames.reduce((sum, frame) => sum + frame.rows, 0)
  const hasIndex = frames.every((frame) => frame.index !== undefined)
  return {
    rows,
    columns: schema.map((_, c) => concatColumns(frames.map((frame) => frame.columns[c] as Column))),
    ...(hasIndex ? { index: concatNumbers(frames.map((frame) => frame.index as Float64Array)) } : {}),
  }
}

function takeValues(column: Column, positions: ArrayLike<number>): Column {
  if (column.kind === 'numeric') return numericColumn(takeNumbers(column.data, positions))
  const cells = new Array<Cell>(positions.length)
  for (let i = 0; i < positions.length; i++) cells[i] = column.data[positions[i] as number] as Cell
  return cellColumn(cells)
}

function takeNumbers(data: Float64Array, positions: ArrayLike<number>): Float64Array {
  const taken = new Float64Array(positions.length)
  for (let i = 0; i < positions.length; i++) taken[i] = data[positions[i] as number] as number
  return taken
}

function concatColumns(columns: readonly Column[]): Column {
  if (columns.every((column) => column.kind === 'numeric'))
    return numericColumn(concatNumbers(columns.map((c) => c.data)))
  return cellColumn(columns.flatMap((column) => [...column.data]))
}

function concatNumbers(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
