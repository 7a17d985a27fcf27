/** `cast`: pandas' DataFrame.astype, and to_numeric or to_datetime for text. */
import { z } from 'zod'
import {
  COLUMN_TYPES,
  type Column,
  type ColumnType,
  cellAt,
  cellColumn,
  isNumericType,
  numericColumn,
} from '../../frame/column.ts'
import { type Frame, withColumn } from '../../frame/frame.ts'
import { EXPECTED, storedFromText, storedFromValue } from '../../frame/parse-cell.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { type ColumnNames, columnNames, positionsOf, retyped } from '../options.ts'
import { type Notes, showCell } from '../report.ts'
import { defineStep, rowStep } from '../step.ts'

const type = z.enum(COLUMN_TYPES)

const long = z.strictObject({
  columns: columnNames.optional().meta({ description: 'The columns to change; all numeric ones if not given.' }),
  to: type.meta({ description: 'The type that they become.' }),
})

type Options = { readonly columns?: ColumnNames | undefined; readonly to: ColumnType }

export const cast = defineStep<Options>({
  name: 'cast',
  summary: 'Changes the type of columns; a value that does not fit the type is an error.',
  stages: ['preprocess', 'postprocess'],
  options: z.union([type.transform((to) => ({ to })), long]),
  example: 'cast: { columns: [age, income], to: float32 }',
  compile({ columns, to }, { input }) {
    const positions = positionsOf(input, columns, isNumericType)
    const run = (frame: Frame, notes: Notes): Frame => {
      let cast = frame
      for (const at of positions) {
        const { name, type: from } = input[at] as (typeof input)[number]
        const column = frame.columns[at] as Column
        if (from !== to)
          cast = withColumn(
            cast,
            at,
            castColumn(column, from, to, (r, cell) => {
              notes.reject(r, `expected ${EXPECTED[to]}, got ${showCell(cell)}`, name, cell)
            }),
          )
      }
      return cast
    }
    return rowStep(retyped(input, positions, to), run)
  },
})

function castColumn(column: Column, from: ColumnType, to: ColumnType, refuse: (r: number, cell: Cell) => void): Column {
  if (column.kind === 'numeric' && to === 'number' && from !== 'datetime') return column
  if (column.kind === 'numeric' && to === 'float32' && from !== 'datetime')
    return numericColumn(column.data.map(Math.fround))
  const rows = column.data.length
  const values: Cell[] = new Array(rows)
  for (let r = 0; r < rows; r++) {
    const cell = cellAt(column, from, r)
    const value = castCell(cell, from, to)
    if (value === undefined) refuse(r, cell)
    values[r] = value ?? (isNumericType(to) ? Number.NaN : null)
  }
  return isNumericType(to) ? numericColumn(Float64Array.from(values as number[])) : cellColumn(values)
}

function castCell(cell: Cell, from: ColumnType, to: ColumnType): Cell | undefined {
  if (cell === null) return isNumericType(to) ? Number.NaN : null
  if (to === 'string') return typeof cell === 'boolean' ? (cell ? 'True' : 'False') : String(cell)
  if (from === 'string') return storedFromText(to, cell as string)
  return storedFromValue(to, cell)
}
