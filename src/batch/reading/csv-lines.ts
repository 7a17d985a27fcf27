/** Rows and lines of a text file, counted without reading what is in them. */
import type { CsvDialect } from './csv-dialect.ts'
import { bytesOf, type RowFile } from './row-file.ts'

type Marks = Pick<CsvDialect, 'delimiter' | 'quote' | 'escape' | 'hasHeader'>

/** The line of row `row`, counted from 1; undefined if the file has fewer rows. Empty lines are no rows. */
export async function lineOfRecord(file: RowFile, marks: Marks, row: number): Promise<number | undefined> {
  const scan = new RecordScan(marks, row + (marks.hasHeader ? 1 : 0))
  for await (const bytes of bytesOf(file)) if (scan.isFoundIn(bytes)) return scan.line
  return undefined
}

/**
 * Number of rows, by counting lines; it also reads a compressed file to its end, where its checksum stands. What DuckDB
 * streams is held against it, since a stream that breaks off looks like one that is over.
 */
export async function countRecords(file: RowFile, marks: Marks, signal: AbortSignal): Promise<number> {
  const scan = new RecordScan(marks, Infinity)
  for await (const bytes of bytesOf(file)) {
    if (signal.aborted) break
    if (!scan.skipPlain(bytes)) scan.isFoundIn(bytes)
  }
  return Math.max(0, scan.finish() - (marks.hasHeader ? 1 : 0))
}

const LF = 10
const CR = 13
const SPACE = 32

/** Goes through the bytes of a file, and stops where the wanted record starts. A quote counts at the start of a cell. */
class RecordScan {
  line = 1
  readonly #delimiter: number
  readonly #quote: number
  readonly #escape: number
  readonly #wanted: number
  #record = 0
  #isEmpty = true
  #isQuoted = false
  #canQuote = true
  #isEscaped = false
  #previous = 0

  constructor({ delimiter, quote, escape: escaping }: Marks, wanted: number) {
    this.#delimiter = Buffer.from(delimiter).at(-1) ?? -1
    this.#quote = Buffer.from(quote)[0] ?? -1
    this.#escape = Buffer.from(escaping)[0] ?? -1
    this.#wanted = wanted
  }

  /** Counts the records of bytes without quotes, line by line; false if they have to be looked at one by one. */
  skipPlain(bytes: Uint8Array): boolean {
    if (this.#isQuoted || bytes.includes(this.#quote) || !bytes.includes(LF)) return false
    let from = 0
    for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, from)) {
      const hasText = at > from && !(at === from + 1 && bytes[from] === CR)
      if (hasText || !this.#isEmpty) this.#record++
      this.#isEmpty = true
      from = at + 1
    }
    if (from < bytes.length && !(bytes.length === from + 1 && bytes[from] === CR)) this.#isEmpty = false
    this.#previous = bytes[bytes.length - 1] as number
    this.#canQuote = this.#previous === LF || this.#previous === this.#delimiter
    return true
  }

  /** True if the wanted record starts in these bytes, which follow those before. */
  isFoundIn(bytes: Uint8Array): boolean {
    for (const byte of bytes) {
      if (byte === LF || byte === CR) this.#break(byte)
      else if (this.#isStart()) return true
      else this.#character(byte)
      this.#previous = byte
    }
    return false
  }

  /** Number of records, the last one without a line end included. */
  finish(): number {
    return this.#record + (this.#isEmpty ? 0 : 1)
  }

  #break(byte: number): void {
    this.#isEscaped = false
    if (byte === LF && this.#previous === CR) return
    this.line++
    if (this.#isQuoted) return
    if (!this.#isEmpty) this.#record++
    this.#isEmpty = true
    this.#canQuote = true
  }

  #isStart(): boolean {
    const isStart = this.#isEmpty && this.#record === this.#wanted
    this.#isEmpty = false
    return isStart
  }

  /** A doubled quote closes and opens again. */
  #character(byte: number): void {
    if (this.#isQuoted) this.#inQuotes(byte)
    else if (byte === this.#quote && this.#canQuote) this.#isQuoted = true
    else if (byte === this.#delimiter) this.#canQuote = true
    else if (byte !== SPACE) this.#canQuote = false
  }

  #inQuotes(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false
    else if (byte === this.#escape && this.#escape !== this.#quote) this.#isEscaped = true
    else if (byte === this.#quote) this.#isQuoted = false
  }
}
