/** The encoders of category_encoders: each says what its tables hold. */
import { getHashes } from 'node:crypto'
import { describeValue } from '../../pickle/describe.ts'
import { readFrame, readSeries } from '../../pickle/pandas.ts'
import { PickleDict, type PickleValue } from '../../pickle/values.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { type Attributes, itemsOf } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import type { ReadContext } from '../reader.ts'
import {
  broken,
  type ColumnTable,
  isGap,
  Labels,
  labelsOf,
  MISSING,
  mappingEntries,
  numberOf,
  readOrdinals,
  readTables,
  UNKNOWN,
} from './columns.ts'
import { type Strictness, tableEncoder } from './encoder.ts'

function strictnessOf(attributes: Attributes): Strictness {
  return {
    refusesUnknown: attributes.get('handle_unknown') === 'error',
    refusesMissing: attributes.get('handle_missing') === 'error',
  }
}

/**
 * Encoders that number the categories first and look the number up: TargetEncoder, WOEEncoder, MEstimateEncoder,
 * JamesSteinEncoder, GLMMEncoder, QuantileEncoder, and with several columns the contrasts, BaseNEncoder, GrayEncoder and
 * OneHotEncoder. A number that the table lacks becomes NaN, as pandas' `map` and `reindex` do it.
 */
export function readOrdinalTable(attributes: Attributes): Estimator {
  return tableEncoder(attributes, ordinalTables(attributes), strictnessOf(attributes))
}

function ordinalTables(attributes: Attributes): ColumnTable[] {
  const ordinals = readOrdinals(attributes.part('ordinal_encoder'))
  return [...readTables(attributes)].map(([source, { names, rows }]): ColumnTable => {
    const ordinal = ordinals.get(source)
    if (ordinal === undefined) throw attributes.error('model_invalid', `has no categories of ${source}`)
    const nowhere = names.map(() => Number.NaN)
    const rowOf = (code: number) => rows.get(code) ?? nowhere
    const unknown = rowOf(UNKNOWN)
    // Older ordinal encoders give a missing value no number, or one that they then take back.
    const categories = withGap(ordinal.categories)
    const codes = categories.map((_, i) => ordinal.codes[i] ?? UNKNOWN)
    return lumped(attributes, { source, names, categories, rows: codes.map(rowOf), unknown })
  })
}

/** A missing value that is no category of its own is unknown. */
function withGap(categories: readonly Cell[]): readonly Cell[] {
  return categories.some(isGap) ? categories : [...categories, Number.NaN]
}

/** `min_group_size`: rare categories stand for the group that they were put together in. */
function lumped(attributes: Attributes, table: ColumnTable): ColumnTable {
  const groups = attributes.get('min_group_lumping_')
  const own = groups instanceof PickleDict ? groups.get(table.source) : undefined
  if (!(own instanceof PickleDict)) return table
  const rows = new Labels(table.categories, table.rows)
  const pairs = [...own.entries.values()].map(([label, group]) => [labelOf(label), labelOf(group)] as const)
  return {
    ...table,
    categories: [...pairs.map(([label]) => label), ...table.categories],
    rows: [...pairs.map(([, group]) => rows.get(group) ?? table.unknown), ...table.rows],
  }
}

function labelOf(value: PickleValue): Cell {
  return value === null || typeof value !== 'object' ? value : String(describeValue(value))
}

/** `BinaryEncoder` of versions before 2.6 holds a BaseNEncoder. */
export function readBinaryEncoder(attributes: Attributes): Estimator {
  return readOrdinalTable(attributes.has('base_n_encoder') ? attributes.part('base_n_encoder') : attributes)
}

/** `RankHotEncoder`: what its table lacks is a row of zeros, or of NaN if it answers so. */
export function readRankHotEncoder(attributes: Attributes): Estimator {
  const ordinals = readOrdinals(attributes.part('ordinal_encoder'))
  const forgets = attributes.get('handle_missing') === 'return_nan'
  const tables = [...readTables(attributes)].map(([source, { names, rows }]): ColumnTable => {
    const nowhere = names.map(() => Number.NaN)
    const unknown = attributes.get('handle_unknown') === 'return_nan' ? nowhere : names.map(() => 0)
    const ordinal = ordinals.get(source)
    const categories = withGap(ordinal?.categories ?? [])
    const rowOf = (category: Cell, i: number) => {
      const code = ordinal?.codes[i] ?? UNKNOWN
      if (isGap(category) && code === MISSING && forgets) return nowhere
      return rows.get(code) ?? unknown
    }
    return { source, names, categories, rows: categories.map(rowOf), unknown }
  })
  return tableEncoder(attributes, tables, strictnessOf(attributes))
}

