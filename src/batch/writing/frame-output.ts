/** Rows to a file or a stream, in such a way that a job that was broken off can go on. */
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { BrineError } from '../../errors.ts'
import type { Column } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import type { Schema } from '../../frame/schema.ts'
import { STANDARD_STREAM } from '../source.ts'
import { AsideFile, type ByteTarget, besides, outputPlace, type Placing, StreamTarget } from './byte-target.ts'
import { convert } from './columnar.ts'
import { delimitedText, type FrameText, jsonText, ndjsonText } from './frame-text.ts'
import { unwritable } from './output-error.ts'
import { isColumnar, type OutputKind } from './output-format.ts'
import { stagedText } from './staged-text.ts'

/** How far an output is. Plain JSON. */
export interface OutputState {
  /** Bytes of the file that is written aside. */
  readonly bytes: number
  readonly rows: number
  /** Text that is written but not compressed yet. */
  readonly pending: string
}

/** Text that is compressed together: a file of several gzip members can be cut between them. */
const MEMBER = 2 ** 20

/** Rows that are made text of at a time. */
const SLICE = 8192

const compress = promisify(gzip)

export interface OutputOptions extends OutputKind {
  /** Undefined or `-` is the stream. */
  readonly path: string | undefined
  readonly stream: Writable
  readonly schema: Schema
  /** How far the output was when the job was broken off. */
  readonly from?: OutputState
}

/** Throws `output_unwritable`, and `usage` for a format that a stream cannot be. */
export async function openOutput({ path, stream, schema, from, format, isGzip }: OutputOptions): Promise<FrameOutput> {
  if (path === undefined || path === STANDARD_STREAM) {
    if (isColumnar(format)) throw needsFile(format)
    return new FrameOutput(textOf(format, schema), new StreamTarget(stream, 'standard output', false), isGzip)
  }
  if (format === 'parquet') refuseNames(schema, path)
  const { target, isFile } = await outputPlace(path)
  if (!isFile) {
    if (isColumnar(format)) throw needsFile(format)
    return new FrameOutput(textOf(format, schema), new StreamTarget(createWriteStream(target), path, true), isGzip)
  }
  const file = await AsideFile.open(target, from?.bytes ?? 0)
  if (!isColumnar(format)) return new FrameOutput(textOf(format, schema), file, isGzip, from)
  return new FrameOutput(stagedText(schema, path), new ConvertedFile(file, target, format, schema), false, from)
}

function textOf(format: Exclude<OutputKind['format'], 'parquet' | 'arrow'>, schema: Schema): FrameText {
  switch (format) {
    case 'csv':
      return delimitedText(schema, ',')
    case 'tsv':
      return delimitedText(schema, '\t')
    case 'ndjson':
      return ndjsonText(schema)
    case 'json':
      return jsonText(schema)
  }
}

/** DuckDB would rename one of two columns that differ in nothing but capital letters, and takes none without a name. */
function refuseNames(schema: Schema, path: string): void {
  const remedy = 'Rename it, or write Arrow, CSV or NDJSON.'
  const spellings = new Map<string, string>()
  for (const { name } of schema) {
    if (name === '') throw unwritable(path, 'a Parquet file is not written with a column without a name', remedy)
    const other = spellings.get(name.toLowerCase())
    if (other !== undefined) {
      throw unwritable(
        path,
        `the columns "${other}" and "${name}" differ in capital letters alone, which Parquet files are not written with`,
        remedy,
      )
    }
    spellings.set(name.toLowerCase(), name)
  }
}

function needsFile(format: string): BrineError {
  return new BrineError('usage', `${format} cannot be written to a stream`, {
    remedy: 'Name a file with --output, or take a format of text: --format csv.',
  })
}

export class FrameOutput {
  readonly #text: FrameText
  readonly #target: ByteTarget
  readonly #isGzip: boolean
  #pending: string
  #rows: number

  constructor(text: FrameText, target: ByteTarget, isGzip: boolean, from?: OutputState) {
    this.#text = text
    this.#target = target
    this.#isGzip = isGzip
    this.#pending = from?.pending ?? text.head
    this.#rows = from?.rows ?? 0
  }

  get rows(): number {
    return this.#rows
  }

  async write(frame: Frame): Promise<void> {
    for (let start = 0; start < frame.rows; start += SLICE) {
      const part = slice(frame, start, Math.min(frame.rows, start + SLICE))
      this.#pending += this.#text.rows(part, this.#rows === 0)
      this.#rows += part.rows
      // What is compressed together depends on nothing but the rows, so that the bytes do.
      if (!this.#isGzip || this.#pending.length >= MEMBER) await this.#flush()
    }
  }

  /** Makes sure that what was written stays. */
  async checkpoint(): Promise<OutputState> {
    if (!this.#isGzip) await this.#flush()
    await this.#target.sync()
    return { bytes: this.#target.length, rows: this.#rows, pending: this.#pending }
  }

  /** Completes the output; `place` then makes it visible. */
  async prepare(): Promise<Placing> {
    this.#pending += this.#text.tail(this.#rows === 0)
    if (this.#pending !== '' || this.#target.length === 0) await this.#flush()
    return await this.#target.prepare(this.#rows)
  }

  async discard(): Promise<void> {
    await this.#target.discard()
  }

  async keep(): Promise<void> {
    await this.#target.keep()
  }

  async #flush(): Promise<void> {
    const text = this.#pending
    this.#pending = ''
    if (this.#isGzip) await this.#target.append(await compress(text))
    else if (text !== '') await this.#target.append(text)
  }
}

function slice(frame: Frame, start: number, end: number): Frame {
  if (start === 0 && end === frame.rows) return frame
  const columns = frame.columns.map(
    (column): Column =>
      column.kind === 'numeric'
        ? { kind: 'numeric', data: column.data.subarray(start, end) }
        : { kind: 'cells', data: column.data.slice(start, end) },
  )
  return { rows: end - start, columns }
}

/** A staged text that becomes a Parquet or an Arrow file when it is complete. */
class ConvertedFile implements ByteTarget {
  readonly #staged: AsideFile
  readonly #path: string
  readonly #format: 'parquet' | 'arrow'
  readonly #schema: Schema

  constructor(staged: AsideFile, path: string, format: 'parquet' | 'arrow', schema: Schema) {
    this.#staged = staged
    this.#path = path
    this.#format = format
    this.#schema = schema
  }

  get length(): number {
    return this.#staged.length
  }

  async append(data: Uint8Array | string): Promise<void> {
    await this.#staged.append(data)
  }

  async sync(): Promise<void> {
    await this.#staged.sync()
  }

  async prepare(rows: number): Promise<Placing> {
    const converted = besides(this.#path, 'converted')
    await convert(this.#format, this.#schema, { staged: this.#staged.aside, to: converted, path: this.#path, rows })
    await this.#staged.keep()
    return { renames: [[converted, this.#path]], leftovers: [this.#staged.aside] }
  }

  async discard(): Promise<void> {
    await this.#staged.discard()
    await rm(besides(this.#path, 'converted'), { force: true })
  }

  async keep(): Promise<void> {
    await this.#staged.keep()
  }
}
