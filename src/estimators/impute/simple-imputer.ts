/** `sklearn.impute.SimpleImputer`, with its MissingIndicator. */
import { describeValue } from '../../pickle/describe.ts'
import { missingCell, type ProgramBuilder, type Values } from '../../program/builder.ts'
import type { Cell } from '../../tensor/tensor.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'

interface Imputer {
  readonly estimator: string
  /** What is missing: NaN, None, or one value. */
  readonly missing: Cell
  /** (columns) what is filled in. */
  readonly fill: readonly Cell[]
  /** Columns that are kept: those without any value in training are dropped. */
  readonly kept: readonly number[]
  /** Columns for which the answer says, in a further column, whether they were missing. */
  readonly indicated: readonly number[]
}

export function readSimpleImputer(attributes: Attributes): Estimator {
  const fill = attributes.cells('statistics_')
  const imputer: Imputer = {
    estimator: attributes.className,
    missing: readMissingValue(attributes),
    fill,
    kept: readKept(attributes, fill),
    indicated: readIndicated(attributes),
  }
  return {
    ...readFacts(attributes, fill.length),
    children: [],
    methods: {},
    transform: (builder, input) => {
      const filled = fillColumns(builder, input, imputer, imputer.kept)
      if (imputer.indicated.length === 0) return filled
      return builder.concat([filled, indicate(builder, input, imputer)])
    },
  }
}

function readMissingValue(attributes: Attributes): Cell {
  const value = attributes.require('missing_values')
  if (value === null || typeof value !== 'object') return value
  throw attributes.unsupported(
    `missing_values is ${describeValue(value)}`,
    'Train with missing_values=np.nan: Brine reads pandas.NA in the data as missing.',
  )
}

/** A column without a statistic had no values to learn from; `keep_empty_features` keeps it (1.2 and newer). */
function readKept(attributes: Attributes, fill: readonly Cell[]): number[] {
  const all = fill.map((_, i) => i)
  if (attributes.boolean('keep_empty_features', false)) return all
  const fillsNaN = attributes.get('strategy') === 'constant' && Number.isNaN(attributes.get('fill_value'))
  return fillsNaN ? all : all.filter((i) => !Number.isNaN(fill[i]))
}

function readIndicated(attributes: Attributes): number[] {
  if (!attributes.boolean('add_indicator', false)) return []
  const indicator = attributes.part('indicator_')
  return Array.from(indicator.integers('features_'))
}

/** A column filled with text is one of cells, every other one is one of numbers. */
function isText(imputer: Imputer, column: number): boolean {
  return typeof imputer.fill[column] === 'string' || typeof imputer.missing === 'string'
}

/** Fills columns, those of numbers and those of cells apart, and puts them back in order. */
function fillColumns(builder: ProgramBuilder, input: Values, imputer: Imputer, columns: readonly number[]): Values {
  const text = columns.filter((column) => isText(imputer, column))
  const numbers = columns.filter((column) => !isText(imputer, column))
  if (text.length === 0) return fillNumbers(builder, builder.select(input, numbers), imputer, numbers)
  if (numbers.length === 0) return fillCells(builder, builder.select(input, text), imputer, text)
  const joined = builder.concat([
    fillNumbers(builder, builder.select(input, numbers), imputer, numbers),
    fillCells(builder, builder.select(input, text), imputer, text),
  ])
  const position = new Map([...numbers, ...text].map((column, i) => [column, i]))
  return builder.select(
    joined,
    columns.map((column) => position.get(column) as number),
  )
}

function missingNumber(imputer: Imputer): number {
  return imputer.missing === null ? Number.NaN : Number(imputer.missing)
}

function checkedNumbers(builder: ProgramBuilder, input: Values, imputer: Imputer) {
  const missing = Number.isNaN(missingNumber(imputer))
  return builder.checkFinite(builder.numeric(input), imputer.estimator, { missing })
}

function fillNumbers(builder: ProgramBuilder, input: Values, imputer: Imputer, columns: readonly number[]): Values {
  const x = checkedNumbers(builder, input, imputer)
  const fill = Float64Array.from(columns, (column) => Number(imputer.fill[column]))
  const operator = { op: 'imputeNumbers', input: x, missing: missingNumber(imputer), fill } as const
  return { kind: 'numeric', id: builder.emitColumnwise('imputeNumbers', operator, builder.type(x), true) }
}

function fillCells(builder: ProgramBuilder, input: Values, imputer: Imputer, columns: readonly number[]): Values {
  const x = builder.objects(input, { text: true })
  const fill = columns.map((column) => imputer.fill[column] as Cell)
  const operator = { op: 'imputeObjects', input: x, missing: missingCell(imputer.missing), fill } as const
  return { kind: 'object', id: builder.emitColumnwise('imputeObjects', operator, builder.type(x), true) }
}

/** MissingIndicator of the columns that had gaps in training: 1 where a value is missing. */
function indicate(builder: ProgramBuilder, input: Values, imputer: Imputer): Values {
  return builder.concat(
    imputer.indicated.map((column) => {
      const source = builder.select(input, [column])
      const type = { kind: 'numeric', dtype: 'float64', width: 1, boolean: true } as const
      if (isText(imputer, column)) {
        const x = builder.objects(source, { text: true })
        const operator = { op: 'missingObjects', input: x, missing: missingCell(imputer.missing) } as const
        return { kind: 'numeric', id: builder.emit('missingObjects', operator, type) }
      }
      const x = checkedNumbers(builder, source, imputer)
      const operator = { op: 'missingNumbers', input: x, missing: missingNumber(imputer) } as const
      return { kind: 'numeric', id: builder.emit('missingNumbers', operator, type) }
    }),
  )
}
