/** Content types of requests and answers. */
import { BrineError } from '../../errors.ts'

export type BodyType = 'json' | 'csv' | 'tsv'

const BODY_TYPES: ReadonlyMap<string, BodyType> = new Map([
  ['application/json', 'json'],
  ['text/json', 'json'],
  ['text/csv', 'csv'],
  ['application/csv', 'csv'],
  ['text/tab-separated-values', 'tsv'],
])

/** What the docs and the messages list. */
const SUPPORTED_TYPES = ['application/json', 'text/csv', 'text/tab-separated-values']

/** Throws unsupported_media_type. */
export function bodyType(contentType: string | undefined): BodyType {
  if (contentType === 'application/json') return 'json'
  const [essence = '', ...parameters] = (contentType ?? '').toLowerCase().split(';')
  const type = BODY_TYPES.get(essence.trim())
  if (type === undefined) throw unsupportedType(essence.trim())
  for (const parameter of parameters) {
    const charset = /^\s*charset\s*=\s*"?([^"\s]*)"?\s*$/.exec(parameter)?.[1]
    if (charset !== undefined && !/^(utf-?8|us-ascii)$/.test(charset)) throw unsupportedCharset(charset)
  }
  return type
}

/** Throws unsupported_media_type for a compressed body. */
export function refuseEncoding(contentEncoding: string | undefined): void {
  if (contentEncoding === undefined || contentEncoding === '' || contentEncoding === 'identity') return
  throw new BrineError('unsupported_media_type', `the content encoding "${contentEncoding}" is not supported`, {
    remedy: 'Send the body without Content-Encoding.',
  })
}

/** True if the client would rather have CSV than JSON. */
export function prefersCsv(accept: string | undefined): boolean {
  if (accept === undefined || !accept.includes('csv')) return false
  const quality = (type: string) => {
    const ranges = accept.toLowerCase().split(',')
    const range = ranges.find((candidate) => candidate.split(';')[0]?.trim() === type)
    if (range === undefined) return undefined
    return Number(/;\s*q\s*=\s*([\d.]+)/.exec(range)?.[1] ?? 1)
  }
  const csv = quality('text/csv') ?? 0
  return csv > 0 && csv >= (quality('application/json') ?? 0)
}

function unsupportedType(type: string): BrineError {
  const problem = type === '' ? 'the request does not say its content type' : `"${type.slice(0, 100)}" is not supported`
  return new BrineError('unsupported_media_type', problem, {
    remedy: `Send the header Content-Type: application/json (or ${SUPPORTED_TYPES.slice(1).join(', ')}).`,
    details: { supported: SUPPORTED_TYPES },
  })
}

function unsupportedCharset(charset: string): BrineError {
  return new BrineError('unsupported_media_type', `the charset "${charset.slice(0, 100)}" is not supported`, {
    remedy: 'Send UTF-8.',
    details: { supported: SUPPORTED_TYPES },
  })
}
