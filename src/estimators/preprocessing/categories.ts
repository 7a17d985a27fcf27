/** The categories of an encoder, and the step that turns columns into indices of them. */
import { type DTypeKind, NdArray } from '../../pickle/ndarray.ts'
import { toCells, toFloat64 } from '../../pickle/ndarray-decode.ts'
import type { PickleValue } from '../../pickle/values.ts'
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { UnknownCategory } from '../../program/operators/categories.ts'
import type { ValueId } from '../../program/value.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { type Attributes, detached } from '../attributes.ts'

/** The categories of one column: numbers if all are, so that the column is one of numbers. */
export type CategoryList =
  | { readonly kind: 'numbers'; readonly values: Float64Array }
  | { readonly kind: 'cells'; readonly values: readonly Cell[] }

/** A list as it stands in a file. */
export type Categories = CategoryList & {
  /** As Python has them, which knows more kinds of numbers. */
  readonly original: readonly Cell[]
  readonly dtype: DTypeKind
}

/** `categories_`, one list a column. */
export function readCategories(attributes: Attributes): Categories[] {
  return attributes.list('categories_').map((value, i) => readCategoryArray(attributes, value, `categories_[${i}]`))
}

/** The categories of one array; `name` is where it stands. */
export function readCategoryArray(attributes: Attributes, value: PickleValue, name: string): Categories {
  if (!(value instanceof NdArray) || value.shape.length !== 1) {
    throw attributes.error('model_invalid', `expected an array in ${name}`)
  }
  const dtype = value.dtype.kind
  const original = toCells(value)
  if ('biuf'.includes(dtype)) return { kind: 'numbers', values: detached(toFloat64(value)), original, dtype }
  if (dtype !== 'O' || original.length === 0 || !areNumbers(original)) {
    return { kind: 'cells', values: original, original, dtype }
  }
  const values = Float64Array.from(original, (cell) => (cell === null ? Number.NaN : Number(cell)))
  return { kind: 'numbers', values, original, dtype }
}

/** Numbers and at most one of None and NaN, which are then the same gap. */
function areNumbers(cells: readonly Cell[]): boolean {
  const gaps = cells.filter((cell) => cell === null || Number.isNaN(cell)).length
  const isNumber = (cell: Cell) => cell === null || (typeof cell !== 'string' && typeof cell !== 'bigint')
  return gaps <= 1 && gaps < cells.length && cells.every(isNumber)
}

/** The cells of a category list, for the signature. */
export function categoryCells(categories: CategoryList): readonly Cell[] {
  return categories.kind === 'numbers' ? Array.from(categories.values) : categories.values
}

/** Whether a missing cell is a category of its own. */
function hasMissing(categories: CategoryList): boolean {
  return categoryCells(categories).some(isMissing)
}

export function isMissing(cell: Cell): boolean {
  return cell === null || (typeof cell === 'number' && Number.isNaN(cell))
}

/** How an encoder treats what it does not know. */
export interface IndexOptions {
  readonly unknown: UnknownCategory
  /** The class, for messages. */
  readonly estimator: string
  /** True if a missing value is refused even where unknown ones are not. */
  readonly refusesMissing?: boolean
}

interface Group {
  readonly positions: number[]
  readonly values: ValueId
}

/**
 * Index of each cell among the categories of its column; -1 for an unknown one, unless `unknown` refuses it. Columns of
 * numbers and columns of cells are encoded apart, then put back in order.
 */
export function emitIndices(
  builder: ProgramBuilder,
  input: Values,
  categories: readonly CategoryList[],
  options: IndexOptions,
): ValueId {
  const groups: Group[] = []
  for (const kind of ['numbers', 'cells'] as const) {
    const positions = categories.flatMap((category, i) => (category.kind === kind ? [i] : []))
    if (positions.length === 0) continue
    const columns = builder.select(input, positions)
    const own = positions.map((i) => categories[i] as CategoryList)
    const emit = kind === 'numbers' ? emitNumbers : emitCells
    groups.push({ positions, values: emit(builder, columns, own, options) })
  }
  const joined = builder.concat(groups.map((group) => ({ kind: 'numeric', id: group.values })))
  const order = groups.flatMap((group) => group.positions)
  return builder.numeric(builder.select(joined, invert(order)))
}

/** Puts what an encoder knows of its columns into the signature. */
function learn(
  builder: ProgramBuilder,
  input: Values,
  categories: readonly CategoryList[],
  { unknown, refusesMissing = false }: IndexOptions,
): void {
  const acceptsUnknown = unknown === 'index'
  const acceptsMissing = (i: number) => !refusesMissing && (acceptsUnknown || hasMissing(categories[i] as CategoryList))
  builder.learnCategories(input, categories.map(categoryCells), acceptsUnknown, acceptsMissing)
}

function emitNumbers(
  builder: ProgramBuilder,
  input: Values,
  categories: readonly CategoryList[],
  options: IndexOptions,
): ValueId {
  const { unknown, estimator, refusesMissing = false } = options
  const x = builder.checkFinite(builder.numeric(input), estimator, { missing: !refusesMissing })
  learn(builder, input, categories, options)
  const values = categories.map((category) => Float64Array.from(category.values as Float64Array))
  const sources = builder.sources(input)
  const operator = { op: 'encodeNumbers', input: x, categories: values, unknown, sources, estimator } as const
  return builder.emitColumnwise('encodeNumbers', operator, builder.type(x), true)
}

function emitCells(
  builder: ProgramBuilder,
  input: Values,
  categories: readonly CategoryList[],
  options: IndexOptions,
): ValueId {
  const { unknown, estimator, refusesMissing = false } = options
  const cells = categories.map(categoryCells)
  const text = cells.every((list) => list.every((cell) => typeof cell === 'string' || isMissing(cell)))
  const x = builder.objects(input, { text, categories: cells, acceptsUnknown: unknown === 'index' })
  learn(builder, input, categories, options)
  const sources = builder.sources(input)
  const operator = {
    op: 'encodeObjects',
    input: x,
    categories: cells,
    unknown,
    refusesMissing,
    sources,
    estimator,
  } as const
  const type = { kind: 'numeric', dtype: 'float64', width: categories.length } as const
  return builder.emitColumnwise('encodeObjects', operator, type, true)
}

/** The permutation that undoes another. */
function invert(order: readonly number[]): number[] {
  const inverse = new Array<number>(order.length)
  order.forEach((position, i) => {
    inverse[position] = i
  })
  return inverse
}
