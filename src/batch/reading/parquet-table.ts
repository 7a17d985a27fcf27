/**
 * A Parquet file, through DuckDB. Numbers become float64 as `Number()` would make them; dates become microseconds; texts
 * stay texts. What is no scalar (lists, structs, maps) is refused with the name of its column.
 */
import { BrineError } from '../../errors.ts'
import { type ColumnType, isNumericType } from '../../frame/column.ts'
import type { InputSpec } from '../../service/inputs.ts'
import { type RowPart, refuseFractions, roundNumbers } from './block.ts'
import { identifier, quoted } from './duckdb.ts'
import type { Table, TableContext } from './table.ts'
import { type Chunk, copyDoubles, textsOf } from './vectors.ts'

interface ParquetColumn {
  /** As the file has it. */
  readonly name: string
  /** As DuckDB calls it, which takes "a" and "A" for one name. */
  readonly known: string
  readonly type: string
}

/** Throws `data_unreadable`, `invalid_cell` for a column of a type that is not read, and the errors of columns. */
export async function openParquet(context: TableContext): Promise<Table> {
  const { file, service, database, options } = context
  const from = `read_parquet(${quoted(file.path)}, hive_partitioning = false)`
  const { columns, rows } = await describe(context, from)
  const names = columns.map(({ name }) => name)
  const wanted = new Set(service.inputs.map(({ name }) => name))
  // pandas' index comes along with a name of its own.
  const kept = names.map((name, at) => ({ name, at })).filter(({ name }) => wanted.has(name) || !isIndex(name))
  const sources = service.reader.sources(kept.map(({ name }) => name)).map((at) => kept[at]?.at ?? -1)
  const readings = service.inputs.map((spec, c) => readingOf(spec, columns[sources[c] as number]))
  const list = readings.flatMap((reading, c) => (reading === undefined ? [] : [`${reading.sql} AS v${c}`])).join(', ')
  const sql = `SELECT ${list || 'NULL AS nothing'} FROM`
  return {
    rows,
    async *parts(skip) {
      const source = skip === 0 ? from : `(SELECT * FROM ${from} OFFSET ${skip})`
      let read = skip
      try {
        for await (const chunk of database.chunks(`${sql} ${source}`, options.signal)) {
          read += chunk.rowCount
          yield partOf(chunk, readings, service.inputs)
        }
        if (read < rows) await database.check(`${sql} ${from}`)
      } catch (error) {
        options.signal?.throwIfAborted()
        throw parquetError(error, file.name)
      }
    },
    count: async () => rows,
  }
}

function isIndex(name: string): boolean {
  return /^__index_level_\d+__$/.test(name)
}