/** `OrdinalEncoder`: the number itself. */
export function readCategoryOrdinalEncoder(attributes: Attributes): Estimator {
  const unknown = [scalarFor(attributes, 'handle_unknown', UNKNOWN)]
  const missing = scalarFor(attributes, 'handle_missing', MISSING)
  const tables = [...readOrdinals(attributes)].map(([source, { categories, codes }]): ColumnTable => {
    const all = withGap(categories)
    const rows = all.map((_, i) => {
      const code = codes[i]
      if (code === undefined) return unknown
      return [code === MISSING ? missing : code]
    })
    return lumped(attributes, { source, names: [source], categories: all, rows, unknown })
  })
  return tableEncoder(attributes, tables, strictnessOf(attributes))
}

/** What stands for `value`: itself, NaN, or a number of the user's. */
function scalarFor(attributes: Attributes, option: string, value: number): number {
  const given = attributes.get(option)
  if (given === 'return_nan') return Number.NaN
  if (typeof given === 'number') return given
  if (typeof given === 'string' || given === undefined || given === null) return value
  throw attributes.unsupported(`${option} is ${describeValue(given)}`, 'Train with a value, not with a function.')
}

/** `LeaveOneOutEncoder` and `CatBoostEncoder`: sums and counts of the target, smoothed towards its mean by `a`. */
export function readTargetStatistics(attributes: Attributes): Estimator {
  const mean = attributes.number('_mean')
  const a = readSmoothing(attributes)
  const unknown = [attributes.get('handle_unknown') === 'return_nan' ? Number.NaN : mean]
  const forgets = attributes.get('handle_missing') === 'return_nan'
  const tables = mappingEntries(attributes).map(([source, value]): ColumnTable => {
    const frame = readFrame(value)
    if (frame === undefined) throw broken(attributes, `mapping of ${source}`, value)
    const columns = labelsOf(frame.columns)
    const column = (name: string) => frame.data[columns.indexOf(name)] ?? []
    const sums = column('sum').map(numberOf)
    const counts = column('count').map(numberOf)
    const categories = withGap(labelsOf(frame.index))
    const rows = categories.map((category, i) => {
      if (isGap(category) && forgets) return [Number.NaN]
      const count = counts[i] ?? 0
      return [count > 1 ? ((sums[i] ?? 0) + mean * a) / (count + a) : mean]
    })
    return lumped(attributes, { source, names: [source], categories, rows, unknown })
  })
  return tableEncoder(attributes, tables, strictnessOf(attributes))
}

/** Before 2.4 the mean was not weighted by `a`; files of 2.3 and 2.4 look alike, and agree where it is 1. */
function readSmoothing(attributes: Attributes): number {
  if (attributes.className !== 'CatBoostEncoder') return 0
  const a = attributes.number('a')
  if (a === 1 || attributes.has('invariant_cols')) return a
  throw attributes.error(
    'unsupported_version',
    `a=${a} means one thing before version 2.4 of category_encoders and another since, and the file does not say its version`,
    'Train and save it with category_encoders 2.5 or newer, or with a=1.',
  )
}

