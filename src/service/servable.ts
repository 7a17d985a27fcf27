/** What a server answers for: a model, or a service around models. Their `kind` tells them apart. */
import { type LoadOptions, loadModel } from './load.ts'
import type { Model } from './model.ts'
import type { Service } from './service.ts'
import { isServicePath } from './service-path.ts'

export type Servable = Model | Service

/** Reads the service if the path is that of one, else the model. Rejects as `loadService` and `loadModel` do. */
export async function loadServable(path: string, options: LoadOptions = {}): Promise<Servable> {
  return (await loadServiceAt(path, options)) ?? (await loadModel(path, options))
}

/** The service at this path; undefined if it is not that of a service. */
export async function loadServiceAt(path: string, options: LoadOptions = {}): Promise<Service | undefined> {
  if (!isServicePath(path)) return undefined
  const { loadService } = await import('./load-service.ts')
  return await loadService(path, options)
}
