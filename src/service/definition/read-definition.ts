/** A service file into a definition, with line and character of whatever is wrong. */
import { readFile } from 'node:fs/promises'
import { BrineError, type Issue, MAX_ISSUES } from '../../errors.ts'
import { stepFaults } from '../../steps/compile.ts'
import { type Fault, faultsOf, showPath } from '../../steps/faults.ts'
import type { Stage } from '../../steps/step.ts'
import { type ServiceDefinition, serviceSchema } from './definition.ts'
import type { Position, SourceMap } from './source-map.ts'
import { readJson, readYaml } from './yaml-text.ts'

/** A definition, and where its parts stand. */
export interface ReadDefinition {
  readonly definition: ServiceDefinition
  /**
   * Where the part at a path such as `preprocess[2]` stands, or in it a text such as the name of a column; undefined for
   * a definition that is not a text.
   */
  placeOf(path: string, text?: string): Position | undefined
}

/** Reads `.yaml`, `.yml` and `.json`. */
export async function readDefinitionFile(file: string): Promise<ReadDefinition> {
  const text = await readFile(file, 'utf8')
  return /\.json$/i.test(file) ? parseJsonDefinition(text) : parseYamlDefinition(text)
}

/** Throws `service_invalid` that lists everything that is wrong, each with its place. */
export function parseYamlDefinition(text: string): ReadDefinition {
  const { value, source } = readYaml(text)
  return checkDefinition(value, source)
}

export function parseJsonDefinition(text: string): ReadDefinition {
  const { value, source } = readJson(text)
  return checkDefinition(value, source)
}

const STAGES: readonly Stage[] = ['preprocess', 'postprocess']

/** A definition from a file, or from a module, which has no `source`. Throws `service_invalid`. */
export function checkDefinition(value: unknown, source?: SourceMap): ReadDefinition {
  const read = serviceSchema.safeParse(value)
  const faults = [
    ...(read.success ? [] : faultsOf(read.error, serviceSchema, value).filter((fault) => !isOfStep(fault))),
    ...STAGES.flatMap((stage) => stageFaults(stage, value)),
    ...emptyFaults(source),
  ]
  if (faults.length > 0) throw definitionError(faults, source)
  if (!read.success) throw read.error
  const placeOf: ReadDefinition['placeOf'] = (path, text) => {
    const parts = readPath(path)
    // Columns that pass through are put beside the answers where the model is asked.
    const places = path === 'predict' ? [['passthrough'], parts] : [parts]
    const named = text === undefined ? [] : places.flatMap((place) => source?.findText(place, text) ?? [])
    return named[0] ?? source?.find(parts)
  }
  return { definition: read.data, placeOf }
}

/** Steps are checked one by one, which tells more. */
function isOfStep({ path }: Fault): boolean {
  return path.length > 1 && STAGES.some((stage) => stage === path[0])
}

/** `on_error: null` is a choice; a line that ends after the colon is none, though YAML reads the same there. */
function emptyFaults(source: SourceMap | undefined): Fault[] {
  if (source?.isEmpty(['on_error']) !== true) return []
  return [{ path: ['on_error'], problem: 'there is no value', remedy: 'Write fail, skip or null.' }]
}

function stageFaults(stage: Stage, value: unknown): Fault[] {
  const entries = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[stage] : []
  if (!Array.isArray(entries)) return []
  return entries.flatMap((entry: unknown, i) =>
    stepFaults(stage, entry).map((fault) => ({ ...fault, path: [stage, i, ...fault.path] })),
  )
}

function definitionError(faults: readonly Fault[], source: SourceMap | undefined): BrineError {
  const issues = faults.map((fault): Issue => {
    const { path, problem, remedy, isKey } = fault
    const where = { ...source?.find(path, isKey), ...(path.length === 0 ? {} : { path: showPath(path) }) }
    return { where, problem, ...(remedy === undefined ? {} : { remedy }) }
  })
  const sorted = issues.sort((a, b) => (a.where.line ?? 0) - (b.where.line ?? 0))
  const { where, problem, remedy } = sorted[0] as Issue
  return new BrineError('service_invalid', problem, {
    where,
    ...(remedy === undefined ? {} : { remedy }),
    issues: sorted.slice(0, MAX_ISSUES),
    issueCount: sorted.length,
  })
}

/** `preprocess[2].columns` as `['preprocess', 2, 'columns']`. */
function readPath(text: string): (string | number)[] {
  return [...text.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(([, quoted, index, name]) => {
    if (quoted !== undefined) return JSON.parse(`"${quoted}"`) as string
    return index === undefined ? (name as string) : Number(index)
  })
}
