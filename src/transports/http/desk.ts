/** Where the requests for one model or service are answered. */
import type { HttpAnswer } from './http-answer.ts'

export interface PredictRequest {
  /** The model or service in the address; undefined for the default one. */
  readonly name: string | undefined
  /** The method in the address. `predict`, or none, asks for what is answered by default. */
  readonly method: string | undefined
  readonly query: Readonly<Record<string, unknown>>
  readonly contentType: string | undefined
  readonly accept: string | undefined
  readonly body: Buffer | undefined
  /** Called for a long request: aborts when the client goes. */
  readonly abort: () => AbortSignal
}

/** Up to this many rows are answered at once: handing them over would take longer than they do. */
export const ROWS_AT_ONCE = 64

/** It holds what need not be made for each. */
export interface Desk {
  /** Small requests are answered at once. Throws, or rejects with, a BrineError. */
  answer(request: PredictRequest): HttpAnswer | Promise<HttpAnswer>
}
