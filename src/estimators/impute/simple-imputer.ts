/** `sklearn.impute.SimpleImputer`, with its MissingIndicator. */
import { describeValue } from '../../pickle/describe.ts'
import { missingCell, type ProgramBuilder, type Values } from '../../program/builder.ts'
import type { ValueId } from '../../program/value.ts'
import type { Cell } from '../../tensor/tensor.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { isAtLeast } from '../version.ts'

/** What a SimpleImputer learnt. */
export interface Imputer {
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
  const imputer = readImputer(attributes)
  const { kept, indicated } = imputer
  return {
    ...readFacts(attributes, imputer.fill.length),
    children: [],
    methods: {},
    transform: (builder, input) => {
      const filled = fillColumns(builder, input, imputer, kept)
      if (indicated.length === 0) return filled
      return builder.concat([filled, indicate(builder, input, imputer)])
    },
    featureNamesOut: (names) => imputedNames(names, kept, indicated),
    ...readInverse(attributes, imputer),
  }
}

export function readImputer(attributes: Attributes): Imputer {
  const fill = attributes.cells('statistics_')
  return {
    estimator: attributes.className,
    missing: readMissingValue(attributes),
    fill,
    kept: readKept(attributes, fill),
    indicated: readIndicated(attributes, fill.length),
  }
}

/** The columns that are kept, then those that say where one was missing. */
export function imputedNames(
  names: readonly string[],
  kept: readonly number[],
  indicated: readonly number[],
): string[] {
  return [...kept.map((i) => names[i] as string), ...indicated.map((i) => `missingindicator_${names[i]}`)]
}

/** From 0.24: gaps where the indicator has them. Columns that were dropped come back as zeros or, indicated, as gaps. */
function readInverse(attributes: Attributes, imputer: Imputer): Pick<Estimator, 'inverseTransform'> {
  const { missing, kept, indicated, fill, estimator } = imputer
  const isNumeric = fill.every((_, i) => !isText(imputer, i)) && kept.length === fill.length
  if (!attributes.boolean('add_indicator', false) || !isNumeric || !isAtLeast(attributes.version, 0, 24)) return {}
  const value = missing === null ? Number.NaN : Number(missing)
  return {
    inverseTransform: (builder, input) => {
      const x: Values = {
        kind: 'numeric',
        id: builder.checkFinite(builder.numeric(input), estimator, { missing: true, infinite: true }),
      }
      const columns = kept.map((column, i) => {
        const filled = builder.select(x, [i])
        const at = indicated.indexOf(column)
        if (at < 0) return filled
        const flag = builder.numeric(builder.select(x, [kept.length + at]))
        const gap = { kind: 'numeric', id: emitGap(builder, flag, value, builder.numeric(filled)) } as const
        return gap
      })
      return builder.concat(columns)
    },
  }
}

/** `missing` where the flag is not zero, else the number. */
function emitGap(builder: ProgramBuilder, flag: ValueId, missing: number, filled: ValueId): ValueId {
  const type = { kind: 'numeric', dtype: 'float64', width: 1 } as const
  return builder.emit('makeGaps', { op: 'makeGaps', inputs: [flag, filled], missing }, type)
}

export function readMissingValue(attributes: Attributes): Cell {
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
  // Until 1.1 a constant was filled into empty columns too.
  if (attributes.get('strategy') === 'constant' && !isAtLeast(attributes.version, 1, 2)) return all
  const fillsNaN = attributes.get('strategy') === 'constant' && Number.isNaN(attributes.get('fill_value'))
  return fillsNaN ? all : all.filter((i) => !Number.isNaN(fill[i]))
}

function readIndicated(attributes: Attributes, nColumns: number): number[] {
  if (!attributes.boolean('add_indicator', false)) return []
  return readIndicatedColumns(attributes.part('indicator_'), nColumns)
}

/** `features_` of a MissingIndicator. */
export function readIndicatedColumns(indicator: Attributes, nColumns: number): number[] {
  const columns = Array.from(indicator.integers('features_'))
  if (columns.every((column) => column >= 0 && column < nColumns)) return columns
  throw indicator.error('model_invalid', `features_ names columns that are not there, of ${nColumns}`)
}

/** A column filled with text is one of cells, every other one is one of numbers. */
function isText(imputer: Pick<Imputer, 'missing' | 'fill'>, column: number): boolean {
  return typeof imputer.fill[column] === 'string' || typeof imputer.missing === 'string'
}

/** Fills columns, those of numbers and those of cells apart, and puts them back in order. */
export function fillColumns(
  builder: ProgramBuilder,
  input: Values,
  imputer: Imputer,
  columns: readonly number[],
): Values {
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

function missingNumber(imputer: Pick<Imputer, 'missing'>): number {
  return imputer.missing === null ? Number.NaN : Number(imputer.missing)
}

function checkedNumbers(builder: ProgramBuilder, input: Values, imputer: Pick<Imputer, 'estimator' | 'missing'>) {
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
export function indicate(
  builder: ProgramBuilder,
  input: Values,
  imputer: Pick<Imputer, 'estimator' | 'missing' | 'fill' | 'indicated'>,
): Values {
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
