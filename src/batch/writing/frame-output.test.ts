import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { gunzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { tableFromIPC } from 'apache-arrow'
import { afterAll, expect, test } from 'vitest'
import { cellColumn, numericColumn } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import type { Schema } from '../../frame/schema.ts'
import { place } from './byte-target.ts'
import { openOutput } from './frame-output.ts'
import { type OutputFormat, outputKind } from './output-format.ts'

const folder = mkdtempSync(join(tmpdir(), 'brine-output-'))
afterAll(() => rmSync(folder, { recursive: true }))

const schema: Schema = [
  { name: 'n', type: 'number' },
  { name: 'f', type: 'float32' },
  { name: 'i', type: 'integer' },
  { name: 'big', type: 'bigint' },
  { name: 'b', type: 'boolean' },
  { name: 'a "text"', type: 'string' },
  { name: 'd', type: 'datetime' },
  { name: 'any', type: 'any' },
]
const numbers = (...values: readonly number[]) => numericColumn(Float64Array.from(values))
const frame: Frame = {
  rows: 4,
  columns: [
    numbers(1, 1e-5, Infinity, Number.NaN),
    numbers(Math.fround(0.1), Math.fround(1e20), -0, Number.NaN),
    numbers(3, -(2 ** 53), 0, Number.NaN),
    cellColumn([9007199254740993n, -1n, 0n, null]),
    numbers(1, 0, 1, Number.NaN),
    cellColumn(['a,b', '', 'é"\n=1', null]),
    numbers(0, 1709209800123456, -1, Number.NaN),
    cellColumn([1, true, 'x', null]),
  ],
}

let files = 0

async function written(extension: string, parts: readonly Frame[], columns = schema): Promise<string> {
  const path = join(folder, `${files++}${extension}`)
  const output = await openOutput({ ...outputKind(path), path, stream: new PassThrough(), schema: columns })
  for (const part of parts) await output.write(part)
  await place(await output.prepare())
  return path
}

const CSV = `n,f,i,big,b,"a ""text""",d,any
1.0,0.1,3,9007199254740993,True,"a,b",1970-01-01T00:00:00,1
1e-05,1e+20,-9007199254740992,-1,False,"",2024-02-29T12:30:00.123456,True
inf,-0.0,0,0,True,"é""
=1",1969-12-31T23:59:59.999999,x
,,,,,,,
`

test('CSV and TSV, plain and compressed', async () => {
  expect(readFileSync(await written('.csv', [frame]), 'utf8')).toBe(CSV)
  expect(gunzipSync(readFileSync(await written('.csv.gz', [frame]))).toString()).toBe(CSV)
  const tsv = readFileSync(await written('.tsv', [frame]), 'utf8')
  expect(tsv.split('\n')[1]).toBe('1.0\t0.1\t3\t9007199254740993\tTrue\ta,b\t1970-01-01T00:00:00\t1')
})

test('a missing value in an only column is no empty line', async () => {
  const path = await written('.csv', [{ rows: 1, columns: [numbers(Number.NaN)] }], [{ name: 'n', type: 'number' }])
  expect(readFileSync(path, 'utf8')).toBe('n\n""\n')
})

test('NDJSON and JSON', async () => {
  const lines = readFileSync(await written('.ndjson', [frame, frame]), 'utf8').split('\n')
  expect(lines).toHaveLength(9)
  expect(lines[0]).toBe(
    '{"n":1,"f":0.1,"i":3,"big":9007199254740993,"b":true,"a \\"text\\"":"a,b","d":"1970-01-01T00:00:00","any":1}',
  )
  expect(JSON.parse(lines[2] as string)).toMatchObject({ n: 'Infinity', f: -0, 'a "text"': 'é"\n=1' })
  expect(Object.values(JSON.parse(lines[3] as string))).toEqual(new Array(8).fill(null))
  expect(JSON.parse(readFileSync(await written('.json', [frame, frame]), 'utf8'))).toHaveLength(8)
  expect(readFileSync(await written('.json', []), 'utf8')).toBe('[]\n')
})

test('Parquet keeps every value and its type', async () => {
  const path = await written('.parquet', [frame])
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const read = await connection.runAndReadAll(`SELECT *, typeof(d) AS t, typeof(f) AS u FROM '${path}'`)
  expect(read.columnNames().slice(0, 8)).toEqual(schema.map(({ name }) => name))
  const rows = read.getRowsJson()
  expect(rows[0]).toEqual([
    1,
    expect.closeTo(0.1),
    '3',
    '9007199254740993',
    true,
    'a,b',
    '1970-01-01 00:00:00',
    '1',
    'TIMESTAMP',
    'FLOAT',
  ])
  expect(rows[1]?.slice(5, 8)).toEqual(['', '2024-02-29 12:30:00.123456', 'True'])
  expect(rows[2]?.[5]).toBe('é"\n=1')
  expect(rows[3]?.slice(0, 8)).toEqual(new Array(8).fill(null))
})

test('Arrow keeps every value and its type', async () => {
  const table = tableFromIPC(readFileSync(await written('.arrow', [frame, frame])))
  expect(table.numRows).toBe(8)
  expect(table.schema.fields.map(({ type }) => String(type))).toEqual([
    'Float64',
    'Float32',
    'Int64',
    'Int64',
    'Bool',
    'Utf8',
    'Timestamp<MICROSECOND>',
    'Utf8',
  ])
  const at = (r: number) => schema.map((_, c) => table.getChildAt(c)?.get(r))
  expect(at(1).slice(0, 6)).toEqual([1e-5, Math.fround(1e20), -(2n ** 53n), -1n, false, ''])
  expect(table.getChildAt(6)?.data[0]?.values[1]).toBe(1709209800123456n)
  expect(at(3)).toEqual(new Array(8).fill(null))
})

test('a whole number that the format cannot hold is refused', async () => {
  const huge = { rows: 1, columns: [cellColumn([2n ** 63n])] }
  await expect(written('.parquet', [huge], [{ name: 'id', type: 'bigint' }])).rejects.toMatchObject({
    code: 'output_unwritable',
    problem: expect.stringContaining('"id" holds 9223372036854775808'),
  })
})

test.each<readonly [string]>([['.csv'], ['.csv.gz'], ['.ndjson'], ['.json'], ['.parquet'], ['.arrow']])(
  'an output %s that was broken off goes on to the same bytes',
  async (extension) => {
    const whole = readFileSync(await written(extension, [frame, frame, frame]))
    const path = join(folder, `broken${extension}`)
    const options = { ...outputKind(path), path, stream: new PassThrough(), schema }
    const first = await openOutput(options)
    await first.write(frame)
    const state = JSON.parse(JSON.stringify(await first.checkpoint()))
    await first.write(frame)
    await first.keep()
    expect(existsSync(path)).toBe(false)
    const second = await openOutput({ ...options, from: state })
    await second.write(frame)
    await second.write(frame)
    await place(await second.prepare())
    expect(readFileSync(path).equals(whole)).toBe(true)
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).not.toContain(
      `.broken${extension}.brine-partial`,
    )
  },
)

test('formats are told by names', () => {
  const format = (name: string, asked?: OutputFormat) => outputKind(name, asked).format
  expect(['a.csv', 'a.tsv.gz', 'a.jsonl', 'a.JSON', 'a.parquet', 'a.feather', 'a'].map((name) => format(name))).toEqual(
    ['csv', 'tsv', 'ndjson', 'json', 'parquet', 'arrow', 'csv'],
  )
  expect(format('a.csv', 'ndjson')).toBe('ndjson')
  expect(() => outputKind('a.parquet.gz')).toThrow('compressed in itself')
})
