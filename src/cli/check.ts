/** `brine check`: what a service file says, step by step, and what is wrong with it. */
import { BrineError } from '../errors.ts'
import type { ColumnSpec, Schema } from '../frame/schema.ts'
import type { InputSpec } from '../service/inputs.ts'
import { loadService } from '../service/load-service.ts'
import type { Service } from '../service/service.ts'
import { isServicePath } from '../service/service-path.ts'
import type { PlacedStep } from '../steps/pipeline.ts'
import { type Colors, colorsFor, type ExitCode, type Io, printable, widthOf } from './io.ts'
import { helped } from './model-file.ts'
import { tableLines } from './table.ts'
import { type Trial, trialLines, trialOf } from './trial.ts'

export interface CheckOptions {
  readonly json?: boolean
}

export async function check(path: string, data: string | undefined, options: CheckOptions, io: Io): Promise<ExitCode> {
  try {
    const service = await loadService(path).catch((error: unknown) =>
      Promise.reject(isServicePath(path) ? error : helped(error, path)),
    )
    const trial = data === undefined ? undefined : await trialOf(service, data)
    const isRight = trial === undefined || trial.rejected === 0 || service.onError !== 'fail'
    const text = options.json === true ? jsonReport(service, trial, isRight) : textReport(path, service, trial, io)
    io.stdout.write(`${text}\n`)
    return isRight ? 0 : 1
  } catch (error) {
    if (options.json !== true || !(error instanceof BrineError)) throw error
    io.stdout.write(`${JSON.stringify(errorReport(error), plainValue, 2)}\n`)
    return 1
  }
}

function plainValue(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)) ? String(value) : value
}

function errorReport({ code, where, problem, remedy, issues }: BrineError): unknown {
  const own = { where, problem, ...(remedy === undefined ? {} : { remedy }) }
  const errors = (issues.length === 0 ? [own] : issues).map((issue) => ({
    code,
    ...issue,
    where: { ...where, ...issue.where },
  }))
  return { ok: false, errors }
}

/** Keys are only ever added to it. */
function jsonReport(service: Service, trial: Trial | undefined, isRight: boolean): string {
  const report = {
    ok: isRight,
    name: service.name,
    hash: service.hash,
    models: modelsOf(service),
    inputs: service.inputs,
    steps: service.steps.map(({ place, step }) => ({
      place,
      scope: step.scope,
      columns: step.output.map(({ name, type }) => ({ name, type })),
    })),
    answers: service.output,
    warnings: warningsOf(service),
    ...(trial === undefined ? {} : { trial }),
  }
  return JSON.stringify(report, plainValue, 2)
}

function modelsOf({ models }: Service) {
  return [...models].map(([name, { estimator, source, methods }]) => ({
    name,
    class: estimator.className,
    file: source.path,
    sha256: source.sha256,
    methods,
  }))
}

function textReport(path: string, service: Service, trial: Trial | undefined, io: Io): string {
  const colors = colorsFor(io.stdout, io)
  const width = widthOf(io.stdout) - 2
  const warnings = warningsOf(service)
  const section = (title: string, rows: readonly (readonly string[])[]): string[] =>
    rows.length === 0 ? [] : [colors.bold(title), ...tableLines(rows, width).map((line) => `  ${line}`), '']
  const models = modelsOf(service).map((model) => [model.name, model.class, model.methods.join(', '), model.file ?? ''])
  return [
    `${colors.bold(printable(path))}: the service ${colors.cyan(printable(service.name))}`,
    '',
    ...section(
      'Models',
      models.map((row) => row.map(printable)),
    ),
    ...section(`Inputs: ${columns(service.inputs.length)}`, shortened(service.inputs.map(inputRow))),
    ...section('Steps', stepRows(service)),
    ...section(`Answers: ${columns(service.output.length)}`, shortened(service.output.map(answerRow))),
    ...(trial === undefined ? [] : [colors.bold('Trial'), ...trialLines(trial).map((line) => `  ${line}`), '']),
    ...warnings.map((warning) => `${colors.yellow('warning:')} ${printable(warning)}`),
    verdict(service, trial, colors),
  ].join('\n')
}

