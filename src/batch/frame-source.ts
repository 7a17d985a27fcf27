/** Rows of one file or of many, in blocks of a fixed number, as a service reads them. */
import type { Frame } from '../frame/frame.ts'
import type { FrameNotes } from '../steps/pipeline.ts'

/** Rows that stand together. Which rows these are depends on nothing but their number, so that a job can be gone on with. */
export interface FrameBlock {
  /** The columns that the service reads; `index` counts from the first row of the first file. */
  readonly frame: Frame
  /** The cells that do not fit their column. */
  readonly notes: FrameNotes
}

/** An input that was opened: it is known to be there and to have the columns that are needed. */
export interface FrameSource {
  /** The files, as they were found. */
  readonly files: readonly string[]
  /** Changes when the rows do: names, sizes and times of the files, or what was read of them. */
  readonly fingerprint: string
  /** Bytes of all files; undefined for standard input. */
  readonly bytes: number | undefined
  /** Number of rows, where the files tell (Parquet, Arrow). */
  readonly rows: number | undefined
  /** The blocks after the first `skipRows` rows, which are a multiple of the rows of a block. */
  blocks(skipRows?: number): AsyncIterable<FrameBlock>
  /** File, row in that file, and line where rows have lines, of a row of the whole input: for messages. */
  placeOf(row: number): Promise<{ readonly file: string; readonly row: number; readonly line?: number }>
  /** Takes back arrays of `BLOCK_ROWS` numbers that nobody looks at any more, for blocks to come. */
  reuse?(arrays: readonly Float64Array[]): void
  close(): Promise<void>
}

/** Rows in a block: small enough for the cache of a core, large enough to be worth handing over. */
export const BLOCK_ROWS = 8192
