/** Rows and lines of a text file, counted without reading what is in them. */
import type { CsvDialect } from './csv-dialect.ts'
import { bytesOf, type RowFile } from './row-file.ts'

type Marks = Pick<CsvDialect, 'delimiter' | 'quote' | 'escape' | 'hasHeader'>

/**
 * Finds lines of rows. A row behind the last one is looked for from there on, so that to ask for many in their order reads
 * the file once.
 */
export class LineFinder {
  readonly #file: RowFile
  readonly #marks: Marks
  #scan: RecordScan | undefined
  #chunks: AsyncIterator<Uint8Array> | undefined
  #rest: Uint8Array = new Uint8Array()
  #last = -1
  #asked: Promise<unknown> = Promise.resolve()

  constructor(file: RowFile, marks: Marks) {
    this.#file = file
    this.#marks = marks
  }

  /** The line of row `row`, counted from 1; undefined if the file has fewer rows. Empty lines are no rows. */
  lineOf(row: number): Promise<number | undefined> {
    const found = this.#asked.then(() => this.#find(row))
    this.#asked = found.catch(() => undefined)
    return found
  }

  async #find(row: number): Promise<number | undefined> {
    if (this.#scan === undefined || row < this.#last) this.#restart()
    const scan = this.#scan as RecordScan
    scan.wanted = row + (this.#marks.hasHeader ? 1 : 0)
    this.#last = row
    for (;;) {
      const at = scan.find(this.#rest)
      if (at >= 0) {
        this.#rest = this.#rest.subarray(at)
        return scan.line
      }
      const next = await this.#chunks?.next()
      if (next === undefined || next.done === true) {
        this.#scan = undefined
        return undefined
      }
      this.#rest = next.value
    }
  }

  #restart(): void {
    this.#chunks?.return?.().catch(() => undefined)
    this.#chunks = bytesOf(this.#file)[Symbol.asyncIterator]()
    this.#scan = new RecordScan(this.#marks, 0)
    this.#rest = new Uint8Array()
  }
}

/**
 * Number of rows, by counting lines; it also reads a compressed file to its end, where its checksum stands. What DuckDB
 * streams is held against it, since a stream that breaks off looks like one that is over.
 */
export async function countRecords(file: RowFile, marks: Marks, signal: AbortSignal): Promise<number> {
  const scan = new RecordScan(marks, Infinity)
  for await (const bytes of bytesOf(file)) {
    if (signal.aborted) break
    if (!scan.skipPlain(bytes)) scan.find(bytes)
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
  /** Number of the record to stop at, the header included. */
  wanted: number
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
    this.wanted = wanted
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

  /** Where the wanted record starts in these bytes, which follow those before; -1 if it does not. */
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

  /** The byte at which the scan stopped is looked at again when it goes on. */
  #isStart(): boolean {
    if (this.#isEmpty && this.#record === this.wanted) return true
    this.#isEmpty = false
    return false
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
