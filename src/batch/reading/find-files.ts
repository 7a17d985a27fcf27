/** The files that the user means: paths, patterns and standard input. */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, readdir, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { BrineError, type ErrorCode } from '../../errors.ts'
import { nearestName } from '../../tensor/nearest-name.ts'
import { STANDARD_STREAM } from '../source.ts'
import { matchingFiles } from './duckdb.ts'
import type { RowFormat } from './recognise.ts'
import { type FoundFile, type RowFile, recogniseFile } from './row-file.ts'

export interface FoundFiles {
  readonly files: readonly RowFile[]
  /** Removes what was put on the disk to read them. */
  remove(): Promise<void>
}

export interface FindOptions {
  readonly format?: RowFormat
  readonly stdin?: AsyncIterable<Uint8Array>
  readonly signal?: AbortSignal
}

/** What messages call it. */
export const STANDARD_INPUT = 'standard input'

/** What DuckDB takes for a pattern. */
const PATTERN = /[*?[]/

/**
 * The files in the order of `inputs`; those that a pattern stands for are sorted by name. Standard input is written to a
 * temporary file, so that it can be looked at more than once and read again after a crash of a worker. Throws
 * `data_not_found`, `data_unreadable` and `data_empty`.
 */
export async function findFiles(inputs: readonly string[], options: FindOptions): Promise<FoundFiles> {
  const scratch = new Scratch()
  try {
    const files: RowFile[] = []
    for (const input of inputs) {
      for (const file of await foundFor(input, scratch, options)) files.push(await recogniseFile(file, options.format))
    }
    return { files, remove: () => scratch.remove() }
  } catch (error) {
    await scratch.remove()
    throw error
  }
}

/** A folder that is made when it is needed. */
class Scratch {
  #folder: Promise<string> | undefined
  #count = 0

  async path(extension: string): Promise<string> {
    this.#folder ??= mkdtemp(join(tmpdir(), 'brine-'))
    return join(await this.#folder, `${this.#count++}${extension}`)
  }

  async remove(): Promise<void> {
    if (this.#folder !== undefined) await rm(await this.#folder, { recursive: true, force: true })
  }
}

async function foundFor(input: string, scratch: Scratch, options: FindOptions): Promise<FoundFile[]> {
  if (input === STANDARD_STREAM) {
    return [await written(options.stdin ?? process.stdin, STANDARD_INPUT, scratch, options.signal)]
  }
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(input)) {
    throw new BrineError('data_unreadable', 'this is an address, and only files are read', {
      where: { file: input },
      remedy: 'Fetch it on the way in: curl -sSf URL | brine predict SERVICE -',
    })
  }
  const isThere = await stat(input).then(
    () => true,
    () => false,
  )
  if (isThere || !PATTERN.test(input)) return [await foundFile(input, scratch)]
  const names = await matchingFiles(input)
  if (names.length === 0) {
    throw new BrineError('data_not_found', 'no file matches this pattern', {
      where: { file: input },
      remedy: '* stands for any characters of a name, ** for any folders, ? for one character.',
    })
  }
  return Promise.all(names.map((name) => foundFile(name, scratch)))
}

const CODES: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  ENOENT: ['data_not_found', 'there is no such file'],
  ENOTDIR: ['data_not_found', 'there is no such file: a part of the path is not a directory'],
  EACCES: ['data_unreadable', 'reading it is not permitted'],
  EPERM: ['data_unreadable', 'reading it is not permitted'],
}

async function foundFile(name: string, scratch: Scratch): Promise<FoundFile> {
  const status = await stat(name).catch(async (error: NodeJS.ErrnoException) => {
    const [code, problem] = CODES[error.code ?? ''] ?? ['data_unreadable', error.message]
    const nearest = code === 'data_not_found' ? await nearestFile(name) : undefined
    const remedy = nearest === undefined ? {} : { remedy: `Did you mean ${nearest}?` }
    throw new BrineError(code, problem, { where: { file: name }, cause: error, ...remedy })
  })
  if (status.isDirectory()) {
    throw new BrineError('data_unreadable', 'this is a directory, not a file', {
      where: { file: name },
      remedy: `Name files in it, or a pattern: '${join(name, '*.csv')}'.`,
    })
  }
  // A pipe that the shell made can be read only once, as standard input.
  if (!status.isFile()) return written(createReadStream(name), name, scratch, undefined)
  const absolute = resolve(name)
  const path = PATTERN.test(absolute) ? await linked(absolute, scratch) : absolute
  return { name, path, bytes: status.size, version: String(status.mtimeMs) }
}

/** DuckDB would take the name for a pattern. */
async function linked(path: string, scratch: Scratch): Promise<string> {
  const link = await scratch.path(extname(path).replace(PATTERN, ''))
  await symlink(path, link)
  return link
}

async function nearestFile(path: string): Promise<string | undefined> {
  const folder = dirname(path)
  const names = await readdir(folder).catch(() => [])
  const nearest = nearestName(basename(path), names)
  return nearest === undefined ? undefined : join(folder, nearest)
}

async function written(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
  scratch: Scratch,
  signal: AbortSignal | undefined,
): Promise<FoundFile> {
  const path = await scratch.path('')
  const hash = createHash('sha256')
  let size = 0
  async function* digested() {
    for await (const part of bytes) {
      hash.update(part)
      size += part.length
      yield part
    }
  }
  const options = signal === undefined ? {} : { signal }
  await pipeline(Readable.from(digested(), { objectMode: false }), createWriteStream(path, { mode: 0o600 }), options)
  return { name, path, bytes: size, version: hash.digest('hex') }
}
