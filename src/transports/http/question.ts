/** What a request asks of a model: rows in the engine's blocks, and the methods to answer. */
import type { ModelInput } from '../../engine/kernel.ts'
import { BrineError } from '../../errors.ts'
import type { MethodName } from '../../program/program.ts'
import type { Model } from '../../service/model.ts'
import type { RowOptions, RowReader } from '../../service/rows.ts'
import { refuseLargeBody, refuseRows } from './body-size.ts'
import { readCsv } from './csv.ts'
import { type EnvelopeReader, type EnvelopeRows, readEnvelope } from './envelope.ts'
import { parseJson } from './json.ts'
import { quotedKeys, scanNumbers } from './json-numbers.ts'
import type { BodyLimits } from './limits.ts'
import { bodyType } from './media-type.ts'
import { type AskedOptions, queryOptions } from './options.ts'
import { decodeText } from './text.ts'

export interface Question {
  readonly input: ModelInput
  readonly methods: readonly MethodName[]
}

/** The parts of a request that make a question. */
export interface Asked {
  /** The method in the address, if it is not the general one. */
  readonly method: string | undefined
  readonly query: Readonly<Record<string, unknown>>
  readonly contentType: string | undefined
  readonly body: Buffer | undefined
}

/** Reads what is asked of one model. */
export class QuestionReader {
  readonly #model: Model
  readonly #limits: BodyLimits
  readonly #keys: readonly Buffer[]
  readonly #envelope: EnvelopeReader

  constructor(model: Model, limits: BodyLimits) {
    const names = model.signature.inputs.map(({ name }) => name)
    const known = new Set(names)
    this.#model = model
    this.#limits = limits
    this.#keys = quotedKeys(names)
    this.#envelope = { isColumn: (name) => known.has(name), takesBare: false }
  }

  /** Throws a BrineError of the family `data`, `inference` or `server` that says what is wrong with the request. */
  read(asked: Asked): Question {
    const { body, contentType, method } = asked
    if (body === undefined || body.length === 0) throw emptyBody()
    const type = bodyType(contentType)
    const query = queryOptions(asked.query)
    refuseLargeBody(body, type, this.#limits)
    if (type === 'json') return this.#readJson(body, method, query)
    const methods = chooseMethods(this.#model, method, query)
    const { rows } = this.#model
    const table = readCsv(decodeText(body), type === 'tsv' ? '\t' : ',', (row) => rows.isHeader(row))
    return { methods, input: rows.fromText(table.header, table.rows, { ...rowOptions(query), lines: table.lines }) }
  }

  /** Numbers for a model of numbers are taken from the bytes; every other body is read for what it is. */
  #readJson(body: Buffer, method: string | undefined, query: AskedOptions): Question {
    const model = this.#model
    const { rows } = model
    const scanned = rows.isNumeric ? scanNumbers(body, this.#keys) : undefined
    if (scanned !== undefined) {
      refuseRows(scanned.rows, this.#limits)
      const input = rows.fromNumbers({ data: scanned.data, shape: [scanned.rows, rows.width] })
      return { input, methods: chooseMethods(model, method, query) }
    }
    const { content, ...envelope } = readEnvelope(parseJson(decodeText(body), this.#limits.jsonDepth), this.#envelope)
    refuseRows(content.rows.length, this.#limits)
    const options = { ...query, ...envelope.options }
    const methods = chooseMethods(model, method, options)
    return { methods, input: readContent(content, rows, rowOptions(options)) }
  }
}

function readContent(content: EnvelopeRows, reader: RowReader, options: RowOptions): ModelInput {
  if (content.form === 'table') return reader.fromTable(content.header, content.rows, options)
  return reader.read(content.rows, options)
}

function rowOptions({ extraColumns }: AskedOptions): RowOptions {
  return extraColumns === undefined ? {} : { extraColumns }
}

/** Labels come with their probabilities unless the request says what it wants. Throws unknown_method. */
function chooseMethods(model: Model, method: string | undefined, options: AskedOptions): readonly MethodName[] {
  if (method !== undefined) {
    if (options.methods !== undefined || options.probabilities !== undefined) throw methodTwice(method)
    return [model.method(method)]
  }
  const main = model.defaultMethod
  const names = options.methods?.map((name) => model.method(name)) ?? [main]
  if (options.probabilities === true) return names.includes('predict_proba') ? names : [...names, probability(model)]
  const isOpen = options.methods === undefined && options.probabilities === undefined && main === 'predict'
  return isOpen && model.methods.includes('predict_proba') ? ['predict', 'predict_proba'] : names
}

function probability(model: Model): MethodName {
  return model.method('predict_proba')
}

function methodTwice(method: string): BrineError {
  return new BrineError('invalid_request', `the address already says the method: ${method}`, {
    remedy: 'To ask for several methods at once, send them to "predict".',
  })
}

export function emptyBody(): BrineError {
  return new BrineError('data_empty', 'the request has no body', {
    remedy: 'Send rows, such as {"instances": [[1, 2]]} as application/json.',
  })
}
