/**
 * `drop_outliers`: leaves out the rows for which pandas' `(x < low) | (x > high)` is true, or `abs((x - mean) / std) >
 * threshold`. A missing value is no outlier, since these comparisons are false for NaN: `drop_missing` is for that.
 */
import { z } from 'zod'
import type { Frame } from '../../frame/frame.ts'
import { keepRows } from '../../frame/frame.ts'
import type { Schema } from '../../frame/schema.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { constantsFor, lacksConstants, numberByColumn } from '../by-column.ts'
import { quantileOf } from '../learn/held-values.ts'
import { MomentsFitter } from '../learn/moments-fitter.ts'
import { QuantilesFitter } from '../learn/quantiles-fitter.ts'
import { type ColumnNames, columnNames, numericPositions, positionsOf } from '../options.ts'
import { type Notes, showCell } from '../report.ts'
import { type CompiledStep, defineStep, rowStep, type StepContext } from '../step.ts'
import { bound, boundsFor, boundsKind, KINDS } from './bounds.ts'

const columns = columnNames.optional().meta({ description: 'The columns to look at; all numeric ones if not given.' })

const byRange = z.strictObject({
  columns,
  method: z.literal('range').default('range'),
  min: bound.optional().meta({ description: 'What is smaller is an outlier.' }),
  max: bound.optional().meta({ description: 'What is larger is an outlier.' }),
})

const byIqr = z.strictObject({
  columns,
  method: z.literal('iqr').meta({ description: 'Outside the quartiles by more than `factor` times their distance.' }),
  factor: z.number().min(0).default(1.5).meta({ description: 'How often the distance of the quartiles.' }),
  q1: numberByColumn.optional().meta({ description: 'The first quartile; learned by `brine fit` if not given.' }),
  q3: numberByColumn.optional().meta({ description: 'The third quartile; learned by `brine fit` if not given.' }),
})

const byZscore = z.strictObject({
  columns,
  method: z.literal('zscore').meta({ description: 'More than `threshold` standard deviations from the mean.' }),
  threshold: z.number().positive().default(3).meta({ description: 'How many standard deviations.' }),
  mean: numberByColumn.optional().meta({ description: 'Learned by `brine fit` if not given.' }),
  std: numberByColumn.optional().meta({ description: 'Learned by `brine fit` if not given.' }),
  ddof: z
    .union([z.literal(0), z.literal(1)])
    .default(0)
    .meta({ description: 'Learn the deviation with n - ddof: 0 as scipy and numpy, 1 as pandas.' }),
})

type Options = z.infer<typeof byRange> | z.infer<typeof byIqr> | z.infer<typeof byZscore>

export const dropOutliers = defineStep<Options>({
  name: 'drop_outliers',
  summary: 'Leaves out the rows in which a value lies too far out. A missing value is no outlier.',
  stages: ['preprocess', 'postprocess'],
  options: z.union([byRange, byIqr, byZscore]),
  example: 'drop_outliers: { columns: income, method: iqr, factor: 1.5 }',
  compile(options, context) {
    switch (options.method) {
      case 'range':
        return dropStep(context.input, rangeTests(options, context.input))
      case 'iqr':
        return dropStep(context.input, iqrTests(options, context))
      case 'zscore':
        return dropStep(context.input, zscoreTests(options, context))
    }
  },
  fitter(options, { input }) {
    if (options.method === 'range') return undefined
    const { positions, names } = numbersOf(input, options.columns)
    if (options.method === 'iqr') {
      const { q1, q3 } = options
      if (!lacksConstants(names, { q1, q3 })) return undefined
      const take = (sorted: Float64Array) => ({ q1: quantileOf(sorted, 0.25), q3: quantileOf(sorted, 0.75) })
      return new QuantilesFitter({ positions, names, take, dropsRows: true })
    }
    const { mean, std, ddof } = options
    if (!lacksConstants(names, { mean, std })) return undefined
    return new MomentsFitter({ positions, names, ddof, dropsRows: true })
  },
})

