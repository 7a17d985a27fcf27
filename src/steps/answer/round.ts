/**
 * `round`: pandas' DataFrame.round, which is np.round: rint(x * 10^d) / 10^d with halves to even, in float32 for a float32
 * column. So 2.675 becomes 2.68 or 2.67 as numpy's arithmetic has it, not as its decimals have it. One thing is not as in
 * numpy: a number so large that x * 10^d is infinite stays as it is, since it has no decimals.
 */
import { z } from 'zod'
import { type ColumnType, numericColumn } from '../../frame/column.ts'
import type { ColumnSpec } from '../../frame/schema.ts'
import { changeColumns } from '../change-columns.ts'
import { type ColumnNames, columnName, columnNames, numericPositions } from '../options.ts'
import { defineStep, rowStep } from '../step.ts'

/** The powers of ten that a float64 holds exactly. */
const decimals = z.int().min(-22).max(22).meta({ description: 'Decimals that stay; -2 rounds to hundreds.' })

const long = z.strictObject({
  columns: columnNames.optional().meta({ description: 'The columns to round; all that have decimals if not given.' }),
  decimals: z
    .union([decimals, z.record(columnName, decimals)])
    .default(0)
    .meta({ description: 'One number for all columns, or one for each: {price: 2, share: 4}.' }),
})

interface Options {
  readonly columns?: ColumnNames | undefined
  readonly decimals: number | Readonly<Record<string, number>>
}

export const round = defineStep<Options>({
  name: 'round',
  summary: 'Rounds numbers to so many decimals, halves to even, as numpy does.',
  stages: ['preprocess', 'postprocess'],
  options: z.union([decimals.transform((digits): Options => ({ decimals: digits })), long]),
  example: 'round: { columns: probability_yes, decimals: 3 }',
  compile({ columns, decimals: asked }, { input }) {
    const names = columns ?? (typeof asked === 'number' ? undefined : Object.keys(asked))
    const positions = numericPositions(input, names).filter((at) => hasDecimals(input[at] as ColumnSpec, names, asked))
    const roundings = positions.map((at) => {
      const { name, type } = input[at] as ColumnSpec
      return rounding(type, typeof asked === 'number' ? asked : (asked[name] ?? 0))
    })
    return rowStep(input, (frame) =>
      changeColumns(frame, positions, ({ data }, i) => numericColumn((roundings[i] as Rounding)(data as Float64Array))),
    )
  },
})

/** Integers change only where hundreds are asked for; booleans only where they are named, and then not either. */
function hasDecimals({ type }: ColumnSpec, names: ColumnNames | undefined, asked: Options['decimals']): boolean {
  if (type === 'boolean') return false
  return type !== 'integer' || names !== undefined || (typeof asked === 'number' && asked < 0)
}

type Rounding = (data: Float64Array) => Float64Array

function rounding(type: ColumnType, digits: number): Rounding {
  if (type === 'integer' && digits >= 0) return (data) => data
  const narrow = type === 'float32' ? Math.fround : (x: number) => x
  const power = narrow(10 ** Math.abs(digits))
  const rounded =
    digits > 0
      ? (x: number) => narrow(rint(narrow(x * power)) / power)
      : (x: number) => narrow(rint(narrow(x / power)) * power)
  return (data) =>
    data.map((x) => {
      const result = rounded(x)
      return Number.isFinite(result) ? result : x
    })
}

/** From here on, every float64 is whole. */
const WHOLE = 2 ** 52

/** C's rint: halves to even; -0.2 becomes -0. */
function rint(x: number): number {
  if (!(Math.abs(x) < WHOLE)) return x
  return x < 0 || Object.is(x, -0) ? -(-x + WHOLE - WHOLE) : x + WHOLE - WHOLE
}
