/** The part of lzma-native 8 that Brine uses; the package has no types of its own. */
declare module 'lzma-native' {
  import type { Transform } from 'node:stream'

  interface Lzma {
    createStream(coder: 'streamDecoder', options: { readonly memlimit: number }): Transform
  }

  const lzma: Lzma
  export default lzma
}
