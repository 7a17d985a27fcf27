/** A staged text to a Parquet or an Arrow file. */
import { open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import type { Builder, DataType, Field, RecordBatch } from 'apache-arrow'
import type { ColumnType } from '../../frame/column.ts'
import type { Schema } from '../../frame/schema.ts'
import { outputError } from './output-error.ts'
import { quotedText, stagedQuery } from './staged-text.ts'

/** Rows that a reader can skip or take together. */
const ROW_GROUP = 122_880

/** Removes what it has written if it fails. */
export async function convert(
  format: 'parquet' | 'arrow',
  schema: Schema,
  { staged, to, path }: { readonly staged: string; readonly to: string; readonly path: string },
): Promise<void> {
  try {
    await (format === 'parquet' ? toParquet : toArrow)(schema, staged, to)
  } catch (error) {
    await rm(to, { force: true })
    throw outputError(error, path)
  }
}

async function withDuckDb(folder: string, work: (connection: DuckDBConnection) => Promise<void>): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const settings = { threads: '1', memory_limit: '256MB', temp_directory: folder, preserve_insertion_order: 'true' }
  const instance = await DuckDBInstance.create(':memory:', settings)
  const connection = await instance.connect()
  try {
    await work(connection)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

async function toParquet(schema: Schema, staged: string, to: string): Promise<void> {
  const query = stagedQuery(schema, staged, ({ type }, at) => (type === 'datetime' ? `make_timestamp(${at})` : at))
  await withDuckDb(dirname(to), async (connection) => {
    const options = `FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP}`
    await connection.run(`COPY (${query}) TO ${quotedText(to)} (${options})`)
  })
  const handle = await open(to, 'r+')
  await handle.sync()
  await handle.close()
}

type Arrow = typeof import('apache-arrow')

async function toArrow(schema: Schema, staged: string, to: string): Promise<void> {
  const arrow = await import('apache-arrow')
  const types = schema.map(({ type }) => arrowType(arrow, type))
  const fields = schema.map(({ name }, c) => new arrow.Field(name, types[c] as DataType, true))
  const arrowSchema = new arrow.Schema(fields)
  const writer = new arrow.RecordBatchFileWriter()
  writer.reset(undefined, arrowSchema)
  const handle = await open(to, 'w')
  try {
    const written = writeAll(writer, handle)
    await withDuckDb(dirname(to), async (connection) => {
      const result = await connection.stream(stagedQuery(schema, staged, (_, at) => at))
      const begin = (): Builder[] =>
        types.map((type) => arrow.makeBuilder({ type: asBuilt(arrow, type), nullValues: [null] }))
      let builders = begin()
      let rows = 0
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
        for (const [c, cells] of chunk.getColumns().entries()) append(builders[c] as Builder, cells)
        rows += chunk.rowCount
        if (rows >= ROW_GROUP) flush()
      }
      flush()
    })
    writer.finish()
    await written
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function writeAll(bytes: AsyncIterable<Uint8Array>, handle: { appendFile(data: Uint8Array): Promise<void> }) {
  for await (const part of bytes) await handle.appendFile(part)
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
