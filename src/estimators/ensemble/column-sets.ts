/** The columns that each estimator of an ensemble was fitted on, and those that any of them was. */
import { NdArray } from '../../pickle/ndarray.ts'
import { toInt32 } from '../../pickle/ndarray-decode.ts'
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ValueId } from '../../program/value.ts'
import { type Attributes, detached } from '../attributes.ts'
import { emitTreeRows, type TreeRows } from '../tree/members.ts'

/** `estimators_features_`: the columns of each estimator, in its order. */
export function readColumnSets(attributes: Attributes, count: number): Int32Array[] {
  const items = attributes.list('estimators_features_')
  if (items.length !== count) {
    throw attributes.error('model_invalid', `has ${count} estimators and columns for ${items.length}`)
  }
  const features = attributes.count(attributes.first('n_features_in_', 'n_features_'))
  return items.map((item, i) => {
    const columns = item instanceof NdArray ? detached(toInt32(item)) : undefined
    if (columns?.every((column) => column >= 0 && column < features)) return columns
    throw attributes.error('model_invalid', `expected columns below ${features} in estimators_features_[${i}]`)
  })
}

/** The columns that trees look at, and how these are checked. */
export interface ColumnUnion {
  readonly columns: readonly number[]
  readonly rows: TreeRows
}

/** The union of column sets, and where in it each of their columns stands. */
export function uniteColumns(
  columnSets: readonly Int32Array[],
  rows: TreeRows,
): { readonly union: ColumnUnion; readonly sets: readonly Int32Array[] } {
  const columns = [...new Set(columnSets.flatMap((set) => [...set]))].sort((a, b) => a - b)
  const place = new Map(columns.map((column, i) => [column, i]))
  const sets = columnSets.map((set) => set.map((column) => place.get(column) as number))
  return { union: { columns, rows }, sets }
}

/** The columns of the union as trees take them. The others have to be there all the same, and to be numbers. */
export function emitUnionRows(builder: ProgramBuilder, input: Values, union: ColumnUnion): ValueId {
  return builder.once(union, 'rows', input, () => {
    const all: Values = { kind: 'numeric', id: builder.numeric(input) }
    return emitTreeRows(builder, builder.select(all, union.columns), union.rows)
  })
}

/** Says that rows need the columns that no estimator was given, too. */
export function requireColumns(builder: ProgramBuilder, input: Values, columnSets: readonly Int32Array[]): void {
  const given = new Set(columnSets.flatMap((set) => [...set]))
  const others = Array.from({ length: builder.width(input) }, (_, i) => i).filter((i) => !given.has(i))
  if (others.length > 0) builder.numeric(builder.select(input, others))
}
