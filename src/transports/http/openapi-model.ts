/** Schemas of one model's rows and answers. */
import type { InputColumn, RecordField } from '../../program/program.ts'
import { isBareRow } from '../../service/example.ts'
import type { Model } from '../../service/model.ts'
import type { OutputSpec } from '../../service/signature.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { classesOf } from './answer.ts'
import type { JsonSchema } from './openapi.ts'

/** A row by column name. */
export function rowSchema(model: Model): JsonSchema {
  const { inputs } = model.signature
  return {
    type: 'object',
    properties: Object.fromEntries(inputs.map((column) => [column.name, cellSchema(column)])),
    required: inputs.filter(({ type }) => type !== 'unused').map(({ name }) => name),
    additionalProperties: false,
  }
}

/** Rows with more categories than this are described, not enumerated. */
const MAX_ENUM = 1000

function cellSchema(column: InputColumn): JsonSchema {
  const { type, nullable, categories } = column
  if (type === 'unused') return { description: 'Not used by the model.' }
  if (type === 'record') return recordSchema(column.fields)
  if (type === 'list') return { type: 'array' }
  const isEnumerable = categories !== undefined && categories.length <= MAX_ENUM
  if (isEnumerable && column.acceptsUnknown !== true) {
    const known = categories.filter(isPlain)
    return { enum: nullable || known.length < categories.length ? [...known, null] : known }
  }
  const types = type === 'any' ? ['string', 'number', 'boolean'] : [type]
  return {
    type: nullable ? [...types, 'null'] : types.length === 1 ? types[0] : types,
    ...(isEnumerable ? { examples: categories.filter(isPlain).slice(0, 20) } : {}),
    ...(isEnumerable ? { description: 'Other categories are accepted, and treated as unknown.' } : {}),
  }
}

/** Keys that the model does not know are ignored. */
function recordSchema(fields: readonly RecordField[] = []): JsonSchema {
  const known = fields.slice(0, MAX_ENUM)
  return { type: 'object', properties: Object.fromEntries(known.map((field) => [field.name, fieldSchema(field)])) }
}

function fieldSchema({ type, categories }: RecordField): JsonSchema {
  const types = type === 'number' ? ['number', 'boolean', 'null'] : type === 'string' ? ['string', 'array'] : undefined
  const examples = categories === undefined ? {} : { examples: categories.slice(0, 20) }
  return { ...(types === undefined ? {} : { type: types }), ...examples }
}

function isPlain(cell: Cell): boolean {
  return cell !== null && !Number.isNaN(cell)
}

/** Every form in which rows may be sent. */
export function requestSchema(model: Model): JsonSchema {
  const { inputs } = model.signature
  const record = { $ref: `#/components/schemas/${model.name}.Row` }
  const array = {
    type: 'array',
    prefixItems: inputs.map((column) => ({ title: column.name, ...cellSchema(column) })),
    minItems: inputs.length,
    maxItems: inputs.length,
  }
  const records = { type: 'array', minItems: 1, items: record }
  const arrays = { type: 'array', minItems: 1, items: array }
  const bare = bareRows(model)
  return {
    anyOf: [
      ...bare.flatMap((rows) => [envelope('instances', rows), rows]),
      envelope('instances', { anyOf: [records, arrays] }),
      envelope('dataframe_records', records),
      envelope('dataframe_split', splitSchema(inputs, array)),
      records,
      arrays,
    ],
  }
}

/** Rows that are their only cell, such as a list of texts, where the model takes them. */
function bareRows({ signature }: Model): JsonSchema[] {
  const [column] = signature.inputs
  if (column === undefined || !isBareRow(signature)) return []
  return [{ type: 'array', minItems: 1, items: cellSchema(column) }]
}

function envelope(key: string, rows: JsonSchema): JsonSchema {
  return {
    type: 'object',
    properties: { [key]: rows, ...OPTION_SCHEMAS },
    required: [key],
    additionalProperties: false,
  }
}

const OPTION_SCHEMAS = {
  probabilities: { type: 'boolean' },
  methods: { type: 'array', items: { type: 'string' }, minItems: 1 },
  extra_columns: { enum: ['refuse', 'ignore'] },
}

function splitSchema(inputs: readonly InputColumn[], array: JsonSchema): JsonSchema {
  return {
    type: 'object',
    properties: {
      columns: { const: inputs.map(({ name }) => name), description: 'In any order, if the rows have the same.' },
      data: { type: 'array', minItems: 1, items: array },
      index: { type: 'array' },
    },
    required: ['columns', 'data'],
    additionalProperties: false,
  }
}

/** What an address answers: `predict` with everything that can be asked of it, the others with their own method. */
export function answerSchema(model: Model, method: string): JsonSchema {
  const isGeneral = method === 'predict'
  const specs = model.signature.outputs.filter((spec) => isGeneral || spec.method === method)
  const named = specs.map((spec) => [spec.method, outputSchema(spec)] as const)
  const others = named.filter(([name]) => name !== 'predict' && name !== 'predict_proba')
  const schemas = Object.fromEntries(named)
  const classes = classesOf(model)
  return {
    type: 'object',
    properties: {
      model: { const: model.name },
      ...(schemas.predict === undefined ? {} : { predictions: schemas.predict }),
      ...(schemas.predict_proba === undefined ? {} : { probabilities: schemas.predict_proba }),
      ...(others.length === 0 ? {} : { outputs: { type: 'object', properties: Object.fromEntries(others) } }),
      ...(classes === undefined ? {} : { classes: { const: classes, description: 'In the order of probabilities.' } }),
      columns: { type: 'object', description: 'Names of the columns of an output, by method.' },
    },
    required: ['model'],
  }
}

const NUMBER = { $ref: '#/components/schemas/SpecialNumber' }

function outputSchema(spec: OutputSpec): JsonSchema {
  if (spec.shape === 'list') return { type: 'array', prefixItems: (spec.items ?? []).map(outputSchema) }
  const item = itemSchema(spec)
  if (spec.shape === 'vector') return { type: 'array', items: item }
  const width = spec.width === undefined ? {} : { minItems: spec.width, maxItems: spec.width }
  return { type: 'array', items: { type: 'array', items: item, ...width } }
}

function itemSchema({ classes, dtype }: OutputSpec): JsonSchema {
  if (classes !== undefined) {
    const labels = classes.flatMap((target) => target.labels)
    return labels.length <= MAX_ENUM ? { enum: [...new Set(labels)] } : {}
  }
  return dtype === 'object' || dtype === 'str' ? {} : NUMBER
}
