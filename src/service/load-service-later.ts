/** `loadService` for programs that may never ask for it: what reads services takes a third as long to load as all else. */
import type { Service } from './service.ts'

type LoadService = typeof import('./load-service.ts').loadService

/** Reads a service file and the models that it names. Rejects with a BrineError of the family `loading`. */
export async function loadService(...args: Parameters<LoadService>): Promise<Service> {
  const later = await import('./load-service.ts')
  return later.loadService(...args)
}
