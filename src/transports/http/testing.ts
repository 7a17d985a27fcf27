/** What the tests of this folder share: models, their rows, and requests without sockets. */
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { FastifyInstance } from 'fastify'
import { Repository } from '../../runtime/repository.ts'
import type { Limits } from './limits.ts'
import { createServer } from './server.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')
export const CANCER = join(ROOT, 'examples', 'cancer')
const FIXTURES = join(ROOT, 'test', 'fixtures', 'http')

/** Rows and answers that scikit-learn gave; predictions are written as text. */
export interface Recorded {
  readonly rows: readonly unknown[]
  readonly answers: { readonly predict: string[]; readonly predict_proba: number[][]; readonly transform: number[][] }
}

export function recorded(name: string): Recorded {
  return JSON.parse(readFileSync(join(FIXTURES, `${name}.json`), 'utf8'))
}

export async function serverOf(names: readonly string[], limits?: Partial<Limits>): Promise<FastifyInstance> {
  const repository = new Repository()
  for (const name of names) {
    await repository.add(name, name === 'cancer' ? join(CANCER, 'model.pkl') : join(FIXTURES, `${name}.pkl`))
  }
  return createServer({ repository, ...(limits === undefined ? {} : { limits }) })
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects by looking at it
  readonly json: any
}

/** By injection, or over a socket if the server listens. */
export async function post(
  app: FastifyInstance,
  url: string,
  body: string | Buffer | object,
  more: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const payload = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  const headers = { 'content-type': 'application/json', ...more }
  if (app.server.listening) return overSocket(app.server.address() as AddressInfo, url, payload, headers)
  return answerOf(await app.inject({ method: 'POST', url, headers, payload }))
}

function overSocket(
  { address, port }: AddressInfo,
  path: string,
  payload: string | Buffer,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const length = Buffer.byteLength(payload)
  const options = { host: address, port, path, method: 'POST', agent: KEEP_ALIVE }
  return new Promise((resolve, reject) => {
    const sent = request({ ...options, headers: { ...headers, 'content-length': length } }, async (response) => {
      const body = await text(response)
      resolve(answerOf({ statusCode: response.statusCode ?? 0, headers: response.headers, body }))
    })
    sent.on('error', reject).end(payload)
  })
}

const KEEP_ALIVE = new Agent({ keepAlive: true })

/** The ways to the same answers: the framework's, and over a socket the one before it. */
export const DOORS = ['by injection', 'over a socket'] as const

export async function open(app: FastifyInstance, door: (typeof DOORS)[number]): Promise<void> {
  if (door === 'over a socket') await app.listen({ port: 0, host: '127.0.0.1' })
}

export async function get(app: FastifyInstance, url: string): Promise<Answer> {
  return answerOf(await app.inject({ method: 'GET', url }))
}

function answerOf(response: { statusCode: number; headers: object; body: string }): Answer {
  const isJson = response.body.startsWith('{')
  return {
    status: response.statusCode,
    headers: response.headers as Readonly<Record<string, unknown>>,
    text: response.body,
    json: isJson ? JSON.parse(response.body) : undefined,
  }
}
