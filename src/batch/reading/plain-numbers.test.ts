import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { storedFromText } from '../../frame/parse-cell.ts'
import { FOLDER, readRows, serviceOf, written } from './testing.ts'

afterAll(() => rmSync(FOLDER, { recursive: true }))

const AB = serviceOf({ a: 'number', b: 'float32' })

/** What the online reader makes of the same texts. */
function online(rows: readonly (readonly string[])[]) {
  return rows.map(([a = '', b = '']) => [shown(storedFromText('number', a)), shown(storedFromText('float32', b))])
}

/** `row column` of each cell that is no number. */
function refusedOnline(rows: readonly (readonly string[])[]): string[] {
  return rows.flatMap((row, r) =>
    row.flatMap((text, c) => (storedFromText('number', text) === undefined ? [`${r} ${'ab'[c]}`] : [])),
  )
}

function shown(value: unknown): unknown {
  return value === undefined || Number.isNaN(value) ? null : value
}

const ODD = [
  ...[
    '',
    'NA',
    'nan',
    'NaN',
    'NAN',
    'inf',
    '-Infinity',
    '1e400',
    '1_0',
    '+1',
    '+-1',
    '--1',
    '1.',
    '.5',
    '.',
    '-',
    '1e5',
  ],
  ...[
    '1E-5',
    '1e+05',
    ' 1',
    '1 ',
    '0x10',
    'true',
    '1d',
    '1f',
    '1,5',
    '-0',
    '00012',
    '1e-400',
    '9007199254740993',
    '１',
  ],
]

test('a file of plain numbers, and of those that look like them, means what it means online', async () => {
  const plain = fc.double({ noNaN: true, noDefaultInfinity: true }).map(String)
  const cell = fc.oneof({ weight: 4, arbitrary: plain }, { weight: 1, arbitrary: fc.constantFrom(...ODD) })
  const rows = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 })
  let files = 0
  await fc.assert(
    fc.asyncProperty(rows, async (table) => {
      const text = table.map((row) => row.map((value) => (value.includes(',') ? `"${value}"` : value)).join(','))
      const read = await readRows(written(`plain${files++}.csv`, `a,b\n${text.join('\n')}\n`), AB)
      expect(read.rows).toEqual(online(table))
      expect(read.rejected.map((text) => text.split(':')[0])).toEqual(refusedOnline(table))
    }),
    { numRuns: 60 },
  )
})

test.each([
  ['an infinity', 'inf', Infinity, 0],
  ['an underscore', '1_0', null, 1],
  ['a word', 'x', null, 1],
  ['a plus', '+7', 7, 0],
  ['what only DuckDB takes for NaN', 'NAN', null, 1],
])('%s far down is read as it is online, and no row is lost or comes twice', async (name, odd, meant, refused) => {
  const table = Array.from({ length: 30_000 }, (_, r) => (r === 20_001 ? odd : `${r}.5`))
  const { rows, rejected } = await readRows(
    written(`${name}.csv`, `a,b\n${table.map((a) => `${a},1`).join('\n')}\n`),
    AB,
  )
  expect(rows.map(([a]) => a)).toEqual(table.map((_, r) => (r === 20_001 ? meant : r + 0.5)))
  expect(rejected).toHaveLength(refused)
})
