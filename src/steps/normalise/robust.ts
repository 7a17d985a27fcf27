/** `robust`: scikit-learn's RobustScaler, (x - median) / (a high quantile - a low one). */
import { z } from 'zod'
import { constantsFor, lacksConstants, type NumberByColumn, numberByColumn } from '../by-column.ts'
import { medianOf, quantileOf } from '../learn/held-values.ts'
import { QuantilesFitter } from '../learn/quantiles-fitter.ts'
import { type ColumnNames, columnNames } from '../options.ts'
import { defineStep } from '../step.ts'
import { stepError } from '../step-error.ts'
import { columnsToScale, scaledColumns, scalingStep, withoutZero } from './scaling.ts'

const percentage = z.number().min(0).max(100)

const long = z.strictObject({
  columns: scaledColumns,
  median: numberByColumn.optional().meta({ description: 'What is subtracted; learned by `brine fit` if not given.' }),
  iqr: numberByColumn.optional().meta({ description: 'What it is divided by; learned by `brine fit` if not given.' }),
  quantiles: z
    .tuple([percentage, percentage])
    .default([25, 75])
    .meta({ description: 'The percentages whose distance is learned as `iqr`.' }),
})

interface Options {
  readonly columns?: ColumnNames | undefined
  readonly median?: NumberByColumn | undefined
  readonly iqr?: NumberByColumn | undefined
  readonly quantiles: readonly [number, number]
}

const QUARTILES = [25, 75] as const

export const robust = defineStep<Options>({
  name: 'robust',
  summary: 'Subtracts the median and divides by the distance of two quantiles, which outliers do not move.',
  stages: ['preprocess', 'postprocess'],
  options: z.union([
    z.null().transform((): Options => ({ quantiles: QUARTILES })),
    columnNames.transform((columns): Options => ({ columns, quantiles: QUARTILES })),
    long,
  ]),
  example: 'robust: { columns: [age, income], quantiles: [25, 75] }',
  compile({ columns, median, iqr, quantiles: [low, high] }, { input, fitted }) {
    if (low >= high) throw stepError(`the first of the quantiles, ${low}, is not below the second, ${high}`)
    const scaled = columnsToScale(input, columns)
    const constants = constantsFor(scaled.names, { median, iqr }, fitted)
    const negative = constants.iqr.findIndex((value) => value < 0)
    if (negative >= 0) throw stepError('`iqr` is not negative', { column: scaled.names[negative] as string })
    return scalingStep(scaled, [
      { op: 'subtract', by: constants.median },
      { op: 'divide', by: constants.iqr.map((scale, i) => withoutZero(scale, scaled.rounding[i])) },
    ])
  },
  fitter({ columns, median, iqr, quantiles: [low, high] }, { input }) {
    const { positions, names } = columnsToScale(input, columns)
    if (!lacksConstants(names, { median, iqr })) return undefined
    return new QuantilesFitter({
      positions,
      names,
      take: (sorted) => ({
        median: medianOf(sorted),
        iqr: quantileOf(sorted, high / 100) - quantileOf(sorted, low / 100),
      }),
    })
  },
})
