/** Where the bytes of an output go. */
import { existsSync } from 'node:fs'
import { type FileHandle, lstat, open, realpath, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Writable } from 'node:stream'
import { outputError, unwritable } from './output-error.ts'

/** The last steps of an output, which can be done again if they were broken off. Plain JSON. */
export interface Placing {
  readonly renames: readonly (readonly [from: string, to: string])[]
  /** Files that are of no more use then. */
  readonly leftovers: readonly string[]
}

const NOTHING: Placing = { renames: [], leftovers: [] }

export interface ByteTarget {
  /** Bytes so far. */
  readonly length: number
  append(data: Uint8Array | string): Promise<void>
  /** What was appended is on the disk, whatever happens. */
  sync(): Promise<void>
  /** Completes what was written, of so many rows, and says what is left to do to make it visible under its name. */
  prepare(rows: number): Promise<Placing>
  /** Leaves nothing behind. */
  discard(): Promise<void>
  /** Stops here; what was written stays aside, to be gone on with. */
  keep(): Promise<void>
}

/** What lies beside the file `path`, in the same folder and so on the same disk: `.answers.csv.brine-partial`. */
export function besides(path: string, what: string): string {
  return join(dirname(path), `.${basename(path)}.brine-${what}`)
}

/** A file that appears under its name when it is complete; until then it is written aside. */
export class AsideFile implements ByteTarget {
  readonly #path: string
  readonly #aside: string
  readonly #handle: FileHandle
  #length: number

  private constructor(path: string, aside: string, handle: FileHandle, length: number) {
    this.#path = path
    this.#aside = aside
    this.#handle = handle
    this.#length = length
  }

  /** Begins anew, or goes on after the first `length` bytes. Throws `output_unwritable`. */
  static async open(path: string, length = 0): Promise<AsideFile> {
    const aside = besides(path, 'partial')
    try {
      const handle = await open(aside, length === 0 ? 'w' : 'r+')
      if (length > 0) await cut(handle, length, path)
      return new AsideFile(path, aside, handle, length)
    } catch (error) {
      throw outputError(error, path)
    }
  }

  get length(): number {
    return this.#length
  }

  /** Where the bytes are until they are complete. */
  get aside(): string {
    return this.#aside
  }

  async append(data: Uint8Array | string): Promise<void> {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data
    try {
      for (let written = 0; written < bytes.length; ) {
        const { bytesWritten } = await this.#handle.write(bytes, written, bytes.length - written, this.#length)
        written += bytesWritten
        this.#length += bytesWritten
      }
    } catch (error) {
      throw outputError(error, this.#path)
    }
  }

  async sync(): Promise<void> {
    await this.#handle.sync().catch((error) => Promise.reject(outputError(error, this.#path)))
  }

  async prepare(): Promise<Placing> {
    await this.sync()
    await this.#handle.close()
    return { renames: [[this.#aside, this.#path]], leftovers: [] }
  }

  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined)
    await rm(this.#aside, { force: true })
  }

  async keep(): Promise<void> {
    await this.#handle.close().catch(() => undefined)
  }
}

async function cut(handle: FileHandle, length: number, path: string): Promise<void> {
  const { size } = await handle.stat()
  if (size < length) {
    await handle.close()
    throw unwritable(path, `${size} bytes of it are there, and ${length} were written`, 'Begin anew: --restart.')
  }
  await handle.truncate(length)
}

/** Makes files visible: each is there as a whole or not at all. `isAgain` if some of it may have been done before. */
export async function place({ renames, leftovers }: Placing, isAgain = false): Promise<void> {
  for (const [from, to] of renames) {
    try {
      if (isAgain && !existsSync(from)) continue
      await rename(from, to)
      // The folder has to remember it.
      const folder = await open(dirname(to))
      await folder.sync().catch(() => undefined)
      await folder.close()
    } catch (error) {
      throw outputError(error, to)
    }
  }
  for (const path of leftovers) await rm(path, { force: true })
}

/** A pipe or a device is written to as it is; what went there cannot be taken back. */
export class StreamTarget implements ByteTarget {
  readonly #stream: Writable
  readonly #path: string
  readonly #isOurs: boolean
  #failure: unknown
  length = 0

  constructor(stream: Writable, path: string, isOurs: boolean) {
    this.#stream = stream
    this.#path = path
    this.#isOurs = isOurs
    if (isOurs) {
      stream.on('error', (error) => {
        this.#failure = error
      })
    }
  }

  append(data: Uint8Array | string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.length += data.length
      if (this.#failure !== undefined) {
        reject(outputError(this.#failure, this.#path))
        return
      }
      this.#stream.write(data, (error) => {
        if (error) reject(outputError(error, this.#path))
        else resolve()
      })
    })
  }

  async sync(): Promise<void> {}

  async prepare(): Promise<Placing> {
    if (!this.#isOurs) return NOTHING
    await new Promise<void>((resolve) => this.#stream.end(() => resolve()))
    if (this.#failure !== undefined) throw outputError(this.#failure, this.#path)
    return NOTHING
  }

  async discard(): Promise<void> {
    if (this.#isOurs) this.#stream.destroy()
  }

  async keep(): Promise<void> {
    await this.discard()
  }
}

/** What a path of an output is: a link is followed, so that what it names is replaced and not the link. */
export async function outputPlace(path: string): Promise<{ readonly target: string; readonly isFile: boolean }> {
  try {
    const target = await realpath(path).catch(() => path)
    const stats = await lstat(target).catch(() => undefined)
    if (stats?.isDirectory()) throw unwritable(path, 'this is a directory', 'Name a file in it.')
    return { target, isFile: stats === undefined || stats.isFile() }
  } catch (error) {
    throw outputError(error, path)
  }
}
