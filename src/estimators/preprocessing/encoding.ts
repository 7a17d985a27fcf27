/** `OneHotEncoder`, `OrdinalEncoder` and `LabelEncoder` of `sklearn.preprocessing`. */
import { describeValue } from '../../pickle/describe.ts'
import { NdArray, PickleDType } from '../../pickle/ndarray.ts'
import { toInt32 } from '../../pickle/ndarray-decode.ts'
import { PickleDict, PickleGlobal, type PickleValue } from '../../pickle/values.ts'
import type { NumericDType } from '../../program/program.ts'
import { type Attributes, detached, itemsOf } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { isAtLeast } from '../version.ts'
import {
  type Categories,
  categoryCells,
  emitIndices,
  isMissing,
  readCategories,
  readCategoryArray,
} from './categories.ts'

/**
 * Category indices to indices after infrequent categories were grouped (1.1 and newer, `min_frequency` and
 * `max_categories`); undefined for columns without any.
 */
function readGrouping(attributes: Attributes, nColumns: number): readonly (Int32Array | undefined)[] {
  const mappings = itemsOf(attributes.get('_default_to_infrequent_mappings')) ?? []
  return Array.from({ length: nColumns }, (_, i) => {
    const mapping = mappings[i]
    return mapping instanceof NdArray ? detached(toInt32(mapping)) : undefined
  })
}

/** The index that stands for all infrequent categories of a column: the last. */
function infrequentIndex(mapping: Int32Array): number {
  return mapping.reduce((max, index) => Math.max(max, index), -1)
}

/** The `dtype` parameter: a class of numpy, one of Python's own, a numpy dtype or its name. */
function readDType(attributes: Attributes): NumericDType {
  const value = attributes.get('dtype')
  if (value === undefined) return 'float64'
  const name = dtypeName(value)
  if (/^(float64|float|double|f8|<f8|d)$/.test(name)) return 'float64'
  if (/^(float32|single|f4|<f4|f)$/.test(name)) return 'float32'
  if (/^(bool_?|\?)$/.test(name)) return 'bool'
  if (/^(u?int(8|16|32|64|c|p|_)?|[iu][1248]|long|longlong|object_?)$/.test(name)) return 'int64'
  throw attributes.unsupported(`dtype is ${name}`, 'Train it with dtype=np.float64.')
}

function dtypeName(value: PickleValue): string {
  if (typeof value === 'string') return value
  if (value instanceof PickleGlobal) return value.name
  if (value instanceof PickleDType) return `${value.dtype.kind}${value.dtype.itemsize}`
  return describeValue(value)
}

/** scikit-learn's `OneHotEncoder`. */
export function readOneHotEncoder(attributes: Attributes): Estimator {
  const { className: estimator } = attributes
  const categories = readCategories(attributes)
  const handling = attributes.string('handle_unknown')
  const grouping = readGrouping(attributes, categories.length)
  const dropped = readDropped(attributes, grouping)
  const blocks = categories.map((column, i) => oneHotBlock(column, grouping[i], dropped[i], handling))
  const unknown = handling === 'error' ? 'refuse' : 'index'
  const dtype = readDType(attributes)
  // 0.24 taught it to take NaN for a category.
  const refusesMissing = !isAtLeast(attributes.version, 0, 24)
  return {
    ...readFacts(attributes, categories.length),
    transformDtype: dtype,
    children: [],
    methods: {},
    transform: (builder, input) => {
      const codes = emitIndices(builder, input, categories, { unknown, estimator, refusesMissing })
      const operator = {
        op: 'oneHot',
        input: codes,
        tables: blocks.map((block) => block.table),
        widths: Int32Array.from(blocks, (block) => block.width),
        unknownColumn: Int32Array.from(blocks, (block) => block.unknown),
      } as const
      const width = blocks.reduce((sum, block) => sum + block.width, 0)
      const type = { kind: 'numeric', dtype: 'float64', width, boolean: dtype === 'bool' } as const
      return { kind: 'numeric', id: builder.emit('oneHot', operator, type) }
    },
  }
}

/** The index, after grouping, that is dropped in each column. */
function readDropped(attributes: Attributes, grouping: readonly (Int32Array | undefined)[]): (number | undefined)[] {
  const after = attributes.get('_drop_idx_after_grouping')
  const items = itemsOf(after ?? attributes.get('drop_idx_'))
  // Versions without grouping, and drop_idx_ itself, count categories before it.
  const isBefore = after === undefined
  return grouping.map((mapping, i) => {
    const item = items?.[i]
    if (item === undefined || item === null) return undefined
    if (typeof item !== 'number') throw attributes.error('model_invalid', `expected an index in drop_idx_[${i}]`)
    return isBefore && mapping !== undefined ? mapping[item] : item
  })
}

