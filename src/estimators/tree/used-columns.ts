/** Trees on sparse rows: only the columns that some split reads are made dense. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { Trees } from '../../program/operators/trees.ts'
import type { ValueId } from '../../program/value.ts'
import { checkedSparse } from '../sparse.ts'

/** Dense columns, and the trees that read them instead of the columns of `input`. Sparse rows have to be finite. */
export function withUsedColumns(
  builder: ProgramBuilder,
  input: Values,
  trees: Trees,
  estimator: string,
): { readonly id: ValueId; readonly trees: Trees } {
  if (!builder.isSparse(input)) return { id: builder.numeric(input), trees }
  const width = builder.width(input)
  const rows = checkedSparse(builder, input, estimator, 'float32')
  const used = new Set<number>()
  trees.left.forEach((left, node) => {
    const feature = trees.feature[node] as number
    if (left !== -1 && feature >= 0 && feature < width) used.add(feature)
  })
  // A tree of one leaf reads nothing, and rows have at least one column.
  const columns = used.size === 0 ? [0] : [...used].sort((a, b) => a - b)
  const position = new Map(columns.map((column, i) => [column, i]))
  // What is out of range stays so, and the program is refused.
  const feature = trees.feature.map((column) => position.get(column) ?? -1)
  return { id: builder.numeric(builder.select({ kind: 'sparse', id: rows }, columns)), trees: { ...trees, feature } }
}
