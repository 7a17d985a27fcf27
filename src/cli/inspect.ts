/** `brine inspect`: what is in a model file or a service, and what it takes and gives. */
import type { Child, Estimator } from '../estimators/estimator.ts'
import { printProgram } from '../program/print.ts'
import type { ClassLabels, InputColumn } from '../program/program.ts'
import type { Model } from '../service/model.ts'
import type { OutputSpec } from '../service/signature.ts'
import { serviceText } from './inspect-service.ts'
import { type Colors, colorsFor, type ExitCode, type Io, printable, widthOf } from './io.ts'
import { loadNamed } from './model-file.ts'
import { plainJson } from './plain-json.ts'
import { cut, formatBytes, tableLines, wrap } from './table.ts'

export async function inspect(path: string, options: { readonly json?: boolean }, io: Io): Promise<ExitCode> {
  const servable = await loadNamed(path)
  const text = servable.kind === 'model' ? modelText(servable, options, io) : serviceText(servable, options, io)
  io.stdout.write(`${text}\n`)
  return 0
}

function modelText(model: Model, options: { readonly json?: boolean }, io: Io): string {
  return options.json === true ? jsonReport(model) : textReport(model, io)
}

/** Keys are only ever added to it. */
function jsonReport(model: Model): string {
  const { path, format, compression, size, sha256, origin, warnings } = model.source
  const inputs = model.signature.inputs.map(
    ({ numberSlot: _n, objectSlot: _o, structureSlot: _s, ...column }) => column,
  )
  const report = {
    name: model.name,
    file: { path, format, compression, size, sha256 },
    origin: Object.fromEntries(origin),
    versions: versionsOf(model.estimator),
    estimator: estimatorReport(model.estimator),
    signature: { named: model.signature.named, inputs, outputs: model.signature.outputs },
    methods: model.methods,
    program: printProgram(model.program),
    memoryBytes: model.memoryBytes,
    warnings,
  }
  return plainJson(report)
}

interface EstimatorReport {
  readonly class: string
  readonly version: string | null
  readonly parameters: Readonly<Record<string, string>>
  readonly features: number | null
  readonly children: readonly {
    readonly name: string
    readonly columns?: readonly string[]
    readonly estimator: unknown
  }[]
}

/** Estimators nest at most as deep as the reader allows. */
function estimatorReport(estimator: Estimator): EstimatorReport {
  return {
    class: estimator.className,
    version: estimator.version ?? null,
    parameters: Object.fromEntries(estimator.params),
    features: estimator.nFeatures ?? null,
    children: estimator.children.map(({ name, columns, estimator: part }) => ({
      name,
      ...(columns === undefined ? {} : { columns }),
      estimator: typeof part === 'string' ? part : estimatorReport(part),
    })),
  }
}

/** Versions of scikit-learn in the file: more than one if its parts were saved at different times. */
function versionsOf(estimator: Estimator): string[] {
  const parts = estimator.children.flatMap(({ estimator: part }) => (typeof part === 'string' ? [] : versionsOf(part)))
  const own = estimator.version === undefined ? [] : [estimator.version]
  return [...new Set([...own, ...parts])].sort()
}

