/** A staged text to a Parquet or an Arrow file. */
import { open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { DuckDBConnection, DuckDBDataChunk, DuckDBValue } from '@duckdb/node-api'
import type { Builder, DataType, Field, RecordBatch } from 'apache-arrow'
import type { ColumnType } from '../../frame/column.ts'
import type { Schema } from '../../frame/schema.ts'
import { textsOf } from '../reading/vectors.ts'
import { outputError } from './output-error.ts'
import { quotedName, quotedText, stagedQuery } from './staged-text.ts'

/** Rows that a reader can skip or take together. */
const ROW_GROUP = 122_880

export interface Conversion {
  readonly staged: string
  readonly to: string
  /** Of the output, for messages. */
  readonly path: string
  /** How many rows were staged. */
  readonly rows: number
}

/** Removes what it has written if it fails. */
export async function convert(
  format: 'parquet' | 'arrow',
  schema: Schema,
  { staged, to, path, rows }: Conversion,
): Promise<void> {
  try {
    const written = await (format === 'parquet' ? toParquet : toArrow)(schema, staged, to)
    // A stream of DuckDB that an error broke off looks like one that is over.
    if (written !== rows) throw new Error(`${written} of ${rows} rows could be read back`)
  } catch (error) {
    await rm(to, { force: true })
    throw outputError(error, path)
  }
}

async function withDuckDb<Result>(
  folder: string,
  work: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const settings = { threads: '1', memory_limit: '256MB', temp_directory: folder, preserve_insertion_order: 'true' }
  const instance = await DuckDBInstance.create(':memory:', settings)
  const connection = await instance.connect()
  try {
    return await work(connection)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

async function toParquet(schema: Schema, staged: string, to: string): Promise<number> {
  const query = stagedQuery(schema, staged, ({ name, type }, at) => {
    return `${type === 'datetime' ? `make_timestamp(${at})` : at} AS ${quotedName(name)}`
  })
  const rows = await withDuckDb(dirname(to), async (connection) => {
    const options = `FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP}`
    return (await connection.run(`COPY (${query}) TO ${quotedText(to)} (${options})`)).rowsChanged
  })
  const handle = await open(to, 'r+')
  await handle.sync()
  await handle.close()
  return rows
}

type Arrow = typeof import('apache-arrow')

async function toArrow(schema: Schema, staged: string, to: string): Promise<number> {
  const arrow = await import('apache-arrow')
  const types = schema.map(({ type }) => arrowType(arrow, type))
  const fields = schema.map(({ name }, c) => new arrow.Field(name, types[c] as DataType, true))
  const arrowSchema = new arrow.Schema(fields)
  const writer = new arrow.RecordBatchFileWriter()
  writer.reset(undefined, arrowSchema)
  const handle = await open(to, 'w')
  try {
    const written = writeAll(writer, handle)
    const all = await withDuckDb(dirname(to), async (connection) => {
      const result = await connection.stream(stagedQuery(schema, staged, (_, at) => at))
      const begin = (): Builder[] =>
        types.map((type) => arrow.makeBuilder({ type: asBuilt(arrow, type), nullValues: [null] }))
      let builders = begin()
      let [rows, total] = [0, 0]
      const flush = (): void => {
        if (rows > 0) writer.write(batchOf(arrow, arrowSchema, builders, rows))
        builders = begin()
        rows = 0
      }
      for (
        let chunk = await result.fetchChunk();
        chunk !== null && chunk.rowCount > 0;
        chunk = await result.fetchChunk()
      ) {
        for (const [c, { type }] of schema.entries()) append(builders[c] as Builder, cellsOf(chunk, c, type))
        rows += chunk.rowCount
        total += chunk.rowCount
        if (rows >= ROW_GROUP) flush()
      }
      flush()
      return total
    })
    writer.finish()
    await written
    await handle.sync()
    return all
  } finally {
    await handle.close()
  }
}

async function writeAll(bytes: AsyncIterable<Uint8Array>, handle: { appendFile(data: Uint8Array): Promise<void> }) {
  for await (const part of bytes) await handle.appendFile(part)
}

/** DuckDB's own reader would leave out a mark of the byte order that a text begins with. */
function cellsOf(chunk: DuckDBDataChunk, column: number, type: ColumnType): readonly DuckDBValue[] {
  if (type !== 'string' && type !== 'any') return chunk.getColumnValues(column)
  const text = textsOf(chunk, column)
  return Array.from({ length: chunk.rowCount }, (_, r) => text(r))
}

function append(builder: Builder, cells: readonly DuckDBValue[]): void {
  for (const cell of cells) builder.append(cell)
}

function batchOf(
  arrow: Arrow,
  schema: InstanceType<Arrow['Schema']>,
  builders: readonly Builder[],
  rows: number,
): RecordBatch {
  const children = builders.map((builder, c) =>
    builder
      .finish()
      .flush()
      .clone((schema.fields[c] as Field).type),
  )
  const data = arrow.makeData({ type: new arrow.Struct(schema.fields), length: rows, nullCount: 0, children })
  return new arrow.RecordBatch(schema, data)
}

/** A builder of dates takes milliseconds: microseconds are built as the whole numbers that they are. */
function asBuilt(arrow: Arrow, type: DataType): DataType {
  return arrow.DataType.isTimestamp(type) ? new arrow.Int64() : type
}

function arrowType(arrow: Arrow, type: ColumnType): DataType {
  switch (type) {
    case 'number':
      return new arrow.Float64()
    case 'float32':
      return new arrow.Float32()
    case 'integer':
    case 'bigint':
      return new arrow.Int64()
    case 'boolean':
      return new arrow.Bool()
    case 'datetime':
      return new arrow.TimestampMicrosecond()
    case 'string':
    case 'any':
      return new arrow.Utf8()
  }
}
