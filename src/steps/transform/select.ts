/** `select` and `drop`: which columns stay. pandas' `frame[names]` and DataFrame.drop(columns=names). */
import type { z } from 'zod'
import type { Column } from '../../frame/column.ts'
import type { Schema } from '../../frame/schema.ts'
import { type ColumnNames, columnNames, positionsOf } from '../options.ts'
import { type CompiledStep, defineStep, rowStep } from '../step.ts'
import { stepError } from '../step-error.ts'

const names: z.ZodType<ColumnNames> = columnNames

export const select = defineStep<ColumnNames>({
  name: 'select',
  summary: 'Keeps these columns, in this order.',
  stages: ['preprocess', 'postprocess'],
  options: names,
  example: 'select: [id, prediction]',
  compile(columns, { input }) {
    const positions = positionsOf(input, columns)
    const twice = positions.find((at, i) => positions.indexOf(at) !== i)
    if (twice !== undefined) throw stepError(`the column "${input[twice]?.name}" is named twice`)
    return withPositions(input, positions)
  },
})

export const drop = defineStep<ColumnNames>({
  name: 'drop',
  summary: 'Leaves columns out.',
  stages: ['preprocess', 'postprocess'],
  options: names,
  example: 'drop: [name, ticket]',
  compile(columns, { input }) {
    const gone = new Set(positionsOf(input, columns))
    const kept = [...input.keys()].filter((at) => !gone.has(at))
    if (kept.length === 0) throw stepError('no column would be left', { remedy: 'Keep one column at least.' })
    return withPositions(input, kept)
  },
})

function withPositions(input: Schema, positions: readonly number[]): CompiledStep {
  const output = positions.map((at) => input[at] as Schema[number])
  return rowStep(output, (frame) => ({ ...frame, columns: positions.map((at) => frame.columns[at] as Column) }))
}
