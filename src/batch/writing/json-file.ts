/** A small JSON file that appears as a whole. */

import { createWriteStream } from 'node:fs'
import { AsideFile, type ByteTarget, outputPlace, place, StreamTarget } from './byte-target.ts'

/** Numbers that JSON does not have are null. Throws `output_unwritable`. */
export async function writeJsonFile(path: string, value: unknown): Promise<void> {
  const { target, isFile } = await outputPlace(path)
  const file: ByteTarget = isFile
    ? await AsideFile.open(target)
    : new StreamTarget(createWriteStream(target), path, true)
  try {
    await file.append(`${JSON.stringify(value, null, 2)}\n`)
    await place(await file.prepare(1))
  } catch (error) {
    await file.discard()
    throw error
  }
}
