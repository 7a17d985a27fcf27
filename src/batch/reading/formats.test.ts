import { rmSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import * as arrow from 'apache-arrow'
import { afterAll, expect, test } from 'vitest'
import { openFrames } from './open-frames.ts'
import { FOLDER, readRows, serviceOf, written } from './testing.ts'

afterAll(() => rmSync(FOLDER, { recursive: true }))

const AB = serviceOf({ a: 'number', b: 'string' })

async function* chunksOf(text: string): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < text.length; at += 7) yield Buffer.from(text.slice(at, at + 7))
}

test.each([
  ['records.json', '[{"a": 1.5, "b": "x"},\n {"b": null, "a": null}]'],
  ['records.ndjson', '{"a": 1.5, "b": "x"}\n\n{"b": null, "a": null}\n'],
  ['records-without-name', '{"a": 1.5, "b": "x"}\n{"b": null, "a": null}\n'],
  ['lists.json', '[[1.5, "x"], [null, null]]'],
  ['lists.jsonl', '[1.5, "x"]\n[null, null]'],
  ['split.json', '{"columns": ["b", "a"], "index": [0, 1], "data": [["x", 1.5], [null, null]]}'],
])('reads JSON: %s', async (name, text) => {
  const { rows, rejected } = await readRows(written(name, text), AB)
  expect(rejected).toEqual([])
  expect(rows).toEqual([
    [1.5, 'x'],
    [null, null],
  ])
  const packed = await readRows(written(`${name}.gz`, gzipSync(text)), AB)
  expect(packed.rows).toEqual(rows)
})

/** So long that many of them are more than DuckDB reads ahead. */
const LONG = `{"a": 1, "b": "${'x'.repeat(100)}"}`

test.each([
  ['missing.ndjson', '{"a": 1, "b": "x"}\n{"a": 1}\n', 'missing_column'],
  ['extra.ndjson', '{"a": 1, "b": "x", "c": 1}\n', 'unexpected_column'],
  ['cut.ndjson', '{"a": 1, "b": "x"}\n{"a": 1\n', 'invalid_json'],
  ['cut.json', '[{"a": 1, "b": "x"},{"a": 1', 'invalid_json'],
  ['nan.json', '[{"a": NaN, "b": "x"}]', 'invalid_json'],
  ['far.ndjson', `${`${LONG}\n`.repeat(50_000)}{"a": \n`, 'invalid_json'],
  ['far.json', `[${`${LONG},\n`.repeat(50_000)}{"a": ]`, 'invalid_json'],
  ['number.json', '17', 'invalid_request'],
  ['none.json', '[]', 'data_empty'],
  ['nothing.csv', '', 'data_empty'],
  ['header.csv', 'a,b\n', 'data_empty'],
  ['zip.csv', Buffer.from('PK\u0003\u0004rest'), 'data_unreadable'],
  ['model.csv', Buffer.from([0x80, 4, 1, 2]), 'data_unreadable'],
  ['wide.csv', Buffer.from('a,b\n1,x\n', 'utf16le'), 'data_unreadable'],
  ['zeros.csv', 'a,b\n1,\0\n', 'data_unreadable'],
  ['text.parquet', 'a,b\n', 'data_unreadable'],
  ['damaged.parquet', 'PAR1 and no more', 'data_unreadable'],
  ['damaged.arrow', 'ARROW1\0\0 and no more', 'data_unreadable'],
])('refuses %s, with the file', async (name, content, code) => {
  const path = written(name, content)
  await expect(readRows(path, AB)).rejects.toMatchObject({ code, where: { file: path } })
})

test('what cannot be found is named, with the nearest name; addresses and folders are refused', async () => {
  const path = written('found.csv', 'a,b\n1,x\n')
  await expect(readRows(path.replace('found', 'foudn'), AB)).rejects.toMatchObject({
    code: 'data_not_found',
    remedy: `Did you mean ${path}?`,
  })
  await expect(readRows('s3://bucket/a.csv', AB)).rejects.toMatchObject({ code: 'data_unreadable' })
  await expect(readRows('https://example.org/a.csv', AB)).rejects.toMatchObject({ code: 'data_unreadable' })
  await expect(readRows(FOLDER, AB)).rejects.toMatchObject({ code: 'data_unreadable' })
  await expect(readRows(`${FOLDER}/none-*.csv`, AB)).rejects.toMatchObject({ code: 'data_not_found' })
})

test('patterns are sorted by name; a name that looks like one, or like SQL, is a name', async () => {
  written('glob-b.csv', 'b,a\ny,2\n')
  written('glob-a.csv', 'a,b\n1,x\n')
  expect((await readRows(`${FOLDER}/glob-*.csv`, AB)).rows).toEqual([
    [1, 'x'],
    [2, 'y'],
  ])
  expect((await readRows(written("glo[b]*'); --.csv", 'a,b\n3,z\n'), AB)).rows).toEqual([[3, 'z']])
})

