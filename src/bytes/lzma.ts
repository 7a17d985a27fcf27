/**
 * LZMA in both its containers, `.xz` and the old `.lzma` ("lzma" of joblib), decoded by liblzma on a thread of its own.
 *
 * Streams that follow one another are read as one, as Python's lzma does; anything else behind a stream is an error.
 * The old container has no checksums. If its header declares a length, which Python never does, the stream ends there:
 * an end mark that follows all the same is an error.
 */
import { Readable } from 'node:stream'
import type { Decoder, Lzma } from 'lzma-native'
import { BrineError } from '../errors.ts'
import { damagedStream, truncatedStream } from './damage.ts'
import { pump } from './pump.ts'
import type { Sink } from './sink.ts'

/** The most memory the decoder may take; `xz -9` needs 65 MiB. */
const MEMORY = 128 * 2 ** 20

/** Its native part is loaded only for the files that need it. */
const load = async () => (await import('lzma-native')).default

/** liblzma goes on from stream to stream by itself. */
export async function readXz(bytes: Uint8Array, sink: Sink): Promise<void> {
  const lzma = await load()
  const flags = lzma.CONCATENATED | lzma.TELL_UNSUPPORTED_CHECK
  const decoder = lzma.createStream('streamDecoder', { memlimit: MEMORY, flags })
  await run(bytes, decoder, sink).catch((error: unknown) => {
    throw lzmaError(lzma, error, 'xz', decoder.totalIn(), bytes.length)
  })
}

/** A stream ends where liblzma has used up its input. */
export async function readLzma(bytes: Uint8Array, sink: Sink): Promise<void> {
  const lzma = await load()
  for (let at = 0; at < bytes.length; ) {
    const rest = bytes.subarray(at)
    // As of every file, see sniffCompression: the old container has no magic number that liblzma could miss.
    if (rest[0] !== 0x5d || (rest[1] ?? 0) !== 0) throw damagedStream('lzma', 'expected the start of a stream', at)
    const decoder = lzma.createStream('aloneDecoder', { memlimit: MEMORY })
    await run(rest, decoder, sink).catch((error: unknown) => {
      throw lzmaError(lzma, error, 'lzma', at + decoder.totalIn(), bytes.length)
    })
    at += decoder.totalIn()
  }
}

/** The decoder's own iterator would wait until it has taken all input, which it never does behind a stream's end. */
async function run(bytes: Uint8Array, decoder: Decoder, sink: Sink): Promise<void> {
  try {
    await pump(bytes, decoder, sink, new Readable({ objectMode: true }).wrap(decoder))
  } finally {
    decoder.destroy()
  }
}

function lzmaError(lzma: Lzma, error: unknown, format: string, offset: number, length: number): BrineError {
  if (error instanceof BrineError) return error
  const { code, message } = error as { code?: unknown; message: string }
  // It needs more input, and there is none.
  if (code === lzma.BUF_ERROR) return truncatedStream(format, length, error)
  if (code !== lzma.MEMLIMIT_ERROR) return damagedStream(format, message, offset, error)
  return new BrineError('limit_exceeded', `the decoder needs more memory than the limit of ${MEMORY} bytes`, {
    where: { offset },
    details: { name: 'lzma memory', limit: MEMORY },
    cause: error,
  })
}
