/** What is said when an output cannot be written. */
import { BrineError } from '../../errors.ts'

const PROBLEMS: Readonly<Record<string, readonly [problem: string, remedy: string]>> = {
  ENOENT: ['its directory does not exist', 'Make the directory first, with mkdir -p.'],
  ENOTDIR: ['a part of the path is not a directory', 'Name a file in a directory.'],
  EISDIR: ['this is a directory', 'Name a file in it.'],
  EACCES: ['writing here is not permitted', 'Name a file in a directory of your own.'],
  EPERM: ['writing here is not permitted', 'Name a file in a directory of your own.'],
  EROFS: ['the disk is read-only', 'Name a file on another disk.'],
  ENOSPC: ['the disk is full', 'Make room, or name a file on another disk.'],
}

/** An error of the file system as `output_unwritable`. */
export function outputError(error: unknown, path: string): unknown {
  if (error instanceof BrineError) return error
  const { code, message } = error as NodeJS.ErrnoException
  const [problem, remedy] = PROBLEMS[code ?? ''] ?? [message, undefined]
  return unwritable(path, problem, remedy, error)
}

export function unwritable(path: string, problem: string, remedy?: string, cause?: unknown): BrineError {
  return new BrineError('output_unwritable', problem, {
    where: { file: path },
    ...(remedy === undefined ? {} : { remedy }),
    cause,
  })
}
