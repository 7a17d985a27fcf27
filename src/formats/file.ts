/** Reading a model file: opened once, checked and read through the same descriptor, which is always closed. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Budget } from '../bytes/budget.ts'
import { inflateZFile } from '../bytes/decompress.ts'
import { BrineError, type ErrorCode } from '../errors.ts'

/** The most bytes that one buffer of Node 20 holds. */
const MAX_FILE = 2 ** 32 - 1

/** Opening a pipe must not wait for its other end; Windows has no such flag. */
const READ_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/**
 * The bytes of a file. Throws `file_not_found`, `file_is_directory`, `file_unreadable`, `file_empty` and
 * `limit_exceeded`.
 */
export async function readModelFile(path: string): Promise<Uint8Array> {
  let handle: FileHandle
  try {
    handle = await open(path, READ_FLAGS)
  } catch (error) {
    throw fileError(error, path)
  }
  try {
    const stats = await handle.stat()
    const bytes = new Uint8Array(checkedSize(stats, path))
    let filled = 0
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, filled)
      if (bytesRead === 0) throw shrunk(path, bytes.length, filled)
      filled += bytesRead
    }
    return bytes
  } catch (error) {
    throw fileError(error, path)
  } finally {
    await handle.close()
  }
}

/**
 * Gives the files beside a model in which joblib before 0.10 kept its arrays: regular files of the same directory,
 * never links. They are read at once, since a pickle asks for them in the middle of an opcode.
 */
export function sidecarReader(path: string, budget: Budget): (name: string) => Uint8Array {
  return (name) => {
    const file = join(dirname(path), name)
    const bytes = readSidecar(file)
    budget.spendBytes(bytes.length)
    return bytes[0] === 0x5a && bytes[1] === 0x46 ? inflateZFile(bytes, budget) : bytes
  }
}

function readSidecar(path: string): Uint8Array {
  let descriptor: number
  try {
    descriptor = openSync(path, READ_FLAGS | (constants.O_NOFOLLOW ?? 0))
  } catch (error) {
    throw fileError(error, path)
  }
  try {
    const bytes = new Uint8Array(checkedSize(fstatSync(descriptor), path))
    let filled = 0
    while (filled < bytes.length) {
      const count = readSync(descriptor, bytes, filled, bytes.length - filled, filled)
      if (count === 0) throw shrunk(path, bytes.length, filled)
      filled += count
    }
    return bytes
  } catch (error) {
    throw fileError(error, path)
  } finally {
    closeSync(descriptor)
  }
}

interface FileStats {
  readonly size: number
  isDirectory(): boolean
  isFile(): boolean
}

function checkedSize(stats: FileStats, path: string): number {
  if (stats.isDirectory()) throw isDirectory(path)
  if (!stats.isFile()) {
    throw new BrineError('file_unreadable', 'this is a device or a pipe, not a file', { where: { file: path } })
  }
  if (stats.size > MAX_FILE) {
    throw new BrineError('limit_exceeded', `a file of ${stats.size} bytes exceeds the limit of ${MAX_FILE}`, {
      where: { file: path },
      details: { name: 'file', limit: MAX_FILE, actual: stats.size },
    })
  }
  if (stats.size === 0) {
    throw new BrineError('file_empty', 'the file has no bytes', {
      where: { file: path },
      remedy: 'Save the model again; the program that wrote the file may have been stopped.',
    })
  }
  return stats.size
}

function isDirectory(path: string): BrineError {
  return new BrineError('file_is_directory', 'this is a directory', {
    where: { file: path },
    remedy: 'Give the path of the model file inside.',
  })
}

function shrunk(path: string, size: number, read: number): BrineError {
  return new BrineError('file_unreadable', `the file had ${size} bytes, but shrank to ${read} while it was read`, {
    where: { file: path },
    remedy: 'Write models under another name first and rename them when they are complete.',
  })
}

/** What each error of the file system means; all others are unreadable. */
const CODES: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  ENOENT: ['file_not_found', 'there is no such file'],
  ENOTDIR: ['file_not_found', 'there is no such file: a part of the path is not a directory'],
  EISDIR: ['file_is_directory', 'this is a directory'],
  EACCES: ['file_unreadable', 'reading it is not permitted'],
  EPERM: ['file_unreadable', 'reading it is not permitted'],
  ELOOP: ['file_unreadable', 'it is a symbolic link that is not followed'],
}

function fileError(error: unknown, path: string): unknown {
  if (error instanceof BrineError) return error
  const { code, message } = error as NodeJS.ErrnoException
  const [brineCode, problem] = CODES[code ?? ''] ?? ['file_unreadable', message]
  return new BrineError(brineCode, problem, { where: { file: path }, cause: error })
}
