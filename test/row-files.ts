/** Files of rows as others write them, and files of answers as others read them, for tests. */
import { readFileSync, writeFileSync } from 'node:fs'
import {
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api'
import { tableFromIPC, type Vector } from 'apache-arrow'
import { parse } from 'csv-parse/sync'
import { type ColumnType, isoDatetime } from '../src/frame/column.ts'
import type { Schema } from '../src/frame/schema.ts'
import type { Cell } from '../src/tensor/tensor.ts'

export type Records = readonly Readonly<Record<string, Cell>>[]

let shared: Promise<DuckDBConnection> | undefined

/** One DuckDB for all files, since each takes 20 ms to start. */
function duckDb(): Promise<DuckDBConnection> {
  shared ??= DuckDBInstance.create(':memory:', { threads: '1' }).then((instance) => instance.connect())
  return shared
}

/** False if JSON cannot hold the rows: in a column of mixed cells, an infinity would be a text. */
export function fitsJson(schema: Schema, records: Records): boolean {
  const mixed = schema.filter(({ type }) => type === 'any')
  const isInfinite = (cell: Cell | undefined) => cell === Infinity || cell === -Infinity
  return !mixed.some(({ name }) => records.some((row) => isInfinite(row[name])))
}

export function writeNdjson(path: string, records: Records): void {
  writeFileSync(path, records.map((row) => `${jsonRecord(row)}\n`).join(''))
}

function jsonRecord(row: Readonly<Record<string, Cell>>): string {
  const entries = Object.entries(row).map(([name, cell]) => `${JSON.stringify(name)}: ${jsonCell(cell)}`)
  return `{${entries.join(', ')}}`
}

function jsonCell(cell: Cell): string {
  if (typeof cell === 'bigint') return String(cell)
  if (typeof cell !== 'number') return JSON.stringify(cell)
  if (!Number.isFinite(cell)) return `"${cell}"`
  return Object.is(cell, -0) ? '-0.0' : String(cell)
}

/** False if the cells of a column have no one type that Parquet has. */
export async function writeParquet(path: string, schema: Schema, records: Records): Promise<boolean> {
  const names = Object.keys(records[0] ?? {})
  const types = names.map((name) =>
    parquetType(schema.find((spec) => spec.name === name)?.type ?? 'any', records, name),
  )
  if (types.includes(undefined)) return false
  const connection = await duckDb()
  const cells = (row: Records[number]) =>
    names.map((name, c) => `${sqlCell(row[name] as Cell)}::${types[c]}`).join(', ')
  const values = records.map((row) => `(${cells(row)})`).join(', ')
  const columns = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(', ')
  await connection.run(`COPY (SELECT * FROM (VALUES ${values}) AS t(${columns})) TO '${path}' (FORMAT parquet)`)
  return true
}

const DECLARED: { readonly [Type in ColumnType]?: string } = {
  float32: 'FLOAT',
  integer: 'BIGINT',
  bigint: 'BIGINT',
  datetime: 'TIMESTAMP',
}

function parquetType(type: ColumnType, records: Records, name: string): string | undefined {
  const cells = records.map((row) => row[name] as Cell).filter((cell) => cell !== null)
  const all = (is: (cell: Cell) => boolean) => cells.every(is)
  const isWhole = (cell: Cell) => typeof cell === 'bigint' || Number.isSafeInteger(cell)
  if (all((cell) => typeof cell === 'boolean')) return 'BOOLEAN'
  if (all((cell) => typeof cell === 'string')) {
    return type === 'datetime' && all((cell) => /^\d{4}-\d\d-\d\d/.test(cell as string)) ? 'TIMESTAMP' : 'VARCHAR'
  }
  if (all((cell) => isWhole(cell) && BigInt.asIntN(64, BigInt(cell as number)) === BigInt(cell as number))) {
    return DECLARED[type] ?? (type === 'number' ? 'DOUBLE' : 'BIGINT')
  }
  return all((cell) => typeof cell === 'number') ? (type === 'float32' ? 'FLOAT' : 'DOUBLE') : undefined
}

function sqlCell(cell: Cell): string {
  if (cell === null) return 'NULL'
  if (typeof cell === 'string') return `'${cell.replaceAll("'", "''")}'`
  return `'${Object.is(cell, -0) ? '-0.0' : cell}'`
}

type Reading = (path: string, schema: Schema) => Cell[][] | Promise<Cell[][]>

/** The rows of a file of answers, whose columns have to be those of the schema. */
export const READ: { readonly [extension: string]: Reading } = {
  csv: readCsv,
  ndjson: readNdjson,
  parquet: readParquet,
  arrow: readArrow,
}

/** What stands in quotes is a text, and nothing without quotes is a missing value. */
function readCsv(path: string, schema: Schema): Cell[][] {
  const cast = (text: string, { quoting }: { readonly quoting: boolean }) => (text === '' && !quoting ? null : text)
  const [header = [], ...rows] = parse(readFileSync(path), { cast, skip_empty_lines: false }) as (string | null)[][]
  // A name that is missing is an empty one.
  expectColumns(
    header.map((name) => name ?? ''),
    schema,
  )
  const isOnly = schema.length === 1
  return rows.map((row) =>
    row.map((text, c) => {
      const { type } = schema[c] as Schema[number]
      // The one column of a table has quotes where nothing is there.
      return text === null || (isOnly && text === '' && type !== 'string') ? null : csvCell(text, type)
    }),
  )
}

function csvCell(text: string, type: ColumnType): Cell {
  switch (type) {
    case 'number':
    case 'integer':
      return csvNumber(text)
    case 'float32':
      return Math.fround(csvNumber(text))
    case 'bigint':
      return BigInt(text)
    case 'boolean':
      return { True: true, False: false }[text] ?? text
    case 'string':
    case 'datetime':
      return text
    case 'any':
      return { True: true, False: false }[text] ?? (Number.isNaN(csvNumber(text)) ? text : csvNumber(text))
  }
}

function csvNumber(text: string): number {
  const infinity = /^(-?)inf$/.exec(text)
  if (infinity !== null) return infinity[1] === '-' ? -Infinity : Infinity
  return text.trim() === '' ? Number.NaN : Number(text)
}

/** Integers that a float64 does not hold become bigints; numbers that JSON does not have are texts. */
function readNdjson(path: string, schema: Schema): Cell[][] {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
  return lines.map((line) => {
    const marked = line.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g, (part) =>
      /^-?\d{16,}$/.test(part) ? `{"integer":"${part}"}` : part,
    )
    const record = JSON.parse(marked) as Record<string, Cell | { readonly integer: string }>
    expectColumns(Object.keys(record), schema)
    return schema.map(({ name, type }) => jsonValue(record[name] as Cell, type))
  })
}

