/** On which line a row of a text file starts: looked up by reading the file again, since only messages ask. */
import type { CsvDialect } from './csv-dialect.ts'
import { bytesOf, type RowFile } from './row-file.ts'

type Quoting = Pick<CsvDialect, 'quote' | 'escape' | 'hasHeader'>

/**
 * Finds lines of rows. A row behind the last one is looked for from there on, so that to ask for many in their order reads
 * the file once.
 */
export class LineFinder {
  readonly #file: RowFile
  readonly #quoting: Quoting
  #search: LineSearch | undefined
  #chunks: AsyncIterator<Uint8Array> | undefined
  #rest: Uint8Array = new Uint8Array()
  #found: { readonly row: number; readonly line: number } | undefined

  constructor(file: RowFile, quoting: Quoting) {
    this.#file = file
    this.#quoting = quoting
  }

  /** The line of row `row`, counted from 1; undefined if the file has fewer rows. Empty lines are no rows. */
  async lineOf(row: number): Promise<number | undefined> {
    if (this.#found?.row === row) return this.#found.line
    if (this.#search === undefined || row < (this.#found?.row ?? 0)) this.#restart()
    const search = this.#search as LineSearch
    search.lookFor(row)
    for (;;) {
      const at = search.find(this.#rest)
      if (at >= 0) {
        this.#rest = this.#rest.subarray(at)
        this.#found = { row, line: search.line }
        return search.line
      }
      const next = await this.#chunks?.next()
      if (next === undefined || next.done === true) {
        this.#search = undefined
        return undefined
      }
      this.#rest = next.value
    }
  }

  #restart(): void {
    this.#chunks?.return?.().catch(() => undefined)
    this.#chunks = bytesOf(this.#file)[Symbol.asyncIterator]()
    this.#search = new LineSearch(this.#quoting)
    this.#rest = new Uint8Array()
    this.#found = undefined
  }
}

const LF = 10
const CR = 13

/** Counts lines and records until the one that is wanted starts. */
class LineSearch {
  line = 1
  readonly #quote: number
  readonly #escape: number
  readonly #headers: number
  #wanted = 0
  #record = 0
  #isEmpty = true
  #isQuoted = false
  #isEscaped = false
  #previous = 0

  constructor(quoting: Quoting) {
    this.#quote = quoting.quote.charCodeAt(0)
    this.#escape = quoting.escape.charCodeAt(0)
    this.#headers = quoting.hasHeader ? 1 : 0
  }

  lookFor(row: number): void {
    this.#wanted = row + this.#headers
  }

  /** Where the record starts in these bytes, which follow those before; -1 if it does not. */
  find(bytes: Uint8Array): number {
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] as number
      if (byte === LF || byte === CR) this.#break(byte)
      else if (this.#isStart()) return i
      else this.#character(byte)
      this.#previous = byte
    }
    return -1
  }

  #break(byte: number): void {
    if (byte === LF && this.#previous === CR) return
    this.line++
    if (this.#isQuoted) return
    if (!this.#isEmpty) this.#record++
    this.#isEmpty = true
  }

  #isStart(): boolean {
    // The byte at which the search stopped is looked at again when it goes on.
    if (this.#isEmpty && this.#record === this.#wanted) return true
    this.#isEmpty = false
    return false
  }

  /** A doubled quote closes and opens again. */
  #character(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false
    else if (this.#isQuoted && byte === this.#escape && this.#escape !== this.#quote) this.#isEscaped = true
    else if (byte === this.#quote) this.#isQuoted = !this.#isQuoted
  }
}
