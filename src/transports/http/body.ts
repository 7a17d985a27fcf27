/** The bytes of a request, up to a limit. */
import type { IncomingMessage } from 'node:http'
import { BrineError } from '../../errors.ts'

type Done = (error: Error | null, body?: Buffer) => void

/**
 * Collects the body. Fails with payload_too_large as soon as the limit is passed, or at once if Content-Length says that
 * it will be; with bad_request if the body ends too early.
 */
export function collectBody(stream: IncomingMessage, declared: string | undefined, limit: number, done: Done): void {
  const expected = declared === undefined ? undefined : Number(declared)
  if (expected !== undefined && expected > limit) {
    done(tooLarge(limit, expected))
    return
  }
  const chunks: Buffer[] = []
  let length = 0
  // The listeners stay, since taking them off would cost each request more than reading its body does.
  let isDone = false
  const finish = (error: Error | null, body?: Buffer) => {
    if (isDone) return
    isDone = true
    done(error, body)
  }
  const fail = () => finish(new BrineError('bad_request', 'the body ended too early'))
  stream.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length > limit) finish(tooLarge(limit, undefined))
    else chunks.push(chunk)
  })
  stream.on('end', () => {
    if (expected !== undefined && length !== expected) fail()
    else finish(null, chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, length))
  })
  stream.on('error', fail)
  stream.on('close', () => {
    if (!isDone) fail()
  })
}

function tooLarge(limit: number, length: number | undefined): BrineError {
  const size = length === undefined ? `more than ${limit} bytes` : `${length} bytes, more than the ${limit} allowed`
  return new BrineError('payload_too_large', `the body has ${size}`, {
    remedy: 'Send the rows in several requests.',
    details: { limit },
  })
}
