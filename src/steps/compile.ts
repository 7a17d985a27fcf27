/** From an entry of a service file to a step that knows its columns. */
import { nearestName } from '../tensor/nearest-name.ts'
import { type FittedSteps, fittedConstants } from './fitted.ts'
import type { PlacedStep } from './pipeline.ts'
import { STEP_FAMILIES } from './registry.ts'
import type { Stage, StepContext, StepDefinition } from './step.ts'
import { stepError } from './step-error.ts'

// biome-ignore lint/suspicious/noExplicitAny: a table of steps of different options; each checks its own.
type AnyStep = StepDefinition<any>

const STEPS: ReadonlyMap<string, AnyStep> = new Map(
  STEP_FAMILIES.flatMap(({ steps }) => steps.map((step) => [step.name, step])),
)

/** An entry whose step was found and whose options are checked. */
export interface ReadStep {
  readonly definition: AnyStep
  readonly options: unknown
}

/** Throws `service_invalid` for what is no step, or no option of it. */
export function readStep(stage: Stage, entry: Readonly<Record<string, unknown>>): ReadStep {
  const [name, ...others] = Object.keys(entry)
  if (name === undefined || others.length > 0) {
    const found = name === undefined ? 'nothing' : `${[name, ...others].join(', ')}`
    throw stepError(`a step is one name with its options, found ${found}`, {
      remedy: 'Give each step a line of its own that begins with "- ".',
    })
  }
  const definition = STEPS.get(name)
  if (definition === undefined) throw unknownStep(name)
  if (!definition.stages.includes(stage)) {
    throw stepError(`the step ${name} belongs under ${definition.stages.join(' or ')}, not under ${stage}`)
  }
  const read = definition.options.safeParse(entry[name])
  if (read.success) return { definition, options: read.data }
  const [issue] = read.error.issues
  const path = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `
  throw stepError(`the options of ${name} do not fit: ${path}${issue?.message ?? 'unknown'}`, {
    remedy: `An example: ${definition.example}`,
    cause: read.error,
  })
}

export function compileStep(
  stage: Stage,
  position: number,
  entry: Readonly<Record<string, unknown>>,
  context: StepContext,
  fitted: FittedSteps,
): PlacedStep {
  const { definition, options } = readStep(stage, entry)
  const place = placeOf(stage, position, definition)
  const constants = fitted[place]
  const isNeeded = constants !== undefined && definition.fitter?.(options, context) !== undefined
  const known = isNeeded ? { ...context, fitted: fittedConstants(constants, options) } : context
  return { place, step: definition.compile(options, known) }
}

/** What messages and the constants of `brine fit` call a step: `preprocess[2] clip`. */
export function placeOf(stage: Stage, position: number, { name }: AnyStep): string {
  return `${stage}[${position}] ${name}`
}

function unknownStep(name: string): Error {
  const nearest = nearestName(name, [...STEPS.keys()])
  return stepError(`there is no step "${name}"`, {
    remedy: nearest === undefined ? `The steps are ${[...STEPS.keys()].join(', ')}.` : `Did you mean "${nearest}"?`,
  })
}
