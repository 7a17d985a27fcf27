/** The first rows of a file, as texts: enough to say what its columns hold. */
import { statSync } from 'node:fs'
import { basename, extname, resolve } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { BrineError } from '../../errors.ts'

export interface Sample {
  /** The file's name, without its folder. */
  readonly name: string
  readonly columns: readonly SampleColumn[]
  readonly rows: readonly (readonly (string | null)[])[]
  /** True if the file has more rows. */
  readonly isPart: boolean
}

export interface SampleColumn {
  readonly name: string
  /** True if the file itself says that the column holds text. */
  readonly isText: boolean
}

const MAX_ROWS = 10_000

/** CSV in any dialect, JSON, NDJSON or Parquet, compressed or not. */
export async function readSample(path: string): Promise<Sample> {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new BrineError('data_not_found', 'there is no such file', { where: { file: path } })
  }
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '256MB' })
  try {
    const connection = await instance.connect()
    return await sampleOf(connection, path)
  } catch (error) {
    if (error instanceof BrineError) throw error
    const [reason] = (error as Error).message.split('\n')
    throw new BrineError('data_unreadable', `its first rows cannot be read: ${reason}`, {
      where: { file: path },
      remedy: 'It takes CSV, JSON, NDJSON or Parquet, in UTF-8. Of CSV, `brine check MODEL DATA` says more.',
      cause: error,
    })
  } finally {
    instance.closeSync()
  }
}

async function sampleOf(connection: DuckDBConnection, path: string): Promise<Sample> {
  const source = sourceOf(path)
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`)
  const isTyped = !source.startsWith('read_csv')
  const columns = described.getRows().map(([name, type]) => ({
    name: String(name),
    isText: isTyped && String(type) === 'VARCHAR',
  }))
  const read = await connection.runAndReadAll(`SELECT COLUMNS(*)::VARCHAR FROM ${source} LIMIT ${MAX_ROWS + 1}`)
  const rows = read.getRows().map((row) => row.map((cell) => (cell === null ? null : String(cell))))
  if (rows.length === 0) throw new BrineError('data_empty', 'there are no rows', { where: { file: path } })
  return { name: basename(path), columns, rows: rows.slice(0, MAX_ROWS), isPart: rows.length > MAX_ROWS }
}

/** What DuckDB reads the file with. */
function sourceOf(path: string): string {
  const text = `'${resolve(path).replaceAll("'", "''")}'`
  switch (extname(path.replace(/\.(gz|zst)$/i, '')).toLowerCase()) {
    case '.parquet':
      return `read_parquet(${text})`
    case '.json':
      return `read_json(${text})`
    case '.ndjson':
    case '.jsonl':
      return `read_json(${text}, format = 'newline_delimited')`
    default:
      return `read_csv(${text}, all_varchar = true, header = true)`
  }
}
