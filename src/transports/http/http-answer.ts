/** An answer before it is written, and the two ways of writing it. */
import type { ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'

export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export function sendAnswer(reply: FastifyReply, { status, headers, body }: HttpAnswer): FastifyReply {
  return reply.code(status).headers(headers).send(body)
}

/** Headers go as a list: an object spread for each answer is what the garbage collector would then be busy with. */
export function writeAnswer(response: ServerResponse, { status, headers, body }: HttpAnswer, isLast: boolean): void {
  const list = ['content-length', String(Buffer.byteLength(body))]
  for (const name in headers) list.push(name, headers[name] as string)
  if (isLast && headers.connection === undefined) list.push('connection', 'close')
  response.writeHead(status, list)
  response.end(body)
}
