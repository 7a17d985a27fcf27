/** From the path of a service file, or of a model, to a service that answers. */
import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, dirname, extname, join, relative, resolve } from 'node:path'
import { BrineError } from '../errors.ts'
import { isMlflowDirectory } from '../formats/mlflow/open-mlflow.ts'
import type { MethodName } from '../program/program.ts'
import { nearestName } from '../tensor/nearest-name.ts'
import { serviceSchema } from './definition/definition.ts'
import { loadDefinitionModule } from './definition/load-module.ts'
import { checkDefinition, type ReadDefinition, readDefinitionFile } from './definition/read-definition.ts'
import { readFitted } from './fitted-file.ts'
import { loadModel, nameOf } from './load.ts'
import type { Model } from './model.ts'
import { MODEL_NAME } from './model-name.ts'
import { Service } from './service.ts'
import { DEFINITIONS, isDefinitionName } from './service-path.ts'

export interface LoadServiceOptions {
  /** What the API calls it; as the definition says, or after its file or folder, if not given. */
  readonly name?: string
  /** For a model file, which has no definition that says it: what is asked of it. */
  readonly methods?: readonly MethodName[]
}

/** A definition that was found, with what is known about its file. */
export interface OpenedDefinition extends ReadDefinition {
  /** The file of the definition; undefined for a model that stands for itself. */
  readonly file: string | undefined
  /** What `model:` is relative to. */
  readonly folder: string
  readonly name: string
}

/**
 * Loads a definition (`.yaml`, `.json`, `.ts`, `.js`), the one in a folder, or a model file or MLflow directory, which is
 * served as it is. A module is code and runs. Rejects with a BrineError of the family `loading`.
 */
export async function loadService(path: string, options: LoadServiceOptions = {}): Promise<Service> {
  const opened = await openDefinition(path, options)
  const models = await loadModels(opened)
  return serviceOf(opened, models)
}

/** Compiles what was opened. Throws a BrineError with the line of the file. */
async function serviceOf(opened: OpenedDefinition, models: ReadonlyMap<string, Model>): Promise<Service> {
  const { definition, file, name } = opened
  const fitted = file === undefined ? undefined : await readFitted(file, definition)
  try {
    return new Service({ name, definition, models, ...(fitted === undefined ? {} : { fitted: fitted.steps }) })
  } catch (error) {
    throw staleError(placed(error, opened), fitted?.stale ?? [])
  }
}

/** Finds and checks the definition, without its models. */
export async function openDefinition(path: string, options: LoadServiceOptions = {}): Promise<OpenedDefinition> {
  const file = await definitionFile(path)
  if (file === undefined) return impliedDefinition(path, options)
  const read = await readDefinition(file).catch((error: unknown) => Promise.reject(inFile(error, file)))
  const name = options.name ?? read.definition.name ?? serviceName(file)
  return { ...read, file, folder: dirname(file), name }
}

async function readDefinition(file: string): Promise<ReadDefinition> {
  if (/\.[cm]?[jt]s$/i.test(file)) {
    await stat(file)
    return checkDefinition(await loadDefinitionModule(resolve(file)))
  }
  return readDefinitionFile(file)
}

/** A model that has no definition: all its columns in, its answers out. */
function impliedDefinition(path: string, { name, methods }: LoadServiceOptions): OpenedDefinition {
  const predict = methods === undefined ? {} : { predict: [...methods] }
  const definition = serviceSchema.parse({ model: resolve(path), ...predict })
  return { definition, placeOf: () => undefined, file: undefined, folder: '.', name: name ?? nameOf(path) }
}

