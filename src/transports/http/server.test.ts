/** Everything around the predictions: state, descriptions, the page, and what happens to sockets. */
import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BrineError } from '../../errors.ts'
import { Repository } from '../../runtime/repository.ts'
import { createServer } from './server.ts'
import { get, post, serverOf } from './testing.ts'

const MODELS = ['cancer', 'mixed', 'big-labels', 'scaler']
let app: FastifyInstance

beforeAll(async () => {
  app = await serverOf(MODELS)
})

afterAll(() => app.close())

describe('descriptions', () => {
  it('lists the models', async () => {
    const { json } = await get(app, '/models')
    expect(json.models.map(({ name }: { name: string }) => name)).toEqual(MODELS)
    expect(json.models[0]).toMatchObject({ state: 'ready', default: true, class: 'Pipeline', n_features: 30 })
  })

  it('describes one, without saying where its file lies', async () => {
    const { json, text } = await get(app, '/models/big-labels')
    expect(json.signature.inputs[0]).toEqual({ name: 'x0', type: 'number', nullable: expect.any(Boolean) })
    expect(json.source).toMatchObject({ file: 'big-labels.pkl', format: 'pickle' })
    expect(text).toContain('1152921504606846977')
    expect(text).not.toContain(process.cwd())
  })

  it('says what there is', async () => {
    expect((await get(app, '/')).json).toMatchObject({ predict: '/predict', docs: '/docs' })
  })
})

describe('state', () => {
  it('is live and ready', async () => {
    expect((await get(app, '/healthz')).json).toEqual({ status: 'live' })
    expect((await get(app, '/readyz')).json).toEqual({ status: 'ready' })
  })

  it('is live but not ready while a model loads or has failed, and says which', async () => {
    const repository = new Repository(async (path) => {
      throw new BrineError('file_damaged', 'the header is wrong', { where: { file: path } })
    })
    const waiting = createServer({ repository })
    repository.announce('a', '/srv/secret/a.pkl')
    expect((await get(waiting, '/healthz')).status).toBe(200)
    const loading = await get(waiting, '/readyz')
    expect([loading.status, loading.headers['retry-after']]).toEqual([503, '1'])
    expect(loading.json.detail).toBe('not ready: a (loading)')
    await repository.load('a').catch(() => {})
    const failed = await get(waiting, '/readyz')
    expect(failed.json.details.models).toEqual([
      { name: 'a', state: 'failed', default: true, reason: { code: 'file_damaged', title: 'The file is damaged' } },
    ])
    expect(failed.text).not.toContain('secret')
    expect((await post(waiting, '/predict', [[1]])).json.code).toBe('model_not_ready')
  })
})

describe('the OpenAPI document', () => {
  it('has an address for every method of every model, whose examples are answered as it says', async () => {
    const { json: document } = await get(app, '/openapi.json')
    expect(document.openapi).toBe('3.1.0')
    const addresses = Object.keys(document.paths).filter((path) => document.paths[path].post)
    for (const { name, methods } of (await get(app, '/models')).json.models) {
      for (const method of [...methods, 'predict']) expect(addresses).toContain(`/models/${name}/${method}`)
    }
    for (const address of addresses) {
      const { requestBody, responses } = document.paths[address].post
      const answer = responses[200].content['application/json'].example
      for (const { value } of Object.values<{ value: object }>(requestBody.content['application/json'].examples)) {
        const { status, json } = await post(app, address, value)
        expect([address, status, json]).toEqual([address, 200, answer])
      }
      const { example } = requestBody.content['text/csv']
      expect((await post(app, address, example, { 'content-type': 'text/csv' })).json).toEqual(answer)
    }
  })

  it('types the columns: gaps, categories, names', async () => {
    const { json } = await get(app, '/openapi.json')
    const { properties, required } = json.components.schemas['mixed.Row']
    expect(required).toEqual(['age', 'Größe, cm', 'sex', 'port'])
    expect(properties.age).toEqual({ type: ['number', 'null'] })
    expect(properties.sex).toEqual({ enum: ['female', 'male'] })
    expect(properties.port.examples).toEqual(['=1+1', 'Cork', 'Ålesund'])
  })

  it('refers to nothing that it has not', async () => {
    const { text, json } = await get(app, '/openapi.json')
    const names = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1])
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) expect(json.components.schemas).toHaveProperty([name as string])
  })
})

describe('the page', () => {
  it('allows no script in it and no other host', async () => {
    const { status, headers, text } = await get(app, '/docs')
    expect(status).toBe(200)
    expect(headers['content-security-policy']).toContain("script-src 'self';")
    expect(headers['content-security-policy']).not.toContain('unsafe')
    expect(text).not.toMatch(/https?:|<script>|style=| on\w+=/)
    for (const [, link] of text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await get(app, `/${link}`)).status).toBe(200)
    }
  })
})

describe('over sockets', () => {
  it('answers what is under way when it closes, and then lets go of the connection', async () => {
    const server = await serverOf(['scaler'])
    await server.listen({ port: 0, host: '127.0.0.1' })
    const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1')
    await once(socket, 'connect')
    const body = '[[0, 10]]'
    const head = `POST /predict HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${body.length}`
    socket.write(`${head}\r\n\r\n[[0`)
    await once(server.server, 'request')
    const closed = server.close()
    socket.write(body.slice(3))
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toContain('HTTP/1.1 200 OK')
    await Promise.all([closed, once(socket, 'close')])
  })

  it('tells a client that does not speak HTTP so, and closes', async () => {
    const server = await serverOf(['scaler'])
    await server.listen({ port: 0, host: '127.0.0.1' })
    const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1')
    socket.write('hello\r\n\r\n')
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toMatch(/^HTTP\/1.1 400 Bad Request\r\n.*application\/problem\+json/s)
    await once(socket, 'close')
    await server.close()
  })

  it('sets its limits on slow and on many clients', () => {
    const { server } = createServer({ repository: new Repository(), limits: { connections: 7 } })
    expect(server.maxConnections).toBe(7)
    expect([server.headersTimeout, server.requestTimeout]).toEqual([10_000, 30_000])
  })
})
