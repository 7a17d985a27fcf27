/** What a request asks of a service: its rows, in whatever form they came. */
import { BrineError } from '../../errors.ts'
import type { RowSource } from '../../service/row-source.ts'
import type { Service } from '../../service/service.ts'
import { refuseLargeBody, refuseRows } from './body-size.ts'
import { readCsv } from './csv.ts'
import type { PredictRequest } from './desk.ts'
import { type EnvelopeReader, type EnvelopeRows, readEnvelope } from './envelope.ts'
import { parseJson } from './json.ts'
import { quotedKeys, scanNumbers } from './json-numbers.ts'
import type { BodyLimits } from './limits.ts'
import { bodyType } from './media-type.ts'
import { type AskedOptions, queryOptions } from './options.ts'
import { emptyBody } from './question.ts'
import { decodeText } from './text.ts'

export interface ServiceQuestion {
  readonly source: RowSource
  /** For each row of a text, the line on which it ends. */
  readonly lines?: readonly number[]
}

/** Reads what is asked of one service. */
export class ServiceQuestionReader {
  readonly #service: Service
  readonly #limits: BodyLimits
  readonly #keys: readonly Buffer[]
  readonly #envelope: EnvelopeReader

  constructor(service: Service, limits: BodyLimits) {
    const names = service.inputs.map(({ name }) => name)
    const known = new Set(names)
    this.#service = service
    this.#limits = limits
    this.#keys = quotedKeys(names)
    this.#envelope = { isColumn: (name) => known.has(name), takesBare: true }
  }

  /** Throws a BrineError that says what is wrong with the request; what is wrong with cells is found later. */
  read({ query, contentType, body }: Pick<PredictRequest, 'query' | 'contentType' | 'body'>): ServiceQuestion {
    if (body === undefined || body.length === 0) throw emptyBody()
    const type = bodyType(contentType)
    const options = this.#checked(queryOptions(query))
    refuseLargeBody(body, type, this.#limits)
    if (type === 'json') {
      const source = this.#readJson(body, options)
      refuseRows(source.rows, this.#limits)
      return { source }
    }
    const { sources } = this.#service
    const table = readCsv(decodeText(body), type === 'tsv' ? '\t' : ',', (row) => sources.isHeader(row))
    const reader = this.#service.readerFor(options.extraColumns)
    return { source: sources.fromText(table.header, table.rows, reader), lines: table.lines }
  }

  /** Rows of numbers only are taken from the bytes; every other body is read for what it is. */
  #readJson(body: Buffer, query: AskedOptions): RowSource {
    const { sources } = this.#service
    const scanned = sources.isNumeric ? scanNumbers(body, this.#keys) : undefined
    if (scanned !== undefined) return sources.fromNumbers(scanned.data)
    const { content, options } = readEnvelope(parseJson(decodeText(body), this.#limits.jsonDepth), this.#envelope)
    return this.#sourceOf(content, { ...query, ...this.#checked(options) })
  }

  #sourceOf(content: EnvelopeRows, { extraColumns }: AskedOptions): RowSource {
    const { sources } = this.#service
    const reader = this.#service.readerFor(extraColumns)
    return content.form === 'table'
      ? sources.fromTable(content.header, content.rows, reader)
      : sources.read(content.rows, reader)
  }

  #checked(options: AskedOptions): AskedOptions {
    const { probabilities, methods } = options
    if (probabilities === undefined && methods === undefined) return options
    const option = methods === undefined ? 'probabilities' : 'methods'
    throw new BrineError('invalid_request', `"${option}" is for models, and ${this.#service.name} is a service`, {
      remedy: 'What a service asks its models, and what it answers, is said in its file, under "predict".',
      details: { option },
    })
  }
}
