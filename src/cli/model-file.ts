/** Loading the model or the service that a command names, with answers to the mistakes that are made on the way. */
import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { BrineError } from '../errors.ts'
import type { LoadOptions } from '../service/load.ts'
import type { Model } from '../service/model.ts'
import type { Servable } from '../service/servable.ts'
import { nearestName } from '../tensor/nearest-name.ts'

const MODEL_EXTENSIONS = new Set(['.pkl', '.pickle', '.joblib', '.jl', '.sav', '.skops', '.npy'])
const DATA_EXTENSIONS = new Set(['.csv', '.tsv', '.tab', '.json', '.ndjson', '.jsonl'])

/** Whether a name looks like that of a model: `model.pkl`, `model.pkl.gz`. */
export function looksLikeModel(path: string): boolean {
  return MODEL_EXTENSIONS.has(extname(path.replace(/\.(gz|bz2|xz|lzma|lz4|z|zlib)$/i, '')).toLowerCase())
}

export function looksLikeData(path: string): boolean {
  return DATA_EXTENSIONS.has(extname(path).toLowerCase())
}

/** Loads it, or throws an error that says what to do with what was named instead. */
export async function loadNamedModel(path: string, options: LoadOptions = {}): Promise<Model> {
  refuseSourceCode(path)
  const { loadModel } = await import('../service/load.ts')
  try {
    return await loadModel(path, options)
  } catch (error) {
    throw helped(error, path)
  }
}

/** The service, if the path is that of one, else the model. */
export async function loadNamed(path: string, options: LoadOptions = {}): Promise<Servable> {
  const { loadServiceAt } = await import('../service/servable.ts')
  return (await loadServiceAt(path, options)) ?? loadNamedModel(path, options)
}

const SAVE = 'joblib.dump(model, "model.joblib")'

/** Files that make a model, and are none. */
function refuseSourceCode(path: string): void {
  const extension = extname(path).toLowerCase()
  if (extension !== '.ipynb' && extension !== '.py') return
  const [what, where] = extension === '.py' ? ['a Python script', 'at its end'] : ['a notebook', 'in a cell']
  throw new BrineError('not_a_model', `this is ${what}, not a model`, {
    where: { file: path },
    remedy: `Save the fitted model ${where}, with ${SAVE}, and give that file.`,
  })
}

/** The same error with the name that was most likely meant. */
export function helped(error: unknown, path: string): unknown {
  if (!(error instanceof BrineError)) return error
  const remedy =
    error.code === 'file_not_found' ? similar(path) : error.code === 'file_is_directory' ? inside(path) : undefined
  if (remedy === undefined) return error
  const { code, problem, where, details } = error
  return new BrineError(code, problem, { where, details, remedy, cause: error })
}

function similar(path: string): string {
  const folder = dirname(path)
  const names = list(folder)
  const nearest = nearestName(basename(path), names) ?? names.find(looksLikeModel)
  if (nearest !== undefined) return `There is ${join(folder, nearest)}.`
  return existsSync(folder) ? 'Check the name; ls lists the directory.' : `There is no directory ${folder} either.`
}

function inside(path: string): string | undefined {
  const found = list(path).find(looksLikeModel)
  return found === undefined ? undefined : `Give the file in it: ${join(path, found)}`
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).slice(0, 1000)
  } catch {
    return []
  }
}
