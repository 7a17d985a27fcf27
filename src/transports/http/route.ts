/** One address, one method: the others are refused by name. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { BrineError } from '../../errors.ts'
import { sendAnswer } from './http-answer.ts'
import { problemAnswer } from './problem.ts'

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown

/** The methods that Fastify knows; those that an address does not answer are refused by name. */
const HTTP_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** One method at an address; the others are told which. */
export function addRoute(app: FastifyInstance, method: 'GET' | 'POST', url: string, handler: Handler): void {
  const allowed = method === 'GET' ? ['GET', 'HEAD'] : [method]
  app.route({ method, url, handler })
  app.route({
    method: HTTP_METHODS.filter((other) => !allowed.includes(other)),
    url,
    onRequest: (request, reply) => {
      const error = new BrineError('method_not_allowed', `${pathOf(request)} does not answer ${request.method}`, {
        remedy: `Use ${method}.`,
        details: { allowed },
      })
      sendAnswer(reply, problemAnswer(error, { allow: allowed.join(', ') }))
    },
    handler: () => {},
  })
}

/** The address without its query. */
export function pathOf(request: FastifyRequest): string {
  return (request.url.split('?')[0] ?? '').slice(0, 200)
}
