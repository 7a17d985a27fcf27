/** Cells in the saved state of a step, which is plain JSON. */
import type { Cell } from '../tensor/tensor.ts'

/** A number that JSON does not have is told by its text, and so is an integer of any size. */
export type SavedCell = string | number | boolean | null | { readonly number: string } | { readonly bigint: string }

export function saveCell(cell: Cell): SavedCell {
  if (typeof cell === 'bigint') return { bigint: cell.toString() }
  if (typeof cell !== 'number') return cell
  if (Object.is(cell, -0)) return { number: '-0' }
  return Number.isFinite(cell) ? cell : { number: String(cell) }
}

export function restoreCell(saved: SavedCell): Cell {
  if (typeof saved !== 'object' || saved === null) return saved
  return 'bigint' in saved ? BigInt(saved.bigint) : Number(saved.number)
}
