/** `brine inspect` of a service: what it reads, what it does, and what it answers. */
import type { ColumnSpec } from '../frame/schema.ts'
import { exampleRecord, shownDefault } from '../service/example-record.ts'
import type { InputSpec } from '../service/inputs.ts'
import type { Service } from '../service/service.ts'
import { jsonText } from '../transports/http/json-text.ts'
import { colorsFor, type Io, printable, widthOf } from './io.ts'
import { plainJson } from './plain-json.ts'
import { formatBytes, tableLines } from './table.ts'

export function serviceText(service: Service, options: { readonly json?: boolean }, io: Io): string {
  return options.json === true ? plainJson(report(service)) : sections(service, io)
}

/** Keys are only ever added to it. */
function report(service: Service) {
  const { name, definition, inputs, output, steps, models } = service
  return {
    kind: service.kind,
    name,
    version: definition.version,
    description: definition.description,
    models: Object.fromEntries(
      [...models].map(([key, { source, estimator }]) => [
        key,
        { path: source.path, class: estimator.className, sha256: source.sha256, warnings: source.warnings },
      ]),
    ),
    inputs: inputs.map((spec) => ({ ...spec, default: shownDefault(spec) })),
    extra_columns: definition.extra_columns,
    steps: steps.map(({ place, step }) => ({
      step: place,
      scope: step.scope,
      columns: step.output.map((c) => c.name),
    })),
    on_error: definition.on_error,
    outputs: output.map(({ name: column, type, values }) => ({ name: column, type, values })),
    example: exampleRecord(service),
  }
}

function sections(service: Service, io: Io): string {
  const width = widthOf(io.stdout)
  const colors = colorsFor(io.stdout, io)
  const section = (title: string, rows: readonly (readonly string[])[]): string[] => [
    colors.bold(title),
    ...tableLines(rows, width - 2).map((line) => `  ${line}`),
  ]
  const { inputs, output } = service
  const listed = inputs.slice(0, MAX_LISTED)
  return [
    titleLines(service, colors.bold),
    section('Models', modelRows(service)),
    [...section(`Input: ${counted(inputs.length, 'column')}`, listed.map(inputRow)), ...more(inputs.length)],
    section('Steps', stepRows(service)),
    [
      ...section(`Output: ${counted(output.length, 'column')}`, output.slice(0, MAX_LISTED).map(outputRow)),
      ...more(output.length),
    ],
  ]
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

const MAX_LISTED = 60

function more(count: number): string[] {
  return count > MAX_LISTED ? [`  and ${count - MAX_LISTED} more`] : []
}

function titleLines({ name, definition }: Service, bold: (text: string) => string): string[] {
  const { version, description, on_error: onError, extra_columns: extra } = definition
  const fates = { fail: 'fails the request', skip: 'is left out and listed', null: 'is answered with missing values' }
  return [
    bold(printable(name)) + (version === undefined ? '' : ` ${printable(version)}`),
    ...(description === undefined ? [] : [`  ${printable(description.trim().replaceAll(/\s+/g, ' '))}`]),
    `  a row that cannot be worked with ${fates[onError]}`,
    `  columns that are not read are ${extra === 'refuse' ? 'refused' : 'ignored'}`,
  ]
}

function modelRows({ models }: Service): string[][] {
  if (models.size === 0) return [['none']]
  return [...models].map(([key, { source, estimator, memoryBytes }]) => [
    printable(key),
    estimator.className,
    formatBytes(memoryBytes),
    printable(source.path ?? ''),
    ...source.warnings.map((warning) => `warning: ${printable(warning)}`),
  ])
}

function inputRow(spec: InputSpec): string[] {
  const { name, type, required, nullable, values, min, max, description } = spec
  const standIn = shownDefault(spec)
  const facts = [
    ...(standIn === undefined ? [] : [`default ${show(standIn)}`]),
    ...(values === undefined
      ? []
      : [`one of ${values.slice(0, 12).map(show).join(', ')}${values.length > 12 ? ', …' : ''}`]),
    ...(min === undefined ? [] : [`from ${min}`]),
    ...(max === undefined ? [] : [`up to ${max}`]),
    ...(description === undefined ? [] : [printable(description)]),
  ]
  const presence = required ? 'required' : 'optional'
  return [printable(name), type, `${presence}${nullable ? ', may be missing' : ''}`, facts.join('; ')]
}

/** What a step changes of the columns is told by how many leave it. */
function stepRows({ steps }: Service): string[][] {
  return steps.map(({ place, step }) => [place, SCOPES[step.scope], counted(step.output.length, 'column')])
}

const SCOPES = { row: 'row by row', ordered: 'rows in their order', whole: 'all rows together' }

function outputRow({ name, type, values }: ColumnSpec): string[] {
  return [printable(name), type, values === undefined ? '' : values.slice(0, 12).map(show).join(', ')]
}

function show(value: unknown): string {
  return printable(jsonText(value))
}

function counted(n: number, noun: string): string {
  return `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`
}
