/** What a service for a model could be, from what the model knows and what the data show. */
import type { ColumnType } from '../../frame/column.ts'
import type { InputColumn } from '../../program/program.ts'
import { answerSchema } from '../../service/answer-schema.ts'
import type { Model } from '../../service/model.ts'
import type { Cell } from '../../tensor/tensor.ts'
import type { NumberStyle } from './number-style.ts'
import { type ColumnProfile, percent, profiles } from './profile.ts'
import type { Sample } from './sample.ts'

export interface ProposedInput {
  readonly name: string
  readonly type: ColumnType
  readonly required: boolean
  readonly values?: readonly Cell[]
  readonly comment?: string
}

export interface Proposal {
  readonly inputs: readonly ProposedInput[]
  /** Columns of the data that nobody reads, each with what it holds. */
  readonly ignored: readonly string[]
  readonly passthrough: readonly string[]
  /** The name in the data, and the model's. */
  readonly renamed: ReadonlyMap<string, string>
  readonly parsed: readonly { readonly name: string; readonly style: NumberStyle }[]
  /** Columns in which values are missing that the model refuses. */
  readonly incomplete: readonly string[]
  /** What the user should know. */
  readonly notes: readonly string[]
}

export function propose(model: Model, sample: Sample | undefined): Proposal {
  const found = sample === undefined ? [] : profiles(sample)
  const matches = matchColumns(model, found)
  const used = new Set([...matches.values()].map(({ name }) => name))
  const others = found.filter(({ name }) => !used.has(name))
  const ids = others.filter((column) => isId(column) && !isAnswer(model, column.name))
  const { inputs } = model.signature
  const data = [...matches].map(([input, column]) => ({ input, column }))
  return {
    inputs: [
      ...ids.map((column): ProposedInput => ({ name: column.name, type: column.type, required: true })),
      ...inputs.map((input) => proposedInput(input, matches.get(input), sample)),
    ],
    ignored: others.filter((column) => !ids.includes(column)).map(describe),
    passthrough: ids.map(({ name }) => name),
    renamed: new Map(
      data
        .filter(({ input, column }) => model.signature.named && input.name !== column.name)
        .map(({ input, column }) => [column.name, input.name]),
    ),
    parsed: data.flatMap(({ input, column: { name, style } }) =>
      style === undefined || input.type !== 'number' ? [] : [{ name, style }],
    ),
    incomplete: data
      .filter(({ input, column }) => column.missing > 0 && !input.nullable && input.type !== 'unused')
      .map(({ column }) => column.name),
    notes: notesOf(model, sample, matches),
  }
}

/** By name; by a name that differs in case or punctuation; by position, for a model that knows no names. */
function matchColumns(model: Model, found: readonly ColumnProfile[]): ReadonlyMap<InputColumn, ColumnProfile> {
  const { inputs, named } = model.signature
  const byName = new Map(found.map((column) => [column.name, column]))
  const exact = inputs.flatMap((input) => {
    const column = byName.get(input.name)
    return column === undefined ? [] : [[input, column] as const]
  })
  if (!named && exact.length < inputs.length) return new Map(byPosition(inputs, found))
  const taken = new Set(exact.map(([, column]) => column))
  const near = inputs
    .filter((input) => !byName.has(input.name))
    .flatMap((input) => {
      const alike = found.filter((column) => !taken.has(column) && plain(column.name) === plain(input.name))
      return alike.length === 1 ? [[input, alike[0] as ColumnProfile] as const] : []
    })
  return new Map([...exact, ...near])
}

function byPosition(inputs: readonly InputColumn[], found: readonly ColumnProfile[]) {
  const columns = found.filter((column) => !isId(column))
  return inputs.flatMap((input, i) => {
    const column = columns[i]
    return column === undefined ? [] : [[input, column] as const]
  })
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
}

function proposedInput(
  input: InputColumn,
  column: ColumnProfile | undefined,
  sample: Sample | undefined,
): ProposedInput {
  const unknown = unknownValues(input, column)
  const comments = [
    ...(sample !== undefined && column === undefined ? [`not in ${sample.name}`] : []),
    ...(column === undefined || column.missing === 0 ? [] : [`${percent(column.missing, column.rows)} missing`]),
    ...(unknown.length === 0 ? [] : [`the model does not know ${list(unknown)}`]),
    ...(input.type === 'unused' ? ['the model does not look at it'] : []),
  ]
  const values = unknown.length > 0 ? undefined : allowedValues(input)
  return {
    name: column?.name ?? input.name,
    type: typeFor(input, column),
    required: input.type !== 'unused',
    ...(values === undefined ? {} : { values }),
    ...(comments.length === 0 ? {} : { comment: comments.join('; ') }),
  }
}

/** What the file holds, where the model takes it; else what the model takes. */
function typeFor({ type, categories }: InputColumn, column: ColumnProfile | undefined): ColumnType {
  if (type === 'string') return 'string'
  if (type === 'number') return column?.style === undefined ? 'number' : 'string'
  const isText = categories?.every((cell) => typeof cell === 'string') ?? false
  if (isText && categories?.length !== 0) return 'string'
  if (column === undefined || column.type === 'datetime') return 'any'
  return column.type === 'integer' || column.type === 'boolean' ? 'number' : column.type
}

const MAX_CATEGORIES = 30

/** The categories of a model that refuses all others. */
function allowedValues({ categories, acceptsUnknown, type }: InputColumn): readonly Cell[] | undefined {
  if (categories === undefined || acceptsUnknown === true || type === 'number') return undefined
  const given = categories.filter((cell) => cell !== null && !Number.isNaN(cell))
  return given.length === 0 || given.length > MAX_CATEGORIES ? undefined : given
}

function unknownValues({ categories, acceptsUnknown, type }: InputColumn, column: ColumnProfile | undefined): string[] {
  if (categories === undefined || acceptsUnknown === true || type === 'number' || column === undefined) return []
  const known = new Set(categories.map(String))
  return column.values.filter((value) => !known.has(value) && !known.has(String(Number(value))))
}

/** Columns that tell rows apart, and say nothing else. */
function isId({ name, type, isUnique, style }: ColumnProfile): boolean {
  if (!isUnique || style !== undefined || !['integer', 'bigint', 'string'].includes(type)) return false
  return (
    type === 'string' || /(^|[^\p{L}])(id|key|uuid|guid|nr|no|number|index|code)$/iu.test(name) || /[a-z]Id$/.test(name)
  )
}

function isAnswer(model: Model, name: string): boolean {
  return answerSchema(model, model.methods).some((column) => column.name === name)
}

function describe({ name, type, values, isUnique }: ColumnProfile): string {
  const what = isUnique || values.length > 5 ? type : values.slice(0, 5).join(', ')
  return `${name} (${what})`
}

function notesOf(
  model: Model,
  sample: Sample | undefined,
  matches: ReadonlyMap<InputColumn, ColumnProfile>,
): readonly string[] {
  if (sample === undefined) return []
  const missing = model.signature.inputs.filter((input) => !matches.has(input) && input.type !== 'unused')
  return [
    ...(missing.length === 0
      ? []
      : [`${sample.name} lacks ${list(missing.map(({ name }) => name))}, which the model takes.`]),
    ...(model.signature.named || matches.size === 0
      ? []
      : ['The model was fitted without names of columns: they are taken by position. Check their order.']),
  ]
}

function list(names: readonly string[]): string {
  return `${names.slice(0, 5).join(', ')}${names.length > 5 ? `, … (${names.length})` : ''}`
}
