/** Errors as problem documents (RFC 9457). */
import { BrineError, describeWhere, ERRORS, type Where } from '../../errors.ts'
import type { HttpAnswer } from './http-answer.ts'
import { jsonText } from './json-text.ts'
import { STATUS } from './status.ts'

export const PROBLEM_TYPE = 'application/problem+json'

/** The document, without the names of files on the server. */
export function problemDocument(error: BrineError): Readonly<Record<string, unknown>> {
  const where = publicWhere(error.where)
  const place = describeWhere(where)
  const issues = error.issues.map(({ where: at, problem, value }) => ({ ...publicWhere(at), value, detail: problem }))
  return {
    type: `urn:brine:error:${error.code}`,
    title: error.title,
    status: STATUS[error.code],
    code: error.code,
    detail: place === '' ? error.problem : `${place}: ${error.problem}`,
    ...(place === '' ? {} : { where }),
    ...(issues.length === 0 ? {} : { errors: issues, error_count: error.issueCount }),
    ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
    ...(Object.keys(error.details).length === 0 ? {} : { details: error.details }),
  }
}

function publicWhere({ file: _, ...where }: Where): Where {
  return where
}

/** The error as an answer. `headers` go beside, such as Allow. */
export function problemAnswer(error: BrineError, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  const status = STATUS[error.code]
  return {
    status,
    headers: {
      ...PROBLEM_HEADERS,
      ...(status === 503 ? { 'retry-after': '1' } : {}),
      // What is left of a body that was refused is not read to its end.
      ...(error.code === 'payload_too_large' ? { connection: 'close' } : {}),
      ...headers,
    },
    body: jsonText(problemDocument(error)),
  }
}

const PROBLEM_HEADERS = {
  'content-type': PROBLEM_TYPE,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
}

/** Errors of the framework by their code or status; what nobody foresaw stays inside and is `internal`. */
export function asBrineError(error: unknown): BrineError {
  if (error instanceof BrineError) return error.family === 'server' && error.code === 'internal' ? hidden(error) : error
  const { statusCode, code } = error as { readonly statusCode?: unknown; readonly code?: unknown }
  if (code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH') {
    return new BrineError('bad_request', 'the body is not as long as Content-Length says', { cause: error })
  }
  if (code === 'FST_ERR_BAD_URL') return new BrineError('bad_request', 'the address is not well formed')
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return new BrineError('bad_request', ERRORS.bad_request[1], { cause: error })
  }
  return hidden(error)
}

function hidden(cause: unknown): BrineError {
  return new BrineError('internal', 'the server failed to answer', {
    cause,
    remedy: 'The log of the server says more.',
  })
}
