/** Steps that put a function of the number in place of each number. */
import type { Column, ColumnType } from '../../frame/column.ts'
import { type Frame, withColumn } from '../../frame/frame.ts'
import type { Schema } from '../../frame/schema.ts'
import { type ColumnNames, numericPositions, retyped } from '../options.ts'
import type { Notes } from '../report.ts'
import { type CompiledStep, rowStep } from '../step.ts'

/** Makes the new column of a column of numbers. */
export type ColumnMap = (data: Float64Array, name: string, notes: Notes) => Column

/** All these columns, which have to be of numbers, replaced by what `map` makes of them. */
export function numericMap(input: Schema, columns: ColumnNames, type: ColumnType, map: ColumnMap): CompiledStep {
  const positions = numericPositions(input, columns)
  return rowStep(retyped(input, positions, type), (frame, notes) => {
    let result: Frame = frame
    for (const at of positions) {
      const { data } = frame.columns[at] as { readonly data: Float64Array }
      result = withColumn(result, at, map(data, (input[at] as Schema[number]).name, notes))
    }
    return result
  })
}
