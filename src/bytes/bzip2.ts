/**
 * bzip2, decoded by seek-bzip, which verifies the checksums of every block and every stream. Streams that follow one
 * another are read as one, as Python's bz2 does.
 *
 * It knows no offsets: errors give how far the input had been read, which is within the damaged block or at its end.
 * It decodes a stream without a pause; the time limit acts whenever it asks for input or hands over output.
 */
import bunzip from 'seek-bzip'
import { BrineError } from '../errors.ts'
import { damagedStream, truncatedStream } from './damage.ts'
import type { Sink } from './sink.ts'

/** Output is handed on in pieces of this size: a block of 45 bytes can stand for 45 megabytes. */
const CHUNK = 1 << 20

/** The clock is read once in this many bytes of input: blocks of 30 bytes that hold nothing take time all the same. */
const CLOCK_INTERVAL = 1 << 12

/** Has no `eof`, with which the decoder would take the end of the input for the end of the stream. */
class Input extends bunzip.Stream {
  readonly #bytes: Uint8Array
  readonly #sink: Sink
  offset = 0

  constructor(bytes: Uint8Array, sink: Sink) {
    super()
    this.#bytes = bytes
    this.#sink = sink
  }

  get ended(): boolean {
    return this.offset >= this.#bytes.length
  }

  override readByte(): number {
    const byte = this.#bytes[this.offset]
    if (byte === undefined) throw truncatedStream('bz2', this.offset)
    this.offset += 1
    if (this.offset % CLOCK_INTERVAL === 0) this.#sink.checkTime()
    return byte
  }
}

class Output {
  readonly #sink: Sink
  #chunk = new Uint8Array(CHUNK)
  #filled = 0

  constructor(sink: Sink) {
    this.#sink = sink
  }

  writeByte(byte: number): void {
    this.#chunk[this.#filled++] = byte
    if (this.#filled < CHUNK) return
    this.flush()
    this.#chunk = new Uint8Array(CHUNK)
    this.#filled = 0
  }

  flush(): void {
    if (this.#filled > 0) this.#sink.push(this.#chunk.subarray(0, this.#filled))
  }
}

/** Puts the content of all streams into the sink. */
export function readBzip2(bytes: Uint8Array, sink: Sink): void {
  const input = new Input(bytes, sink)
  const output = new Output(sink)
  while (!input.ended) decodeStream(input, output)
  output.flush()
}

function decodeStream(input: Input, output: Output): void {
  try {
    bunzip.decode(input, output)
  } catch (error) {
    if (error instanceof BrineError) throw error
    throw damagedStream('bz2', (error as Error).message, input.offset, error)
  }
}
