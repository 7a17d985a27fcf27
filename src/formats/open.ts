/** Opens a model file. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Budget } from '../bytes/budget.ts'
import { decompress } from '../bytes/decompress.ts'
import { readPickle } from '../pickle/read-pickle.ts'
import type { PickleValue } from '../pickle/values.ts'

export interface OpenedFile {
  readonly path: string
  readonly size: number
  readonly sha256: string
  readonly compression: string
  readonly format: string
  readonly value: PickleValue
  readonly warnings: readonly string[]
}

export async function openModelFile(path: string): Promise<OpenedFile> {
  const file = await readFile(path)
  const budget = new Budget()
  const { bytes, compression } = await decompress(file, budget)
  const { value, rawArrays } = readPickle(bytes, { budget, file: path })
  const sha256 = createHash('sha256').update(file).digest('hex')
  const format = rawArrays > 0 ? 'joblib' : 'pickle'
  return { path, size: file.length, sha256, compression, format, value, warnings: [] }
}