interface OneHotBlock {
  readonly table: Int32Array
  readonly width: number
  readonly unknown: number
}

/** Dropping a category moves those behind it one column to the left. */
function oneHotBlock(
  categories: Categories,
  mapping: Int32Array | undefined,
  dropped: number | undefined,
  handling: string,
): OneHotBlock {
  const column = (index: number) => {
    if (dropped === undefined || index < dropped) return index
    return index === dropped ? -1 : index - 1
  }
  const nCategories = categoryCells(categories).length
  const grouped = mapping === undefined ? nCategories : infrequentIndex(mapping) + 1
  const table = Int32Array.from({ length: nCategories }, (_, i) => column(mapping?.[i] ?? i))
  const usesInfrequent = mapping !== undefined && (handling === 'infrequent_if_exist' || handling === 'warn')
  return {
    table,
    width: grouped - (dropped === undefined ? 0 : 1),
    unknown: usesInfrequent ? column(infrequentIndex(mapping)) : -1,
  }
}

/** scikit-learn's `OrdinalEncoder`. */
export function readOrdinalEncoder(attributes: Attributes): Estimator {
  const categories = readCategories(attributes)
  const usesValue = attributes.string('handle_unknown', 'error') === 'use_encoded_value'
  const grouping = readGrouping(attributes, categories.length)
  const missing = readMissingIndices(attributes, categories)
  const missingValue = attributes.has('encoded_missing_value') ? attributes.number('encoded_missing_value') : Number.NaN
  const dtype = readDType(attributes)
  const round = dtype === 'float32' ? Math.fround : (value: number) => value
  const tables = categories.map((column, i) =>
    ordinalTable(column, grouping[i], missing.get(i), missingValue).map(round),
  )
  const unknown = usesValue ? round(attributes.number('unknown_value')) : Number.NaN
  const options = {
    unknown: usesValue ? 'index' : 'refuse',
    estimator: attributes.className,
    // 1.0 taught it to take NaN for a category.
    refusesMissing: !isAtLeast(attributes.version, 1, 0),
  } as const
  return {
    ...readFacts(attributes, categories.length),
    children: [],
    methods: {},
    transformDtype: dtype,
    transform: (builder, input) => {
      const codes = emitIndices(builder, input, categories, options)
      const id = builder.emitColumnwise('lookUp', { op: 'lookUp', input: codes, tables, unknown }, builder.type(codes))
      return { kind: 'numeric', id }
    },
  }
}

/** The index of the missing category of each column that has one: `_missing_indices` from 1.0. */
function readMissingIndices(attributes: Attributes, categories: readonly Categories[]): Map<number, number> {
  const indices = new Map<number, number>()
  const stored = attributes.get('_missing_indices')
  if (stored instanceof PickleDict) {
    for (const [column, index] of stored.entries.values()) {
      if (typeof column === 'number' && typeof index === 'number') indices.set(column, index)
    }
    return indices
  }
  if (!isAtLeast(attributes.version, 1, 0)) return indices
  categories.forEach((column, i) => {
    const index = categoryCells(column).findIndex(isMissing)
    if (index >= 0) indices.set(i, index)
  })
  return indices
}

function ordinalTable(
  categories: Categories,
  mapping: Int32Array | undefined,
  missingIndex: number | undefined,
  missingValue: number,
): Float64Array {
  return Float64Array.from(categoryCells(categories), (_, i) => {
    if (i === missingIndex) return missingValue
    return mapping?.[i] ?? i
  })
}

/** scikit-learn's `LabelEncoder`: one column of labels to their indices. */
export function readLabelEncoder(attributes: Attributes): Estimator {
  const { className: estimator } = attributes
  const categories = readCategoryArray(attributes, attributes.require('classes_'), 'classes_')
  return {
    ...readFacts(attributes, 1),
    nFeatures: 1,
    featureNames: ['y'],
    children: [],
    methods: {},
    transformsToVector: true,
    transformDtype: 'int64',
    transform: (builder, input) => {
      const id = emitIndices(builder, input, [categories], { unknown: 'refuse', estimator })
      return { kind: 'numeric', id }
    },
  }
}
