import { CsvError } from 'csv-parse'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BrineError } from '../../errors.ts'
import { parseCsv } from './csv-table.ts'

/** What csv-parse makes of it; undefined for what it refuses. */
function reference(text: string): unknown {
  const lines: number[] = []
  try {
    const rows = parse(text, {
      delimiter: ',',
      record_delimiter: ['\r\n', '\n', '\r'],
      skip_empty_lines: true,
      on_record: (record: string[], { lines: line }) => {
        lines.push(line)
        return record
      },
    })
    return { rows, lines }
  } catch (error) {
    if (error instanceof CsvError) return undefined
    throw error
  }
}

function ours(text: string): unknown {
  try {
    return parseCsv(text, ',')
  } catch (error) {
    if (error instanceof BrineError && error.code === 'invalid_csv') return undefined
    throw error
  }
}

describe('CSV in one pass', () => {
  it('reads and refuses what csv-parse does', () => {
    const part = fc.constantFrom('a', 'é', ',', ',', '\n', '\n', '"', '"x"', '""', ' ', '"a,b"', '"\n"', '"c""d"', '12')
    const text = fc.array(part, { maxLength: 14 }).map((parts) => parts.join(''))
    let read = 0
    fc.assert(
      fc.property(text, (given) => {
        const expected = reference(given)
        if (expected !== undefined) read++
        expect(ours(given)).toEqual(expected)
      }),
      { numRuns: 1000 },
    )
    expect(read).toBeGreaterThan(100)
  })

  it('ends lines as Windows and old Macs do', () => {
    expect(parseCsv('a,b\r\n"1\r\n2",3\r\n\r\n4,5', ',')).toEqual({
      rows: [
        ['a', 'b'],
        ['1\r\n2', '3'],
        ['4', '5'],
      ],
      lines: [1, 3, 5],
    })
    expect(parseCsv('a\rb\r', ',')).toEqual({ rows: [['a'], ['b']], lines: [1, 2] })
  })

  it('reads a long cell of quotes as a short one', () => {
    const quotes = '""'.repeat(5000)
    expect(parseCsv(`"é${quotes}x"`, '\t').rows).toEqual([[`é${'"'.repeat(5000)}x`]])
  })

  it.each([
    ['a,b\n1,2,3\n', 2, 'the line has 3 cells, the lines before it have another number'],
    ['a\n"b\nc', 2, 'a quoted cell does not end'],
    ['a\n"b"c', 2, 'a quoted cell goes on after its closing quote'],
    ['a\nb"c"', 2, 'a quote stands inside a cell that does not begin with one'],
  ])('names the line of %j', (text, line, problem) => {
    expect(() => parseCsv(text, ',')).toThrow(
      expect.objectContaining({ code: 'invalid_csv', problem, where: { line } }),
    )
  })
})
