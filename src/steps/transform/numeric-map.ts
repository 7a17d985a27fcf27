/** Steps that put a function of the number in place of each number. */
import type { Column, ColumnType } from '../../frame/column.ts'
import type { Schema } from '../../frame/schema.ts'
import { changeColumns } from '../change-columns.ts'
import { type ColumnNames, numericPositions, retyped } from '../options.ts'
import type { Notes } from '../report.ts'
import { type CompiledStep, rowStep } from '../step.ts'

/** Makes the new column of a column of numbers. */
export type ColumnMap = (data: Float64Array, name: string, notes: Notes) => Column

/** All these columns, which have to be of numbers, replaced by what `map` makes of them. */
export function numericMap(input: Schema, columns: ColumnNames, type: ColumnType, map: ColumnMap): CompiledStep {
  const positions = numericPositions(input, columns)
  const names = positions.map((at) => (input[at] as Schema[number]).name)
  return rowStep(retyped(input, positions, type), (frame, notes) =>
    changeColumns(frame, positions, ({ data }, i) => map(data as Float64Array, names[i] as string, notes)),
  )
}
