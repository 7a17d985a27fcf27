/** From a request to an answer: `POST /predict` and `POST /models/{name}/{method}`. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { BrineError } from '../../errors.ts'
import { METHODS, type MethodName } from '../../program/program.ts'
import type { Repository } from '../../runtime/repository.ts'
import type { Model, Outputs } from '../../service/model.ts'
import { AnswerWriter, JSON_TYPE } from './answer.ts'
import { CSV_TYPE, csvText } from './answer-csv.ts'
import type { Limits } from './limits.ts'
import { prefersCsv } from './media-type.ts'
import { type Question, readQuestion } from './question.ts'

/** `/models/{name}/predict` asks for what the model answers by default; the other addresses for what they say. */
export type PredictParams = { readonly name?: string; readonly method?: string }

/** Up to this many rows are answered at once: handing them over would take longer than they do. */
const ROWS_AT_ONCE = 64

export class Predictor {
  readonly #repository: Repository
  readonly #limits: Limits
  readonly #writers = new WeakMap<Model, Map<string, AnswerWriter>>()

  constructor(repository: Repository, limits: Limits) {
    this.#repository = repository
    this.#limits = limits
  }

  /** Answers at once or returns a promise; throws a BrineError. */
  readonly handle = (request: FastifyRequest, reply: FastifyReply): unknown => {
    const { name, method } = request.params as PredictParams
    const model = this.#repository.get(name)
    const asked = {
      method: method === undefined || method === 'predict' ? undefined : knownMethod(method, model),
      query: request.query as Readonly<Record<string, unknown>>,
      contentType: request.headers['content-type'],
      body: request.body as Buffer | undefined,
    }
    const question = readQuestion(model, asked, this.#limits.jsonDepth)
    if (question.input.rows > ROWS_AT_ONCE) return this.#inTurns(model, question, request, reply)
    return this.#send(model, question, model.inferSync(question), request, reply)
  }

  /** Gives up when the client does. */
  async #inTurns(model: Model, question: Question, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const abort = new AbortController()
    const stop = () => abort.abort()
    reply.raw.once('close', stop)
    try {
      const outputs = await model.infer(question, abort.signal)
      return this.#send(model, question, outputs, request, reply)
    } catch (error) {
      if (abort.signal.aborted) return reply.hijack()
      throw error
    } finally {
      reply.raw.off('close', stop)
    }
  }

  #send(
    model: Model,
    { methods, input }: Question,
    outputs: Outputs,
    request: FastifyRequest,
    reply: FastifyReply,
  ): FastifyReply {
    if (prefersCsv(request.headers.accept)) {
      return reply.header('content-type', CSV_TYPE).send(csvText(model, methods, outputs, input.rows))
    }
    return reply.header('content-type', JSON_TYPE).send(this.#writer(model, methods).write(outputs))
  }

  #writer(model: Model, methods: readonly MethodName[]): AnswerWriter {
    let writers = this.#writers.get(model)
    if (writers === undefined) {
      writers = new Map()
      this.#writers.set(model, writers)
    }
    const key = methods.join()
    const known = writers.get(key)
    if (known !== undefined) return known
    const writer = new AnswerWriter(model, methods)
    writers.set(key, writer)
    return writer
  }
}

/** What is no method of any model is no address either. */
function knownMethod(method: string, model: Model): string {
  if ((METHODS as readonly string[]).includes(method)) return method
  const offered = model.methods.map((name) => `/models/${model.name}/${name}`)
  throw new BrineError('not_found', `there is no method "${method.slice(0, 100)}"`, {
    remedy: `The model answers at ${offered.join(', ')}.`,
    details: { methods: model.methods },
  })
}
