/** Values that are hard to write come back equal, and of the right type, from every format of answers. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { DuckDBInstance } from '@duckdb/node-api'
import { tableFromIPC } from 'apache-arrow'
import { afterAll, describe, expect, test } from 'vitest'
import { place } from '../src/batch/writing/byte-target.ts'
import { openOutput } from '../src/batch/writing/frame-output.ts'
import { outputKind } from '../src/batch/writing/output-format.ts'
import { type Column, type ColumnType, cellColumn, isNumericType, numericColumn } from '../src/frame/column.ts'
import type { Schema } from '../src/frame/schema.ts'
import type { Cell } from '../src/tensor/tensor.ts'
import { READ } from './row-files.ts'
import { cellsOf } from './step-case.ts'

const folder = mkdtempSync(join(tmpdir(), 'brine-formats-'))
afterAll(() => rmSync(folder, { recursive: true }))

const VALUES: { readonly [Type in Exclude<ColumnType, 'any'>]: readonly Cell[] } = {
  number: [0, -0, 0.1, 5e-324, -1.7976931348623157e308, 2 ** 53 + 2, 1e21, 1e22, Infinity, -Infinity, Number.NaN],
  float32: [0.1, 1e-45, 3.4028234663852886e38, 16_777_217, -0, Infinity, -Infinity, Number.NaN].map((value) =>
    Math.fround(value),
  ),
  integer: [0, 2 ** 53 - 1, -(2 ** 53 - 1), Number.NaN],
  bigint: [0n, 9007199254740993n, -(2n ** 63n), 2n ** 63n - 1n, null],
  boolean: [1, 0, Number.NaN],
  string: [
    '',
    ' ',
    'NA',
    'null',
    'a,b',
    '"q"',
    "it's",
    'tab\there',
    'line\nbreak',
    'return\r\nline',
    '\uFEFFmark',
    'e\u0301 é 日本語 👩‍👩‍👧',
    '\\N',
    '=1+1',
    'x'.repeat(5000),
    null,
  ],
  // The last microsecond before 1970, dates as far off as microseconds are exact, and half a second to the microsecond.
  datetime: [0, -1, -62_135_596_800_000_000, 2 ** 53 - 1, -86_400_000_000 - 500_001, Number.NaN],
}

const types = Object.keys(VALUES) as (keyof typeof VALUES)[]
const NAMES = ['a "quoted" name', "it's", 'a,b', 'line\nbreak', 'ü 👍', '', 'select']
const schema: Schema = types.map((type, i) => ({ name: NAMES[i] as string, type }))
const rows = Math.max(...types.map((type) => VALUES[type].length))
const columns = types.map((type): Column => {
  const values = VALUES[type]
  const all = Array.from({ length: rows }, (_, r) => values[r % values.length] as Cell)
  return isNumericType(type) ? numericColumn(Float64Array.from(all as number[])) : cellColumn(all)
})
const frame = { rows, columns }

async function written(extension: string, names = schema): Promise<string> {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.${extension}`)
  const output = await openOutput({ ...outputKind(path), path, stream: new PassThrough(), schema: names })
  await output.write(frame)
  await place(await output.prepare())
  return path
}

/** DuckDB writes no Parquet that has a column without a name; apache-arrow reads an empty name as `null`. */
const named = schema.map((spec) => (spec.name === '' ? { ...spec, name: 'none' } : spec))

describe('every value comes back', () => {
  test.each([
    ['csv', schema],
    ['ndjson', schema],
    ['parquet', named],
    ['arrow', named],
  ])('%s', async (extension, names) => {
    const path = await written(extension, names)
    expect(await READ[extension]?.(path, names)).toEqual(cellsOf(names, frame))
  })
})

test('types in Parquet', async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const path = await written('parquet', named)
  const elements = await connection.runAndReadAll(
    `SELECT type, coalesce(converted_type, ''), coalesce(logical_type, '') FROM parquet_schema('${path}') OFFSET 1`,
  )
  expect(elements.getRows().map(([type]) => type)).toEqual([
    'DOUBLE',
    'FLOAT',
    'INT64',
    'INT64',
    'BOOLEAN',
    'BYTE_ARRAY',
    'INT64',
  ])
  const [text, date] = elements.getRows().slice(5)
  expect(text?.[1]).toBe('UTF8')
  expect(`${date?.[1]} ${date?.[2]}`).toMatch(/TIMESTAMP_MICROS|MICROS/)
})

test('types in Arrow', async () => {
  const { fields } = tableFromIPC(readFileSync(await written('arrow'))).schema
  const found = fields.map(({ type }) => String(type))
  expect(found).toEqual(['Float64', 'Float32', 'Int64', 'Int64', 'Bool', 'Utf8', 'Timestamp<MICROSECOND>'])
  expect(fields.every(({ nullable }) => nullable)).toBe(true)
})

test('a column without a name is refused for Parquet', async () => {
  await expect(written('parquet')).rejects.toMatchObject({ problem: expect.stringContaining('without a name') })
})

test('names that differ in capital letters alone are refused for Parquet, before there are rows', async () => {
  const names = schema.map((spec, i) => ({ ...spec, name: ['Red', 'red'][i] ?? spec.name }))
  await expect(written('parquet', names)).rejects.toMatchObject({
    code: 'output_unwritable',
    problem: expect.stringContaining('"Red" and "red"'),
  })
})
