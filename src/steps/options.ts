/** The parts that the options of many steps share. */
import { z } from 'zod'
import { type ColumnType, isArithmetic } from '../frame/column.ts'
import { columnAt, type Schema } from '../frame/schema.ts'
import { stepError } from './step-error.ts'

/** The name of a column, as it stands in the data. */
export const columnName = z.string().min(1).meta({ description: 'The name of a column.' })

/** One name, or several. */
export const columnNames = z
  .union([columnName, z.array(columnName).min(1)])
  .meta({ description: 'The name of a column, or a list of names.' })

export type ColumnNames = z.infer<typeof columnNames>

/** Where the named columns stand; without names, all that `isMeant` says. Throws `missing_column`. */
export function positionsOf(
  schema: Schema,
  names: ColumnNames | undefined,
  isMeant: (type: ColumnType) => boolean = () => true,
): number[] {
  if (names === undefined) return schema.flatMap(({ type }, at) => (isMeant(type) ? [at] : []))
  const list = typeof names === 'string' ? [names] : names
  return list.map((name) => columnAt(schema, name))
}

/** As `positionsOf`, for a step that computes: a named column that is not of numbers is refused. */
export function numericPositions(schema: Schema, names: ColumnNames | undefined): number[] {
  const positions = positionsOf(schema, names, isArithmetic)
  for (const at of positions) {
    const { name, type } = schema[at] as Schema[number]
    if (isArithmetic(type)) continue
    throw stepError(`the column "${name}" holds ${type}, and this step takes numbers`, {
      column: name,
      remedy: `Make it one first: cast: { columns: ${name}, to: number }.`,
    })
  }
  return positions
}

/** The schema with some columns of other types. */
export function retyped(schema: Schema, positions: readonly number[], type: ColumnType): Schema {
  return schema.map((column, at) => (positions.includes(at) ? { name: column.name, type } : column))
}
