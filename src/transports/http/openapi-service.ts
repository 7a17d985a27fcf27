/** Schemas of one service's rows and answers. */
import type { ColumnType } from '../../frame/column.ts'
import type { ColumnSpec } from '../../frame/schema.ts'
import { shownDefault } from '../../service/example-record.ts'
import type { InputSpec } from '../../service/inputs.ts'
import type { Service } from '../../service/service.ts'
import type { JsonSchema } from './openapi.ts'

/** `NAME.Row`, `NAME.Request` and `NAME.Answer`. */
export function serviceSchemas(service: Service): readonly (readonly [string, JsonSchema])[] {
  const { name } = service
  return [
    [`${name}.Row`, rowSchema(service)],
    [`${name}.Request`, requestSchema(service)],
    [`${name}.Answer`, answerSchema(service)],
  ]
}

/** A row by column name. */
function rowSchema({ inputs, definition }: Service): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(inputs.map((spec) => [spec.name, inputSchema(spec)])),
    required: inputs.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: definition.extra_columns === 'ignore',
  }
}

/** Longer lists of values are described, not enumerated. */
const MAX_ENUM = 1000

function inputSchema(spec: InputSpec): JsonSchema {
  const { type, nullable, values, min, max, description } = spec
  const standIn = shownDefault(spec)
  const facts = {
    ...(description === undefined ? {} : { description }),
    ...(standIn === undefined ? {} : { default: standIn }),
  }
  if (values !== undefined && values.length <= MAX_ENUM) {
    return { enum: nullable ? [...new Set([...values, null])] : values, ...facts }
  }
  return {
    ...typed(TYPES[type], nullable || standIn !== undefined),
    ...(type === 'datetime' ? { examples: ['2024-02-29T12:30:00'] } : {}),
    ...(min === undefined ? {} : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
    ...facts,
  }
}

const TYPES: { readonly [Type in ColumnType]: readonly string[] } = {
  number: ['number'],
  float32: ['number'],
  integer: ['integer'],
  bigint: ['integer'],
  boolean: ['boolean'],
  string: ['string'],
  datetime: ['string'],
  any: ['string', 'number', 'boolean'],
}

function typed(types: readonly string[], nullable: boolean): JsonSchema {
  const all = nullable ? [...types, 'null'] : types
  return { type: all.length === 1 ? all[0] : all }
}

/** Every form in which rows may be sent. */
function requestSchema({ name, inputs }: Service): JsonSchema {
  const record = { $ref: `#/components/schemas/${name}.Row` }
  const array = {
    type: 'array',
    prefixItems: inputs.map((spec) => ({ title: spec.name, ...inputSchema(spec) })),
    minItems: inputs.length,
    maxItems: inputs.length,
  }
  const records = { type: 'array', minItems: 1, items: record }
  const arrays = { type: 'array', minItems: 1, items: array }
  return {
    anyOf: [
      envelope('instances', { anyOf: [records, arrays] }),
      envelope('dataframe_records', records),
      envelope('dataframe_split', SPLIT),
      SPLIT,
      records,
      arrays,
      record,
    ],
  }
}

function envelope(key: string, rows: JsonSchema): JsonSchema {
  return {
    type: 'object',
    properties: { [key]: rows, extra_columns: { enum: ['refuse', 'ignore'] } },
    required: [key],
    additionalProperties: false,
  }
}

const SPLIT = {
  type: 'object',
  properties: {
    columns: { type: 'array', items: { type: 'string' }, description: 'The inputs in any order.' },
    data: { type: 'array', minItems: 1, items: { type: 'array' } },
    index: { type: 'array' },
  },
  required: ['columns', 'data'],
}

const COUNT = { type: 'integer', minimum: 0 }

const REJECTION = {
  type: 'object',
  properties: {
    row: { type: 'integer', description: 'Number of the row in the request; -1 for one that was made of several.' },
    line: { type: 'integer', description: 'Line of the CSV text, from 1.' },
    column: { type: 'string' },
    value: { type: 'string', description: 'What was found there.' },
    step: { type: 'string' },
    problem: { type: 'string' },
  },
  required: ['row', 'step', 'problem'],
}

function answerSchema({ name, output }: Service): JsonSchema {
  const names = output.map((column) => column.name)
  const row = {
    type: 'object',
    properties: Object.fromEntries(output.map((column) => [column.name, outputSchema(column)])),
    required: names,
  }
  return {
    type: 'object',
    properties: {
      service: { const: name },
      columns: { const: names },
      rows: { type: 'array', items: row },
      row_index: {
        type: 'array',
        items: COUNT,
        description: 'The number of each row in the request; absent where rows were made of several.',
      },
      dropped: {
        type: 'object',
        description: 'How many rows were left out as a step was told to: by step, by reason.',
        additionalProperties: { type: 'object', additionalProperties: COUNT },
      },
      rejected: {
        type: 'array',
        description: 'What was wrong with rows that a step could not work with; the first 1000 of a long request.',
        items: REJECTION,
      },
      rejected_rows: COUNT,
    },
    required: ['service', 'columns', 'rows', 'dropped', 'rejected', 'rejected_rows'],
  }
}

function outputSchema({ type, values }: ColumnSpec): JsonSchema {
  if (values !== undefined && values.length <= MAX_ENUM) return { enum: [...new Set([...values, null])] }
  if (type === 'number' || type === 'float32') {
    return { anyOf: [{ $ref: '#/components/schemas/SpecialNumber' }, { type: 'null' }] }
  }
  return type === 'any' ? {} : typed(TYPES[type], true)
}
