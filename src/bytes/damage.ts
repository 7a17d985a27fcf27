/** The errors of damaged and truncated compressed streams, with the offset in the compressed file. */
import { BrineError } from '../errors.ts'

const REMEDY = 'Copy or download the file again, and compare its size and checksum with the original.'

export function damagedStream(format: string, problem: string, offset: number, cause?: unknown): BrineError {
  return new BrineError('file_damaged', `the ${format} stream is damaged: ${problem}`, {
    where: { offset },
    remedy: REMEDY,
    details: { format },
    cause,
  })
}

/** `offset` is where the data end. */
export function truncatedStream(format: string, offset: number, cause?: unknown): BrineError {
  return new BrineError('file_truncated', `the ${format} stream ends too early, after ${offset} bytes`, {
    where: { offset },
    remedy: REMEDY,
    details: { format },
    cause,
  })
}
