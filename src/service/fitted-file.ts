/** What `brine fit` learned, in a file beside the definition: `brine.fitted.json`. */
import { randomUUID } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { BrineError } from '../errors.ts'
import type { FittedStep, FittedSteps } from '../steps/fitted.ts'
import type { Stage } from '../steps/step.ts'
import type { ServiceDefinition } from './definition/definition.ts'
import { hashOf } from './service-hash.ts'

/** The rows that constants were learned from. There is no time in it: the same data gives the same file. */
export interface FittedData {
  /** The file's name, without its folder. */
  readonly name: string
  readonly rows: number
}

export interface FittedFile {
  readonly data: FittedData
  readonly steps: FittedSteps
  /** Places of steps that changed, or that come after one that changed: their constants are of no use. */
  readonly stale: readonly string[]
}

const VERSION = 1

interface Stored {
  readonly brine_fitted: number
  readonly data: FittedData
  readonly steps: Readonly<Record<string, FittedStep & { readonly after: string }>>
}

/** `brine.yaml` has its constants in `brine.fitted.json`. */
export function fittedPath(definitionFile: string): string {
  return `${definitionFile.slice(0, definitionFile.length - extname(definitionFile).length)}.fitted.json`
}

/** Undefined if there is no file. Throws `service_invalid` for a file that is none of ours. */
export async function readFitted(
  definitionFile: string,
  definition: ServiceDefinition,
): Promise<FittedFile | undefined> {
  const file = fittedPath(definitionFile)
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' || error.code === 'ENOTDIR' ? undefined : Promise.reject(error),
  )
  if (text === undefined) return undefined
  const { data, steps } = parseStored(text, file)
  const entries = Object.entries(steps)
  const [stale, known] = [
    entries.filter(([place, { after }]) => after !== waysTo(place, definition)),
    entries.filter(([place, { after }]) => after === waysTo(place, definition)),
  ]
  return {
    data,
    steps: Object.fromEntries(known.map(([place, { options, constants }]) => [place, { options, constants }])),
    stale: stale.map(([place]) => place),
  }
}

/** The file appears when it is complete. */
export async function writeFitted(
  definitionFile: string,
  definition: ServiceDefinition,
  data: FittedData,
  steps: FittedSteps,
): Promise<string> {
  const stored: Stored = {
    brine_fitted: VERSION,
    data,
    steps: Object.fromEntries(
      Object.entries(steps).map(([place, step]) => [place, { after: waysTo(place, definition), ...step }]),
    ),
  }
  const file = fittedPath(definitionFile)
  const temporary = `${file}.${randomUUID()}.tmp`
  try {
    await writeFile(temporary, `${JSON.stringify(stored, encoded, 2)}\n`)
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw new BrineError('output_unwritable', `the constants cannot be written: ${(error as Error).message}`, {
      where: { file },
      cause: error,
    })
  }
  return file
}

/** What the constants of a step depend on: the inputs, and the steps up to it. */
function waysTo(place: string, { inputs, preprocess, predict, models, model, postprocess }: ServiceDefinition): string {
  const [, stage, position] = /^(preprocess|postprocess)\[(\d+)\]/.exec(place) ?? []
  const end = Number(position) + 1
  const isBefore = (stage as Stage | undefined) === 'preprocess'
  const steps = isBefore ? [preprocess.slice(0, end)] : [preprocess, predict, model, models, postprocess.slice(0, end)]
  return hashOf([inputs ?? null, ...steps.map((part) => part ?? null)]).slice(0, 16)
}

function parseStored(text: string, file: string): Stored {
  const refuse = (problem: string, cause?: unknown) =>
    new BrineError('service_invalid', problem, {
      where: { file },
      remedy: 'Run `brine fit` again; it writes the file anew.',
      ...(cause === undefined ? {} : { cause }),
    })
  let stored: Partial<Stored> | null
  try {
    stored = JSON.parse(text, decoded) as Partial<Stored> | null
  } catch (error) {
    throw refuse(`this is not JSON: ${(error as Error).message}`, error)
  }
  const { brine_fitted: version, data, steps } = stored ?? {}
  if (typeof version === 'number' && version !== VERSION) throw refuse(`version ${version} of constants is not known`)
  const isComplete = version === VERSION && typeof steps === 'object' && typeof data === 'object'
  if (!isComplete) throw refuse('this is not a file of fitted constants')
  return stored as Stored
}

/** Numbers that JSON does not have. */
function encoded(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return { $bigint: String(value) }
  if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) }
  return ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value
}

function decoded(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const { $bigint, $number } = value as { readonly $bigint?: unknown; readonly $number?: unknown }
  if (typeof $bigint === 'string') return BigInt($bigint)
  return typeof $number === 'string' ? Number($number) : value
}
