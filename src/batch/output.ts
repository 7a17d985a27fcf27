/** Where answers go: a file that appears when it is complete, or a stream. */
import { type FileHandle, lstat, open, realpath, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Writable } from 'node:stream'
import { STANDARD_STREAM } from './source.ts'
import { outputError, unwritable } from './writing/output-error.ts'

export interface AnswerSink {
  write(text: string): Promise<void>
  /** Makes what was written visible. */
  commit(): Promise<void>
  /** Leaves nothing behind. */
  abort(): Promise<void>
}

/** `-` or no path is the stream; devices and pipes are written to as they are. Throws `output_unwritable`. */
export async function openSink(path: string | undefined, stream: Writable): Promise<AnswerSink> {
  if (path === undefined || path === STANDARD_STREAM) return streamSink(stream)
  try {
    const target = await realpath(path).catch(() => path)
    const stats = await lstat(target).catch(() => undefined)
    if (stats?.isDirectory()) throw unwritable(path, 'this is a directory', 'Name a file in it.')
    if (stats !== undefined && !stats.isFile()) return handleSink(await open(target, 'w'), path)
    return await asideSink(target, path)
  } catch (error) {
    throw outputError(error, path)
  }
}

function streamSink(stream: Writable): AnswerSink {
  return {
    write: async (text) => {
      if (!stream.write(text)) await new Promise((resolve) => stream.once('drain', resolve))
    },
    commit: async () => undefined,
    abort: async () => undefined,
  }
}

function handleSink(handle: FileHandle, path: string): AnswerSink {
  return {
    write: async (text) => {
      await handle.appendFile(text).catch((error) => Promise.reject(outputError(error, path)))
    },
    commit: async () => await handle.close(),
    abort: async () => await handle.close(),
  }
}

/** Written under another name in the same directory, so that renaming it is one step that cannot half succeed. */
async function asideSink(target: string, path: string): Promise<AnswerSink> {
  const aside = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`)
  const handle = await open(aside, 'wx')
  const { write, commit } = handleSink(handle, path)
  return {
    write,
    commit: async () => {
      await handle.sync()
      await commit()
      await rename(aside, target)
    },
    abort: async () => {
      await handle.close()
      await rm(aside, { force: true })
    },
  }
}
