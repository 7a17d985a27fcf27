/** The OpenAPI document: what every address takes and gives, typed from each model. */
import { ERRORS, type ErrorCode } from '../../errors.ts'
import type { Repository } from '../../runtime/repository.ts'
import type { Model } from '../../service/model.ts'
import type { Servable } from '../../service/servable.ts'
import type { Service } from '../../service/service.ts'
import { HEALTH_SCHEMAS, PROBLEM_SCHEMA, SPECIAL_NUMBER_SCHEMA } from './openapi-common.ts'
import { type Examples, modelExamples, serviceExamples } from './openapi-examples.ts'
import { answerSchema, requestSchema, rowSchema } from './openapi-model.ts'
import { serviceSchemas } from './openapi-service.ts'
import { PROBLEM_TYPE } from './problem.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

const DESCRIPTION = `Predictions of scikit-learn models, and of services around them.

Numbers that JSON has no name for are written as the strings \`"NaN"\`, \`"Infinity"\` and \`"-Infinity"\`, in answers and
in requests; Python's bare \`NaN\` is understood too, and \`null\` is a missing value. Errors are problem documents
(RFC 9457) with a stable \`code\`.`

export function openApiDocument(repository: Repository): JsonSchema {
  const ready = repository.list().flatMap((entry) => (entry.state === 'ready' ? [entry.servable] : []))
  const first = ready.find(({ name }) => name === repository.defaultName)
  return {
    openapi: '3.1.0',
    info: { title: 'Brine', version: '1', description: DESCRIPTION },
    servers: [{ url: '.', description: 'This server' }],
    paths: {
      ...(first === undefined ? {} : { '/predict': { post: generalOperation(first, 'predict') } }),
      ...Object.fromEntries(ready.flatMap(pathsOf)),
      ...INFORMATION_PATHS,
    },
    components: {
      schemas: {
        ...Object.fromEntries(ready.flatMap(schemasOf)),
        SpecialNumber: SPECIAL_NUMBER_SCHEMA,
        Problem: PROBLEM_SCHEMA,
        ...HEALTH_SCHEMAS,
      },
    },
  }
}

type Named = readonly (readonly [name: string, schema: JsonSchema])[]

function schemasOf(servable: Servable): Named {
  if (servable.kind === 'service') return serviceSchemas(servable)
  return [
    [`${servable.name}.Row`, rowSchema(servable)],
    [`${servable.name}.Request`, requestSchema(servable)],
  ]
}

/** An address for each method; `predict` is there for a model that has no such method, too. */
function pathsOf(servable: Servable): Named {
  const { name } = servable
  const others = servable.kind === 'service' ? [] : servable.methods.filter((method) => method !== 'predict')
  return [
    [`/models/${name}/predict`, { post: generalOperation(servable, `${name}.predict`) }],
    ...others.map((method): Named[number] => [
      `/models/${name}/${method}`,
      { post: operation(servable as Model, method, `${name}.${method}`) },
    ]),
  ]
}

function generalOperation(servable: Servable, operationId: string): JsonSchema {
  return servable.kind === 'service'
    ? serviceOperation(servable, operationId)
    : operation(servable, 'predict', operationId)
}

function serviceOperation(service: Service, operationId: string): JsonSchema {
  const { name, definition, steps } = service
  return {
    operationId,
    summary: `Ask ${name}`,
    description: definition.description ?? `A service: ${steps.map(({ place }) => place).join(', ')}.`,
    tags: [name],
    parameters: [EXTRA_COLUMNS],
    ...exchange(
      name,
      'The rows of the answer, and what became of the others.',
      {
        $ref: `#/components/schemas/${name}.Answer`,
      },
      serviceExamples(service),
    ),
  }
}

