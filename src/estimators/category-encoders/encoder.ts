/** The shape that all encoders of category_encoders share: some columns replaced by others, the rest passed on. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { type Attributes, itemsOf } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { type CategoryList, emitIndices } from '../preprocessing/categories.ts'
import { type ColumnTable, isGap } from './columns.ts'

/** The column of ones that older versions put before contrasts. */
const INTERCEPT = 'intercept'

/** How cells that are not in the tables are treated. */
export interface Strictness {
  readonly refusesUnknown: boolean
  readonly refusesMissing: boolean
}

/** An encoder that looks every category up. */
export function tableEncoder(attributes: Attributes, own: readonly ColumnTable[], strictness: Strictness): Estimator {
  refuseComposites(attributes)
  const produced = own.flatMap(({ names, source }) => names.map((name) => ({ name, source })))
  const outputs = readOutputNames(attributes)
  const tables = withIntercept(strictness.refusesMissing ? own.map(withoutGap) : own, outputs)
  const inputs = readInputNames(attributes, outputs, produced)
  return {
    ...readFacts(attributes),
    nFeatures: inputs.length,
    featureNames: areNames(inputs) ? inputs.map(String) : undefined,
    children: [],
    methods: {},
    transform: (builder, input) => emit(builder, input, { attributes, tables, inputs, outputs, strictness }),
    featureNamesOut: () => outputs,
  }
}

interface Encoding {
  readonly attributes: Attributes
  readonly tables: readonly ColumnTable[]
  readonly inputs: readonly Cell[]
  readonly outputs: readonly string[]
  readonly strictness: Strictness
}

function emit(builder: ProgramBuilder, input: Values, encoding: Encoding): Values {
  const { tables, inputs, outputs } = encoding
  const names = inputs.map(String)
  // What the answer is chosen from: the columns as they came, then those of the tables.
  const available = [...names, ...tables.flatMap((table) => table.names)]
  const columns = outputs.map((name) => {
    const at = available.lastIndexOf(name)
    if (at < 0) throw encoding.attributes.error('model_invalid', `answers with a column ${name} that no table has`)
    return at
  })
  return builder.select(builder.concat([input, lookUp(builder, input, encoding, names)]), columns)
}

function lookUp(builder: ProgramBuilder, input: Values, { attributes, tables, strictness }: Encoding, names: string[]) {
  const selected = builder.select(
    input,
    tables.map(({ source }) => names.indexOf(source)),
  )
  const indices = emitIndices(builder, selected, tables.map(categoriesOf), {
    unknown: strictness.refusesUnknown ? 'refuse' : 'index',
    refusesMissing: strictness.refusesMissing,
    estimator: attributes.className,
  })
  const unknown = tables.map((table) => Float64Array.from(table.unknown))
  const width = unknown.reduce((sum, row) => sum + row.length, 0)
  const operator = {
    op: 'lookUpRows',
    input: indices,
    tables: tables.map((table) => Float64Array.from(table.rows.flat())),
    unknown,
  } as const
  const type = { kind: 'numeric', dtype: 'float64', width } as const
  return { kind: 'numeric', id: builder.emit('lookUpRows', operator, type) } as const
}

/** A missing value is no category where it is refused. */
function withoutGap(table: ColumnTable): ColumnTable {
  const kept = table.categories.flatMap((category, i) => (isGap(category) ? [] : [i]))
  return {
    ...table,
    categories: kept.map((i) => table.categories[i] as Cell),
    rows: kept.map((i) => table.rows[i] as readonly number[]),
  }
}

/** Ones in every row of the first table, if the answer has a column of them. */
function withIntercept(tables: readonly ColumnTable[], outputs: readonly string[]): readonly ColumnTable[] {
  if (!outputs.includes(INTERCEPT)) return tables
  return tables.map((table, i) => {
    if (i > 0) return table
    const { names, rows, unknown } = table
    return {
      ...table,
      names: [...names, INTERCEPT],
      rows: rows.map((row) => [...row, 1]),
      unknown: [...unknown, 1],
    }
  })
}

/** Numbers if all categories are, so that the column is one of numbers. */
function categoriesOf({ categories }: ColumnTable): CategoryList {
  const isNumeric =
    categories.some((cell) => !isGap(cell)) && categories.every((cell) => isGap(cell) || typeof cell === 'number')
  if (isNumeric)
    return {
      kind: 'numbers',
      values: Float64Array.from(categories, (cell) => (cell === null ? Number.NaN : Number(cell))),
    }
  return { kind: 'cells', values: categories }
}

function readOutputNames(attributes: Attributes): readonly string[] {
  const name = attributes.first('feature_names_out_', 'feature_names')
  const value = attributes.require(name)
  const names = itemsOf(value)
  if (names === undefined) throw attributes.error('model_invalid', `expected names of columns in ${name}`)
  return names.map(String)
}

/** Before 2.6 a file has the names of the answer only: the columns of a table stand where its source did. */
function readInputNames(
  attributes: Attributes,
  outputs: readonly string[],
  produced: readonly { readonly name: string; readonly source: string }[],
): readonly Cell[] {
  const known = itemsOf(attributes.get('feature_names_in_'))
  if (known !== undefined)
    return known.map((name) => (typeof name === 'string' || typeof name === 'number' ? name : String(name)))
  const sources = new Map(produced.map(({ name, source }) => [name, source]))
  const names = new Set(outputs.filter((name) => name !== INTERCEPT).map((name) => sources.get(name) ?? name))
  for (const { source } of produced) names.add(source)
  if (names.size !== attributes.count('_dim')) {
    throw attributes.error(
      'unsupported_version',
      'does not say what its columns were called',
      'Save it with drop_invariant=False, or from category_encoders 2.6 on.',
    )
  }
  return [...names]
}

/** A model that was fitted on an array has numbers for names. */
function areNames(names: readonly Cell[]): boolean {
  return names.some((name) => typeof name === 'string')
}

function refuseComposites(attributes: Attributes): void {
  if (attributes.isNone('composite_cols')) return
  throw attributes.unsupported(
    'encodes columns jointly (composite_cols)',
    'Join the columns before sending them, and train on that.',
  )
}
