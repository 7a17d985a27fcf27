/** Answers to what is not even HTTP, or comes too slowly: there is no request yet, only a socket. */
import type { Socket } from 'node:net'
import { BrineError } from '../../errors.ts'
import { jsonText } from './json-text.ts'
import { PROBLEM_TYPE, problemDocument } from './problem.ts'

export function answerClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const { status, problem } = clientProblem(error.code)
  const body = jsonText({ ...problemDocument(problem), status })
  const head = [
    `HTTP/1.1 ${status} ${REASONS[status]}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
}

function clientProblem(code: string | undefined): { status: number; problem: BrineError } {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return { status: 408, problem: new BrineError('timeout', 'the request did not arrive in time') }
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return { status: 431, problem: new BrineError('bad_request', 'the headers are too long') }
  }
  return { status: 400, problem: new BrineError('bad_request', 'this is not an HTTP request') }
}
