/** What happened to the rows of one block, as plain data that can be sent from a worker. */
import { Report } from '../../steps/pipeline.ts'
import type { Rejection } from '../../steps/report.ts'

export interface BlockFate {
  readonly dropped: readonly (readonly [place: string, reason: string, count: number])[]
  readonly rejections: readonly Rejection[]
  /** Rows, of which each may have several rejections. */
  readonly rejected: number
}

/** A report that is taken away after each block, since blocks are read before those ahead of them are answered. */
export class BlockReport extends Report {
  #dropped: (readonly [string, string, number])[] = []
  #rejections: Rejection[] = []
  #rows = 0

  override addDropped(place: string, reason: string, count: number): void {
    this.#dropped.push([place, reason, count])
  }

  override addRejections(rejections: readonly Rejection[], rows: number): void {
    for (const rejection of rejections) this.#rejections.push(rejection)
    this.#rows += rows
  }

  take(): BlockFate {
    const taken = { dropped: this.#dropped, rejections: this.#rejections, rejected: this.#rows }
    this.#dropped = []
    this.#rejections = []
    this.#rows = 0
    return taken
  }
}
