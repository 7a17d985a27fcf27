/** Brine over HTTP: the routes, and what surrounds them. */
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { BrineError } from '../../errors.ts'
import type { ModelEntry, Repository } from '../../runtime/repository.ts'
import { collectBody } from './body.ts'
import { answerClientError } from './client-error.ts'
import { describeEntry, describeModel } from './describe.ts'
import { addDocs } from './docs.ts'
import { sendAnswer } from './http-answer.ts'
import { jsonText } from './json-text.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import { bodyType, refuseEncoding } from './media-type.ts'
import { openApiDocument } from './openapi.ts'
import { Predictor } from './predict.ts'
import { asBrineError, problemAnswer } from './problem.ts'
import { addRoute, pathOf } from './route.ts'
import { abortWith, withShortWay } from './short-way.ts'

export interface ServerOptions {
  readonly repository: Repository
  readonly limits?: Partial<Limits>
  /** Is told of errors that no client caused. */
  readonly onError?: (error: unknown) => void
}

/**
 * Listening is the caller's part. `close()` takes no more connections, finishes the requests that are under way, and
 * resolves when the last is answered.
 */
export function createServer({ repository, limits: chosen, onError = () => {} }: ServerOptions): FastifyInstance {
  const limits = { ...DEFAULT_LIMITS, ...chosen }
  const predictor = new Predictor(repository, limits)
  let isClosing = false
  const way = { predictor, bodyBytes: limits.bodyBytes, isClosing: () => isClosing, onError }
  const app = Fastify({
    logger: false,
    bodyLimit: limits.bodyBytes,
    // What was sent before the end is answered, and the connection closed after it.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200 },
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, _, reply) => sendAnswer(reply, problemAnswer(asBrineError(error))),
    serverFactory: (handler) => httpServer(withShortWay(way, handler), limits),
  })
  app.addHook('preClose', (done) => {
    isClosing = true
    closeIdleConnections(app.server)
    done()
  })
  addBodies(app, limits)
  addErrors(app, onError)
  addPredictions(app, predictor)
  addStates(app, repository)
  addDescriptions(app, repository)
  addDocs(app)
  return app
}

function httpServer(listener: RequestListener, limits: Limits): Server {
  const { headersTimeout, requestTimeout, keepAliveTimeout } = limits
  const server = createHttpServer(
    { headersTimeout, requestTimeout, keepAliveTimeout, connectionsCheckingInterval: 1000 },
    listener,
  )
  server.maxConnections = limits.connections
  return server
}

const IDLE_CHECK_MILLISECONDS = 20

/** A connection that is busy when the server closes would else stay open after its answer, until its timeout. */
function closeIdleConnections(server: Server): void {
  const timer = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MILLISECONDS)
  timer.unref()
  server.once('close', () => clearInterval(timer))
}

/** Bodies arrive as bytes: what is in them depends on the model. */
function addBodies(app: FastifyInstance, limits: Limits): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (request, stream, done) => {
    const { headers } = request
    try {
      bodyType(headers['content-type'])
      refuseEncoding(headers['content-encoding'])
    } catch (error) {
      done(error as Error)
      return
    }
    collectBody(stream, headers['content-length'], limits.bodyBytes, done)
  })
}

function addErrors(app: FastifyInstance, onError: (error: unknown) => void): void {
  app.setErrorHandler((thrown, request, reply) => {
    const error = asBrineError(thrown)
    if (error.code === 'internal') onError(thrown)
    // What was not read of the body has to go before the connection can carry another request.
    request.raw.resume()
    return sendAnswer(reply, problemAnswer(error))
  })
  app.setNotFoundHandler((request, reply) => {
    const error = new BrineError('not_found', `there is nothing at ${pathOf(request)}`, {
      remedy: 'GET /openapi.json lists all addresses; /docs shows them.',
    })
    return sendAnswer(reply, problemAnswer(error))
  })
}

type Params = { readonly name?: string; readonly method?: string }

function addPredictions(app: FastifyInstance, predictor: Predictor): void {
  const handle = (request: FastifyRequest, reply: FastifyReply) => {
    const { name, method } = request.params as Params
    const { headers } = request
    const answer = predictor.answer({
      name,
      method,
      query: request.query as Readonly<Record<string, unknown>>,
      contentType: headers['content-type'],
      accept: headers.accept,
      body: request.body as Buffer | undefined,
      abort: () => abortWith(reply.raw),
    })
    return answer instanceof Promise ? answer.then((later) => sendAnswer(reply, later)) : sendAnswer(reply, answer)
  }
  addRoute(app, 'POST', '/predict', handle)
  addRoute(app, 'POST', '/models/:name/:method', handle)
}

function addStates(app: FastifyInstance, repository: Repository): void {
  addRoute(app, 'GET', '/healthz', (_, reply) => sendJson(reply, { status: 'live' }))
  addRoute(app, 'GET', '/readyz', (_, reply) => {
    if (repository.isReady) return sendJson(reply, { status: 'ready' })
    const waiting = repository.list().filter(({ state }) => state !== 'ready')
    const names = waiting.map(({ name, state }) => `${name} (${state})`).join(', ')
    throw new BrineError('model_not_ready', waiting.length === 0 ? 'there is no model' : `not ready: ${names}`, {
      details: { models: waiting.map((entry) => describeEntry(entry, isDefault(repository, entry))) },
    })
  })
}

function addDescriptions(app: FastifyInstance, repository: Repository): void {
  addRoute(app, 'GET', '/', (_, reply) => sendJson(reply, INDEX))
  addRoute(app, 'GET', '/models', (_, reply) => {
    const models = repository.list().map((entry) => describeEntry(entry, isDefault(repository, entry)))
    return sendJson(reply, { models })
  })
  addRoute(app, 'GET', '/models/:name', (request, reply) => {
    const entry = repository.find((request.params as Params).name)
    return sendJson(reply, describeModel(entry, isDefault(repository, entry)))
  })
  let known: { readonly revision: number; readonly document: unknown } | undefined
  addRoute(app, 'GET', '/openapi.json', (_, reply) => {
    const { revision } = repository
    if (known?.revision !== revision) known = { revision, document: openApiDocument(repository) }
    return sendJson(reply, known.document)
  })
}

function isDefault(repository: Repository, { name }: ModelEntry): boolean {
  return name === repository.defaultName
}

const INDEX = {
  name: 'Brine',
  predict: '/predict',
  models: '/models',
  docs: '/docs',
  openapi: '/openapi.json',
  live: '/healthz',
  ready: '/readyz',
}

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8', 'x-content-type-options': 'nosniff' }

function sendJson(reply: FastifyReply, value: unknown): FastifyReply {
  return sendAnswer(reply, { status: 200, headers: JSON_HEADERS, body: jsonText(value) })
}
