/** Answers the requests for one service. */
import { BrineError, type Where } from '../../errors.ts'
import { METHODS } from '../../program/program.ts'
import type { Service, ServiceAnswer } from '../../service/service.ts'
import { Turns } from '../../service/turns.ts'
import { type Desk, type PredictRequest, ROWS_AT_ONCE } from './desk.ts'
import type { HttpAnswer } from './http-answer.ts'
import type { BodyLimits } from './limits.ts'
import { prefersCsv } from './media-type.ts'
import { type RowsWriter, writeRows, writeRowsInTurns } from './rows-writer.ts'
import { ServiceAnswerWriter } from './service-answer.ts'
import { ServiceCsvWriter } from './service-answer-csv.ts'
import { type ServiceQuestion, ServiceQuestionReader } from './service-question.ts'

export class ServiceDesk implements Desk {
  readonly #service: Service
  readonly #reader: ServiceQuestionReader
  readonly #json: RowsWriter
  readonly #csv: RowsWriter

  constructor(service: Service, limits: BodyLimits) {
    this.#service = service
    this.#reader = new ServiceQuestionReader(service, limits)
    this.#json = new ServiceAnswerWriter(service)
    this.#csv = new ServiceCsvWriter(service)
  }

  answer(request: PredictRequest): HttpAnswer | Promise<HttpAnswer> {
    const { method } = request
    if (method !== undefined && method !== 'predict') throw noMethod(method, this.#service)
    const question = this.#reader.read(request)
    const writer = prefersCsv(request.accept) ? this.#csv : this.#json
    if (question.source.rows > ROWS_AT_ONCE) return this.#answerInTurns(question, writer, request.abort())
    try {
      return writeRows(writer, withLines(this.#service.inferSync(question.source), question.lines))
    } catch (error) {
      throw errorWithLines(error, question.lines)
    }
  }

  async #answerInTurns(question: ServiceQuestion, writer: RowsWriter, signal: AbortSignal): Promise<HttpAnswer> {
    try {
      const answer = await this.#service.infer(question.source, signal)
      return await writeRowsInTurns(writer, withLines(answer, question.lines), new Turns(signal))
    } catch (error) {
      throw errorWithLines(error, question.lines)
    }
  }
}

/** Rows of a text are found by their lines. */
function withLines(answer: ServiceAnswer, lines: readonly number[] | undefined): ServiceAnswer {
  if (lines === undefined || answer.rejections.length === 0) return answer
  return { ...answer, rejections: answer.rejections.map((rejection) => withLine(rejection, lines)) }
}

function withLine<Placed extends Where>(placed: Placed, lines: readonly number[]): Placed {
  const line = placed.row === undefined ? undefined : lines[placed.row]
  return line === undefined ? placed : { ...placed, line }
}

function errorWithLines(error: unknown, lines: readonly number[] | undefined): unknown {
  if (!(error instanceof BrineError) || lines === undefined || error.where.row === undefined) return error
  const { code, problem, where, issues, issueCount, remedy, details } = error
  return new BrineError(code, problem, {
    where: withLine(where, lines),
    issues: issues.map((issue) => ({ ...issue, where: withLine(issue.where, lines) })),
    issueCount,
    details,
    ...(remedy === undefined ? {} : { remedy }),
    cause: error,
  })
}

/** What is no method of any model is no address either. */
function noMethod(method: string, { name }: Service): BrineError {
  const remedy = `The service answers at /models/${name}/predict; its file says what the models are asked.`
  if (!(METHODS as readonly string[]).includes(method)) {
    return new BrineError('not_found', `there is no method "${method.slice(0, 100)}"`, { remedy })
  }
  return new BrineError('unknown_method', `${name} is a service, which has no method ${method}`, {
    remedy,
    details: { method, methods: ['predict'] },
  })
}
