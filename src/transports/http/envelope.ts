/** The forms in which rows stand in a JSON body. */
import { BrineError } from '../../errors.ts'
import { nearestName } from '../../tensor/nearest-name.ts'
import type { Json, JsonObject } from './json.ts'
import { type AskedOptions, isOptionName, OPTION_NAMES, readOption } from './options.ts'

/** Rows that say their columns themselves or stand in the order of the columns, or rows under a header. */
export type EnvelopeRows =
  | { readonly form: 'rows'; readonly rows: readonly Json[] }
  | { readonly form: 'table'; readonly header: readonly string[]; readonly rows: readonly Json[] }

export interface Envelope {
  readonly options: AskedOptions
  readonly content: EnvelopeRows
}

/** Who is asked. */
export interface EnvelopeReader {
  readonly isColumn: (name: string) => boolean
  /** True if one record may stand for a list of one, and `columns` and `data` without a key around them. */
  readonly takesBare: boolean
}

/** The keys under which rows may stand; exactly one of them. */
const ROW_KEYS = ['instances', 'dataframe_split', 'dataframe_records'] as const

type RowKey = (typeof ROW_KEYS)[number]

/** Throws invalid_request if the body is of no known form. */
export function readEnvelope(body: Json, reader: EnvelopeReader): Envelope {
  if (isArray(body)) return { options: {}, content: { form: 'rows', rows: body } }
  if (!isObject(body)) throw wrongForm(`expected rows, found ${kindOf(body)}`)
  const bare = reader.takesBare ? readBare(body, reader) : undefined
  if (bare !== undefined) return bare
  let options: AskedOptions = {}
  const found: RowKey[] = []
  for (const key of Object.keys(body)) {
    if (isOptionName(key)) options = { ...options, ...readOption(key, body[key]) }
    else if (isRowKey(key)) found.push(key)
    else throw unknownKey(key, reader)
  }
  const [key, second] = found
  if (key === undefined) throw wrongForm('the body has no rows')
  if (second !== undefined) throw wrongForm(`the body has rows twice, as "${key}" and as "${second}"`)
  const rows = body[key] as Json
  if (key === 'dataframe_split') return { options, content: readSplit(rows, key) }
  if (!isArray(rows)) throw wrongForm(`expected "${key}" to be a list of rows, found ${kindOf(rows)}`)
  if (key === 'dataframe_records' && !isObject(rows[0] ?? {})) {
    throw wrongForm(`expected "dataframe_records" to hold objects, found ${kindOf(rows[0] as Json)}`)
  }
  return { options, content: { form: 'rows', rows } }
}

/**
 * One record, or a table, without anything around it. What has the name of a column is a column, and neither an option nor
 * a key of rows, unless it holds what no cell can.
 */
function readBare(body: JsonObject, { isColumn }: EnvelopeReader): Envelope | undefined {
  const entries = Object.entries(body)
  if (entries.some(([key, value]) => isRowKey(key) && (!isColumn(key) || isNested(value)))) return undefined
  const isOption = (key: string): boolean => isOptionName(key) && !isColumn(key)
  let options: AskedOptions = {}
  for (const [key, value] of entries) {
    if (isOptionName(key) && isOption(key)) options = { ...options, ...readOption(key, value) }
  }
  const rest: JsonObject = Object.fromEntries(entries.filter(([key]) => !isOption(key)))
  if (isArray(rest.columns) && isArray(rest.data)) return { options, content: readSplit(rest, 'the body') }
  return Object.keys(rest).some(isColumn) ? { options, content: { form: 'rows', rows: [rest] } } : undefined
}

function isNested(value: Json): boolean {
  return typeof value === 'object' && value !== null
}

/** `DataFrame.to_dict(orient="split")`: the index says nothing to a model. */
function readSplit(split: Json, key: string): EnvelopeRows {
  const place = key === 'the body' ? key : `"${key}"`
  if (!isObject(split)) throw wrongForm(`expected ${place} to be an object, found ${kindOf(split)}`)
  const { columns, data, index: _, ...rest } = split
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined) throw wrongForm(`${place} has an unknown key "${unknown.slice(0, 100)}"`)
  if (!isArray(columns) || !columns.every((name) => typeof name === 'string' || typeof name === 'number')) {
    throw wrongForm(`${place} needs "columns", a list of names`)
  }
  if (!isArray(data)) throw wrongForm(`${place} needs "data", a list of rows`)
  return { form: 'table', header: columns.map(String), rows: data }
}

function isRowKey(key: string): key is RowKey {
  return (ROW_KEYS as readonly string[]).includes(key)
}

function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function kindOf(value: Json): string {
  if (value === null) return 'null'
  if (isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** The most common of all mistakes is one row without the list around it. */
function unknownKey(key: string, { isColumn }: EnvelopeReader): BrineError {
  const name = key.slice(0, 100)
  if (isColumn(key)) {
    return wrongForm(`"${name}" is a column: the row has to stand in a list`)
  }
  const known = [...ROW_KEYS, ...OPTION_NAMES]
  const nearest = nearestName(key, known)
  return wrongForm(`the key "${name}" is not known${nearest === undefined ? '' : ` (did you mean "${nearest}"?)`}`)
}

function wrongForm(problem: string): BrineError {
  return new BrineError('invalid_request', problem, {
    remedy:
      'Send {"instances": [[…], […]]} or {"instances": [{…}, {…}]}; "dataframe_split" and "dataframe_records" do as well.',
    details: { keys: [...ROW_KEYS], options: [...OPTION_NAMES] },
  })
}