function verdict({ onError }: Service, trial: Trial | undefined, colors: Colors): string {
  if (trial === undefined || trial.rejected === 0) return colors.green('The service is right.')
  return onError === 'fail'
    ? colors.red('Rows that cannot be worked with end the whole, since on_error is fail.')
    : colors.green(`The service is right. on_error is ${onError}.`)
}

const MAX_LISTED = 60

function shortened(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return rows.length <= MAX_LISTED ? rows : [...rows.slice(0, MAX_LISTED), [`and ${rows.length - MAX_LISTED} more`]]
}

function columns(count: number): string {
  return `${count} ${count === 1 ? 'column' : 'columns'}`
}

function inputRow({ name, type, required, nullable, default: standIn, values, min, max }: InputSpec): string[] {
  const facts = [
    ...(required ? [] : ['may be left out']),
    ...(nullable ? [] : ['not null']),
    ...(standIn === undefined ? [] : [`default ${standIn}`]),
    ...(min === undefined ? [] : [`from ${min} on`]),
    ...(max === undefined ? [] : [`up to ${max}`]),
    ...(values === undefined ? [] : [`one of ${values.slice(0, 10).map(String).join(', ')}`]),
  ]
  return [printable(name), type, printable(facts.join(', '))]
}

function answerRow({ name, type, values, role }: ColumnSpec): string[] {
  const known = values === undefined ? '' : values.slice(0, 10).map(String).join(', ')
  return [printable(name), type, printable(role?.kind === 'probability' ? 'probability' : known)]
}

/** A line for each step: what it is, and which columns leave it that did not come. */
function stepRows({ steps, input }: Service): string[][] {
  return steps.map(({ place, step }, i) => {
    const before = steps[i - 1]?.step.output ?? input
    return [
      printable(place),
      scopeText(place, step),
      columns(step.output.length),
      printable(changes(before, step.output)),
    ]
  })
}

function scopeText(place: string, { scope }: PlacedStep['step']): string {
  if (place === 'inputs') return ''
  return scope === 'row' ? 'row by row' : scope === 'ordered' ? 'in order' : 'all rows'
}

const MAX_CHANGES = 8

/** `+ bmi (number)`, `- name`, `~ age (float32)`; all columns where hardly any stays. */
function changes(before: Schema, after: Schema): string {
  const types = new Map(before.map(({ name, type }) => [name, type]))
  const names = new Set(after.map(({ name }) => name))
  const added = after.filter(({ name }) => !types.has(name)).map(({ name, type }) => `+ ${name} (${type})`)
  const retyped = after
    .filter(({ name, type }) => types.has(name) && types.get(name) !== type)
    .map(({ name, type }) => `~ ${name} (${type})`)
  const removed = before.filter(({ name }) => !names.has(name)).map(({ name }) => `- ${name}`)
  const all = [...added, ...retyped, ...removed]
  if (all.length > MAX_CHANGES && removed.length > names.size) return after.map(({ name }) => name).join(', ')
  return all.length <= MAX_CHANGES ? all.join(', ') : `${all.slice(0, MAX_CHANGES).join(', ')}, … (${all.length})`
}

/** What is no error, and may still not be what was meant. */
function warningsOf({ models, steps, definition, inputs }: Service): string[] {
  const ofModels = [...models].flatMap(([name, { source }]) => source.warnings.map((text) => `${name}: ${text}`))
  const unlimited = steps.filter(({ place }, i) => place.endsWith(' sort') && steps[i + 1]?.step.limit === undefined)
  const dropped = inputs.filter(({ name }) => definition.passthrough.includes(name) && isModelColumn(name, models))
  return [
    ...ofModels,
    ...unlimited.map(({ place }) => `${place} holds all rows of a file: head or tail after it makes it hold fewer.`),
    ...dropped.map(
      ({ name }) => `${name} passes through, so that a model that takes its columns by position is not shown it.`,
    ),
  ]
}

function isModelColumn(name: string, models: Service['models']): boolean {
  return [...models.values()].some(
    ({ signature }) => !signature.named && signature.inputs.some((input) => input.name === name),
  )
}
