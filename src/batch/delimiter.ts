/** What separates the cells of a CSV file, as far as its first line says. */
import { parse } from 'csv-parse/sync'
import { BrineError } from '../errors.ts'

const DELIMITERS = [',', '\t', ';', '|'] as const

export interface Marks {
  readonly delimiter: string
  readonly quote: string
  readonly escape: string
}

/** The start of the file; a character that the cut goes through is left out. */
export function headText(head: Uint8Array): string {
  return new TextDecoder('utf-8').decode(head, { stream: true }).replace(/^\uFEFF/, '')
}

/** The cells of the first row; nothing if the text cannot be cut into any. */
export function firstRow(text: string, marks: Marks): readonly string[] | undefined {
  try {
    const options = { ...marks, to: 1, relax_column_count: true, skip_empty_lines: true, relax_quotes: true }
    return (parse(text, options) as string[][])[0]
  } catch {
    return undefined
  }
}

/** The one that finds most of the names in the first row; nothing if none finds any. */
export function delimiterOfHeader(text: string, names: ReadonlySet<string>): string | undefined {
  let best: string | undefined
  let most = 0
  for (const delimiter of DELIMITERS) {
    const row = firstRow(text, { delimiter, quote: '"', escape: '"' }) ?? []
    const found = row.filter((cell) => names.has(cell)).length
    if (found > most) {
      most = found
      best = delimiter
    }
  }
  // A single column has no delimiter: any that does not cut it will do.
  return best
}

const SHOWN: Readonly<Record<string, string>> = { ';': "';'", '\t': 'tab', '|': "'|'", ',': ',' }

/** A line that is one long cell was most likely cut at the wrong places. */
export function refuseOtherDelimiter(first: readonly string[], delimiter: string, width: number): void {
  const [only] = first
  if (width < 2 || first.length !== 1 || only === undefined) return
  const found = Object.keys(SHOWN).find((other) => other !== delimiter && only.includes(other))
  if (found === undefined) return
  throw new BrineError('invalid_csv', `the first line is a single cell, "${only.slice(0, 60)}"`, {
    where: { line: 1 },
    remedy: `Say what separates the cells: --delimiter ${SHOWN[found]}`,
  })
}
