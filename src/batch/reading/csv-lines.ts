/** On which line a row of a text file starts: looked up by reading the file again, since only messages ask. */
import type { CsvDialect } from './csv-dialect.ts'
import { bytesOf, type RowFile } from './row-file.ts'

type Quoting = Pick<CsvDialect, 'quote' | 'escape' | 'hasHeader'>

/** The line of row `row`, counted from 1; undefined if the file has fewer rows. Empty lines are no rows. */
export async function lineOfRecord(file: RowFile, quoting: Quoting, row: number): Promise<number | undefined> {
  const search = new LineSearch(quoting, row)
  for await (const bytes of bytesOf(file)) if (search.isIn(bytes)) return search.line
  return undefined
}

const LF = 10
const CR = 13

/** Counts lines and records until the one that is wanted starts. */
class LineSearch {
  line = 1
  readonly #quote: number
  readonly #escape: number
  readonly #wanted: number
  #record = 0
  #isEmpty = true
  #isQuoted = false
  #isEscaped = false
  #previous = 0

  constructor(quoting: Quoting, row: number) {
    this.#quote = quoting.quote.charCodeAt(0)
    this.#escape = quoting.escape.charCodeAt(0)
    this.#wanted = row + (quoting.hasHeader ? 1 : 0)
  }

  /** True if the record starts in these bytes, which follow those before. */
  isIn(bytes: Uint8Array): boolean {
    for (const byte of bytes) {
      if (byte === LF || byte === CR) this.#break(byte)
      else if (this.#isStart()) return true
      else this.#character(byte)
      this.#previous = byte
    }
    return false
  }

  #break(byte: number): void {
    if (byte === LF && this.#previous === CR) return
    this.line++
    if (this.#isQuoted) return
    if (!this.#isEmpty) this.#record++
    this.#isEmpty = true
  }

  #isStart(): boolean {
    const isStart = this.#isEmpty && this.#record === this.#wanted
    this.#isEmpty = false
    return isStart
  }

  /** A doubled quote closes and opens again. */
  #character(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false
    else if (this.#isQuoted && byte === this.#escape && this.#escape !== this.#quote) this.#isEscaped = true
    else if (byte === this.#quote) this.#isQuoted = !this.#isQuoted
  }
}
