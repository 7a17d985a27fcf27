/** A CSV file many times over, under one header. */
import { createReadStream, createWriteStream, readFileSync, statSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'

/** Gives the bytes that were written. */
export async function writeCopies(source, target, copies) {
  const bodyAt = readFileSync(source).indexOf('\n') + 1
  for (let copy = 0; copy < copies; copy++) {
    const isFirst = copy === 0
    await pipeline(
      createReadStream(source, { start: isFirst ? 0 : bodyAt }),
      createWriteStream(target, { flags: isFirst ? 'w' : 'a' }),
    )
  }
  return statSync(target).size
}
