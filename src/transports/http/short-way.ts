/**
 * The address that nearly every request asks, answered before the framework: routing, hooks and its request and reply
 * objects cost as much as the prediction of a small model. Whatever is not plainly such a request goes the long way;
 * both ways read the body, answer and refuse with the same code.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { collectBody } from './body.ts'
import { type HttpAnswer, writeAnswer } from './http-answer.ts'
import type { Predictor } from './predict.ts'
import { asBrineError, problemAnswer } from './problem.ts'

export interface ShortWay {
  readonly predictor: Predictor
  readonly bodyBytes: number
  /** True once the server closes: answers then close their connections. */
  readonly isClosing: () => boolean
  readonly onError: (error: unknown) => void
}

/** Answers predictions, and hands every other request to `next`. */
export function withShortWay(way: ShortWay, next: RequestListener): RequestListener {
  return (request, response) => {
    const address = plainAddress(request)
    if (address === undefined) next(request, response)
    else take(way, address, request, response)
  }
}

interface Address {
  readonly name: string | undefined
  readonly method: string | undefined
}

const DEFAULT_ADDRESS: Address = { name: undefined, method: undefined }

/** A JSON body of known length for an address without a query or anything escaped; else undefined. */
function plainAddress({ method, url, headers }: IncomingMessage): Address | undefined {
  if (method !== 'POST' || headers['content-type'] !== 'application/json') return undefined
  if (headers['content-length'] === undefined || headers['content-encoding'] !== undefined) return undefined
  if (url === '/predict') return DEFAULT_ADDRESS
  const parts = /^\/models\/([\w.-]{1,100})\/([\w.-]{1,100})$/.exec(url ?? '')
  return parts === null ? undefined : { name: parts[1], method: parts[2] }
}

const NO_QUERY = {}

function take(way: ShortWay, address: Address, request: IncomingMessage, response: ServerResponse): void {
  const { headers } = request
  collectBody(request, headers['content-length'], way.bodyBytes, (error, body) => {
    if (error !== null) {
      request.resume()
      refuse(way, error, response)
      return
    }
    try {
      const answer = way.predictor.answer({
        name: address.name,
        method: address.method,
        query: NO_QUERY,
        contentType: headers['content-type'],
        accept: headers.accept,
        body,
        abort: () => abortWith(response),
      })
      if (answer instanceof Promise) void later(way, answer, response)
      else writeAnswer(response, answer, way.isClosing())
    } catch (thrown) {
      refuse(way, thrown, response)
    }
  })
}

async function later(way: ShortWay, answer: Promise<HttpAnswer>, response: ServerResponse): Promise<void> {
  try {
    writeAnswer(response, await answer, way.isClosing())
  } catch (thrown) {
    refuse(way, thrown, response)
  }
}

function refuse(way: ShortWay, thrown: unknown, response: ServerResponse): void {
  // Nobody is there to be told.
  if (response.destroyed) return
  const error = asBrineError(thrown)
  if (error.code === 'internal') way.onError(thrown)
  writeAnswer(response, problemAnswer(error), way.isClosing())
}

/** A signal that aborts when the client goes before its answer. */
export function abortWith(response: ServerResponse): AbortSignal {
  const controller = new AbortController()
  response.once('close', () => controller.abort())
  return controller.signal
}
