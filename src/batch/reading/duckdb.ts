/** DuckDB, loaded when it is first needed, and kept from everything but the files at hand. */
import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance, DuckDBValue } from '@duckdb/node-api'

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

  /** Chunks of at most 2048 rows, in order. They hold DuckDB's memory until they are collected. */
  async *chunks(sql: string, signal?: AbortSignal): AsyncGenerator<DuckDBDataChunk> {
    const connection = await this.#instance.connect()
    this.#connections.add(connection)
    const interrupt = () => connection.interrupt()
    signal?.addEventListener('abort', interrupt)
    try {
      const result = await connection.stream(sql)
      for (;;) {
        signal?.throwIfAborted()
        const chunk = await result.fetchChunk()
        if (chunk === null || chunk.rowCount === 0) return
        yield chunk
      }
    } finally {
      signal?.removeEventListener('abort', interrupt)
      this.#connections.delete(connection)
      connection.closeSync()
    }
  }

  async rows(sql: string): Promise<DuckDBValue[][]> {
    const rows: DuckDBValue[][] = []
    for await (const chunk of this.chunks(sql)) rows.push(...chunk.getRows())
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
