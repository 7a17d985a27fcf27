/** A source in smaller blocks, so that a small file is many of them. */

import { takeRows } from '../../frame/frame.ts'
import { FrameNotes } from '../../steps/pipeline.ts'
import { BLOCK_ROWS, type FrameBlock, type FrameSource } from '../frame-source.ts'

/** `rows` divides the number of rows of a block. */
export function inSmallerBlocks(source: FrameSource, rows: number): FrameSource {
  async function* blocks(skipRows = 0): AsyncGenerator<FrameBlock> {
    const whole = Math.floor(skipRows / BLOCK_ROWS) * BLOCK_ROWS
    let row = whole
    for await (const block of source.blocks(whole)) {
      for (let start = 0; start < block.frame.rows; start += rows) {
        const part = partOf(block, start, Math.min(rows, block.frame.rows - start))
        if (row >= skipRows) yield part
        row += part.frame.rows
      }
    }
  }
  const { files, fingerprint, bytes } = source
  const { rows: known } = source
  return {
    files,
    fingerprint,
    bytes,
    rows: known,
    blocks,
    placeOf: (row) => source.placeOf(row),
    close: () => source.close(),
  }
}

function partOf({ frame, notes }: FrameBlock, start: number, rows: number): FrameBlock {
  const part = new FrameNotes()
  for (const rejected of notes.rejected) {
    const position = rejected.position - start
    if (position >= 0 && position < rows) part.rejected.push({ ...rejected, position })
  }
  if (start === 0) part.left.push(...notes.left)
  return {
    frame: takeRows(
      frame,
      Int32Array.from({ length: rows }, (_, r) => start + r),
    ),
    notes: part,
  }
}
