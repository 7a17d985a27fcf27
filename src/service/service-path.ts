/** Whether a path is that of a service, told without loading what reads services. */
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'

/** What a definition is called in a folder. */
export const DEFINITIONS = [
  'brine.yaml',
  'brine.yml',
  'brine.json',
  'service.ts',
  'service.mts',
  'service.js',
  'service.mjs',
]

/** True for the extensions of definitions. JSON can be data as well. */
export function isDefinitionName(path: string): boolean {
  return /\.(ya?ml|json|[cm]?[jt]s)$/i.test(path)
}

/** True if the path is that of a service: a definition, or a folder that has one. JSON can be data as well. */
export function isServicePath(path: string): boolean {
  if (/\.json$/i.test(path)) return /^(?:.*\.)?brine\.json$/i.test(basename(path))
  return isDefinitionName(path) || DEFINITIONS.some((name) => existsSync(join(path, name)))
}
