/** The part of lzma-native 8 that Brine uses; the package has no types of its own. */
declare module 'lzma-native' {
  import type { Transform } from 'node:stream'

  export interface Decoder extends Transform {
    /** Bytes of input that the decoder has used up: once it is done, those of its stream. */
    totalIn(): number
  }

  export interface Lzma {
    // Flags of the decoder of .xz: to read streams that follow one another, and to fail if a check cannot be verified.
    readonly CONCATENATED: number
    readonly TELL_UNSUPPORTED_CHECK: number
    // Codes of errors.
    readonly BUF_ERROR: number
    readonly MEMLIMIT_ERROR: number
    /** A compressor of .lzma, for tests. */
    LZMA(): { compress(content: Uint8Array, preset: number, done: (compressed: Buffer) => void): void }
    createStream(coder: 'streamDecoder', options: { readonly memlimit: number; readonly flags: number }): Decoder
    createStream(coder: 'aloneDecoder', options: { readonly memlimit: number }): Decoder
  }

  const lzma: Lzma
  export default lzma
}
