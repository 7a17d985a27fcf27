/** `fill`: pandas' DataFrame.fillna with a constant, a mean, a median or a mode, and DataFrame.ffill. */
import { z } from 'zod'
import { type Column, type ColumnType, cellColumn, isMissingAt, numericColumn } from '../../frame/column.ts'
import { EXPECTED, storedFromValue } from '../../frame/parse-cell.ts'
import type { Schema } from '../../frame/schema.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { changeColumns } from '../change-columns.ts'
import { notFitted } from '../fitted.ts'
import { type ColumnNames, columnNames, positionsOf } from '../options.ts'
import { showCell } from '../report.ts'
import { type CompiledStep, defineStep, rowStep, type StepContext } from '../step.ts'
import { stepError } from '../step-error.ts'
import { fillFitter, type Learned } from './fill-fitter.ts'
import { ForwardFill } from './forward-fill.ts'

const constant = z.union([z.string(), z.number(), z.boolean()])

type Constant = z.infer<typeof constant>

const filledColumns = columnNames
  .optional()
  .meta({ description: 'The columns to fill; all that can take the value if not given.' })

const withValue = z.strictObject({
  columns: filledColumns,
  value: constant.meta({ description: 'What stands for a missing value.' }),
})

const withLearned = z.strictObject({
  columns: filledColumns,
  with: z.enum(['mean', 'median', 'mode']).meta({ description: 'Learned from each column by `brine fit`.' }),
  values: z
    .record(z.string(), constant)
    .optional()
    .meta({ description: 'What is known of it already, by column: nothing has to be learned then.' }),
})

const forward = z.strictObject({
  columns: filledColumns,
  with: z.literal('forward').meta({ description: 'The last value that came before, in the order of the rows.' }),
  limit: z.int().min(1).optional().meta({ description: 'At most so many missing values in a row are filled.' }),
})

const byColumn = z.record(z.string(), constant).meta({ description: 'What stands for a missing value, by column.' })

type Options =
  | { readonly each: Readonly<Record<string, Constant>> }
  | z.infer<typeof withValue>
  | z.infer<typeof withLearned>
  | z.infer<typeof forward>

export const fill = defineStep<Options>({
  name: 'fill',
  summary: 'Puts something in the place of missing values.',
  stages: ['preprocess', 'postprocess'],
  options: z.union([withValue, withLearned, forward, byColumn.transform((each) => ({ each }))]),
  example: 'fill: { age: 0, city: unknown }',
  compile(options, context) {
    const { input } = context
    if ('each' in options) {
      if (Object.keys(options.each).length === 0) throw stepError('it is not said what to fill with')
      return fillEach(input, options.each)
    }
    if ('value' in options) return fillEach(input, sameForAll(input, options.columns, options.value))
    if (options.with === 'forward') {
      const positions = positionsOf(input, options.columns)
      const { limit = Number.POSITIVE_INFINITY } = options
      return { output: input, scope: 'ordered', start: () => new ForwardFill(positions, limit) }
    }
    return fillLearned(options, context)
  },
  fitter(options, { input }) {
    if (!('with' in options) || options.with === 'forward') return undefined
    const positions = learnablePositions(input, options.columns, options.with)
    const unknown = positions.filter((at) => options.values?.[input[at]?.name as string] === undefined)
    return unknown.length === 0 ? undefined : fillFitter(input, unknown, options.with)
  },
})

function fillLearned(options: z.infer<typeof withLearned>, { input, fitted }: StepContext): CompiledStep {
  const { columns, with: learned, values: given = {} } = options
  const positions = learnablePositions(input, columns, learned)
  const names = positions.map((at) => input[at]?.name as string)
  const other = Object.keys(given).find((name) => !names.includes(name))
  if (other !== undefined) throw stepError('`values` has a value for a column that is not filled', { column: other })
  const known = { ...(fitted?.values as Readonly<Record<string, Constant>> | undefined), ...given }
  const each = names.map((name) => {
    if (Object.hasOwn(known, name)) return [name, known[name] as Constant]
    throw notFitted(`the step fills this column with its ${learned}, which was not fitted`, name)
  })
  // A mean of whole numbers, or a median of two of them, is no whole number.
  const arriving =
    learned === 'mode'
      ? input
      : input.map((column, at) =>
          positions.includes(at) && column.type === 'integer' ? { ...column, type: 'number' as const } : column,
        )
  return fillEach(arriving, Object.fromEntries(each))
}

/** Means are of numbers. A mode is of anything that can be told apart and put in an order. */
function learnablePositions(input: Schema, columns: ColumnNames | undefined, learned: Learned): number[] {
  const isMeant = (type: ColumnType): boolean =>
    learned === 'mode' ? type !== 'any' : type === 'number' || type === 'float32' || type === 'integer'
  const positions = positionsOf(input, columns, isMeant)
  for (const at of positions) {
    const { name, type } = input[at] as Schema[number]
    if (isMeant(type)) continue
    throw stepError(`the column "${name}" holds ${type}, which has no ${learned}`, {
      column: name,
      remedy: learned === 'mode' ? 'Cast it to one type first.' : 'Fill it with: mode, or with a value.',
    })
  }
  return positions
}

function sameForAll(input: Schema, columns: ColumnNames | undefined, value: Constant): Record<string, Constant> {
  const positions = positionsOf(input, columns, (type) => TAKES[typeof value as 'number'].includes(type))
  return Object.fromEntries(positions.map((at) => [input[at]?.name as string, value]))
}

/** Where a constant is meant if no columns are named. */
const TAKES: { readonly [kind in 'number' | 'string' | 'boolean']: readonly ColumnType[] } = {
  number: ['number', 'float32', 'integer', 'bigint', 'any'],
  string: ['string', 'any'],
  boolean: ['boolean', 'any'],
}

function fillEach(input: Schema, each: Readonly<Record<string, Constant>>): CompiledStep {
  const positions = positionsOf(input, Object.keys(each), () => false)
  const values = positions.map((at) => storedConstant(input[at] as Schema[number], each))
  const output = input.map((column, at) => {
    if (!positions.includes(at)) return column
    const { values: _, ...rest } = column
    return rest
  })
  return rowStep(output, (frame) => changeColumns(frame, positions, (column, i) => filled(column, values[i] as Cell)))
}

function storedConstant({ name, type }: Schema[number], each: Readonly<Record<string, Constant>>): Cell {
  const value = each[name] as Constant
  const stored = storedFromValue(type, value)
  if (stored !== undefined && !Number.isNaN(stored)) return stored
  const isTooLarge = type === 'bigint' && typeof value === 'number'
  throw stepError(`the column "${name}" cannot be filled with ${showCell(value)}: expected ${EXPECTED[type]}`, {
    column: name,
    remedy: isTooLarge
      ? 'Put an integer beyond 2^53 in quotes.'
      : `Give a value that fits, or change the column first: cast: { columns: ${name}, to: … }.`,
  })
}

/** The column itself if nothing is missing. */
function filled(column: Column, value: Cell): Column {
  let first = 0
  while (first < column.data.length && !isMissingAt(column, first)) first++
  if (first === column.data.length) return column
  if (column.kind === 'numeric') {
    const data = column.data.slice()
    for (let r = first; r < data.length; r++) if (Number.isNaN(data[r])) data[r] = value as number
    return numericColumn(data)
  }
  return cellColumn(column.data.map((cell, r) => (isMissingAt(column, r) ? value : cell)))
}
