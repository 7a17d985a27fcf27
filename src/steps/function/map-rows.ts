/** `map_rows`: changes values by a function of the user's own; the columns and their types stay. */
import type { ColumnType } from '../../frame/column.ts'
import { positionsOf } from '../options.ts'
import { defineStep } from '../step.ts'
import { rowFunctionStep } from './derive-with.ts'
import { functionOption, type Row } from './row-function.ts'

/** Gives the values that change; those that it leaves out stay. */
export type MapFunction = (row: Row) => Readonly<Record<string, unknown>>

export const mapRows = defineStep<MapFunction>({
  name: 'map_rows',
  summary: 'Changes values by a function of your own: those that it gives replace what is there, the others stay.',
  stages: ['preprocess', 'postprocess'],
  options: functionOption<MapFunction>().meta({ description: 'From a row to the values that change.' }),
  example: 'map_rows: (row) => ({ city: row.city.trim() })',
  compile(map, { input }) {
    const columns = Object.fromEntries(input.map(({ name, type }): [string, ColumnType] => [name, type]))
    return rowFunctionStep(input, positionsOf(input, undefined), columns, (row) => map(row), true)
  },
})
