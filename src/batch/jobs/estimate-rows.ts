/** How many rows files of text may have, by the length of their first lines: for the time that is left. */
import { open } from 'node:fs/promises'
import type { FrameSource } from '../frame-source.ts'

const SAMPLE = 2 ** 18

/** Undefined where lines say nothing about rows: in files that are compressed, and in JSON. */
export async function estimateRows({ files, bytes, rows }: FrameSource): Promise<number | undefined> {
  if (rows !== undefined) return rows
  const [first] = files
  if (first === undefined || bytes === undefined || !/\.(csv|tsv|tab|ndjson|jsonl)$/i.test(first)) return undefined
  const handle = await open(first).catch(() => undefined)
  if (handle === undefined) return undefined
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE), 0, SAMPLE, 0)
    const lines = buffer.subarray(0, bytesRead).reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0)
    return lines === 0 ? undefined : Math.round((bytes / bytesRead) * lines)
  } finally {
    await handle.close()
  }
}
