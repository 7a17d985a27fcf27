/** Drives a decoder that is a stream of Node. */
import { Readable, type Transform } from 'node:stream'
import type { Sink } from './sink.ts'

/** Bytes of input at a time: one of xz can stand for 7,000. */
const PIECE = 1 << 12

/** Ends when the decoder says that it is done, or throws what the decoder or the sink throws. */
export async function pump(
  bytes: Uint8Array,
  decoder: Transform,
  sink: Sink,
  output: Readable = decoder,
): Promise<void> {
  const input = Readable.from(pieces(bytes, sink), { objectMode: true })
  // A pipe does not hand on errors.
  input.once('error', (error) => decoder.destroy(error))
  input.pipe(decoder)
  for await (const chunk of output) sink.push(chunk)
}

/**
 * Input is handed over piece by piece: what one piece stands for is made before the sink can say stop. Empty streams
 * push nothing, so that the time is checked here too.
 */
function* pieces(bytes: Uint8Array, sink: Sink): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) {
    sink.checkTime()
    yield bytes.subarray(at, at + PIECE)
  }
}
