/** From the path of a service file, or of a model, to a service that answers. */
import { existsSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { BrineError } from '../errors.ts'
import { type ReadDefinition, readYamlDefinition } from './definition/read-definition.ts'
import { loadModel, nameOf } from './load.ts'
import type { Model } from './model.ts'
import { Service } from './service.ts'

/** Reads a service file and the models that it names. Rejects with a BrineError of the family `loading`. */
export async function loadService(path: string): Promise<Service> {
  const read = await readYamlDefinition(path).catch((error) => Promise.reject(inFile(error, path)))
  const { definition } = read
  const models = await loadModels(path, read)
  const name = definition.name ?? serviceName(path)
  try {
    return new Service({ name, definition, models })
  } catch (error) {
    throw inFile(withLine(error, read), path)
  }
}

async function loadModels(path: string, { definition }: ReadDefinition): Promise<ReadonlyMap<string, Model>> {
  const { model, models = {}, predict, functions } = definition
  const named = Object.entries(model === undefined ? models : { model, ...models })
  if (named.length === 0 && !(predict !== undefined && 'none' in predict)) {
    throw new BrineError('service_invalid', 'the service names no model', {
      where: { file: path },
      remedy: 'Add a line: model: model.pkl; or, to run steps only: predict: none',
    })
  }
  const loaded = new Map<string, Model>()
  for (const [name, file] of named)
    loaded.set(
      name,
      await loadModel(resolve(dirname(path), file), {
        name: nameOf(file),
        ...(functions === undefined ? {} : { functions }),
      }),
    )
  return loaded
}

function serviceName(path: string): string {
  const stem = basename(path, extname(path))
  return stem === 'brine' || stem === 'service' ? basename(dirname(resolve(path))) : stem
}

function withLine(error: unknown, { lineOf }: ReadDefinition): unknown {
  if (!(error instanceof BrineError) || error.where.path === undefined) return error
  const line = lineOf(error.where.path)
  return line === undefined ? error : error.at({ line })
}

function inFile(error: unknown, file: string): unknown {
  if (error instanceof BrineError) return error.at({ file })
  const { code } = error as NodeJS.ErrnoException
  if (code !== 'ENOENT') return error
  return new BrineError('file_not_found', 'there is no such file', { where: { file }, cause: error })
}

/** True if the path is that of a service: a definition, or a folder that has one. */
export function isServicePath(path: string): boolean {
  return /\.(ya?ml|[cm]?[jt]s)$/i.test(path) || DEFINITIONS.some((name) => existsSync(join(path, name)))
}

/** What a definition is called in a folder. */
const DEFINITIONS = ['brine.yaml', 'brine.yml', 'service.ts', 'service.js', 'service.mjs']
