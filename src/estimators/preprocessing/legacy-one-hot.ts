/** `OneHotEncoder` in the mode of scikit-learn up to 0.19, which 0.20 and 0.21 keep: integers are categories. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ValueId } from '../../program/value.ts'
import { type Attributes, itemsOf } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { finiteNumbers } from '../outputs.ts'
import { readDType } from './dtype-option.ts'

/** More values than such a table is good for. */
const MAX_VALUES = 1 << 22

export function readLegacyOneHotEncoder(attributes: Attributes): Estimator {
  const { className: estimator } = attributes
  const sizes = attributes.integers('_n_values_')
  const tables = readTables(attributes, sizes)
  const { columns, nFeatures } = readSelection(attributes, sizes.length)
  const widths = Int32Array.from(tables, (table) => table.reduce((count, column) => count + (column >= 0 ? 1 : 0), 0))
  const width = widths.reduce((sum, n) => sum + n, 0)
  const unknown = attributes.string('handle_unknown') === 'ignore' ? 'index' : 'refuse'
  const categories = Array.from(sizes, (size) => Float64Array.from({ length: size }, (_, i) => i))
  const dtype = readDType(attributes)
  const emitCodes = (builder: ProgramBuilder, x: ValueId): ValueId => {
    const sources = builder.sources({ kind: 'numeric', id: x })
    const type = builder.type(x)
    const positive = { op: 'checkAbove', bound: 0, inclusive: true, input: x, sources, estimator } as const
    const checked = builder.emitColumnwise('checkAbove', positive, type)
    const whole = builder.emitColumnwise('applyFunction', { op: 'applyFunction', input: checked, name: 'trunc' }, type)
    const encode = { op: 'encodeNumbers', input: whole, categories, unknown, sources, estimator } as const
    return builder.emitColumnwise('encodeNumbers', encode, type)
  }
  return {
    ...readFacts(attributes, nFeatures),
    children: [],
    methods: {},
    transformDtype: dtype,
    keepsWidth: nFeatures === undefined,
    transform: (builder, input) => {
      const selected = columns(builder.width(input))
      const rest = Array.from({ length: builder.width(input) }, (_, i) => i).filter((i) => !selected.includes(i))
      const all: Values = { kind: 'numeric', id: finiteNumbers(builder, input, estimator) }
      const codes = emitCodes(builder, builder.numeric(builder.select(all, selected)))
      const unknownColumn = new Int32Array(tables.length).fill(-1)
      const operator = { op: 'oneHot', input: codes, tables, widths, unknownColumn } as const
      const id = builder.emit('oneHot', operator, { kind: 'numeric', dtype: 'float64', width })
      const encoded: Values = { kind: 'numeric', id }
      return rest.length === 0 ? encoded : builder.concat([encoded, builder.select(all, rest)])
    },
  }
}

/** The output column, within its block, of each value of each column; -1 for values that training did not have. */
function readTables(attributes: Attributes, sizes: Int32Array): Int32Array[] {
  const total = sizes.reduce((sum, size) => sum + size, 0)
  if (total > MAX_VALUES || sizes.some((size) => size < 0)) {
    throw attributes.error('limit_exceeded', `counts ${total} values, more than ${MAX_VALUES}`)
  }
  const active = attributes.get('_n_values') === 'auto' ? new Set(attributes.integers('_active_features_')) : undefined
  let first = 0
  return Array.from(sizes, (size) => {
    let column = 0
    const table = Int32Array.from({ length: size }, (_, i) => ((active?.has(first + i) ?? true) ? column++ : -1))
    first += size
    return table
  })
}

/** Which columns are encoded: all, those of a mask, or those of a list, which does not say how many there are in all. */
interface Selection {
  readonly columns: (width: number) => readonly number[]
  readonly nFeatures: number | undefined
}

function readSelection(attributes: Attributes, nSelected: number): Selection {
  const chosen = attributes.get('categorical_features')
  if (chosen === null || chosen === undefined || chosen === 'all') {
    return { columns: () => Array.from({ length: nSelected }, (_, i) => i), nFeatures: nSelected }
  }
  const items = itemsOf(chosen) ?? []
  const isMask = items.length > 0 && items.every((item) => typeof item === 'boolean')
  const indices = items.flatMap((item, i) => (isMask ? (item === true ? [i] : []) : [Number(item)]))
  if (indices.length !== nSelected || !indices.every(Number.isInteger)) {
    throw attributes.error('model_invalid', 'categorical_features contradicts what was learnt')
  }
  const columns = (width: number) => indices.map((i) => (i < 0 ? i + width : i)).sort((a, b) => a - b)
  return { columns, nFeatures: isMask ? items.length : undefined }
}
