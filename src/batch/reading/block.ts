/** Rows of parts of any size, cut into blocks of a fixed number. */
import { type Column, cellColumn, isNumericType, numericColumn } from '../../frame/column.ts'
import { type Frame, rangeIndex } from '../../frame/frame.ts'
import { type Stored, storedFromText, storedFromValue } from '../../frame/parse-cell.ts'
import { refused } from '../../service/input-reader.ts'
import { type InputSpec, standIn } from '../../service/inputs.ts'
import { FrameNotes } from '../../steps/pipeline.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { BLOCK_ROWS, type FrameBlock } from '../frame-source.ts'

/** Some rows of a file, in the form in which its reader has them. */
export interface RowPart {
  readonly rows: number
  /** Writes rows `from` to `from + count` to the end of the block; the block counts them afterwards. */
  write(block: OpenBlock, from: number, count: number): void
}

/**
 * Arrays of `BLOCK_ROWS` numbers that went with a block and came back. A block of 30 columns is two megabytes: made anew
 * for each, they would wait in memory until the collector came by.
 */
export class SpareArrays {
  readonly #spare: Float64Array[] = []

  give(arrays: readonly Float64Array[]): void {
    for (const array of arrays)
      if (array.length === BLOCK_ROWS && this.#spare.length < MAX_SPARE) this.#spare.push(array)
  }

  /** What is in it is left over: the caller writes every row. */
  take(): Float64Array {
    return this.#spare.pop() ?? new Float64Array(BLOCK_ROWS)
  }
}

/** 32 MB. */
const MAX_SPARE = 512

/** A block that is being filled. */
export class OpenBlock {
  readonly specs: readonly InputSpec[]
  readonly firstRow: number
  readonly notes = new FrameNotes()
  readonly #columns: readonly (Float64Array | Cell[])[]
  #rows = 0

  constructor(specs: readonly InputSpec[], firstRow: number, spare: SpareArrays) {
    this.specs = specs
    this.firstRow = firstRow
    this.#columns = specs.map(({ type }) =>
      isNumericType(type) ? spare.take() : new Array<Cell>(BLOCK_ROWS).fill(null),
    )
  }

  get rows(): number {
    return this.#rows
  }

  get room(): number {
    return BLOCK_ROWS - this.#rows
  }

  /** The values of a column of a numeric type: the next row is at `rows`. */
  numbers(c: number): Float64Array {
    return this.#columns[c] as Float64Array
  }

  cells(c: number): Cell[] {
    return this.#columns[c] as Cell[]
  }

  /** A cell of CSV. */
  setText(at: number, c: number, text: string): void {
    this.#store(at, c, text, storedFromText((this.specs[c] as InputSpec).type, text))
  }

  /** A value of Parquet or Arrow, which means what it means in JSON. */
  setValue(at: number, c: number, value: unknown): void {
    this.#store(at, c, value, storedFromValue((this.specs[c] as InputSpec).type, value))
  }

  /** Rejects the row for a value that is known not to fit. */
  refuse(at: number, c: number, value: unknown): void {
    this.#store(at, c, value, undefined)
  }

  #store(at: number, c: number, value: unknown, stored: Stored): void {
    const column = this.#columns[c] as Cell[]
    column[at] = stored === undefined ? refused(this.specs[c] as InputSpec, at, value, this.notes) : stored
  }

  fillAbsent(c: number, count: number): void {
    const column = this.#columns[c] as Cell[]
    column.fill(standIn(this.specs[c] as InputSpec), this.#rows, this.#rows + count)
  }

  advance(count: number): void {
    this.#rows += count
  }

  finish(): FrameBlock {
    const rows = this.#rows
    const columns = this.#columns.map((data): Column => {
      if (data instanceof Float64Array) return numericColumn(rows === BLOCK_ROWS ? data : data.slice(0, rows))
      data.length = rows
      return cellColumn(data)
    })
    this.#sortNotes()
    return { frame: { rows, columns, index: rangeIndex(this.firstRow, rows) }, notes: this.notes }
  }

  /** Parts end elsewhere when reading is gone on with: the order of what was said must not depend on it. */
  #sortNotes(): void {
    const places = new Map(this.specs.map(({ name }, c) => [name, c]))
    const placeOf = (column: string | undefined) => places.get(column ?? '') ?? -1
    this.notes.rejected.sort((a, b) => a.position - b.position || placeOf(a.column) - placeOf(b.column))
  }
}

/** Blocks of `BLOCK_ROWS` rows, of which the last may have fewer. */
export async function* cutBlocks(
  parts: AsyncIterable<RowPart>,
  specs: readonly InputSpec[],
  firstRow: number,
  spare: SpareArrays = new SpareArrays(),
): AsyncGenerator<FrameBlock> {
  let block = new OpenBlock(specs, firstRow, spare)
  for await (const part of parts) {
    for (let from = 0; from < part.rows; ) {
      const count = Math.min(part.rows - from, block.room)
      part.write(block, from, count)
      block.advance(count)
      from += count
      if (block.room > 0) continue
      const next = block.firstRow + BLOCK_ROWS
      yield block.finish()
      block = new OpenBlock(specs, next, spare)
    }
  }
  if (block.rows > 0) yield block.finish()
}

/** Writes a frame that a reader makes to the end of the block. */
export function writeFrame(block: OpenBlock, read: (notes: FrameNotes) => Frame): void {
  const notes = new FrameNotes()
  const frame = read(notes)
  frame.columns.forEach((column, c) => {
    if (column.kind === 'numeric') block.numbers(c).set(column.data, block.rows)
    else {
      const cells = block.cells(c)
      for (let r = 0; r < frame.rows; r++) cells[block.rows + r] = column.data[r] as Cell
    }
  })
  for (const { position, ...rest } of notes.rejected) {
    block.notes.rejected.push({ position: position + block.rows, ...rest })
  }
}

/** Rounds the next values of a column to float32. */
export function roundNumbers(block: OpenBlock, c: number, count: number): void {
  const column = block.numbers(c)
  for (let r = block.rows; r < block.rows + count; r++) column[r] = Math.fround(column[r] as number)
}

/** Refuses those of the next values of a column that are no integers which a float64 holds exactly. */
export function refuseFractions(block: OpenBlock, c: number, count: number): void {
  const column = block.numbers(c)
  for (let r = block.rows; r < block.rows + count; r++) {
    const value = column[r] as number
    if (!Number.isSafeInteger(value) && !Number.isNaN(value)) block.refuse(r, c, value)
  }
}
