/** The service of a job, as something that can be told to a worker: a worker loads it itself, since functions cannot be sent. */
import { readFile } from 'node:fs/promises'
import type { MethodName } from '../../program/program.ts'
import { serviceSchema } from '../../service/definition/definition.ts'
import { loadModel } from '../../service/load.ts'
import { loadService } from '../../service/load-service.ts'
import type { Model } from '../../service/model.ts'
import { Service } from '../../service/service.ts'
import { hashOf } from '../../service/service-hash.ts'

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
  return job.kind === 'service' ? await loadService(job.path) : impliedService(await loadModel(job.path), job)
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

/** What decides the answers of a service: its hash, and its file, since a service.ts may have more in it than its steps. */
export async function serviceDigest(service: Service, job: JobService): Promise<string> {
  const text = job.kind === 'service' ? await readFile(job.path, 'utf8').catch(() => '') : ''
  return hashOf([service.hash, text])
}
