/** `sklearn.preprocessing.OneHotEncoder`. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ZeroRule } from '../../program/operators/decoding.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { type Attributes, itemsOf } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { finiteNumbers } from '../outputs.ts'
import { isAtLeast } from '../version.ts'
import { type Categories, emitIndices, readCategories } from './categories.ts'
import { commonDType, emitDecoding } from './decoding.ts'
import { readDType } from './dtype-option.ts'
import { type Grouping, groupedCells, infrequentIndex, readGrouping } from './grouping.ts'
import { readLegacyOneHotEncoder } from './legacy-one-hot.ts'
import { pythonText } from './python-text.ts'

/** What the encoder knows of one column. */
interface Block {
  readonly categories: Categories
  /** The categories after infrequent ones were put together. */
  readonly cells: readonly Cell[]
  readonly mapping: Int32Array | undefined
  /** Index, after grouping, of the category that has no column. */
  readonly dropped: number | undefined
}

export function readOneHotEncoder(attributes: Attributes): Estimator {
  if (attributes.has('_legacy_mode') && attributes.boolean('_legacy_mode')) return readLegacyOneHotEncoder(attributes)
  const { className: estimator } = attributes
  const categories = readCategories(attributes)
  const handling = attributes.string('handle_unknown')
  const grouping = readGrouping(attributes, categories.length)
  const dropped = readDropped(attributes, grouping)
  const blocks = categories.map((column, i): Block => {
    const mapping = grouping[i]
    return { categories: column, cells: groupedCells(column.original, mapping), mapping, dropped: dropped[i] }
  })
  const unknown = handling === 'error' ? 'refuse' : 'index'
  const dtype = readDType(attributes)
  // 0.24 taught it to take NaN for a category.
  const refusesMissing = !isAtLeast(attributes.version, 0, 24)
  const combinesByName = attributes.get('feature_name_combiner') ?? 'concat'
  return {
    ...readFacts(attributes, categories.length),
    transformDtype: dtype,
    children: [],
    methods: {},
    transform: (builder, input) => {
      const codes = emitIndices(builder, input, categories, { unknown, estimator, refusesMissing })
      return emitOneHot(builder, codes, blocks, handling, dtype === 'bool')
    },
    // A combiner of the user's own is code, and not in the file.
    ...(combinesByName === 'concat' ? { featureNamesOut: (names) => blockNames(blocks, names) } : {}),
    ...readInverse(attributes, blocks, handling),
  }
}

/** The index, after grouping, that is dropped in each column. */
function readDropped(attributes: Attributes, grouping: Grouping): (number | undefined)[] {
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

function emitOneHot(
  builder: ProgramBuilder,
  codes: number,
  blocks: readonly Block[],
  handling: string,
  isBoolean: boolean,
): Values {
  const operator = {
    op: 'oneHot',
    input: codes,
    tables: blocks.map(columnTable),
    widths: Int32Array.from(blocks, blockWidth),
    unknownColumn: Int32Array.from(blocks, (block) => unknownColumn(block, handling)),
  } as const
  const width = blocks.reduce((sum, block) => sum + blockWidth(block), 0)
  const type = { kind: 'numeric', dtype: 'float64', width, boolean: isBoolean } as const
  return { kind: 'numeric', id: builder.emit('oneHot', operator, type) }
}

const blockWidth = ({ cells, dropped }: Block): number => cells.length - (dropped === undefined ? 0 : 1)

/** Dropping a category moves those behind it one column to the left. */
function columnOf(index: number, { dropped }: Block): number {
  if (dropped === undefined || index < dropped) return index
  return index === dropped ? -1 : index - 1
}

function columnTable(block: Block): Int32Array {
  return Int32Array.from(block.categories.original, (_, i) => columnOf(block.mapping?.[i] ?? i, block))
}

function unknownColumn(block: Block, handling: string): number {
  const usesInfrequent = handling === 'infrequent_if_exist' || handling === 'warn'
  return usesInfrequent && block.mapping !== undefined ? columnOf(infrequentIndex(block.mapping), block) : -1
}

function blockNames(blocks: readonly Block[], names: readonly string[]): string[] {
  return blocks.flatMap(({ cells, categories, dropped }, i) => {
    const isFloat = hasFloats(categories)
    return cells.filter((_, index) => index !== dropped).map((cell) => `${names[i]}_${pythonText(cell, isFloat)}`)
  })
}

/** In an array of objects a file's whole numbers may be ints or floats; they are floats if another one has a fraction. */
function hasFloats({ dtype, original }: Categories): boolean {
  if (dtype !== 'O') return dtype === 'f'
  return original.some((cell) => typeof cell === 'number' && Number.isFinite(cell) && !Number.isInteger(cell))
}

/** Each block back to its category; `handling` and `drop` say what a block of zeros means. */
function readInverse(
  attributes: Attributes,
  blocks: readonly Block[],
  handling: string,
): Pick<Estimator, 'inverseTransform' | 'inverseAnswer'> {
  const { className: estimator } = attributes
  const kinds = blocks.map(({ categories, mapping }) => (mapping === undefined ? categories.dtype : 'O'))
  const dtype = commonDType(kinds)
  const drops = blocks.some(({ dropped }) => dropped !== undefined)
  const rules = blocks.map((block) => zeroRule(attributes, block, handling, drops))
  const tables = blocks.map(({ cells }, i) => [...cells, ...(rules[i]?.cell ?? [])])
  const columns = blocks.map((block) =>
    Int32Array.from(block.cells.flatMap((_, index) => (index === block.dropped ? [] : [index]))),
  )
  const zeros = rules.map(({ rule }) => rule)
  return {
    inverseAnswer: { dtype: dtype ?? 'float64' },
    inverseTransform: (builder, input) => {
      const x = finiteNumbers(builder, input, estimator)
      const type = { kind: 'numeric', dtype: 'float64', width: blocks.length } as const
      const operator = { op: 'undoOneHot', input: x, tables: columns, zeros, estimator } as const
      const indices = builder.emit('undoOneHot', operator, type)
      return emitDecoding(builder, indices, { tables, dtype, hasNone: zeros.includes(-1) })
    },
  }
}

/** What a block of zeros stands for; `cell` is one more cell behind the table, where it is that. */
function zeroRule(
  attributes: Attributes,
  block: Block,
  handling: string,
  drops: boolean,
): { readonly rule: ZeroRule; readonly cell?: readonly Cell[] } {
  const { dropped, mapping, cells, categories } = block
  // Counted before grouping, as scikit-learn does here.
  const ofDropped = { rule: cells.length, cell: dropped === undefined ? [] : [categories.original[dropped] ?? null] }
  if (blockWidth(block) === 0) return ofDropped
  const isUnknown = handling === 'ignore' || (handling !== 'error' && mapping === undefined)
  if (isUnknown) return dropped === undefined ? { rule: -1 } : ofDropped
  if (dropped !== undefined) return { rule: dropped }
  // Until 0.23 such a row was taken for the first category.
  return { rule: drops || isAtLeast(attributes.version, 0, 24) ? 'refuse' : 'first' }
}
