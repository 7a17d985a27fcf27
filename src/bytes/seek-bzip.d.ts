/** The part of seek-bzip 2 that Brine uses; the package has no types of its own. */
declare module 'seek-bzip' {
  /** Where compressed bytes come from. Its `read` is made of its `readByte`. */
  class Stream {
    readByte(): number
  }

  interface Output {
    writeByte(byte: number): void
  }

  interface Bunzip {
    readonly Stream: typeof Stream
    /** Decodes one stream, and leaves the input behind its end if the input has no method `eof`. Throws TypeError. */
    decode(input: Stream, output: Output): unknown
  }

  const bunzip: Bunzip
  export default bunzip
}
