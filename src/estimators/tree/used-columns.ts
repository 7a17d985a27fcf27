/** Trees on sparse rows: only the columns that some split reads are made dense. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { Trees } from '../../program/operators/trees.ts'
import type { ValueId } from '../../program/value.ts'

/** Dense columns, and the trees that read them instead of the columns of `input`. */
export function withUsedColumns(
  builder: ProgramBuilder,
  input: Values,
  trees: Trees,
): { readonly id: ValueId; readonly trees: Trees } {
  if (!builder.isSparse(input)) return { id: builder.numeric(input), trees }
  const width = builder.width(input)
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
  return { id: builder.numeric(builder.select(input, columns)), trees: { ...trees, feature } }
}
