/** Infrequent categories, which encoders from 1.1 on can put together (`min_frequency`, `max_categories`). */
import { NdArray } from '../../pickle/ndarray.ts'
import { toInt32 } from '../../pickle/ndarray-decode.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { type Attributes, detached, itemsOf } from '../attributes.ts'

/** The name of the group. */
const INFREQUENT = 'infrequent_sklearn'

/** Category indices to indices after grouping; undefined for columns without any infrequent ones. */
export type Grouping = readonly (Int32Array | undefined)[]

export function readGrouping(attributes: Attributes, nColumns: number): Grouping {
  const mappings = itemsOf(attributes.get('_default_to_infrequent_mappings')) ?? []
  return Array.from({ length: nColumns }, (_, i) => {
    const mapping = mappings[i]
    return mapping instanceof NdArray ? detached(toInt32(mapping)) : undefined
  })
}

/** The index that stands for all infrequent categories of a column: the last. */
export function infrequentIndex(mapping: Int32Array): number {
  return mapping.reduce((max, index) => Math.max(max, index), -1)
}

/** The categories that are left, the group of infrequent ones last. */
export function groupedCells(cells: readonly Cell[], mapping: Int32Array | undefined): readonly Cell[] {
  if (mapping === undefined) return cells
  const infrequent = infrequentIndex(mapping)
  return [...cells.filter((_, i) => (mapping[i] as number) < infrequent), INFREQUENT]
}
