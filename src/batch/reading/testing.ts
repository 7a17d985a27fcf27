/** What tests of reading share: files in a temporary folder, and what is read of them. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ColumnType, cellAt } from '../../frame/column.ts'
import { InputReader } from '../../service/input-reader.ts'
import type { InputSpec } from '../../service/inputs.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { openFrames } from './open-frames.ts'
import type { ReadingOptions, ReadingService } from './table.ts'

export const FOLDER = mkdtempSync(join(tmpdir(), 'brine-reading-'))

export function written(name: string, content: string | Uint8Array): string {
  const path = join(FOLDER, name)
  writeFileSync(path, content)
  return path
}

export function serviceOf(
  types: Readonly<Record<string, ColumnType>>,
  extraColumns: 'refuse' | 'ignore' = 'refuse',
  optional: readonly string[] = [],
): ReadingService {
  const specs = Object.entries(types).map(
    ([name, type]): InputSpec => ({ name, type, required: !optional.includes(name), nullable: true }),
  )
  return { inputs: specs, reader: new InputReader({ specs, extraColumns }) }
}

export interface ReadRows {
  readonly rows: readonly (readonly Cell[])[]
  readonly rejected: readonly string[]
  readonly sizes: readonly number[]
}

/** All rows, with dates as texts and missing values as null; `row column: problem` of what does not fit. */
export async function readRows(
  paths: string | readonly string[],
  service: ReadingService,
  options: ReadingOptions = {},
  skip = 0,
): Promise<ReadRows> {
  const source = await openFrames(typeof paths === 'string' ? [paths] : paths, service, options)
  const rows: Cell[][] = []
  const rejected: string[] = []
  const sizes: number[] = []
  try {
    for await (const { frame, notes } of source.blocks(skip)) {
      sizes.push(frame.rows)
      for (let r = 0; r < frame.rows; r++) {
        rows.push(service.inputs.map(({ type }, c) => cellAt(frame.columns[c] as never, type, r)))
      }
      for (const { position, column, problem } of notes.rejected) {
        rejected.push(`${frame.index?.[position]} ${column}: ${problem}`)
      }
    }
  } finally {
    await source.close()
  }
  return { rows, rejected, sizes }
}