/** `CountEncoder`: how often each category was seen. */
export function readCountEncoder(attributes: Attributes): Estimator {
  const entries = mappingEntries(attributes)
  const strictness = countStrictness(
    attributes,
    entries.map(([column]) => column),
  )
  const tables = entries.map(([source, value]): ColumnTable => {
    const series = readSeries(value)
    if (series === undefined) throw broken(attributes, `mapping of ${source}`, value)
    const counts = new Labels(labelsOf(series.index), series.values.map(numberOf))
    const unknown = [countOfUnknown(attributes, source)]
    const groups = optionOf(attributes, '_min_group_categories', source)
    const pairs =
      groups instanceof PickleDict
        ? [...groups.entries.values()].map(([label, group]) => [labelOf(label), labelOf(group)] as const)
        : []
    const grouped = new Labels(
      pairs.map(([label]) => label),
      pairs.map(([, group]) => group),
    )
    const known = [...pairs.map(([label]) => label), ...labelsOf(series.index)]
    // A missing value that was not counted is as unknown as any other.
    const categories = strictness.refusesUnknown ? known : withGap(known)
    const rows = categories.map((category) => {
      const count = counts.get(grouped.get(category) ?? category)
      return count === undefined || Number.isNaN(count) ? unknown : [count]
    })
    return { source, names: [source], categories, rows, unknown }
  })
  return tableEncoder(attributes, tables, strictness)
}

function optionOf(attributes: Attributes, name: string, column: string): PickleValue | undefined {
  const options = attributes.get(name)
  return options instanceof PickleDict ? options.get(column) : undefined
}

function countOfUnknown(attributes: Attributes, column: string): number {
  const unknown = optionOf(attributes, '_handle_unknown', column)
  if (typeof unknown === 'number') return unknown
  return unknown === 'value' && optionOf(attributes, '_handle_missing', column) !== 'return_nan' ? 0 : Number.NaN
}

/** Options may differ between columns, but a refusal is one of the whole encoder. */
function countStrictness(attributes: Attributes, columns: readonly string[]): Strictness {
  const refusing = columns.filter((column) => optionOf(attributes, '_handle_unknown', column) === 'error')
  if (refusing.length > 0 && refusing.length < columns.length) {
    throw attributes.unsupported("handle_unknown='error' for some columns only", 'Use it for all columns or for none.')
  }
  return { refusesUnknown: refusing.length > 0, refusesMissing: attributes.get('handle_missing') === 'error' }
}

/** `HashingEncoder`: how many of a row's cells fall into each of `n_components` bins, before the other columns. */
export function readHashingEncoder(attributes: Attributes): Estimator {
  const digest = attributes.string('hash_method')
  if (!getHashes().includes(digest))
    throw attributes.unsupported(`hash_method='${digest}'`, "Train with hash_method='md5'.")
  const width = attributes.count('n_components')
  const encoded = attributes.list('cols').map(String)
  const outputs = Array.from({ length: width }, (_, i) => `col_${i}`)
  const known = itemsOf(attributes.get('feature_names_in_'))
  if (known === undefined) {
    const problem = 'does not say what its columns were called'
    throw attributes.error('unsupported_version', problem, 'Train and save it with category_encoders 2.6 or newer.')
  }
  const names = known.map(String)
  const rest = names.filter((name) => !encoded.includes(name))
  const positions = (chosen: readonly string[]) => chosen.map((name) => names.indexOf(name))
  return {
    ...readFacts(attributes),
    nFeatures: names.length,
    featureNames: names,
    children: [],
    methods: {},
    transform: (builder, input) => {
      const cells = builder.objects(builder.select(input, positions(encoded)), { text: false })
      const type = { kind: 'numeric', dtype: 'float64', width } as const
      const id = builder.emit('hashCells', { op: 'hashCells', input: cells, digest }, type)
      return builder.concat([{ kind: 'numeric', id }, builder.select(input, positions(rest))])
    },
    featureNamesOut: () => [...outputs, ...rest],
  }
}

/** `SummaryEncoder`: a QuantileEncoder for each quantile, whose columns are called after it, such as `column_25`. */
export function readSummaryEncoder(attributes: Attributes): Estimator {
  const tables = attributes.list('encoder_list').flatMap((_, i) => {
    const encoder = attributes.item('encoder_list', i)
    const percentile = Math.round(encoder.number('quantile') * 100)
    return ordinalTables(encoder).map((table) => ({ ...table, names: [`${table.source}_${percentile}`] }))
  })
  return tableEncoder(attributes, tables, strictnessOf(attributes))
}

/** `NestedCVWrapper`: for new rows the encoder that was fitted on all of them. */
export function readNestedWrapper(attributes: Attributes, context: ReadContext): Estimator {
  const path = attributes.path === '' ? 'feature_encoder' : `${attributes.path}.feature_encoder`
  return context.estimator(attributes.require('feature_encoder'), path, attributes.versionText)
}
