/** What tells one service from another, so that a job that was broken off is not gone on with by a changed one. */
import { createHash } from 'node:crypto'
import type { FittedSteps } from '../steps/fitted.ts'
import type { ServiceDefinition } from './definition/definition.ts'
import type { Models } from './graph/context.ts'

/**
 * SHA-256 of the definition, its fitted constants and its model files. Functions count by their text; what they call
 * elsewhere does not show.
 */
export function serviceHash(definition: ServiceDefinition, fitted: FittedSteps, models: Models): string {
  const files = [...models].map(([name, { source }]) => [name, source.sha256])
  return hashOf([definition, fitted, files])
}

/** SHA-256 of plain data, in hexadecimal digits. Lists and keys count in their order. */
export function hashOf(data: unknown): string {
  return createHash('sha256').update(JSON.stringify(data, distinct)).digest('hex')
}

/** JSON has one null for many things. */
function distinct(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return { bigint: String(value) }
  if (typeof value === 'function') return { function: String(value) }
  if (typeof value === 'number' && !Number.isFinite(value)) return { number: String(value) }
  return value instanceof RegExp ? { pattern: String(value) } : value
}
