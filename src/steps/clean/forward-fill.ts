/** `fill` with `with: forward`: pandas' DataFrame.ffill, across the frames of an input. */
import { type Column, cellColumn, isMissingAt, numericColumn } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { changeColumns } from '../change-columns.ts'
import { restoreCell, type SavedCell, saveCell } from '../saved-cell.ts'
import type { StepRun } from '../step.ts'

/** What is remembered of a column. */
interface Last {
  /** The last value that was not missing; null before the first. */
  value: Cell
  /** How many missing values followed it. */
  missing: number
}

interface SavedLast {
  readonly value: SavedCell
  readonly missing: number
}

export class ForwardFill implements StepRun {
  readonly #positions: readonly number[]
  readonly #limit: number
  readonly #last: Last[]

  /** Missing values before the first value stay, and so do those beyond `limit` in a row. */
  constructor(positions: readonly number[], limit: number) {
    this.#positions = positions
    this.#limit = limit
    this.#last = positions.map(() => ({ value: null, missing: 0 }))
  }

  run(frame: Frame): Frame {
    return changeColumns(frame, this.#positions, (column, i) => this.#filled(column, this.#last[i] as Last))
  }

  #filled(column: Column, last: Last): Column {
    const { data } = column
    let copy: Cell[] | Float64Array | undefined
    for (let r = 0; r < data.length; r++) {
      if (!isMissingAt(column, r)) {
        last.value = data[r] as Cell
        last.missing = 0
        continue
      }
      last.missing++
      if (last.value === null || last.missing > this.#limit) continue
      copy ??= column.kind === 'numeric' ? column.data.slice() : [...column.data]
      copy[r] = last.value as number
    }
    if (copy === undefined) return column
    return copy instanceof Float64Array ? numericColumn(copy) : cellColumn(copy)
  }

  save(): SavedLast[] {
    return this.#last.map(({ value, missing }) => ({ value: saveCell(value), missing }))
  }

  restore(state: unknown): void {
    const saved = state as readonly SavedLast[]
    saved.forEach(({ value, missing }, i) => {
      this.#last[i] = { value: restoreCell(value), missing }
    })
  }
}
