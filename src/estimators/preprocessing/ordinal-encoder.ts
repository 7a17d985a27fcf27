/** `sklearn.preprocessing.OrdinalEncoder`. */
import { PickleDict } from '../../pickle/values.ts'
import type { Alias } from '../../program/operators/decoding.ts'
import type { Cell } from '../../tensor/tensor.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { isAtLeast } from '../version.ts'
import { type Categories, categoryCells, emitIndices, isMissing, readCategories } from './categories.ts'
import { commonDType, emitDecoding } from './decoding.ts'
import { readDType } from './dtype-option.ts'
import { groupedCells, readGrouping } from './grouping.ts'

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
  const unknownValue = usesValue ? attributes.number('unknown_value') : Number.NaN
  const unknown = new Float64Array(categories.length).fill(round(unknownValue))
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
    featureNamesOut: (names) => names,
    ...readInverse(attributes, categories, missing, missingValue, usesValue ? unknownValue : undefined),
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

/** `unknownValue` is undefined where unknown categories are refused. */
function readInverse(
  attributes: Attributes,
  categories: readonly Categories[],
  missing: ReadonlyMap<number, number>,
  missingValue: number,
  unknownValue: number | undefined,
): Pick<Estimator, 'inverseTransform' | 'inverseAnswer'> {
  const { className: estimator, version } = attributes
  const grouping = readGrouping(attributes, categories.length)
  const common = commonDType(categories.map((column) => column.dtype))
  // Beside numbers, flags become numbers, whatever is put among them afterwards.
  const isNumeric = common !== undefined && common !== 'bool'
  const shown = (cell: Cell) => (isNumeric && typeof cell === 'boolean' ? Number(cell) : cell)
  const tables = categories.map((column, i) => groupedCells(column.original.map(shown), grouping[i]))
  const sizes = Int32Array.from(tables, (table, i) => table.length - (grouping[i] === undefined ? 0 : 1))
  const replaced = categories.map((_, i): Alias | undefined => {
    const index = missing.get(i)
    return index === undefined ? undefined : { value: missingValue, index }
  })
  // Until 1.0, NaN was made an integer before it was looked for.
  const knowsUnknown = unknownValue !== undefined && (isAtLeast(version, 1, 1) || !Number.isNaN(unknownValue))
  const named = categories.map((_, i): Alias[] => [
    ...(grouping[i] === undefined ? [] : [{ value: sizes[i] as number, index: sizes[i] as number }]),
    ...(knowsUnknown ? [{ value: unknownValue, index: -1 }] : []),
  ])
  const isGrouped = grouping.some((mapping) => mapping !== undefined)
  const isObject = unknownValue !== undefined || isGrouped
  const dtype = isObject ? undefined : common
  const allowsMissing = isAtLeast(version, 1, 0)
  return {
    inverseAnswer: { dtype: dtype ?? 'float64' },
    inverseTransform: (builder, input) => {
      const x = builder.checkFinite(builder.numeric(input), estimator, { missing: allowsMissing })
      const operator = { op: 'readIndices', input: x, sizes, replaced, named, isStrict: false, estimator } as const
      const indices = builder.emit('readIndices', operator, builder.type(x))
      return emitDecoding(builder, indices, { tables, dtype, hasNone: false })
    },
  }
}
