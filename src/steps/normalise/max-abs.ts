/** `max_abs`: scikit-learn's MaxAbsScaler, x / the largest magnitude. */
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
  max_abs: numberByColumn
    .optional()
    .meta({ description: 'The largest magnitude of each column; learned by `brine fit` if not given.' }),
})

interface Options {
  readonly columns?: ColumnNames | undefined
  readonly max_abs?: NumberByColumn | undefined
}

export const maxAbs = defineStep<Options>({
  name: 'max_abs',
  summary: 'Divides by the largest magnitude, so that zero stays where it is.',
  stages: ['preprocess', 'postprocess'],
  options: z.union([
    z.null().transform((): Options => ({})),
    columnNames.transform((columns): Options => ({ columns })),
    long,
  ]),
  example: 'max_abs: [age, income]',
  compile({ columns, max_abs }, { input, fitted }) {
    const scaled = columnsToScale(input, columns)
    const constants = constantsFor(scaled.names, { max_abs }, fitted)
    const negative = constants.max_abs.findIndex((value) => value < 0)
    if (negative >= 0) {
      throw stepError('a largest magnitude is not negative', { column: scaled.names[negative] as string })
    }
    return scalingStep(scaled, [
      { op: 'divide', by: constants.max_abs.map((scale, i) => withoutZero(scale, scaled.rounding[i])) },
    ])
  },
  fitter({ columns, max_abs }, { input }) {
    const scaled = columnsToScale(input, columns)
    return lacksConstants(scaled.names, { max_abs }) ? new ExtremesFitter(scaled, magnitudes) : undefined
  },
})

function magnitudes(names: readonly string[], extremes: readonly Extremes[]) {
  return {
    max_abs: byColumn(names, (name, i) => {
      const { min, max } = extremes[i] as Extremes
      return learnedNumber(name, 'largest magnitude', Math.max(Math.abs(min), Math.abs(max)))
    }),
  }
}