/** Says of each row of one column why it goes, by the number of one of `reasons`; -1 if it stays. */
interface OutlierTest {
  readonly at: number
  readonly reasons: readonly string[]
  /** Marks the rows that go with the number of the reason, counted from 1, where nothing is marked yet. */
  mark(data: ArrayLike<Cell>, marks: Uint8Array): void
}

function rangeTests({ columns: named, min, max }: z.infer<typeof byRange>, input: Schema): OutlierTest[] {
  const kind = boundsKind(min, max)
  return positionsOf(input, named, (type) => KINDS[kind].includes(type)).map((at) => {
    const column = input[at] as Schema[number]
    const { low, high } = boundsFor(column, min, max)
    const shown = [min, max].map((value) => (typeof value === 'string' ? value : showCell(value ?? null)))
    return boundsTest(at, low, high, [`${column.name} is below ${shown[0]}`, `${column.name} is above ${shown[1]}`])
  })
}

function iqrTests(options: z.infer<typeof byIqr>, { input, fitted }: StepContext): OutlierTest[] {
  const { positions, names } = numbersOf(input, options.columns)
  const { q1, q3 } = constantsFor(names, { q1: options.q1, q3: options.q3 }, fitted)
  return positions.map((at, i) => {
    const [first, third] = [q1[i] as number, q3[i] as number]
    const margin = options.factor * (third - first)
    const [low, high] = [first - margin, third + margin]
    return boundsTest(at, low, high, [`${names[i]} is below ${low}`, `${names[i]} is above ${high}`])
  })
}

function boundsTest(at: number, low: number | bigint, high: number | bigint, reasons: readonly string[]): OutlierTest {
  return {
    at,
    reasons,
    mark(data, marks) {
      for (let r = 0; r < marks.length; r++) {
        const value = data[r] as number | null
        if (marks[r] !== 0 || value === null) continue
        if (value < low) marks[r] = 1
        else if (value > high) marks[r] = 2
      }
    },
  }
}

function zscoreTests(options: z.infer<typeof byZscore>, { input, fitted }: StepContext): OutlierTest[] {
  const { positions, names } = numbersOf(input, options.columns)
  const { threshold } = options
  const { mean, std } = constantsFor(names, { mean: options.mean, std: options.std }, fitted)
  return positions.map((at, i) => {
    const [centre, deviation] = [mean[i] as number, std[i] as number]
    return {
      at,
      reasons: [`${names[i]} is more than ${threshold} standard deviations from its mean`],
      mark(data, marks) {
        for (let r = 0; r < marks.length; r++) {
          if (marks[r] === 0 && Math.abs(((data[r] as number) - centre) / deviation) > threshold) marks[r] = 1
        }
      },
    }
  })
}

function numbersOf(input: Schema, named: ColumnNames | undefined) {
  const positions = numericPositions(input, named)
  return { positions, names: positions.map((at) => input[at]?.name as string) }
}

/** A row goes for the first of the columns in which it is an outlier, and is counted there. */
function dropStep(input: Schema, tests: readonly OutlierTest[]): CompiledStep {
  return rowStep(input, (frame: Frame, notes: Notes) => {
    const keep = new Uint8Array(frame.rows).fill(1)
    for (const { at, reasons, mark } of tests) {
      const marks = keep.map((kept) => (kept === 0 ? GONE : 0))
      mark(frame.columns[at]?.data as ArrayLike<Cell>, marks)
      const counts = new Array<number>(reasons.length).fill(0)
      for (let r = 0; r < frame.rows; r++) {
        const reason = marks[r] as number
        if (reason === 0 || reason === GONE) continue
        keep[r] = 0
        counts[reason - 1] = (counts[reason - 1] as number) + 1
      }
      counts.forEach((count, i) => {
        if (count > 0) notes.dropped(reasons[i] as string, count)
      })
    }
    return keepRows(frame, keep)
  })
}

/** The mark of a row that another column has taken out. */
const GONE = 255
