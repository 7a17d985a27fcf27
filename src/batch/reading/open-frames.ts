/** Opens the files that a service is to read: any number, of any of the formats, as one input. */
import { createHash } from 'node:crypto'
import { BrineError } from '../../errors.ts'
import type { FrameBlock, FrameSource } from '../frame-source.ts'
import { openArrow } from './arrow-table.ts'
import { cutBlocks, type RowPart, SpareArrays } from './block.ts'
import { openCsv } from './csv-table.ts'
import { Database } from './duckdb.ts'
import { type FoundFiles, findFiles, STANDARD_INPUT } from './find-files.ts'
import { openJson } from './json-table.ts'
import { openParquet } from './parquet-table.ts'
import type { RowFormat } from './recognise.ts'
import { headOf, type RowFile } from './row-file.ts'
import type { ReadingOptions, ReadingService, Table, TableContext } from './table.ts'

/**
 * The rows of `inputs`, which are paths, patterns such as `data/*.csv`, or `-` for standard input. Every file has the
 * columns that the service reads, in any order; that is checked before this returns. Throws errors of the family `data`
 * that name the file.
 */
export async function openFrames(
  inputs: readonly string[],
  service: ReadingService,
  options: ReadingOptions = {},
): Promise<FrameSource> {
  const found = await findFiles(inputs, options)
  let database: Database | undefined
  try {
    const { threads, memory } = options
    database = await Database.open({
      paths: found.files.map(({ path }) => path),
      ...(threads === undefined ? {} : { threads }),
      ...(memory === undefined ? {} : { memory }),
    })
    const tables: Table[] = []
    for (const file of found.files) tables.push(await openTable(file, service, options, database))
    return new FrameFiles({ found, tables, database, service, options })
  } catch (error) {
    database?.close()
    await found.remove()
    throw error
  }
}

const OPEN: { readonly [Format in RowFormat]: (context: TableContext) => Promise<Table> } = {
  csv: openCsv,
  json: openJson,
  ndjson: openJson,
  parquet: openParquet,
  arrow: openArrow,
}

async function openTable(file: RowFile, service: ReadingService, options: ReadingOptions, database: Database) {
  try {
    return await OPEN[file.format]({ file, head: await headOf(file), service, options, database })
  } catch (error) {
    throw placed(error, file)
  }
}

function placed(error: unknown, file: RowFile): unknown {
  return error instanceof BrineError ? error.at({ file: file.name }) : error
}

/** Values are looked at when a part is written to a block, where nobody knows the file any more. */
function placedPart(part: RowPart, file: RowFile): RowPart {
  return {
    rows: part.rows,
    write(block, from, count) {
      try {
        part.write(block, from, count)
      } catch (error) {
        throw placed(error, file)
      }
    },
  }
}

interface FrameFilesOptions {
  readonly found: FoundFiles
  readonly tables: readonly Table[]
  readonly database: Database
  readonly service: ReadingService
  readonly options: ReadingOptions
}

class FrameFiles implements FrameSource {
  readonly files: readonly string[]
  readonly fingerprint: string
  readonly bytes: number | undefined
  readonly rows: number | undefined
  readonly #found: FoundFiles
  readonly #tables: readonly Table[]
  readonly #database: Database
  readonly #service: ReadingService
  readonly #spare = new SpareArrays()
  /** Rows of each file, as far as they are known. */
  readonly #counts: (number | undefined)[]

  constructor({ found, tables, database, service, options }: FrameFilesOptions) {
    this.#found = found
    this.#tables = tables
    this.#database = database
    this.#service = service
    this.#counts = tables.map(({ rows }) => rows)
    this.files = found.files.map(({ name }) => name)
    this.fingerprint = fingerprintOf(found.files, options)
    this.bytes = this.files.includes(STANDARD_INPUT)
      ? undefined
      : found.files.reduce((sum, { bytes }) => sum + bytes, 0)
    this.rows = this.#counts.includes(undefined)
      ? undefined
      : (this.#counts as number[]).reduce((sum, rows) => sum + rows, 0)
  }

  blocks(skipRows = 0): AsyncIterable<FrameBlock> {
    return cutBlocks(this.#parts(skipRows), this.#service.inputs, skipRows, this.#spare)
  }

  reuse(arrays: readonly Float64Array[]): void {
    this.#spare.give(arrays)
  }

  async placeOf(row: number): Promise<{ readonly file: string; readonly row: number; readonly line?: number }> {
    let rest = row
    let at = 0
    for (; at < this.#tables.length - 1; at++) {
      const rows = await this.#count(at)
      if (rest < rows) break
      rest -= rows
    }
    const line = await this.#tables[at]?.lineOf?.(rest)
    return { file: this.files[at] as string, row: rest, ...(line === undefined ? {} : { line }) }
  }

  async close(): Promise<void> {
    this.#database.close()
    await this.#found.remove()
  }

  async *#parts(skipRows: number): AsyncGenerator<RowPart> {
    let skip = skipRows
    let total = 0
    for (const [at, table] of this.#tables.entries()) {
      const isLast = at === this.#tables.length - 1
      if (skip > 0 && !isLast) {
        const rows = await this.#count(at)
        if (rows <= skip) {
          skip -= rows
          continue
        }
      }
      const file = this.#found.files[at] as RowFile
      let rows = skip
      try {
        for await (const part of table.parts(skip)) {
          rows += part.rows
          yield placedPart(part, file)
        }
      } catch (error) {
        throw placed(error, file)
      }
      this.#counts[at] = rows
      total += rows
      skip = 0
    }
    if (total === 0 && skipRows === 0) throw noRows(this.files)
  }

  async #count(at: number): Promise<number> {
    const rows = this.#counts[at] ?? (await (this.#tables[at] as Table).count())
    this.#counts[at] = rows
    return rows
  }
}

function fingerprintOf(files: readonly RowFile[], { delimiter, quote, header }: ReadingOptions): string {
  const facts = files.map(({ name, bytes, version }) => [name, bytes, version])
  return createHash('sha256')
    .update(JSON.stringify([facts, delimiter, quote, header]))
    .digest('hex')
}

function noRows(files: readonly string[]): BrineError {
  return new BrineError('data_empty', 'there are no rows', {
    where: files.length === 1 ? { file: files[0] as string } : {},
    remedy: 'Give at least one row below the header.',
  })
}
