/** Brine over HTTP: the routes, and what surrounds them. */
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import { BrineError } from '../../errors.ts'
import type { Repository } from '../../runtime/repository.ts'
import { collectBody } from './body.ts'
import { answerClientError } from './client-error.ts'
import { describeEntry, describeModel } from './describe.ts'
import { addDocs } from './docs.ts'
import { jsonText } from './json-text.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import { bodyType, refuseEncoding } from './media-type.ts'
import { openApiDocument } from './openapi.ts'
import { Predictor, type PredictParams } from './predict.ts'
import { asBrineError, sendProblem } from './problem.ts'
import { addRoute, pathOf } from './route.ts'

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
export function createServer({ repository, limits: chosen, onError }: ServerOptions): FastifyInstance {
  const limits = { ...DEFAULT_LIMITS, ...chosen }
  const app = Fastify({
    logger: false,
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestTimeout,
    keepAliveTimeout: limits.keepAliveTimeout,
    // What was sent before the end is answered, and the connection closed after it.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    http: { headersTimeout: limits.headersTimeout },
    routerOptions: { maxParamLength: 200 },
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, _request, reply) => sendProblem(reply, asBrineError(error)),
  })
  app.server.maxConnections = limits.connections
  closeConnectionsAtEnd(app)
  addBodies(app, limits)
  addErrors(app, onError)
  addModelRoutes(app, repository, limits)
  addStateRoutes(app, repository)
  addDescriptionRoutes(app, repository)
  return app
}

/** A connection that is busy while the server closes would else stay open, idle, until its timeout. */
function closeConnectionsAtEnd(app: FastifyInstance): void {
  const { server } = app
  app.addHook('preClose', (done) => {
    const timer = setInterval(() => server.closeIdleConnections(), 20)
    server.once('close', () => clearInterval(timer))
    timer.unref()
    done()
  })
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
      stream.resume()
      done(error as Error)
      return
    }
    collectBody(stream, headers['content-length'], limits.bodyBytes, done)
  })
}

function addErrors(app: FastifyInstance, onError: ServerOptions['onError']): void {
  app.setErrorHandler((thrown, request, reply) => {
    const error = asBrineError(thrown)
    if (error.code === 'internal') onError?.(thrown)
    if (error.code !== 'payload_too_large') return sendProblem(reply, error)
    request.raw.resume()
    return sendProblem(reply, error, { connection: 'close' })
  })
  app.setNotFoundHandler((request, reply) => {
    const error = new BrineError('not_found', `there is nothing at ${pathOf(request)}`, {
      remedy: 'GET /openapi.json lists all addresses; /docs shows them.',
    })
    return sendProblem(reply, error)
  })
}

function addModelRoutes(app: FastifyInstance, repository: Repository, limits: Limits): void {
  const predictor = new Predictor(repository, limits)
  addRoute(app, 'POST', '/predict', predictor.handle)
  addRoute(app, 'POST', '/models/:name/:method', predictor.handle)
}

function addStateRoutes(app: FastifyInstance, repository: Repository): void {
  addRoute(app, 'GET', '/healthz', (_, reply) => sendJson(reply, { status: 'live' }))
  addRoute(app, 'GET', '/readyz', (_, reply) => {
    if (repository.isReady) return sendJson(reply, { status: 'ready' })
    const waiting = repository.list().filter(({ state }) => state !== 'ready')
    const names = waiting.map(({ name, state }) => `${name} (${state})`).join(', ')
    throw new BrineError('model_not_ready', waiting.length === 0 ? 'there is no model' : `not ready: ${names}`, {
      details: { models: waiting.map((entry) => describeEntry(entry, entry.name === repository.defaultName)) },
    })
  })
}

function addDescriptionRoutes(app: FastifyInstance, repository: Repository): void {
  addRoute(app, 'GET', '/', (_, reply) => sendJson(reply, INDEX))
  addRoute(app, 'GET', '/models', (_, reply) => {
    const models = repository.list().map((entry) => describeEntry(entry, entry.name === repository.defaultName))
    return sendJson(reply, { models })
  })
  addRoute(app, 'GET', '/models/:name', (request, reply) => {
    const entry = repository.find((request.params as PredictParams).name)
    return sendJson(reply, describeModel(entry, entry.name === repository.defaultName))
  })
  let known: { readonly revision: number; readonly text: string } | undefined
  addRoute(app, 'GET', '/openapi.json', (_, reply) => {
    const { revision } = repository
    if (known?.revision !== revision) known = { revision, text: jsonText(openApiDocument(repository)) }
    return reply.header('content-type', 'application/json; charset=utf-8').send(known.text)
  })
  addDocs(app)
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

function sendJson(reply: FastifyReply, value: unknown): FastifyReply {
  return reply
    .header('content-type', 'application/json; charset=utf-8')
    .header('x-content-type-options', 'nosniff')
    .send(jsonText(value))
}
