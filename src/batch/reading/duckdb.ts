/** DuckDB, loaded when it is first needed, and kept from everything but the files at hand. */
import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance, DuckDBValue } from '@duckdb/node-api'
import { isEnd } from './vectors.ts'

export interface DatabaseOptions {
  /** The only files that may be opened, as absolute paths. */
  readonly paths: readonly string[]
  readonly threads?: number
  /** What DuckDB may hold, as `64MB`. */
  readonly memory?: string
}

/** One thread keeps pace with the workers, and gives the rows in one order; more gain a fifth and cost twice the memory. */
const THREADS = 1
const MEMORY = '96MB'

/** The column that is true in the row after the last. */
const END = 'brine_end'

export class Database {
  readonly #instance: DuckDBInstance
  readonly #connections = new Set<DuckDBConnection>()

  private constructor(instance: DuckDBInstance) {
    this.#instance = instance
  }

  static async open({ paths, threads = THREADS, memory = MEMORY }: DatabaseOptions): Promise<Database> {
    const { DuckDBInstance } = await import('@duckdb/node-api')
    const instance = await DuckDBInstance.create(':memory:', {
      threads: String(threads),
      memory_limit: memory,
      preserve_insertion_order: 'true',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      // Nothing here sorts or groups, so nothing has to be put aside on the disk.
      temp_directory: '',
    })
    const connection = await instance.connect()
    try {
      await connection.run(`SET allowed_paths = [${paths.map(quoted).join(', ')}]`)
      await connection.run('SET enable_external_access = false')
      await connection.run('SET lock_configuration = true')
    } finally {
      connection.closeSync()
    }
    return new Database(instance)
  }

  /**
   * Chunks of at most 2048 rows, in order. They hold DuckDB's memory until they are collected.
   *
   * A result that is streamed ends quietly when DuckDB meets an error after the first rows, as if there were no more. So
   * a last row is asked for that says so, and if it does not come, the query is run again in the way that throws.
   */
  async *chunks(sql: string, signal?: AbortSignal): AsyncGenerator<DuckDBDataChunk> {
    const connection = await this.#instance.connect()
    this.#connections.add(connection)
    const interrupt = () => connection.interrupt()
    signal?.addEventListener('abort', interrupt)
    try {
      const result = await connection.stream(
        `SELECT *, FALSE AS ${END} FROM (${sql}) UNION ALL BY NAME SELECT TRUE AS ${END}`,
      )
      const end = result.columnCount - 1
      for (;;) {
        signal?.throwIfAborted()
        const chunk = await result.fetchChunk()
        if (chunk === null || chunk.rowCount === 0) break
        if (!isEnd(chunk, end)) {
          yield chunk
          continue
        }
        chunk.rowCount -= 1
        if (chunk.rowCount > 0) yield chunk
        return
      }
      signal?.throwIfAborted()
      await this.check(sql)
    } finally {
      signal?.removeEventListener('abort', interrupt)
      this.#connections.delete(connection)
      connection.closeSync()
    }
  }

  /** Throws the error that broke a stream off. */
  async check(sql: string): Promise<never> {
    const connection = await this.#instance.connect()
    try {
      await connection.run(`SELECT count(COLUMNS(*)) FROM (${sql})`)
    } finally {
      connection.closeSync()
    }
    throw new Error('the rows end too early')
  }

  async rows(sql: string): Promise<DuckDBValue[][]> {
    const rows: DuckDBValue[][] = []
    for await (const chunk of this.chunks(sql)) rows.push(...chunk.getRows().map((row) => row.slice(0, -1)))
    return rows
  }

  close(): void {
    for (const connection of this.#connections) connection.interrupt()
    this.#instance.closeSync()
  }
}

/** The files that a pattern stands for, sorted by name. */
export async function matchingFiles(pattern: string): Promise<string[]> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  try {
    const connection = await instance.connect()
    const result = await connection.runAndReadAll('SELECT file FROM glob($1)', [pattern])
    return result
      .getRows()
      .map(([file]) => String(file))
      .sort()
  } finally {
    instance.closeSync()
  }
}

/** A text as SQL writes it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A name as SQL writes it. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
