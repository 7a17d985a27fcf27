/** How much a step may hold that needs all rows before it answers. */
import { BrineError } from '../../errors.ts'

/** Values, those of the rows' numbers included: 320 MB of float64, and as text still a string that V8 can make. */
export const MAX_HELD_VALUES = 40_000_000

/** Throws `step_too_large`. `columns` are those of the frame. */
export function checkHeldRows(step: string, rows: number, columns: number, remedy: string): void {
  const most = Math.floor(MAX_HELD_VALUES / (columns + 1))
  if (rows <= most) return
  throw new BrineError('step_too_large', `${step} can hold ${most} rows of ${columns} columns, and there are more`, {
    where: { step },
    remedy,
    details: { limit: most },
  })
}
