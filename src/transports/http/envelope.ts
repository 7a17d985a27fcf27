/** The forms in which rows stand in a JSON body. */
import type { ModelInput } from '../../engine/kernel.ts'
import { BrineError } from '../../errors.ts'
import type { Model } from '../../service/model.ts'
import type { RowOptions, RowReader } from '../../service/rows.ts'
import { nearestName } from '../../tensor/nearest-name.ts'
import type { Json, JsonObject } from './json.ts'
import { isOptionName, OPTION_NAMES, type PredictOptions, readOption } from './options.ts'

export interface Envelope {
  readonly options: PredictOptions
  /** Checks the rows against the model's columns. */
  read(reader: RowReader, options: RowOptions): ModelInput
}

/** The keys under which rows may stand; exactly one of them. */
const ROW_KEYS = ['instances', 'dataframe_split', 'dataframe_records'] as const

type RowKey = (typeof ROW_KEYS)[number]

/** Throws invalid_request if the body is of no known form. */
export function readEnvelope(body: Json, model: Model): Envelope {
  if (isArray(body)) return { options: {}, read: (reader, options) => reader.read(body, options) }
  if (!isObject(body)) throw wrongForm(`expected rows, found ${kindOf(body)}`)
  let options: PredictOptions = {}
  const found: RowKey[] = []
  for (const key of Object.keys(body)) {
    if (isOptionName(key)) options = { ...options, ...readOption(key, body[key]) }
    else if (isRowKey(key)) found.push(key)
    else throw unknownKey(key, model)
  }
  const [key, second] = found
  if (key === undefined) throw wrongForm('the body has no rows')
  if (second !== undefined) throw wrongForm(`the body has rows twice, as "${key}" and as "${second}"`)
  const rows = body[key] as Json
  if (key === 'dataframe_split') return { options, read: (reader, rest) => readSplit(rows, reader, rest) }
  if (!isArray(rows)) throw wrongForm(`expected "${key}" to be a list of rows, found ${kindOf(rows)}`)
  if (key === 'dataframe_records' && !isObject(rows[0] ?? {})) {
    throw wrongForm(`expected "dataframe_records" to hold objects, found ${kindOf(rows[0] as Json)}`)
  }
  return { options, read: (reader, rest) => reader.read(rows, rest) }
}

/** `DataFrame.to_dict(orient="split")`: the index says nothing to a model. */
function readSplit(split: Json, reader: RowReader, options: RowOptions): ModelInput {
  if (!isObject(split)) throw wrongForm(`expected "dataframe_split" to be an object, found ${kindOf(split)}`)
  const { columns, data, index: _, ...rest } = split
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined) throw wrongForm(`"dataframe_split" has an unknown key "${unknown.slice(0, 100)}"`)
  if (!isArray(columns) || !columns.every((name) => typeof name === 'string' || typeof name === 'number')) {
    throw wrongForm('"dataframe_split" needs "columns", a list of names')
  }
  if (!isArray(data)) throw wrongForm('"dataframe_split" needs "data", a list of rows')
  return reader.fromTable(columns.map(String), data, options)
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
function unknownKey(key: string, model: Model): BrineError {
  const name = key.slice(0, 100)
  if (model.signature.inputs.some((column) => column.name === key)) {
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
