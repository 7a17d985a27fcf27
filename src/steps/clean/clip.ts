/** `clip`: pandas' DataFrame.clip. */
import { z } from 'zod'
import { type Column, type ColumnType, cellColumn, numericColumn } from '../../frame/column.ts'
import type { Schema } from '../../frame/schema.ts'
import { changeColumns } from '../change-columns.ts'
import { columnNames, positionsOf } from '../options.ts'
import { defineStep, rowStep } from '../step.ts'
import { type BoundColumn, bound, boundsFor, boundsKind, KINDS } from './bounds.ts'

const options = z.strictObject({
  columns: columnNames.optional().meta({ description: 'The columns to clip; all that have such bounds if not given.' }),
  min: bound.optional().meta({ description: 'What is smaller becomes this.' }),
  max: bound.optional().meta({ description: 'What is larger becomes this.' }),
})

export const clip = defineStep<z.infer<typeof options>>({
  name: 'clip',
  summary: 'Brings what lies beyond a bound to it. Missing values stay missing.',
  stages: ['preprocess', 'postprocess'],
  options,
  example: 'clip: { columns: age, min: 0, max: 120 }',
  compile({ columns, min, max }, { input }) {
    const kind = boundsKind(min, max)
    const positions = positionsOf(input, columns, (type) => KINDS[kind].includes(type))
    const bounds = positions.map((at) => boundsFor(input[at] as Schema[number], min, max))
    const output = input.map((column, at): Schema[number] => {
      const i = positions.indexOf(at)
      if (i < 0) return column
      const { values: _, ...rest } = column
      return { ...rest, type: clippedType(column.type, bounds[i] as BoundColumn) }
    })
    return rowStep(output, (frame) =>
      changeColumns(frame, positions, (column, i) => clipped(column, bounds[i] as BoundColumn)),
    )
  },
})

/** An integer that is clipped at a fraction is a number, as in pandas. */
function clippedType(type: ColumnType, { low, high }: BoundColumn): ColumnType {
  if (type !== 'integer') return type
  const isWhole = [low, high].every((value) => Math.abs(Number(value)) === Infinity || Number.isSafeInteger(value))
  return isWhole ? type : 'number'
}

function clipped(column: Column, { low, high }: BoundColumn): Column {
  if (column.kind === 'numeric') return clippedNumbers(column.data, low as number, high as number)
  return cellColumn(
    column.data.map((cell) => {
      if (cell === null) return cell
      const value = cell as bigint
      return value < low ? (low as bigint) : value > high ? (high as bigint) : value
    }),
  )
}

function clippedNumbers(data: Float64Array, low: number, high: number): Column {
  const clipped = new Float64Array(data.length)
  for (let r = 0; r < data.length; r++) {
    const value = data[r] as number
    clipped[r] = value < low ? low : Math.min(value, high)
  }
  return numericColumn(clipped)
}
