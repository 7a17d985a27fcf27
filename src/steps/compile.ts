/** From an entry of a service file to a step that knows its columns. */
import { nearestName } from '../tensor/nearest-name.ts'
import { type Fault, faultsOf, showPath } from './faults.ts'
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

export type StepEntry = Readonly<Record<string, unknown>>

/** What is wrong with an entry, without knowing any column; paths begin at the entry. */
export function stepFaults(stage: Stage, entry: unknown): readonly Fault[] {
  const read = checkStep(stage, entry)
  return 'faults' in read ? read.faults : []
}

/** Throws `service_invalid` for what is no step, or no option of it. */
export function readStep(stage: Stage, entry: StepEntry): ReadStep {
  const read = checkStep(stage, entry)
  if (!('faults' in read)) return read
  const { problem, remedy, path } = read.faults[0] as Fault
  throw stepError(path.length <= 1 ? problem : `${showPath(path)}: ${problem}`, remedy === undefined ? {} : { remedy })
}

function checkStep(stage: Stage, entry: unknown): ReadStep | { readonly faults: readonly Fault[] } {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return fault(notAStep(entry))
  const [name, ...others] = Object.keys(entry)
  if (name === undefined || others.length > 0) return fault(notOneStep(name, others))
  const definition = STEPS.get(name)
  if (definition === undefined) return fault({ path: [name], isKey: true, ...unknownStep(name, stage) })
  if (!definition.stages.includes(stage)) {
    const problem = `the step ${name} belongs under ${definition.stages.join(' or ')}, not under ${stage}`
    return fault({ path: [name], isKey: true, problem })
  }
  const given = (entry as StepEntry)[name]
  const read = definition.options.safeParse(given)
  if (read.success) return { definition, options: read.data }
  const example = `An example: ${definition.example}`
  const faults = faultsOf(read.error, definition.options, given).map(({ path, remedy, ...rest }) => ({
    ...rest,
    path: [name, ...path],
    remedy: remedy ?? (given === null && isValid(definition, {}) ? `Without options, write: ${name}: {}` : example),
  }))
  return { faults }
}

function fault(only: Fault): { readonly faults: readonly Fault[] } {
  return { faults: [only] }
}

function isValid(definition: AnyStep, options: unknown): boolean {
  return definition.options.safeParse(options).success
}

function notAStep(entry: unknown): Fault {
  const name = typeof entry === 'string' ? entry : undefined
  const definition = name === undefined ? undefined : STEPS.get(name)
  const example = (definition ?? STEPS.values().next().value)?.example
  return {
    path: [],
    problem: `a step is its name with its options${name === undefined ? '' : `, and "${name}" is a text`}`,
    remedy:
      definition !== undefined && isValid(definition, {}) ? `Write "- ${name}: {}".` : `An example: "- ${example}".`,
  }
}

function notOneStep(name: string | undefined, others: readonly string[]): Fault {
  const found = name === undefined ? 'nothing' : [name, ...others].join(', ')
  const isOption = name !== undefined && STEPS.has(name) && !others.some((other) => STEPS.has(other))
  return {
    path: name === undefined ? [] : [others[0] as string],
    isKey: true,
    problem: `a step is one name with its options; found ${found}`,
    remedy: isOption
      ? `Options stand under ${name}, indented by two more spaces.`
      : 'Give each step a line of its own that begins with "- ".',
  }
}

export function compileStep(
  stage: Stage,
  position: number,
  entry: StepEntry,
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

function unknownStep(name: string, stage: Stage): Pick<Fault, 'problem' | 'remedy'> {
  const names = [...STEPS.values()].filter(({ stages }) => stages.includes(stage)).map((step) => step.name)
  const nearest = nearestName(name, names) ?? nearestName(name, [...STEPS.keys()])
  return {
    problem: `there is no step "${name}"`,
    remedy: nearest === undefined ? `The steps are ${names.join(', ')}.` : `Did you mean "${nearest}"?`,
  }
}
