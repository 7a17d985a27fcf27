/** Columns of text side by side, as wide as what they hold. */

/** Lines of the rows; the last column is cut at `width`. Trailing spaces are not written. */
export function tableLines(rows: readonly (readonly string[])[], width: number): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, c) => Math.max(...rows.map((row) => (row[c] ?? '').length)))
  return rows.map((row) => {
    const line = row.map((cell, c) => cell.padEnd(widths[c] as number)).join('  ')
    return cut(line.trimEnd(), width)
  })
}

/** At most `width` characters; what is cut off leaves an ellipsis. */
export function cut(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`
}

/** Words in lines of at most `width` characters. */
export function wrap(words: readonly string[], width: number): string[] {
  const lines: string[] = []
  let open = ''
  for (const word of words) {
    if (open !== '' && open.length + 1 + word.length > width) {
      lines.push(open)
      open = word
    } else {
      open = open === '' ? word : `${open} ${word}`
    }
  }
  return open === '' ? lines : [...lines, open]
}

/** `2.6 kB`: three digits are enough. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB']
  const unit = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** unit
  return `${unit === 0 ? value : value.toPrecision(3)} ${units[unit]}`
}
