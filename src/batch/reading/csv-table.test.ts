import { rmSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { COLUMN_TYPES, type ColumnType, isNumericType } from '../../frame/column.ts'
import { storedFromText } from '../../frame/parse-cell.ts'
import { BLOCK_ROWS } from '../frame-source.ts'
import { openFrames } from './open-frames.ts'
import { FOLDER, readRows, serviceOf, written } from './testing.ts'

afterAll(() => rmSync(FOLDER, { recursive: true }))

const AB = serviceOf({ a: 'number', b: 'string' })

test.each([
  ['comma', 'a,b\n1,x\n', {}],
  ['line ends of Windows', 'a,b\r\n1,x\r\n', {}],
  ['line ends of old Macs', 'a,b\r1,x\r', {}],
  ['no line end at the end', 'a,b\n1,x', {}],
  ['byte order mark', '\ufeffa,b\n1,x\n', {}],
  ['semicolon', 'a;b\n1;x\n', {}],
  ['tab', 'a\tb\n1\tx\n', {}],
  ['bar', 'a|b\n1|x\n', {}],
  ['quotes', '"a","b"\n"1","x"\n', {}],
  ['single quotes', "a,b\n1,'x'\n", { quote: "'" }],
  ['delimiter of two characters', 'a::b\n1::x\n', { delimiter: '::' }],
  ['another order', 'b,a\nx,1\n', {}],
  ['empty lines', '\n\na,b\n\n1,x\n\n', {}],
  ["pandas' index", ',a,b\n0,1,x\n', {}],
  ['no header', '1,x\n', {}],
  ['no header, as told', '1,x\n', { header: false }],
])('reads %s', async (name, text, options) => {
  const { rows, rejected } = await readRows(written(`${name}.csv`, text), AB, options)
  expect(rows).toEqual([[1, 'x']])
  expect(rejected).toEqual([])
})

test('a header that names no column is refused rather than taken for data', async () => {
  const path = written('wrong-names.csv', 'x,y\nred,small\n')
  await expect(readRows(path, serviceOf({ a: 'string', b: 'string' }))).rejects.toMatchObject({
    code: 'unexpected_column',
    where: { file: path, column: 'x' },
  })
})

test('text is not changed: spaces, quotes, line breaks, and names of missing values', async () => {
  const text =
    'a,b\n1," x "\n2, y \n3,"p""q"\n4,"r\ns"\n5,""\n6,\n7,NA\n8,"NA"\n9,none\n10,é🎉\u2028\n11,5" pipe\n12,2024-01-05\n'
  const { rows } = await readRows(written('texts.csv', text), AB)
  expect(rows.map(([, b]) => b)).toEqual([
    ' x ',
    ' y ',
    'p"q',
    'r\ns',
    null,
    null,
    null,
    null,
    'none',
    'é🎉\u2028',
    '5" pipe',
    '2024-01-05',
  ])
})

test('numbers are those of parseNumber; what does not fit is rejected with row, column and value', async () => {
  const cells = [
    '1_000',
    '+-5',
    'inf',
    '-Infinity',
    'True',
    ' 2 ',
    'nan',
    '-nan',
    '0x10',
    '1e400',
    '1,5',
    '\u00a03',
    '١',
  ]
  const text = `a,b\n${cells.map((cell) => `"${cell}",x`).join('\n')}\n`
  const { rows, rejected } = await readRows(written('numbers.csv', text), AB)
  expect(rows.map(([a]) => a)).toEqual([
    null,
    null,
    Infinity,
    -Infinity,
    1,
    2,
    null,
    null,
    null,
    Infinity,
    null,
    3,
    null,
  ])
  expect(rejected).toEqual([
    '0 a: expected a number, got "1_000"',
    '1 a: expected a number, got "+-5"',
    '8 a: expected a number, got "0x10"',
    '10 a: expected a number, got "1,5"',
    '12 a: expected a number, got "١"',
  ])
})

test('every type of column', async () => {
  const service = serviceOf({ f: 'float32', i: 'integer', g: 'bigint', o: 'boolean', d: 'datetime', x: 'any' })
  const lines = [
    'f,i,g,o,d,x',
    '0.1,9007199254740991,123456789012345678901234567890,TRUE,2024-02-29,1.50',
    '1e39,9007199254740992,1.5,yes,2023-02-29,01',
    ',,,,,',
    '-0,-3.0,-7,0.0,2024-02-29T12:30:00.123456+02:00,x',
    '1,1.5,8,false,1969-12-31 23:59:59.9,NA',
  ]
  const { rows, rejected } = await readRows(written('types.csv', `${lines.join('\n')}\n`), service)
  expect(rows).toEqual([
    [Math.fround(0.1), 9007199254740991, 123456789012345678901234567890n, true, '2024-02-29T00:00:00', 1.5],
    [Infinity, null, null, null, null, 1],
    [null, null, null, null, null, null],
    [-0, -3, -7n, false, '2024-02-29T10:30:00.123456', 'x'],
    [1, null, 8n, false, '1969-12-31T23:59:59.900', null],
  ])
  expect(rejected.map((text) => text.slice(0, 3))).toEqual(['1 i', '1 g', '1 o', '1 d', '4 i'])
})

test('a single column: an empty line is no row, an empty text is', async () => {
  const { rows } = await readRows(written('single.csv', 'a\nx\n\n""\nNA\n \n'), serviceOf({ a: 'string' }))
  expect(rows).toEqual([['x'], [null], [null], [' ']])
})

test('columns that are not read, and columns that may be left out', async () => {
  const service = serviceOf({ a: 'number', b: 'string', c: 'number' }, 'ignore', ['b'])
  const { rows } = await readRows(written('extra.csv', 'z,c,a\nq,2,1\n'), service)
  expect(rows).toEqual([[1, null, 2]])
})

test.each([
  ['too few cells', 'a,b\n1,x\n2\n', 'wrong_shape', 3, /expected 2 cells, as in the first line, found 1/],
  ['too many cells', 'a,b\n1,x\n2,y,z\n', 'wrong_shape', 3, /found 3/],
  ['an open quote', 'a,b\n1,x\n2,"y\n3,z\n', 'invalid_csv', 3, /a quote is opened and never closed/],
  ['text after a quote', 'a,b\n1,"x"y\n', 'invalid_csv', 2, /goes on after its closing quote/],
  ['not UTF-8', Buffer.from('a,b\n1,caf\xe9\n', 'latin1'), 'invalid_encoding', 2, /0xe9 is not valid UTF-8/],
  ['a long row', `a,b\n1,${'x'.repeat(2_500_000)}\n`, 'invalid_csv', 2, /longer than 2 MB/],
  ['a row far down', `a,b\n${'1,x\n'.repeat(100_000)}2\n${'1,x\n'.repeat(9)}`, 'wrong_shape', 100_002, /found 1/],
])('refuses %s, with file and line', async (name, text, code, line, problem) => {
  const path = written(`bad-${name}.csv`, text)
  await expect(readRows(path, AB)).rejects.toMatchObject({
    code,
    where: { file: path, line },
    problem: expect.stringMatching(problem),
  })
})

test('refuses a row without end', async () => {
  for (const [at, size] of [
    [0, 9e6],
    [300_000, 9e6],
    [0, 40e6],
  ] as const) {
    const path = written('endless.csv', `a,b\n${'1,some more text\n'.repeat(at)}1,${'x'.repeat(size)}\n`)
    await expect(readRows(path, AB)).rejects.toMatchObject({
      code: 'invalid_csv',
      where: { file: path },
      problem: expect.stringContaining('longer than 2 MB'),
    })
  }
})

test('refuses what mixes line ends', async () => {
  const path = written('mixed.csv', 'a,b\r\n1,x\n2,y\r\n')
  await expect(readRows(path, AB)).rejects.toMatchObject({ code: 'invalid_csv', where: { file: path } })
})

test('missing and extra columns are named, with the nearest name', async () => {
  const path = written('misspelt.csv', 'a,bb\n1,x\n')
  await expect(readRows(path, AB)).rejects.toMatchObject({
    code: 'unexpected_column',
    where: { file: path, column: 'bb' },
    remedy: expect.stringContaining('Did you mean "b"?'),
  })
  await expect(readRows(written('twice.csv', 'a,b,a\n1,x,2\n'), AB)).rejects.toMatchObject({ code: 'duplicate_column' })
  await expect(readRows(written('wide.csv', 'a;b;c\n1;2;3\n'), AB, { delimiter: ',' })).rejects.toMatchObject({
    code: 'invalid_csv',
    remedy: "Say what separates the cells: --delimiter ';'",
  })
})

const LINES = Array.from({ length: 40_000 }, (_, i) => `${i},text ${i}`)

test('gzip is unpacked, and a file that is cut off or damaged is refused', async () => {
  const packed = gzipSync(`a,b\n${LINES.join('\n')}\n`)
  const { rows } = await readRows(written('rows.csv.gz', packed), AB)
  expect(rows.length).toBe(LINES.length)
  expect(rows.at(-1)).toEqual([39_999, 'text 39999'])
  const cut = written('cut.csv.gz', packed.subarray(0, packed.length - 20))
  await expect(readRows(cut, AB)).rejects.toMatchObject({
    code: 'data_unreadable',
    problem: expect.stringContaining('too early'),
  })
  const damaged = Buffer.from(packed)
  damaged.fill(7, packed.length >> 1, (packed.length >> 1) + 20)
  await expect(readRows(written('damaged.csv.gz', damaged), AB)).rejects.toMatchObject({ code: 'data_unreadable' })
})

test('blocks are cut over the borders of files, and skipping rows is the same as dropping them', async () => {
  const parts = [LINES.slice(0, 5000), LINES.slice(5000, 5001), [], LINES.slice(5001)]
  const paths = parts.map((lines, i) =>
    written(`part${i}.csv`, `${i % 2 === 0 ? 'a,b' : 'b,a'}\n${swapped(lines, i).join('\n')}\n`),
  )
  const all = await readRows(paths, AB)
  expect(all.sizes).toEqual([BLOCK_ROWS, BLOCK_ROWS, BLOCK_ROWS, BLOCK_ROWS, 40_000 - 4 * BLOCK_ROWS])
  expect(all.rows.map(([a]) => a)).toEqual(LINES.map((_, i) => i))
  for (const blocks of [1, 3, 4]) {
    const rest = await readRows(paths, AB, {}, blocks * BLOCK_ROWS)
    expect(rest.rows).toEqual(all.rows.slice(blocks * BLOCK_ROWS))
  }
  expect((await readRows(written('pattern.csv', 'a,b\n'), AB, {}, BLOCK_ROWS)).rows).toEqual([])
})

function swapped(lines: readonly string[], i: number): readonly string[] {
  return i % 2 === 0 ? lines : lines.map((line) => line.split(',').reverse().join(','))
}

test('what is said of rows does not depend on where reading began', async () => {
  const lines = LINES.map((line, i) => (i % 7 === 0 ? `x${line}` : line))
  const path = written('rejects.csv', `a,b\n${lines.join('\n')}\n`)
  const all = await readRows(path, AB)
  const rest = await readRows(path, AB, {}, 2 * BLOCK_ROWS)
  expect(rest.rejected).toEqual(all.rejected.filter((text) => Number.parseInt(text, 10) >= 2 * BLOCK_ROWS))
})

test('reading can be left off, and broken off', async () => {
  const path = written('long.csv', `a,b\n${LINES.join('\n')}\n`)
  const controller = new AbortController()
  const source = await openFrames([path], AB, { signal: controller.signal })
  for await (const { frame } of source.blocks()) {
    expect(frame.rows).toBe(BLOCK_ROWS)
    break
  }
  const read = async () => {
    for await (const _ of source.blocks()) controller.abort()
  }
  await expect(read()).rejects.toMatchObject({ name: 'AbortError' })
  await source.close()
})

test('the place of a row: file, row and line, with line breaks in cells and empty lines', async () => {
  const one = written('one.csv', '\na,b\n1,"x\ny""z\n"\n\n2,q\n')
  const two = written('two.csv', 'a,b\r\n\r\n3,r\r\n4,s')
  const source = await openFrames([one, two], AB)
  expect(await Promise.all([0, 1, 2, 3].map((row) => source.placeOf(row)))).toEqual([
    { file: one, row: 0, line: 3 },
    { file: one, row: 1, line: 7 },
    { file: two, row: 0, line: 3 },
    { file: two, row: 1, line: 4 },
  ])
  await source.close()
})

/** Pieces of which cells are made that mean one thing to one reader and another to the next. */
const PIECES = [
  '0',
  '1',
  '9',
  '.',
  '-',
  '+',
  'e',
  'E',
  '_',
  ' ',
  '\t',
  'inf',
  'nan',
  'NaN',
  'NA',
  'null',
  'true',
  'x',
  'd',
  'f',
  '0x',
  '\u00a0',
  '\u2003',
  '٣',
  '1234567890123456789',
  '308',
  ',',
  '"',
  "'",
  '#',
  '\n',
  '00',
  'T',
  ':',
  '2024-02-29',
  '12:30:00',
  'Z',
  '\\',
  '\ufeff',
  '\v',
  '\f',
  '%',
  '$',
]

const CELL = fc.array(fc.constantFrom(...PIECES), { maxLength: 5 }).map((pieces) => pieces.join(''))

function quotedCell(cell: string): string {
  return /[",\n\r'\\]|^\s|\s$|^$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

test('every cell means what it means online', { timeout: 60_000 }, async () => {
  const types = [...COLUMN_TYPES] as ColumnType[]
  const service = serviceOf(Object.fromEntries(types.map((type) => [type, type])))
  const rows = fc.array(fc.tuple(...types.map(() => CELL)), { minLength: 1, maxLength: 300 })
  await fc.assert(
    fc.asyncProperty(rows, async (cells) => {
      const text = `${[types, ...cells].map((row) => row.map(quotedCell).join(',')).join('\n')}\n`
      const path = written('random.csv', text)
      const expected = (parse(text) as string[][]).slice(1)
      const source = await openFrames([path], service, { delimiter: ',', quote: '"' })
      for await (const { frame, notes } of source.blocks()) {
        const rejected = new Set(notes.rejected.map(({ position, column }) => `${position} ${column}`))
        const found = expected.map((row, r) =>
          types.map((type, c) => [row[c], rejected.has(`${r} ${type}`) ? undefined : frame.columns[c]?.data[r]]),
        )
        const wanted = expected.map((row) => types.map((type, c) => [row[c], storedFromText(type, row[c] as string)]))
        expect(found).toEqual(wanted)
        expect(notes.rejected.length).toBe(wanted.flat().filter(([, stored]) => stored === undefined).length)
      }
      await source.close()
    }),
    { numRuns: 40, seed: 7 },
  )
})

/** Texts that are nearly numbers, many in one table, since they decide what DuckDB may be trusted with. */
test('numbers are read to the last bit', { timeout: 60_000 }, async () => {
  const service = serviceOf({ a: 'number', b: 'string' })
  const digits = fc.array(fc.constantFrom(...'0123456789', '.', 'e', '-', '+', '_', ' '), {
    minLength: 1,
    maxLength: 12,
  })
  const number = fc.oneof(
    fc.double().map(String),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value.toExponential(16)),
    fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(String),
    digits.map((characters) => characters.join('')),
  )
  const texts = fc.sample(number, { numRuns: 20_000, seed: 11 })
  const path = written('bits.csv', `a,b\n${texts.map((text) => `"${text}",x`).join('\n')}\n`)
  const source = await openFrames([path], service)
  let at = 0
  for await (const { frame, notes } of source.blocks()) {
    const rejected = new Set(notes.rejected.map(({ position }) => position))
    for (let r = 0; r < frame.rows; r++, at++) {
      const stored = storedFromText('number', texts[at] as string)
      const found = rejected.has(r) ? undefined : frame.columns[0]?.data[r]
      if (!Object.is(found, stored)) expect([texts[at], found]).toEqual([texts[at], stored])
    }
  }
  expect(at).toBe(texts.length)
  expect(isNumericType('number')).toBe(true)
  await source.close()
})
