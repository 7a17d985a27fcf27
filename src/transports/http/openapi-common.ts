/** The schemas that do not depend on a model. */
import { ERRORS } from '../../errors.ts'

export const SPECIAL_NUMBER_SCHEMA = {
  description: 'A number; the strings stand for those that JSON cannot write.',
  anyOf: [{ type: 'number' }, { enum: ['NaN', 'Infinity', '-Infinity'] }],
}

const WHERE_SCHEMA = {
  type: 'object',
  properties: {
    row: { type: 'integer', description: 'Row of the request, from 0.' },
    column: { type: 'string' },
    line: { type: 'integer', description: 'Line of the text, from 1.' },
    offset: { type: 'integer', description: 'Byte of the body, from 0.' },
    path: { type: 'string' },
    step: { type: 'string', description: 'Of a service, such as "preprocess[2] clip".' },
  },
}

export const PROBLEM_SCHEMA = {
  description: 'What went wrong, where, and what to do (RFC 9457).',
  type: 'object',
  properties: {
    type: { type: 'string', examples: ['urn:brine:error:invalid_cell'] },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { enum: Object.keys(ERRORS) },
    detail: { type: 'string' },
    where: WHERE_SCHEMA,
    errors: {
      description: 'The bad cells, the first of error_count.',
      type: 'array',
      items: {
        type: 'object',
        properties: {
          ...WHERE_SCHEMA.properties,
          value: { type: 'string', description: 'What was found there.' },
          detail: { type: 'string' },
        },
        required: ['detail'],
      },
    },
    error_count: { type: 'integer' },
    remedy: { type: 'string', description: 'What the caller can do.' },
    details: { type: 'object', description: 'Names, numbers and limits, for programs.' },
  },
  required: ['type', 'title', 'status', 'code', 'detail'],
}

const MODEL_SCHEMA = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    state: { enum: ['loading', 'ready', 'failed'] },
    default: { type: 'boolean', description: 'True for the one that /predict asks.' },
    kind: { enum: ['model', 'service'] },
    class: { type: 'string' },
    sklearn_version: { type: 'string' },
    methods: { type: 'array', items: { type: 'string' } },
    n_features: { type: 'integer' },
    version: { type: 'string', description: 'Of a service.' },
    description: { type: 'string', description: 'Of a service.' },
  },
  required: ['name', 'state', 'default'],
}

export const HEALTH_SCHEMAS = {
  State: { type: 'object', properties: { status: { enum: ['live', 'ready'] } }, required: ['status'] },
  Model: MODEL_SCHEMA,
  ModelList: {
    type: 'object',
    properties: { models: { type: 'array', items: { $ref: '#/components/schemas/Model' } } },
    required: ['models'],
  },
}