/** The file with the definition; undefined for a model. */
async function definitionFile(path: string): Promise<string | undefined> {
  const isFolder = await stat(path)
    .then((found) => found.isDirectory())
    .catch(() => false)
  if (!isFolder) return isDefinitionName(path) ? path : undefined
  const found = DEFINITIONS.filter((name) => existsSync(join(path, name)))
  if (found.length === 1) return join(path, found[0] as string)
  if (found.length > 1) {
    throw new BrineError('service_invalid', `the folder has several definitions: ${found.join(', ')}`, {
      where: { file: path },
      remedy: `Name the one that you mean: ${join(path, found[0] as string)}`,
    })
  }
  if (await isMlflowDirectory(path)) return undefined
  throw new BrineError('file_is_directory', 'there is no service in this folder', {
    where: { file: path },
    remedy: `It takes a file brine.yaml, which \`brine init MODEL -o ${join(path, 'brine.yaml')}\` writes.`,
  })
}

/** The models that the definition names, each under its name. */
export async function loadModels(opened: OpenedDefinition): Promise<ReadonlyMap<string, Model>> {
  const { definition, file, folder } = opened
  const { model, models = {}, predict, functions = {} } = definition
  const named = Object.entries(model === undefined ? models : { model, ...models })
  if (named.length === 0 && !(predict !== undefined && 'none' in predict)) {
    throw new BrineError('service_invalid', 'the service names no model', {
      ...(file === undefined ? {} : { where: { file } }),
      remedy: 'Add a line: model: model.pkl; or, to run steps only: predict: none',
    })
  }
  const loaded = new Map<string, Model>()
  for (const [name, path] of named) {
    const modelFile =
      file === undefined ? shortest(path) : join(folder, path.startsWith('/') ? relative(folder, path) : path)
    const key = model !== undefined && name === 'model' ? 'model' : `models.${name}`
    const load = loadModel(modelFile, { name: nameOf(path), functions })
    loaded.set(name, await load.catch((error: unknown) => Promise.reject(namedIn(error, key, opened))))
  }
  return loaded
}

function shortest(path: string): string {
  const short = relative('.', path)
  return short.startsWith('..') ? path : short
}

/** The file is the model's; where it is named helps if it is not there. */
function namedIn(error: unknown, key: string, { file, placeOf }: OpenedDefinition): unknown {
  if (!(error instanceof BrineError) || error.code !== 'file_not_found' || file === undefined) return error
  const line = placeOf(key)?.line
  const { code, problem, where, details } = error
  const remedy = `${file}${line === undefined ? '' : `, line ${line},`} names it: paths are relative to that file.`
  return new BrineError(code, problem, { where, details, remedy, cause: error })
}

/** After the file, or after the folder of a file whose name says nothing. */
function serviceName(file: string): string {
  const stem = basename(file, extname(file)).replace(/\.brine$/i, '')
  const name = stem === 'brine' || stem === 'service' ? basename(dirname(resolve(file))) : stem
  const plain = name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '')
  return MODEL_NAME.test(plain) ? plain : 'service'
}

/** The error with the line of the definition, where it has a path in it. */
export function placed(error: unknown, { file, placeOf }: OpenedDefinition): unknown {
  if (!(error instanceof BrineError) || file === undefined) return error
  const { path, column } = error.where
  const named = column ?? error.details.column
  const place = path === undefined ? undefined : placeOf(path, typeof named === 'string' ? named : undefined)
  return error.at({ file, ...place })
}

function staleError(error: unknown, stale: readonly string[]): unknown {
  if (!(error instanceof BrineError) || error.code !== 'not_fitted' || stale.length === 0) return error
  const { code, where, details } = error
  const problem = `${error.problem}; the constants that are there are of other steps or inputs than these`
  return new BrineError(code, problem, { where, details, remedy: 'Run `brine fit` again.', cause: error })
}

function inFile(error: unknown, file: string): unknown {
  if (error instanceof BrineError) return error.at({ file })
  const { code } = error as NodeJS.ErrnoException
  if (code !== 'ENOENT') return error
  const nearest = nearestName(
    basename(file),
    DEFINITIONS.filter((name) => existsSync(join(dirname(file), name))),
  )
  return new BrineError('file_not_found', 'there is no such file', {
    where: { file },
    remedy: nearest === undefined ? '`brine init MODEL` writes one.' : `There is ${join(dirname(file), nearest)}.`,
    cause: error,
  })
}
