/** Answers for some of the rows, put where these rows stand; the others have missing answers. */
import { type Column, cellColumn, missingColumn, numericColumn } from '../frame/column.ts'
import type { Schema } from '../frame/schema.ts'
import type { Cell } from '../tensor/tensor.ts'

export function missingAnswers(schema: Schema, rows: number): readonly Column[] {
  return schema.map(({ type }) => missingColumn(type, rows))
}

/** `positions[i]` is where row i of the columns goes, among so many rows. */
export function scattered(
  schema: Schema,
  columns: readonly Column[],
  positions: Int32Array,
  rows: number,
): readonly Column[] {
  if (positions.length === rows) return columns
  const targets = schema.map(({ type }) => missingColumn(type, rows))
  return targets.map((target, c) => written(target, columns[c] as Column, positions))
}

/** The column with some values replaced: in place, so it has to be the caller's own. */
export function written(target: Column, source: Column, positions: Int32Array): Column {
  if (target.kind === 'numeric') {
    for (let i = 0; i < positions.length; i++) target.data[positions[i] as number] = source.data[i] as number
    return numericColumn(target.data)
  }
  const cells = target.data as Cell[]
  for (let i = 0; i < positions.length; i++) cells[positions[i] as number] = source.data[i] as Cell
  return cellColumn(cells)
}
