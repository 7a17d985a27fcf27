/** `standardize`: scikit-learn's StandardScaler, (x - mean) / std. */
import { z } from 'zod'
import { constantsFor, lacksConstants, type NumberByColumn, numberByColumn } from '../by-column.ts'
import { MomentsFitter } from '../learn/moments-fitter.ts'
import { type ColumnNames, columnNames } from '../options.ts'
import { defineStep } from '../step.ts'
import { stepError } from '../step-error.ts'
import { columnsToScale, scaledColumns, scalingStep } from './scaling.ts'

const long = z.strictObject({
  columns: scaledColumns,
  mean: numberByColumn
    .optional()
    .meta({ description: 'What is subtracted, by column; learned by `brine fit` if not.' }),
  std: numberByColumn.optional().meta({ description: 'What it is divided by; learned by `brine fit` if not given.' }),
  ddof: z
    .union([z.literal(0), z.literal(1)])
    .default(0)
    .meta({ description: 'Learn the deviation with n - ddof: 0 as scikit-learn and numpy, 1 as pandas.' }),
})

interface Options {
  readonly columns?: ColumnNames | undefined
  readonly mean?: NumberByColumn | undefined
  readonly std?: NumberByColumn | undefined
  readonly ddof: 0 | 1
}

export const standardize = defineStep<Options>({
  name: 'standardize',
  summary: 'Subtracts the mean and divides by the standard deviation.',
  stages: ['preprocess', 'postprocess'],
  options: z.union([
    z.null().transform((): Options => ({ ddof: 0 })),
    columnNames.transform((columns): Options => ({ columns, ddof: 0 })),
    long,
  ]),
  example: 'standardize: [age, income]',
  compile({ columns, mean, std }, { input, fitted }) {
    const scaled = columnsToScale(input, columns)
    const constants = constantsFor(scaled.names, { mean, std }, fitted)
    const negative = constants.std.findIndex((scale) => scale < 0)
    if (negative >= 0) throw stepError('`std` is not negative', { column: scaled.names[negative] as string })
    return scalingStep(scaled, [
      { op: 'subtract', by: constants.mean },
      { op: 'divide', by: constants.std.map((scale) => (scale === 0 ? 1 : scale)) },
    ])
  },
  fitter({ columns, mean, std, ddof }, { input }) {
    const { positions, names } = columnsToScale(input, columns)
    return lacksConstants(names, { mean, std })
      ? new MomentsFitter({ positions, names, ddof, roundsToZero: true })
      : undefined
  },
})
