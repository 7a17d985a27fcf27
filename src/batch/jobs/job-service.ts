/** The service of a job, as something that can be told to a worker: a worker loads it itself, since functions cannot be sent. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { MethodName } from '../../program/program.ts'
import { serviceSchema } from '../../service/definition/definition.ts'
import { loadModel } from '../../service/load.ts'
import { loadService } from '../../service/load-service.ts'
import type { Model } from '../../service/model.ts'
import { Service } from '../../service/service.ts'
import { releaseMemory } from './release-memory.ts'

/** A service file, or a model that is asked as it is. Plain data. */
export type JobService =
  | { readonly kind: 'service'; readonly path: string }
  | {
      readonly kind: 'model'
      readonly path: string
      readonly methods: readonly MethodName[]
      readonly extraColumns: 'refuse' | 'ignore'
    }

export async function loadJobService(job: JobService): Promise<Service> {
  const service = job.kind === 'service' ? await loadService(job.path) : impliedService(await loadModel(job.path), job)
  releaseMemory()
  return service
}

/** The service that a model alone is: its columns in, the answers of these methods out. */
function impliedService(
  model: Model,
  { methods, extraColumns }: Pick<JobService & { kind: 'model' }, 'methods' | 'extraColumns'>,
): Service {
  const definition = serviceSchema.parse({
    model: model.source.path ?? model.name,
    predict: [...methods],
    extra_columns: extraColumns,
  })
  return new Service({ name: model.name, definition, models: new Map([[model.name, model]]) })
}

/**
 * SHA-256 of all that decides what a service answers: the file, its definition with the text of its functions, what was
 * fitted, and the model files. What a function of the user's calls in other files is not part of it.
 */
export async function serviceDigest(service: Service, job: JobService): Promise<string> {
  const hash = createHash('sha256')
  if (job.kind === 'service') hash.update(await readFile(job.path).catch(() => ''))
  hash.update(JSON.stringify(service.definition, asText) ?? '')
  hash.update(JSON.stringify(service.fitted, asText) ?? '')
  for (const [name, { source }] of service.models) hash.update(`\n${name} ${source.sha256}`)
  return hash.digest('hex')
}

function asText(_: string, value: unknown): unknown {
  if (value instanceof RegExp) return String(value)
  return typeof value === 'function' || typeof value === 'bigint' ? String(value) : value
}