function jsonValue(cell: Cell | { readonly integer: string }, type: ColumnType): Cell {
  if (typeof cell === 'object' && cell !== null) {
    return type === 'bigint' || type === 'any' ? BigInt(cell.integer) : jsonValue(Number(cell.integer), type)
  }
  if (type === 'bigint' && cell !== null) return BigInt(cell)
  const isNumber = type === 'number' || type === 'float32'
  const value = isNumber && (cell === 'Infinity' || cell === '-Infinity') ? Number(cell) : cell
  return type === 'float32' && value !== null ? Math.fround(value as number) : value
}

async function readParquet(path: string, schema: Schema): Promise<Cell[][]> {
  const connection = await duckDb()
  const names = await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet('${path}')`)
  expectColumns(
    names.getRows().map(([name]) => String(name)),
    schema,
  )
  // The library would leave out a mark of the byte order: texts come as their bytes.
  const selected = schema.map(({ name, type }) => {
    const column = `"${name.replaceAll('"', '""')}"`
    return type === 'string' || type === 'any' ? `encode(${column})` : column
  })
  const read = await connection.runAndReadAll(`SELECT ${selected.join(', ')} FROM read_parquet('${path}')`)
  return read.getRows().map((row) => row.map((value, c) => columnarCell(value, schema[c]?.type as ColumnType)))
}

function columnarCell(value: DuckDBValue, type: ColumnType): Cell {
  if (value instanceof DuckDBBlobValue) {
    const text = Buffer.from(value.bytes).toString('utf8')
    return type === 'any' ? csvCell(text, 'any') : text
  }
  if (type === 'datetime' && value !== null) return isoDatetime(Number((value as DuckDBTimestampValue).micros))
  return type === 'integer' && value !== null ? Number(value) : (value as Cell)
}

function readArrow(path: string, schema: Schema): Cell[][] {
  const table = tableFromIPC(readFileSync(path))
  expectColumns(
    table.schema.fields.map(({ name }) => name),
    schema,
  )
  const columns = schema.map(({ type }, c) => arrowCells(table.getChildAt(c) as Vector, type))
  return Array.from({ length: table.numRows }, (_, r) => columns.map((cells) => cells[r] as Cell))
}

function arrowCells(vector: Vector, type: ColumnType): Cell[] {
  return Array.from({ length: vector.length }, (_, r) => {
    const value: unknown = vector.get(r)
    if (value === null) return null
    if (type === 'datetime') {
      // The library would give milliseconds.
      const micros = vector.data.flatMap(({ values }) => [...(values as BigInt64Array)])
      return isoDatetime(Number(micros[r]))
    }
    if (typeof value === 'string') return type === 'any' ? csvCell(utf8At(vector, r), 'any') : utf8At(vector, r)
    return type === 'integer' ? Number(value) : (value as Cell)
  })
}

/** The library would leave out a mark of the byte order. */
function utf8At(vector: Vector, row: number): string {
  const [{ values, valueOffsets }] = vector.data as unknown as [{ values: Uint8Array; valueOffsets: Int32Array }]
  return Buffer.from(values.subarray(valueOffsets[row], valueOffsets[row + 1])).toString('utf8')
}

function expectColumns(found: readonly string[], schema: Schema): void {
  const wanted = schema.map(({ name }) => name)
  if (JSON.stringify(found) !== JSON.stringify(wanted)) throw new Error(`the columns are ${found}, not ${wanted}`)
}
