/** Steps that change some columns and leave the rows. */
import type { Column } from '../frame/column.ts'
import type { Frame } from '../frame/frame.ts'

/** The frame with the columns at `positions` changed; `i` counts the positions. The frame itself if nothing changed. */
export function changeColumns(
  frame: Frame,
  positions: readonly number[],
  change: (column: Column, i: number) => Column,
): Frame {
  const columns = [...frame.columns]
  let isChanged = false
  for (let i = 0; i < positions.length; i++) {
    const at = positions[i] as number
    const column = frame.columns[at] as Column
    const changed = change(column, i)
    if (changed === column) continue
    columns[at] = changed
    isChanged = true
  }
  return isChanged ? { ...frame, columns } : frame
}
