/** What became of the rows of a job so far. */
import type { BlockFate } from './block-report.ts'
import { type ColumnSketch, mergeSketches } from './distribution.ts'

/** Plain JSON. */
export interface TallyState {
  readonly rowsIn: number
  readonly rejected: number
  readonly dropped: readonly (readonly [
    place: string,
    reasons: readonly (readonly [reason: string, count: number])[],
  ])[]
  readonly sketches: readonly ColumnSketch[]
}

export class Tally {
  /** Rows of the input that were answered, left out, or rejected. */
  rowsIn = 0
  /** Rows that a step could not work with. */
  rejected = 0
  sketches: readonly ColumnSketch[] = []
  readonly #dropped = new Map<string, Map<string, number>>()

  constructor(from?: TallyState) {
    if (from === undefined) return
    this.rowsIn = from.rowsIn
    this.rejected = from.rejected
    this.sketches = from.sketches
    for (const [place, reasons] of from.dropped) this.#dropped.set(place, new Map(reasons))
  }

  /** Rows left out by what steps were told: by step, by reason. */
  get dropped(): ReadonlyMap<string, ReadonlyMap<string, number>> {
    return this.#dropped
  }

  addFate({ dropped, rejected }: BlockFate): void {
    this.rejected += rejected
    for (const [place, reason, count] of dropped) {
      const reasons = this.#dropped.get(place) ?? new Map<string, number>()
      this.#dropped.set(place, reasons)
      reasons.set(reason, (reasons.get(reason) ?? 0) + count)
    }
  }

  addSketches(sketches: readonly ColumnSketch[]): void {
    this.sketches = mergeSketches(this.sketches, sketches)
  }

  save(): TallyState {
    const { rowsIn, rejected, sketches } = this
    return { rowsIn, rejected, sketches, dropped: [...this.#dropped].map(([place, reasons]) => [place, [...reasons]]) }
  }
}