async function describe({ file, database }: TableContext, from: string) {
  try {
    const path = quoted(file.path)
    const described = await database.rows(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${from})`)
    const schema = await database.rows(`SELECT name FROM parquet_schema(${path})`)
    const [count] = await database.rows(`SELECT num_rows::DOUBLE FROM parquet_file_metadata(${path})`)
    // The first element is the root; a file with columns inside columns has more elements than columns.
    const isFlat = schema.length === described.length + 1
    const columns = described.map(([known, type], c): ParquetColumn => {
      return { known: String(known), type: String(type), name: isFlat ? String(schema[c + 1]?.[0]) : String(known) }
    })
    return { columns, rows: Number(count?.[0]) }
  } catch (error) {
    throw parquetError(error, file.name)
  }
}

/** How the values of a column come over. */
interface Reading {
  readonly sql: string
  /** Numbers, with NaN for NULL; or values of any kind. */
  readonly kind: 'doubles' | 'values' | 'texts' | 'decimals'
}

const SMALL_INTEGERS = new Set(['TINYINT', 'SMALLINT', 'INTEGER', 'UTINYINT', 'USMALLINT', 'UINTEGER'])
const LARGE_INTEGERS = new Set(['BIGINT', 'UBIGINT', 'HUGEINT', 'UHUGEINT'])
const FLOATS = new Set(['FLOAT', 'DOUBLE'])
const DATES = /^(?:DATE|TIMESTAMP(?:_S|_MS|_NS)?|TIMESTAMP WITH TIME ZONE)$/
const TEXTS = /^(?:VARCHAR|ENUM\b.*|UUID)$/

function readingOf(spec: InputSpec, column: ParquetColumn | undefined): Reading | undefined {
  if (column === undefined) return undefined
  const { type } = column
  const sql = identifier(column.known)
  const isInteger = SMALL_INTEGERS.has(type) || LARGE_INTEGERS.has(type)
  if (isInteger || FLOATS.has(type) || type === 'BOOLEAN') {
    // Integers of 128 bits would be rounded twice on their way to a float64.
    const isExact = !type.endsWith('HUGEINT')
    const isPlain = spec.type === 'number' || spec.type === 'float32' || spec.type === 'integer'
    return isPlain && isExact ? { sql: `${sql}::DOUBLE`, kind: 'doubles' } : { sql, kind: 'values' }
  }
  if (DATES.test(type)) return dateReading(spec, column, sql)
  if (TEXTS.test(type)) return { sql: `${sql}::VARCHAR`, kind: 'texts' }
  // A decimal is what its digits say.
  if (type.startsWith('DECIMAL') && takesDecimals(spec.type)) return { sql: `${sql}::VARCHAR`, kind: 'decimals' }
  throw wrongType(spec, type)
}

function takesDecimals(type: ColumnType): boolean {
  return (isNumericType(type) && type !== 'datetime') || type === 'any' || type === 'bigint'
}

/** Nanoseconds are cut off, as they are in a text. */
function dateReading(spec: InputSpec, { type }: ParquetColumn, sql: string): Reading {
  if (spec.type !== 'datetime') throw wrongType(spec, type)
  if (type === 'TIMESTAMP_NS') return { sql: microsecondsSql(sql), kind: 'doubles' }
  return { sql: `CASE WHEN isfinite(${sql}) THEN epoch_us(${sql}) END::DOUBLE`, kind: 'doubles' }
}

function microsecondsSql(sql: string): string {
  return `((epoch_ns(${sql}) - ((epoch_ns(${sql}) % 1000) + 1000) % 1000) // 1000)::DOUBLE`
}

/** What a service would have to say, or the file to hold, for a column of this type to be read. */
export function wrongType(spec: InputSpec, found: string): BrineError {
  return new BrineError(
    'invalid_cell',
    `the column holds values of the type ${found}, which ${spec.type} does not take`,
    {
      where: { column: spec.name },
      remedy:
        /DATE|TIME/i.test(found) && spec.type !== 'datetime'
          ? 'Declare the column as datetime, or write it as text.'
          : 'Write the column as numbers, texts, booleans or dates.',
      details: { found, expected: spec.type },
    },
  )
}

function partOf(chunk: Chunk, readings: readonly (Reading | undefined)[], specs: readonly InputSpec[]): RowPart {
  return {
    rows: chunk.rowCount,
    write(block, from, count) {
      let k = 0
      readings.forEach((reading, c) => {
        if (reading === undefined) {
          block.fillAbsent(c, count)
          return
        }
        const vector = k++
        if (reading.kind === 'doubles') {
          copyDoubles(chunk, vector, { from, count, into: block.numbers(c), at: block.rows })
          const { type } = specs[c] as InputSpec
          if (type === 'float32') roundNumbers(block, c, count)
          if (type === 'integer') refuseFractions(block, c, count)
          return
        }
        const value = valuesOf(chunk, vector, reading.kind, specs[c] as InputSpec)
        for (let r = 0; r < count; r++) block.setValue(block.rows + r, c, value(from + r))
      })
    },
  }
}

function valuesOf(chunk: Chunk, vector: number, kind: Reading['kind'], spec: InputSpec): (row: number) => unknown {
  if (kind === 'values') {
    const values = chunk.getColumnVector(vector)
    return (row) => values.getItem(row)
  }
  const text = textsOf(chunk, vector)
  return kind === 'texts' ? text : (row) => decimalValue(text(row), spec)
}

/** The digits of a decimal as the nearest float64, or as they are for a column of integers of any size. */
export function decimalValue(digits: string | null, { type }: InputSpec): string | number | null {
  if (digits === null) return null
  return type === 'bigint' ? digits.replace(/\.0+$/, '') : Number(digits)
}

function parquetError(error: unknown, file: string): unknown {
  if (error instanceof BrineError) return error.at({ file })
  const message = error instanceof Error ? error.message : String(error)
  const isEncrypted = /encrypt/i.test(message)
  return new BrineError(
    'data_unreadable',
    isEncrypted ? 'the Parquet file is encrypted' : 'the Parquet file is damaged',
    {
      where: { file },
      remedy: isEncrypted
        ? 'Write it without encryption.'
        : 'Copy or write it again: a part of it is missing or changed.',
      details: { duckdb: message.slice(0, 500) },
      cause: error,
    },
  )
}
