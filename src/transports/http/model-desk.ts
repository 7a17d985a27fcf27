/** Answers the requests for one model. */
import { BrineError } from '../../errors.ts'
import { METHODS, type MethodName } from '../../program/program.ts'
import type { Model, Outputs } from '../../service/model.ts'
import { AnswerWriter, JSON_TYPE } from './answer.ts'
import { CSV_TYPE, csvText } from './answer-csv.ts'
import { type Desk, type PredictRequest, ROWS_AT_ONCE } from './desk.ts'
import type { HttpAnswer } from './http-answer.ts'
import type { BodyLimits } from './limits.ts'
import { prefersCsv } from './media-type.ts'
import { type Question, QuestionReader } from './question.ts'

const JSON_HEADERS = { 'content-type': JSON_TYPE }
const CSV_HEADERS = { 'content-type': CSV_TYPE }

export class ModelDesk implements Desk {
  readonly #model: Model
  readonly #reader: QuestionReader
  /** By the methods asked: as many as there are sets of them, in the order asked. */
  readonly #writers = new Map<string, AnswerWriter>()

  constructor(model: Model, limits: BodyLimits) {
    this.#model = model
    this.#reader = new QuestionReader(model, limits)
  }

  answer({ method, query, contentType, accept, body, abort }: PredictRequest): HttpAnswer | Promise<HttpAnswer> {
    const model = this.#model
    const asked = method === undefined || method === 'predict' ? undefined : knownMethod(method, model)
    const question = this.#reader.read({ method: asked, query, contentType, body })
    const isCsv = prefersCsv(accept)
    if (question.input.rows <= ROWS_AT_ONCE) return this.#write(question, model.inferSync(question), isCsv)
    return model.infer(question, abort()).then((outputs) => this.#write(question, outputs, isCsv))
  }

  #write({ methods, input }: Question, outputs: Outputs, isCsv: boolean): HttpAnswer {
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