test('standard input is read as a file is', async () => {
  const stdin = chunksOf('a;b\n1;x\n2;y\n')
  expect((await readRows('-', AB, { stdin })).rows).toEqual([
    [1, 'x'],
    [2, 'y'],
  ])
  const source = await openFrames(['-'], AB, { stdin: chunksOf('a;b\n1;x\n') })
  expect(source.files).toEqual(['standard input'])
  expect(source.bytes).toBeUndefined()
  await source.close()
})

test('the fingerprint changes with the files', async () => {
  const path = written('print.csv', 'a,b\n1,x\n')
  const prints = [path, path, written('print2.csv', 'a,b\n1,x\n')].map(async (file) => {
    const source = await openFrames([file], AB)
    await source.close()
    return source.fingerprint
  })
  const [first, again, other] = await Promise.all(prints)
  expect(again).toBe(first)
  expect(other).not.toBe(first)
})

async function parquet(name: string, select: string): Promise<string> {
  const path = written(name, '')
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet)`)
  instance.closeSync()
  return path
}

test('every type of Parquet', async () => {
  const path = await parquet(
    'types.parquet',
    `SELECT * FROM (VALUES
      (1::TINYINT, 9007199254740993::BIGINT, 0.1::FLOAT, 1.25::DECIMAL(9,2), TRUE, 'x', DATE '2024-02-29', TIMESTAMPTZ '2024-02-29 12:30:00.123456+02', TIMESTAMP_NS '1969-12-31 23:59:59.123456789', 7),
      (NULL, -1, NULL, NULL, NULL, 'NA', NULL, NULL, NULL, 1.5)) t(i, l, f, m, o, s, d, z, n, w)`,
  )
  const service = serviceOf({
    i: 'integer',
    l: 'bigint',
    f: 'float32',
    m: 'number',
    o: 'boolean',
    s: 'string',
    d: 'datetime',
    z: 'datetime',
    n: 'datetime',
    w: 'integer',
  })
  const { rows, rejected } = await readRows(path, service)
  expect(rows).toEqual([
    [
      1,
      9007199254740993n,
      Math.fround(0.1),
      1.25,
      true,
      'x',
      '2024-02-29T00:00:00',
      '2024-02-29T10:30:00.123456',
      '1969-12-31T23:59:59.123456',
      7,
    ],
    [null, -1n, null, null, null, 'NA', null, null, null, null],
  ])
  expect(rejected.map((text) => text.slice(0, 3))).toEqual(['1 w'])
})

test('a column of lists, or of dates for numbers, is refused by file and column', async () => {
  const path = await parquet('lists.parquet', `SELECT [1, 2] AS a, 'x' AS b`)
  await expect(readRows(path, AB)).rejects.toMatchObject({ code: 'invalid_cell', where: { file: path, column: 'a' } })
  const dates = await parquet('dates.parquet', `SELECT DATE '2024-01-01' AS a, 'x' AS b`)
  await expect(readRows(dates, AB)).rejects.toMatchObject({ code: 'invalid_cell', where: { file: dates, column: 'a' } })
})

test('Parquet in blocks, gone on with, and the number of rows is known', async () => {
  const path = await parquet('many.parquet', `SELECT i AS a, 'text ' || i AS b FROM range(20000) t(i)`)
  const source = await openFrames([path], AB)
  expect(source.rows).toBe(20_000)
  await source.close()
  const all = await readRows(path, AB)
  expect(all.sizes).toEqual([8192, 8192, 3616])
  expect(all.rows[19_999]).toEqual([19_999, 'text 19999'])
  expect((await readRows(path, AB, {}, 8192)).rows).toEqual(all.rows.slice(8192))
})

const TIMES = new arrow.Vector([
  arrow.makeData({
    type: new arrow.TimestampNanosecond(),
    length: 3,
    nullCount: 1,
    nullBitmap: Uint8Array.of(0b101),
    data: BigInt64Array.of(-1n, 0n, 1_500_000_000_123_456_789n),
  }),
])

test.each(['file', 'stream'] as const)('Arrow as a %s', async (kind) => {
  const table = new arrow.Table({
    a: arrow.vectorFromArray([1.5, null, 3], new arrow.Float64()),
    b: arrow.vectorFromArray(['x', null, 'x'], new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32())),
    l: arrow.vectorFromArray([9007199254740993n, null, 1n], new arrow.Int64()),
    t: TIMES,
    o: arrow.vectorFromArray([true, null, false], new arrow.Bool()),
  })
  const path = written(`table-${kind}.arrow`, arrow.tableToIPC(table, kind))
  const service = serviceOf({ o: 'boolean', t: 'datetime', l: 'bigint', b: 'string', a: 'number' })
  const { rows } = await readRows([path, path], service)
  expect(rows.slice(0, 3)).toEqual([
    [true, '1969-12-31T23:59:59.999999', 9007199254740993n, 'x', 1.5],
    [null, null, null, null, null],
    [false, '2017-07-14T02:40:00.123456', 1n, 'x', 3],
  ])
  expect(rows.slice(3)).toEqual(rows.slice(0, 3))
})
