/**
 * CSV as RFC 4180 has it, in one pass over the text: a request is not to wait for a general parser, which takes a second for
 * a million cells.
 *
 *     for each line that is not empty: for each cell: quoted, with quotes doubled inside; or up to the next delimiter
 *
 * A line ends with LF, CR LF or CR, as for pandas. Every line has as many cells as the first one.
 */
import { BrineError } from '../../errors.ts'

export interface CsvTable {
  readonly rows: readonly (readonly string[])[]
  /** For each row, the line on which it ends, counted from 1. */
  readonly lines: readonly number[]
}

/** Throws invalid_csv with the line. */
export function parseCsv(text: string, delimiter: ',' | '\t'): CsvTable {
  return new CsvReader(text, delimiter).read()
}

const LINE_FEED = 0x0a
const RETURN = 0x0d
const QUOTE = 0x22

/** From this length on, a text of nothing but quotes would be slow to replace. */
const LONG = 4096

/** The text with every two quotes as one. */
function withSingleQuotes(text: string): string {
  if (text.length < LONG) return text.replaceAll('""', '"')
  const codes = new Uint16Array(text.length)
  let length = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    codes[length++] = code
    if (code === QUOTE) i++
  }
  return Buffer.from(codes.buffer, 0, length * 2).toString('utf16le')
}

class CsvReader {
  readonly #text: string
  readonly #delimiter: number
  #position = 0
  #line = 1

  constructor(text: string, delimiter: string) {
    this.#text = text
    this.#delimiter = delimiter.charCodeAt(0)
  }

  read(): CsvTable {
    const text = this.#text
    const rows: string[][] = []
    const lines: number[] = []
    while (this.#position < text.length) {
      if (this.#endsLine()) continue
      const row = this.#row()
      const width = rows[0]?.length ?? row.length
      if (row.length !== width) throw this.#wrongWidth(row.length)
      rows.push(row)
      lines.push(this.#line)
      this.#endsLine()
    }
    return { rows, lines }
  }

  /** Steps over the end of a line if there is one. */
  #endsLine(): boolean {
    const text = this.#text
    const code = text.charCodeAt(this.#position)
    if (code !== LINE_FEED && code !== RETURN) return false
    this.#position += code === RETURN && text.charCodeAt(this.#position + 1) === LINE_FEED ? 2 : 1
    this.#line++
    return true
  }

  #row(): string[] {
    const text = this.#text
    const cells: string[] = []
    for (;;) {
      cells.push(text.charCodeAt(this.#position) === QUOTE ? this.#quoted() : this.#plain())
      if (text.charCodeAt(this.#position) !== this.#delimiter) return cells
      this.#position++
    }
  }

  #plain(): string {
    const text = this.#text
    const start = this.#position
    let end = start
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end)
      if (code === this.#delimiter || code === LINE_FEED || code === RETURN) break
      if (code === QUOTE) throw this.#fault('a quote stands inside a cell that does not begin with one')
    }
    this.#position = end
    return text.slice(start, end)
  }

  #quoted(): string {
    const text = this.#text
    const start = this.#position + 1
    const first = this.#line
    let isDoubled = false
    let end = start
    for (; ; end++) {
      const code = text.charCodeAt(end)
      if (Number.isNaN(code)) throw this.#fault('a quoted cell does not end', first)
      if (code === LINE_FEED || (code === RETURN && text.charCodeAt(end + 1) !== LINE_FEED)) this.#line++
      if (code !== QUOTE) continue
      if (text.charCodeAt(end + 1) !== QUOTE) break
      isDoubled = true
      end++
    }
    this.#position = end + 1
    const next = text.charCodeAt(end + 1)
    const isEnd = Number.isNaN(next) || next === this.#delimiter || next === LINE_FEED || next === RETURN
    if (!isEnd) throw this.#fault('a quoted cell goes on after its closing quote')
    const cell = text.slice(start, end)
    return isDoubled ? withSingleQuotes(cell) : cell
  }

  #fault(problem: string, line = this.#line): BrineError {
    return new BrineError('invalid_csv', problem, { where: { line } })
  }

  #wrongWidth(found: number): BrineError {
    const problem = `the line has ${found} cells, the lines before it have another number`
    return new BrineError('invalid_csv', problem, {
      where: { line: this.#line },
      remedy: 'Put cells that hold a comma in quotes.',
    })
  }
}
