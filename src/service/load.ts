/** From the path of a file to a model that answers. */
import { basename, dirname, resolve } from 'node:path'
import { BrineError } from '../errors.ts'
import type { Estimator } from '../estimators/estimator.ts'
import { lowerEstimator } from '../estimators/lower.ts'
import { readEstimator } from '../estimators/reader.ts'
import { REGISTRY } from '../estimators/registry.ts'
import { isAtLeast, parseVersion } from '../estimators/version.ts'
import { isMlflowDirectory, type MlflowModel, readMlflowDirectory } from '../formats/mlflow/open-mlflow.ts'
import { type OpenedFile, openModelBytes, openModelFile } from '../formats/open.ts'
import type { OwnFunctions } from '../program/own-functions.ts'
import { signatureWarnings, withSignatureNames } from './mlflow.ts'
import { createModel, type Model } from './model.ts'
import { MODEL_NAME } from './model-name.ts'

export interface LoadOptions {
  /** The name that the API knows the model by; the file's own name if not given. */
  readonly name?: string
  /**
   * Functions of your own, for those that the file only names, by the name that the refusal says: `{ '__main__.my_log':
   * (rows) => rows.map((row) => row.map(Math.log)) }`.
   */
  readonly functions?: OwnFunctions
}

/** The versions of scikit-learn whose answers are recorded and compared. */
const TESTED_VERSIONS = { oldest: '0.20', newest: '1.9' }

/**
 * Reads a model file, or a directory that MLflow wrote, as data. Rejects with a BrineError of the family `loading` that
 * says what to do.
 */
export async function loadModel(path: string, options: LoadOptions = {}): Promise<Model> {
  const mlflow = (await isMlflowDirectory(path)) ? await readMlflowDirectory(path) : undefined
  const file = await openModelFile(mlflow?.path ?? path)
  try {
    return modelOf(file, options.name ?? nameOf(path), options.functions, mlflow)
  } catch (error) {
    throw error instanceof BrineError ? error.at({ file: path }) : error
  }
}

/** The same for a file that is in memory already. */
export async function loadModelBytes(bytes: Uint8Array, options: LoadOptions = {}): Promise<Model> {
  return modelOf(await openModelBytes(bytes), options.name ?? 'model', options.functions)
}

function modelOf(
  { value, pickle, ...file }: OpenedFile,
  name: string,
  functions: OwnFunctions = {},
  mlflow?: MlflowModel,
): Model {
  const found: string[] = []
  const warn = (warning: string) => found.push(warning)
  const read = readEstimator(value, REGISTRY, warn, mlflow?.sklearnVersion, functions)
  const estimator = withSignatureNames(read, mlflow?.inputs)
  const program = lowerEstimator(estimator)
  const logged = mlflow === undefined ? [] : signatureWarnings(mlflow, program.inputs)
  const source = {
    ...file,
    protocol: pickle?.protocol,
    origin: [...(mlflow?.origin ?? []), ...file.origin],
    warnings: [...file.warnings, ...found, ...logged, ...versionWarnings(estimator)],
  }
  return createModel({ name, source, estimator, program, example: mlflow?.example, functions })
}

/** What everybody calls their file says nothing: the folder says more. */
const SAYS_NOTHING = /^(model|artifacts|pipeline|pipe|estimator|clf|classifier|regressor)$/i

/** `models/churn v2.pkl.gz` is called `churn-v2`, and `churn/model.pkl` is called `churn`. */
export function nameOf(path: string): string {
  const stem = plainName(
    basename(path).replace(/(\.(pkl|pickle|joblib|jl|sav|skops|gz|bz2|xz|lzma|lz4|z|zlib))+$/i, ''),
  )
  const folder = plainName(basename(dirname(resolve(path))))
  const name = SAYS_NOTHING.test(stem) && !SAYS_NOTHING.test(folder) && MODEL_NAME.test(folder) ? folder : stem
  return MODEL_NAME.test(name) ? name : 'model'
}

function plainName(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '')
}

function versionWarnings(estimator: Estimator): string[] {
  const version = parseVersion(estimator.version)
  if (version === undefined) return ['The file does not say which version of scikit-learn made it.']
  const oldest = parseVersion(TESTED_VERSIONS.oldest)
  const newest = parseVersion(TESTED_VERSIONS.newest)
  if (oldest !== undefined && !isAtLeast(version, oldest.major, oldest.minor)) {
    return [`Made by scikit-learn ${estimator.version}, older than the oldest tested (${TESTED_VERSIONS.oldest}).`]
  }
  if (newest !== undefined && isAtLeast(version, newest.major, newest.minor + 1)) {
    return [`Made by scikit-learn ${estimator.version}, newer than the newest tested (${TESTED_VERSIONS.newest}).`]
  }
  return []
}
