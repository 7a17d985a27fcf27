/** `sklearn.compose.ColumnTransformer`: transformers side by side, each on columns of its own. */
import { NdArray } from '../../pickle/ndarray.ts'
import { PickleDict, PickleObject, PickleTuple, type PickleValue } from '../../pickle/values.ts'
import { type Attributes, itemsOf } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import type { ReadContext } from '../reader.ts'
import { type Branch, commonDType, readWeight, transformBranch } from './branch.ts'
import { namesOfBranches, readNaming } from './naming.ts'

/** One transformer of the list, on the columns that it was fitted on. */
interface ColumnBranch extends Branch {
  readonly columns: readonly number[]
}

export function readColumnTransformer(attributes: Attributes, context: ReadContext): Estimator {
  const facts = readFacts(attributes)
  const names = facts.featureNames ?? readFrameColumns(attributes)
  const nFeatures = facts.nFeatures ?? names?.length
  if (nFeatures === undefined) throw attributes.error('model_not_fitted', 'does not know its columns')
  const branches = attributes
    .list('transformers_')
    .map((item, i) => readBranch(attributes, context, item, i, names, nFeatures))
    .filter((branch) => branch !== undefined)
  for (const { child } of branches) {
    if (typeof child.estimator !== 'string' && child.estimator.transform === undefined) {
      throw attributes.error('model_invalid', `${child.name} (${child.estimator.className}) is no transformer`)
    }
  }
  // Where enough of it is not zero, sparse parts were made dense.
  const isDense = attributes.get('sparse_output_') === false
  const naming = readNaming(attributes)
  return {
    ...facts,
    nFeatures,
    featureNames: names,
    children: branches.map((branch) => branch.child),
    methods: {},
    transformDtype: commonDType(branches),
    transform: (builder, input) => {
      const parts = branches.map((branch) => transformBranch(builder, builder.select(input, branch.columns), branch))
      const output = builder.concat(parts)
      return isDense && builder.isSparse(output) ? { kind: 'numeric', id: builder.numeric(output) } : output
    },
    featureNamesOut: (inputs) => {
      const given = branches.map(({ columns }) => columns.map((column) => inputs[column] as string))
      return namesOfBranches(branches, (_, i) => given[i] as string[], naming)
    },
  }
}

/** Names of the DataFrame in versions that kept no feature names but the columns. */
function readFrameColumns(attributes: Attributes): readonly string[] | undefined {
  const names = itemsOf(attributes.get('_df_columns'))
  return names?.every((name) => typeof name === 'string') ? (names as readonly string[]) : undefined
}

function readBranch(
  attributes: Attributes,
  context: ReadContext,
  item: PickleValue,
  i: number,
  names: readonly string[] | undefined,
  nFeatures: number,
): ColumnBranch | undefined {
  const [name, transformer, selection] = item instanceof PickleTuple ? item.items : []
  if (typeof name !== 'string' || transformer === undefined || selection === undefined) {
    throw attributes.error('model_invalid', `expected a name, a transformer and columns in transformers_[${i}]`)
  }
  if (transformer === 'drop') return undefined
  const columns = readIndices(attributes, name, selection, names, nFeatures)
  if (columns.length === 0) return undefined
  const path = `${attributes.path === '' ? '' : `${attributes.path}.`}transformers_[${i}]`
  const estimator =
    transformer === 'passthrough' ? transformer : context.estimator(transformer, path, attributes.versionText)
  const shown = columns.map((column) => names?.[column] ?? `x${column}`)
  return { child: { name, estimator, columns: shown }, columns, weight: readWeight(attributes, name) }
}

/** Column numbers of one transformer. From 1.0 the file has them resolved; before, they are worked out. */
function readIndices(
  attributes: Attributes,
  name: string,
  selection: PickleValue,
  names: readonly string[] | undefined,
  nFeatures: number,
): number[] {
  const resolved = attributes.get('_transformer_to_input_indices')
  const indices = resolved instanceof PickleDict ? itemsOf(resolved.get(name)) : undefined
  const columns = indices ?? resolveSelection(attributes, name, selection, names, nFeatures)
  return columns.map((column) => {
    if (typeof column === 'number' && Number.isInteger(column) && column >= 0 && column < nFeatures) return column
    throw attributes.error('model_invalid', `${name} asks for column ${String(column)} of ${nFeatures}`)
  })
}

/** A name, a number, a list or a pandas Index of either, a list of booleans or a slice: `_get_column_indices` of `sklearn.utils`. */
function resolveSelection(
  attributes: Attributes,
  name: string,
  selection: PickleValue,
  names: readonly string[] | undefined,
  nFeatures: number,
): number[] {
  if (selection instanceof PickleObject && selection.className === 'slice') {
    return resolveSlice(attributes, name, selection, names, nFeatures)
  }
  const items = selection instanceof PickleObject ? itemsOf(selection) : listed(selection)
  if (items === undefined) {
    throw attributes.unsupported(`the columns of ${name} cannot be read`, 'Name the columns in a list.')
  }
  if (items.length === nFeatures && items.every((item) => typeof item === 'boolean')) {
    return items.flatMap((item, i) => (item ? [i] : []))
  }
  return items.map((item) => columnIndex(attributes, name, item, names, nFeatures))
}

function listed(selection: PickleValue): readonly PickleValue[] | undefined {
  return selection instanceof NdArray || typeof selection === 'object' ? itemsOf(selection) : [selection]
}

function columnIndex(
  attributes: Attributes,
  name: string,
  item: PickleValue,
  names: readonly string[] | undefined,
  nFeatures: number,
): number {
  const index = typeof item === 'string' ? (names?.indexOf(item) ?? -1) : Number(item)
  const column = typeof item !== 'string' && index < 0 ? index + nFeatures : index
  if (Number.isInteger(column) && column >= 0 && column < nFeatures) return column
  throw attributes.error('model_invalid', `${name} asks for column ${String(item)}, which is not there`)
}

/** Slices of names include their end, slices of numbers do not. */
function resolveSlice(
  attributes: Attributes,
  name: string,
  slice: PickleObject,
  names: readonly string[] | undefined,
  nFeatures: number,
): number[] {
  const [start = null, stop = null, step = null] = slice.args
  const stride = step === null ? 1 : Number(step)
  if (!Number.isInteger(stride) || stride <= 0) {
    throw attributes.unsupported(`${name} takes columns by a slice with the step ${String(step)}`, 'Name the columns.')
  }
  const bound = (value: PickleValue, fallback: number, isEnd: boolean) => {
    if (value === null) return fallback
    if (typeof value === 'string') return columnIndex(attributes, name, value, names, nFeatures) + (isEnd ? 1 : 0)
    const index = Number(value)
    return Math.min(nFeatures, Math.max(0, index < 0 ? index + nFeatures : index))
  }
  const columns: number[] = []
  for (let i = bound(start, 0, false); i < bound(stop, nFeatures, true); i += stride) columns.push(i)
  return columns
}
