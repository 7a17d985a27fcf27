/** Rows on their way through several nodes: a row that one of them rejects is not shown to the others. */
import type { Column } from '../../frame/column.ts'
import { type Frame, takeRows } from '../../frame/frame.ts'
import type { Schema } from '../../frame/schema.ts'
import type { Notes } from '../../steps/report.ts'
import type { Cell } from '../../tensor/tensor.ts'
import type { AnswerNode } from '../answer-node.ts'
import { scattered } from '../scattered.ts'

export class Survivors implements Notes {
  /** The rows that are left. Whoever asks may put more columns beside them. */
  left: Frame
  /** What the nodes answered to the rows that are left, node by node. */
  answers: (readonly Column[])[] = []
  readonly #rows: number
  readonly #notes: Notes
  /** Where the rows that are left stood at first; undefined while all are. */
  #positions: Int32Array | undefined
  #rejected: Set<number> | undefined

  constructor(frame: Frame, notes: Notes) {
    this.left = frame
    this.#rows = frame.rows
    this.#notes = notes
  }

  /** What a node answers to the rows that are left; it stands last among the answers. `frame` has other columns of them. */
  ask(node: AnswerNode, frame: Frame = this.left): readonly Column[] {
    this.answers.push(node.run(frame, this))
    if (this.#rejected !== undefined) this.#narrow(this.#rejected)
    return this.answers.at(-1) as readonly Column[]
  }

  /** The answers of all, where the rows stood at first. */
  settle(schema: Schema, columns: readonly Column[]): readonly Column[] {
    return this.#positions === undefined ? columns : scattered(schema, columns, this.#positions, this.#rows)
  }

  dropped(reason: string, count: number): void {
    this.#notes.dropped(reason, count)
  }

  reject(position: number, problem: string, column?: string, value?: Cell): void {
    this.#rejected ??= new Set()
    this.#rejected.add(position)
    this.#notes.reject(this.#positions?.[position] ?? position, problem, column, value)
  }

  #narrow(rejected: ReadonlySet<number>): void {
    const kept = Int32Array.from({ length: this.left.rows }, (_, r) => r).filter((r) => !rejected.has(r))
    const before = this.#positions
    this.#positions = before === undefined ? kept : kept.map((r) => before[r] as number)
    this.left = takeRows(this.left, kept)
    this.answers = this.answers.map((columns) => takeRows({ rows: 0, columns }, kept).columns)
    this.#rejected = undefined
  }
}
