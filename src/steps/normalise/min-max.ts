/** `min_max`: scikit-learn's MinMaxScaler, in its order of operations: x * scale + offset. */
import { z } from 'zod'
import { constantsFor, lacksConstants, type NumberByColumn, numberByColumn } from '../by-column.ts'
import { byColumn, learnedNumber } from '../learn/column-learner.ts'
import { type ColumnNames, columnNames } from '../options.ts'
import { defineStep } from '../step.ts'
import { stepError } from '../step-error.ts'
import { type Extremes, ExtremesFitter } from './extremes.ts'
import { columnsToScale, scaledColumns, scalingStep, withoutZero } from './scaling.ts'

const long = z.strictObject({
  columns: scaledColumns,
  min: numberByColumn
    .optional()
    .meta({ description: 'What becomes the low end; learned by `brine fit` if not given.' }),
  max: numberByColumn.optional().meta({ description: 'What becomes the high end; learned by `brine fit` if not.' }),
  range: z
    .tuple([z.number(), z.number()])
    .default([0, 1])
    .meta({ description: 'The ends between which the values come to lie.' }),
  clip: z.boolean().default(false).meta({ description: 'Values beyond the ends become the ends.' }),
})

interface Options {
  readonly columns?: ColumnNames | undefined
  readonly min?: NumberByColumn | undefined
  readonly max?: NumberByColumn | undefined
  readonly range: readonly [number, number]
  readonly clip: boolean
}

const DEFAULTS = { range: [0, 1], clip: false } as const

export const minMax = defineStep<Options>({
  name: 'min_max',
  summary: 'Stretches the values so that the smallest and the largest come to lie at the ends of a range.',
  stages: ['preprocess', 'postprocess'],
  options: z.union([
    z.null().transform((): Options => DEFAULTS),
    columnNames.transform((columns): Options => ({ columns, ...DEFAULTS })),
    long,
  ]),
  example: 'min_max: { columns: [age, income], range: [0, 1] }',
  compile({ columns, min, max, range, clip }, { input, fitted }) {
    const [low, high] = range
    if (low >= high) throw stepError(`the range begins at ${low}, which is not below its end, ${high}`)
    const scaled = columnsToScale(input, columns)
    const constants = constantsFor(scaled.names, { min, max }, fitted)
    refuseReversed(scaled.names, constants)
    const scales = constants.min.map((least, i) => {
      const round = scaled.rounding[i] as (x: number) => number
      return round((high - low) / withoutZero(round((constants.max[i] as number) - least), round))
    })
    const offsets = constants.min.map((least, i) => {
      const round = scaled.rounding[i] as (x: number) => number
      return round(low - round(least * (scales[i] as number)))
    })
    const operations = [
      { op: 'multiply', by: scales },
      { op: 'add', by: offsets },
    ] as const
    return scalingStep(scaled, operations, clip ? (values) => clipAll(values, low, high) : undefined)
  },
  fitter({ columns, min, max }, { input }) {
    const scaled = columnsToScale(input, columns)
    return lacksConstants(scaled.names, { min, max }) ? new ExtremesFitter(scaled, ends) : undefined
  },
})

function ends(names: readonly string[], extremes: readonly Extremes[]) {
  return {
    min: byColumn(names, (name, i) => learnedNumber(name, 'smallest', extremes[i]?.min as number)),
    max: byColumn(names, (name, i) => learnedNumber(name, 'largest', extremes[i]?.max as number)),
  }
}

function refuseReversed(
  names: readonly string[],
  { min, max }: { readonly min: readonly number[]; readonly max: readonly number[] },
): void {
  const at = min.findIndex((least, i) => least > (max[i] as number))
  if (at < 0) return
  const column = names[at] as string
  throw stepError(`\`min\` is ${min[at]}, which is more than \`max\`, ${max[at]}`, { column })
}

function clipAll(x: Float64Array, low: number, high: number): void {
  for (let r = 0; r < x.length; r++) {
    const value = x[r] as number
    if (value < low) x[r] = low
    else if (value > high) x[r] = high
  }
}
