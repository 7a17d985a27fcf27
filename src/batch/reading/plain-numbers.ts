/** Whether the numbers of a CSV file mean the same to DuckDB as to Brine, so that no text has to be looked at twice. */
import { open } from 'node:fs/promises'
import type { InputSpec } from '../../service/inputs.ts'
import type { RowFile } from './row-file.ts'

const CHUNK = 2 ** 20
const LF = 10

/** What DuckDB takes for a part of a number and Brine does not: `1_000`, `+-1`. */
const SUSPECT = [...'_+'].map((character) => character.charCodeAt(0))

/** Types whose plain texts DuckDB reads as Brine does; others have rules of their own. */
export function arePlainTypes(specs: readonly InputSpec[]): boolean {
  return specs.every(({ type }) => type === 'number' || type === 'float32' || type === 'string')
}

/** Reads the bytes below the header once, at the speed of the disk. */
export async function hasPlainNumbers(file: RowFile, hasHeader: boolean): Promise<boolean> {
  if (file.compression !== 'none') return false
  const handle = await open(file.path)
  const buffer = Buffer.allocUnsafe(CHUNK)
  try {
    for (let isBelow = !hasHeader; ; ) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK)
      if (bytesRead === 0) return true
      const bytes = buffer.subarray(0, bytesRead)
      const start = isBelow ? 0 : bytes.indexOf(LF) + 1
      if (!isBelow && start === 0) continue
      isBelow = true
      if (SUSPECT.some((byte) => bytes.indexOf(byte, start) >= 0)) return false
    }
  } finally {
    await handle.close()
  }
}
