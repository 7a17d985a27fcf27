/** A proposal as the text of a brine.yaml, with comments that say why. */
import { parse } from 'yaml'
import { answerSchema } from '../../service/answer-schema.ts'
import type { Model } from '../../service/model.ts'
import type { Cell } from '../../tensor/tensor.ts'
import type { NumberStyle } from './number-style.ts'
import type { Proposal, ProposedInput } from './proposal.ts'

export interface DefinitionTextOptions {
  readonly model: Model
  /** As it stands in the file. */
  readonly modelPath: string
  readonly schemaPath: string
  readonly file: string
  readonly dataName: string | undefined
  readonly proposal: Proposal
}

export function definitionText(options: DefinitionTextOptions): string {
  const { model, modelPath, schemaPath, file, dataName, proposal } = options
  const seen = dataName === undefined ? '' : ` and ${dataName}`
  const sections = [
    [
      `# yaml-language-server: $schema=${schemaPath}`,
      `# A service of Brine: what surrounds the model. Made from the model${remark(seen)}; change it as you like.`,
      `# \`brine check ${remark(file)}\` says what it does, \`brine serve ${remark(file)}\` serves it.`,
      ...proposal.notes.map((note) => `# Note: ${remark(note)}`),
    ],
    [`# ${remark(modelRemark(model))}`, `model: ${scalar(modelPath)}`],
    inputSection(proposal),
    preprocessSection(proposal),
    predictSection(model),
    passthroughSection(proposal),
    postprocessSection(model),
    [
      '# What becomes of a row that cannot be worked with: fail stops, skip leaves it out and reports it, null answers',
      '# it with missing values.',
      'on_error: fail',
    ],
  ]
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function modelRemark({ estimator, signature }: Model): string {
  const version = estimator.version === undefined ? '' : `, scikit-learn ${estimator.version}`
  const classes = signature.outputs.find(({ method }) => method === 'predict')?.classes?.[0]?.labels ?? []
  const answers = classes.length === 0 || classes.length > 10 ? '' : `; it answers ${classes.map(String).join(', ')}`
  const parts = estimator.children.flatMap(({ estimator: part }) => (typeof part === 'string' ? [] : [part.className]))
  const whole = estimator.className === 'Pipeline' && parts.length > 0 ? ` of ${parts.slice(0, 5).join(', ')}` : ''
  return `${estimator.className}${whole}${version}${answers}.`
}

function inputSection({ inputs, ignored }: Proposal): string[] {
  const lines = inputs.map((input) => {
    const comment = input.comment === undefined ? '' : `  # ${remark(input.comment)}`
    return `  ${scalar(input.name)}: ${inputText(input)}${comment}`
  })
  const extra =
    ignored.length === 0
      ? []
      : [
          '',
          `# Not read: ${remark(ignored.slice(0, 20).join(', '))}${ignored.length > 20 ? ', …' : ''}`,
          'extra_columns: ignore',
        ]
  return [
    '# The columns that are read. Others are refused, unless extra_columns is ignore.',
    lines.length === 0 ? 'inputs: {}' : 'inputs:',
    ...lines,
    ...extra,
  ]
}

function inputText({ type, required, values }: ProposedInput): string {
  const options = [
    `type: ${type}`,
    ...(required ? [] : ['required: false']),
    ...(values === undefined ? [] : [`values: [${values.map(scalar).join(', ')}]`]),
  ]
  return options.length === 1 ? type : `{ ${options.join(', ')} }`
}

function preprocessSection({ renamed, parsed, incomplete }: Proposal): string[] {
  const steps = [
    ...parsed.flatMap(({ name, style }) => [
      ...(style.units.length > 1
        ? [
            `  # ${remark(style.units.slice(1).join(', '))} comes as well: say what one is worth in ${remark(style.units[0] as string)}.`,
          ]
        : []),
      `  - parse_number: ${styleText(name, style)}`,
    ]),
    ...(incomplete.length === 0
      ? []
      : [
          '  # The model refuses missing values: these rows are left out, and counted. `fill` keeps them.',
          `  - drop_missing: [${incomplete.map(scalar).join(', ')}]`,
        ]),
    ...(renamed.size === 0
      ? []
      : [`  - rename: { ${[...renamed].map(([from, to]) => `${scalar(from)}: ${scalar(to)}`).join(', ')} }`]),
  ]
  const head = '# What is done to the rows before the model sees them, step by step: docs/steps.md lists the steps.'
  if (steps.length > 0) return [head, 'preprocess:', ...steps]
  return [head, 'preprocess: []', '# preprocess:', '#   - drop_missing: [a column]', '#   - cast: float32']
}

function styleText(name: string, { decimal, thousands, currency, percent, units, isMixed }: NumberStyle): string {
  const [unit] = units
  const options = [
    `columns: ${scalar(name)}`,
    ...(decimal === ',' ? ['decimal: ","'] : []),
    ...(thousands === undefined ? [] : [`thousands: ${JSON.stringify(thousands)}`]),
    ...(currency ? ['currency: true'] : []),
    ...(percent ? ['percent: true'] : []),
    ...(unit === undefined ? [] : [`units: { ${scalar(unit)}: 1${isMixed ? ', "": 1' : ''} }`]),
  ]
  return `{ ${options.join(', ')} }`
}

function predictSection(model: Model): string[] {
  const asked = proposedMethods(model)
  const others = model.methods.filter((method) => !asked.includes(method))
  const more = others.length === 0 ? '' : `; it offers ${others.join(', ')} as well`
  const [only] = asked
  return [`# What the model is asked${more}.`, `predict: ${asked.length === 1 ? only : `[${asked.join(', ')}]`}`]
}

function proposedMethods(model: Model): readonly (typeof model.defaultMethod)[] {
  const hasBoth = model.defaultMethod === 'predict' && model.methods.includes('predict_proba')
  return hasBoth ? ['predict', 'predict_proba'] : [model.defaultMethod]
}

function passthroughSection({ passthrough }: Proposal): string[] {
  return [
    '# Columns that the model does not see, and that stand beside the answers.',
    `passthrough: [${passthrough.map(scalar).join(', ')}]`,
  ]
}

function postprocessSection(model: Model): string[] {
  const names = answerSchema(model, proposedMethods(model)).map(({ name }) => name)
  return [
    '# What is done to the answers, for example the first ten of them all:',
    'postprocess: []',
    '# postprocess:',
    `#   - sort: { by: ${remark(scalar(names.at(-1) ?? 'prediction'))}, descending: true }`,
    '#   - head: 10',
  ]
}

/** A value as YAML reads it back, quoted only where it has to be. */
function scalar(value: Cell): string {
  if (typeof value !== 'string') return typeof value === 'bigint' ? `"${value}"` : String(value)
  const isPlain =
    /^[\p{L}\p{N}_][\p{L}\p{N}_ ()./%+-]*$/u.test(value) && value === value.trim() && parse(value) === value
  return isPlain ? value : JSON.stringify(value)
}

/** Text from elsewhere on one line of a comment. */
function remark(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
}