/** `predict` is the general address: it also answers with probabilities, or with several methods. */
function operation(model: Model, method: string, operationId: string): JsonSchema {
  const isGeneral = method === 'predict'
  const examples = modelExamples(model, method)
  return {
    operationId,
    summary: isGeneral ? `Ask ${model.name}` : `${method} of ${model.name}`,
    description: `${model.estimator.className}, ${model.signature.inputs.length} columns.`,
    tags: [model.name],
    parameters: isGeneral ? [...GENERAL_PARAMETERS, EXTRA_COLUMNS] : [EXTRA_COLUMNS],
    ...exchange(model.name, 'One answer a row, in the order of the rows.', answerSchema(model, method), examples),
  }
}

/** What is sent, and what comes back. */
function exchange(name: string, description: string, answer: JsonSchema, examples: Examples): JsonSchema {
  return {
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: { $ref: `#/components/schemas/${name}.Request` },
          examples: examples.requests,
        },
        'text/csv': { schema: { type: 'string' }, example: examples.csv },
        'text/tab-separated-values': { schema: { type: 'string' } },
      },
    },
    responses: {
      200: {
        description,
        content: {
          'application/json': {
            schema: answer,
            ...(examples.answer === undefined ? {} : { example: examples.answer }),
          },
          'text/csv': { schema: { type: 'string' } },
        },
      },
      ...problems(400, 404, 408, 413, 415, 422, 500, 503),
    },
  }
}

const MEANINGS: Readonly<Record<number, string>> = {
  400: 'The request cannot be read.',
  404: 'There is no such model.',
  408: 'The request did not arrive in time.',
  413: 'The body is too large.',
  415: 'The content type is not supported.',
  422: 'The rows were read, and the model cannot take them: each bad cell is named.',
  500: 'The server failed.',
  503: 'The model is not ready.',
}

function problems(...statuses: readonly number[]): JsonSchema {
  return Object.fromEntries(statuses.map((status) => [status, problemResponse(status)]))
}

function problemResponse(status: number): JsonSchema {
  const code = EXAMPLE_CODES[status] as ErrorCode
  const example = { type: `urn:brine:error:${code}`, title: ERRORS[code][1], status, code, detail: '…' }
  const schema = { $ref: '#/components/schemas/Problem' }
  return { description: MEANINGS[status], content: { [PROBLEM_TYPE]: { schema, example } } }
}

const EXAMPLE_CODES: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_json',
  404: 'model_not_found',
  408: 'timeout',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  422: 'invalid_cell',
  500: 'internal',
  503: 'model_not_ready',
}

const EXTRA_COLUMNS = {
  name: 'extra_columns',
  in: 'query',
  description: 'What to do with columns that are not known: refused, unless the service says otherwise.',
  schema: { type: 'string', enum: ['refuse', 'ignore'] },
}

const GENERAL_PARAMETERS = [
  {
    name: 'probabilities',
    in: 'query',
    description: 'Whether to add probabilities. Without it: where the model has them.',
    schema: { type: 'boolean' },
  },
  {
    name: 'methods',
    in: 'query',
    description: 'Exactly these methods, separated by commas.',
    style: 'form',
    explode: false,
    schema: { type: 'array', items: { type: 'string' }, minItems: 1 },
  },
]

function get(summary: string, schema: string, tags: readonly string[], ...statuses: readonly number[]): JsonSchema {
  const content = { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } }
  return { get: { summary, tags, responses: { 200: { description: 'OK', content }, ...problems(...statuses) } } }
}

const NAME_PARAMETER = { name: 'name', in: 'path', required: true, schema: { type: 'string' } }

const INFORMATION_PATHS = {
  '/models': get('The models and their states', 'ModelList', ['models']),
  '/models/{name}': {
    ...get('One model: its columns, classes and source', 'Model', ['models'], 404),
    parameters: [NAME_PARAMETER],
  },
  '/healthz': get('Whether the process lives', 'State', ['state']),
  '/readyz': get('Whether every model is ready', 'State', ['state'], 503),
}