function textReport(model: Model, io: Io): string {
  const width = widthOf(io.stdout)
  const colors = colorsFor(io.stdout, io)
  const heading = (text: string): string => colors.bold(text)
  const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`)
  const program = printProgram(model.program)
  const sections = [
    fileLines(model, colors),
    [heading('Estimator'), ...indented(treeLines(model.estimator, colors, width - 2))],
    [
      heading(
        `Input: ${plural(model.signature.inputs.length, 'column')}${model.signature.named ? '' : ' without names, by position'}`,
      ),
      ...indented(inputLines(model.signature.inputs, width - 2)),
    ],
    [heading('Output'), ...indented(tableLines(model.signature.outputs.map(outputRow), width - 2))],
    [
      heading(
        `Program: ${plural(model.program.operators.length, 'operator')}, ${formatBytes(model.memoryBytes)} of memory`,
      ),
      ...indented(program.map((line) => cut(line, width - 2))),
    ],
  ]
  return sections.map((lines) => lines.join('\n')).join('\n\n')
}

function fileLines(model: Model, colors: Colors): string[] {
  const { path, format, compression, size, sha256, origin, warnings } = model.source
  const versions = versionsOf(model.estimator)
  const packing = compression === 'none' ? 'not compressed' : `compressed with ${compression}`
  return [
    colors.bold(printable(path ?? model.name)),
    `  ${format}, ${packing}, ${formatBytes(size)}`,
    `  ${versions.length === 0 ? 'made by an unknown version of scikit-learn' : `made by scikit-learn ${versions.join(' and ')}`}`,
    ...origin.map(([name, text]) => `  ${printable(`${name} ${text}`)}`),
    `  ${colors.dim(`sha256 ${sha256}`)}`,
    ...warnings.map((warning) => `  ${colors.yellow('warning:')} ${printable(warning)}`),
  ]
}

/** A node a line, its parameters beside it and wrapped under it. */
function treeLines(estimator: Estimator, colors: Colors, width: number): string[] {
  return nodeLines('', '', '', { name: '', estimator }, colors, width)
}

function nodeLines(first: string, rest: string, name: string, child: Child, colors: Colors, width: number): string[] {
  const { estimator, columns } = child
  const label = name === '' ? '' : `${printable(name)}: `
  if (typeof estimator === 'string') return [`${first}${label}${colors.dim(estimator)}${columnsText(columns, colors)}`]
  const hasChildren = estimator.children.length > 0
  const hang = `${rest}${hasChildren ? '│' : ' '}   `
  const head = `${first}${label}${colors.cyan(estimator.className)}${columnsText(columns, colors)}`
  const words = [...estimator.params].map(([key, value]) => printable(`${key}=${value}`))
  const params = wrap(words, Math.max(20, width - hang.length)).map((line) => `${hang}${colors.dim(line)}`)
  const parts = estimator.children.flatMap((part, i) => {
    const isLast = i === estimator.children.length - 1
    return nodeLines(
      `${rest}${isLast ? '└─ ' : '├─ '}`,
      `${rest}${isLast ? '   ' : '│  '}`,
      part.name,
      part,
      colors,
      width,
    )
  })
  return [head, ...params, ...parts]
}

const MAX_COLUMNS_LISTED = 6

function columnsText(columns: readonly string[] | undefined, colors: Colors): string {
  if (columns === undefined) return ''
  const shown = columns.slice(0, MAX_COLUMNS_LISTED).map(printable).join(', ')
  const more = columns.length > MAX_COLUMNS_LISTED ? `, … (${columns.length})` : ''
  return ` ${colors.dim('←')} ${shown}${more}`
}

const MAX_INPUTS_LISTED = 60

function inputLines(inputs: readonly InputColumn[], width: number): string[] {
  const rows = inputs
    .slice(0, MAX_INPUTS_LISTED)
    .flatMap(({ name, type, nullable, categories, acceptsUnknown, fields }) => [
      [
        printable(name),
        type,
        type === 'unused' ? '' : nullable ? 'may be missing' : 'required',
        categories === undefined ? '' : `${cells(categories)}${acceptsUnknown === true ? ', or others' : ''}`,
      ],
      ...(fields ?? [])
        .slice(0, MAX_INPUTS_LISTED)
        .map((field) => [`  ${printable(field.name)}`, field.type, 'optional', cells(field.categories ?? [])]),
    ])
  const more = inputs.length - Math.min(inputs.length, MAX_INPUTS_LISTED)
  return [...tableLines(rows, width), ...(more > 0 ? [`and ${more} more`] : [])]
}

function outputRow(spec: OutputSpec): string[] {
  return [spec.method, typeText(spec), spec.columns === undefined ? labelsText(spec.classes) : cells(spec.columns)]
}

function typeText(spec: OutputSpec): string {
  if (spec.shape === 'list') return `list of ${spec.items?.length ?? 0}`
  return spec.shape === 'vector' ? spec.dtype : `${spec.dtype} × ${spec.width}`
}

function labelsText(classes: readonly ClassLabels[] | undefined): string {
  return classes === undefined ? '' : classes.map(({ labels }) => cells(labels)).join(' × ')
}

const MAX_CELLS_LISTED = 12

function cells(values: readonly unknown[]): string {
  const shown = values.slice(0, MAX_CELLS_LISTED).map((value) => printable(value === null ? 'None' : String(value)))
  return `${shown.join(', ')}${values.length > MAX_CELLS_LISTED ? `, … (${values.length})` : ''}`
}

function plural(n: number, noun: string): string {
  return `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`
}
