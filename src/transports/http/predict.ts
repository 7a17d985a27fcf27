/** From a request to an answer: `POST /predict` and `POST /models/{name}/{method}`. */
import { BrineError } from '../../errors.ts'
import { METHODS, type MethodName } from '../../program/program.ts'
import type { Repository } from '../../runtime/repository.ts'
import type { Model, Outputs } from '../../service/model.ts'
import { AnswerWriter, JSON_TYPE } from './answer.ts'
import { CSV_TYPE, csvText } from './answer-csv.ts'
import type { HttpAnswer } from './http-answer.ts'
import { prefersCsv } from './media-type.ts'
import { type Question, QuestionReader } from './question.ts'

export interface PredictRequest {
  /** The model in the address; undefined for the default one. */
  readonly name: string | undefined
  /** The method in the address. `predict`, or none, asks for what the model answers by default. */
  readonly method: string | undefined
  readonly query: Readonly<Record<string, unknown>>
  readonly contentType: string | undefined
  readonly accept: string | undefined
  readonly body: Buffer | undefined
  /** Called for a long request: aborts when the client goes. */
  readonly abort: () => AbortSignal
}

/** Up to this many rows are answered at once: handing them over would take longer than they do. */
const ROWS_AT_ONCE = 64

const JSON_HEADERS = { 'content-type': JSON_TYPE }
const CSV_HEADERS = { 'content-type': CSV_TYPE }

export class Predictor {
  readonly #repository: Repository
  readonly #jsonDepth: number
  readonly #desks = new WeakMap<Model, Desk>()

  constructor(repository: Repository, jsonDepth: number) {
    this.#repository = repository
    this.#jsonDepth = jsonDepth
  }

  /** Small requests are answered at once. Throws, or rejects with, a BrineError. */
  answer(request: PredictRequest): HttpAnswer | Promise<HttpAnswer> {
    const model = this.#repository.get(request.name)
    const { method } = request
    const desk = this.#desk(model)
    const question = desk.reader.read({
      method: method === undefined || method === 'predict' ? undefined : knownMethod(method, model),
      query: request.query,
      contentType: request.contentType,
      body: request.body,
    })
    const isCsv = prefersCsv(request.accept)
    if (question.input.rows <= ROWS_AT_ONCE) return desk.write(question, model.inferSync(question), isCsv)
    return model.infer(question, request.abort()).then((outputs) => desk.write(question, outputs, isCsv))
  }

  #desk(model: Model): Desk {
    const known = this.#desks.get(model)
    if (known !== undefined) return known
    const desk = new Desk(model, this.#jsonDepth)
    this.#desks.set(model, desk)
    return desk
  }
}

/** What is kept for one model. */
class Desk {
  readonly reader: QuestionReader
  readonly #model: Model
  /** By the methods asked: as many as there are sets of them, in the order asked. */
  readonly #writers = new Map<string, AnswerWriter>()

  constructor(model: Model, jsonDepth: number) {
    this.#model = model
    this.reader = new QuestionReader(model, jsonDepth)
  }

  write({ methods, input }: Question, outputs: Outputs, isCsv: boolean): HttpAnswer {
    if (isCsv) return { status: 200, headers: CSV_HEADERS, body: csvText(this.#model, methods, outputs, input.rows) }
    return { status: 200, headers: JSON_HEADERS, body: this.#writer(methods).write(outputs) }
  }

  #writer(methods: readonly MethodName[]): AnswerWriter {
    const key = methods.join()
    const known = this.#writers.get(key)
    if (known !== undefined) return known
    const writer = new AnswerWriter(this.#model, methods)
    this.#writers.set(key, writer)
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
