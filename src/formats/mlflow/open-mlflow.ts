/** MLflow models: a directory with a file `MLmodel` that says which file in it holds the fitted estimator. */
import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { BrineError } from '../../errors.ts'
import { readModelFile } from '../file.ts'
import { DESCRIPTOR, type Descriptor, MAX_DESCRIPTOR, parseDescriptor } from './descriptor.ts'
import { type ExampleRows, parseExample } from './example.ts'

/** What a directory says about the model in it. */
export interface MlflowModel extends Descriptor {
  /** Path of the file with the estimator. */
  readonly path: string
  readonly example: ExampleRows | undefined
}

/** Whether the path is a directory that MLflow wrote. */
export async function isMlflowDirectory(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined)
  return stats?.isDirectory() === true && existsSync(join(path, DESCRIPTOR))
}

/** Throws `file_not_found`, `file_unreadable`, `file_damaged`, `unsupported_format`, `unsafe_file` and `limit_exceeded`. */
export async function readMlflowDirectory(directory: string): Promise<MlflowModel> {
  const file = join(directory, DESCRIPTOR)
  const text = await readText(file, MAX_DESCRIPTOR)
  try {
    const descriptor = parseDescriptor(text)
    const example = await readExample(directory, descriptor)
    return { ...descriptor, path: join(directory, descriptor.modelFile), example }
  } catch (error) {
    throw error instanceof BrineError ? error.at({ file }) : error
  }
}

async function readExample(directory: string, { exampleFile }: Descriptor): Promise<ExampleRows | undefined> {
  if (exampleFile === undefined) return undefined
  try {
    return parseExample(await readText(join(directory, exampleFile), MAX_DESCRIPTOR))
  } catch (error) {
    if (error instanceof BrineError) return undefined
    throw error
  }
}

async function readText(path: string, limit: number): Promise<string> {
  const bytes = await readModelFile(path)
  if (bytes.length > limit) {
    throw new BrineError('limit_exceeded', `a file of ${bytes.length} bytes exceeds the limit of ${limit}`, {
      where: { file: path },
      details: { name: DESCRIPTOR, limit, actual: bytes.length },
    })
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new BrineError('file_damaged', 'this is not valid UTF-8', { where: { file: path }, cause })
  }
}
