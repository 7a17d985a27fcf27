/** `unit_norm`: scikit-learn's Normalizer: each row is divided by its own length. */
import { z } from 'zod'
import { type Column, numericColumn } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import { changeColumns } from '../change-columns.ts'
import { type ColumnNames, columnNames } from '../options.ts'
import type { Notes } from '../report.ts'
import { defineStep, rowStep } from '../step.ts'
import { columnsToScale, finiteValues, roundAll, type ScaledColumns, scaledColumns, withoutZero } from './scaling.ts'

const NORMS = ['l1', 'l2', 'max'] as const

type Norm = (typeof NORMS)[number]

const long = z.strictObject({
  columns: scaledColumns,
  norm: z
    .enum(NORMS)
    .default('l2')
    .meta({ description: 'The sum of magnitudes, the root of the sum of squares, or the largest magnitude.' }),
})

interface Options {
  readonly columns?: ColumnNames | undefined
  readonly norm: Norm
}

export const unitNorm = defineStep<Options>({
  name: 'unit_norm',
  summary: 'Divides the values of each row by their length, so that it becomes one.',
  stages: ['preprocess', 'postprocess'],
  options: z.union([
    z.null().transform((): Options => ({ norm: 'l2' })),
    columnNames.transform((columns): Options => ({ columns, norm: 'l2' })),
    long,
  ]),
  example: 'unit_norm: { columns: [x, y, z], norm: l2 }',
  compile({ columns, norm }, { input }) {
    const scaled = columnsToScale(input, columns)
    return rowStep(scaled.output, (frame, notes) => normalised(frame, scaled, norm, notes))
  },
})

/** A row with a missing or infinite value has no length: it is rejected, as scikit-learn refuses it. */
function normalised(frame: Frame, { positions, names, rounding }: ScaledColumns, norm: Norm, notes: Notes): Frame {
  const values = positions.map((at, i) => {
    const finite = finiteValues(frame.columns[at] as Column, names[i] as string, notes)
    refuseMissing(frame.columns[at] as Column, names[i] as string, notes)
    return finite
  })
  const lengths = LENGTHS[norm](values, frame.rows)
  for (let r = 0; r < lengths.length; r++) lengths[r] = withoutZero(lengths[r] as number)
  return changeColumns(frame, positions, (_, i) => {
    const column = values[i] as Float64Array
    for (let r = 0; r < column.length; r++) column[r] = (column[r] as number) / (lengths[r] as number)
    if (rounding[i] === Math.fround) roundAll(column)
    return numericColumn(column)
  })
}

function refuseMissing({ data }: Column, name: string, notes: Notes): void {
  for (let r = 0; r < data.length; r++) {
    if (Number.isNaN(data[r])) notes.reject(r, 'the value is missing, and without it the row has no length', name, null)
  }
}

/** NaN for a row of which a value is missing. */
const LENGTHS: { readonly [norm in Norm]: (values: readonly Float64Array[], rows: number) => Float64Array } = {
  l1(values, rows) {
    const sums = new Float64Array(rows)
    for (const x of values) for (let r = 0; r < rows; r++) sums[r] = (sums[r] as number) + Math.abs(x[r] as number)
    return sums
  },
  l2(values, rows) {
    const sums = new Float64Array(rows)
    for (const x of values) for (let r = 0; r < rows; r++) sums[r] = (sums[r] as number) + (x[r] as number) ** 2
    return sums.map(Math.sqrt)
  },
  max(values, rows) {
    const largest = new Float64Array(rows)
    for (const x of values) {
      for (let r = 0; r < rows; r++) largest[r] = Math.max(largest[r] as number, Math.abs(x[r] as number))
    }
    return largest
  },
}
