/** Whatever is wrong with a request: its status, its code and the place. */
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BrineError, ERRORS } from '../../errors.ts'
import { Repository } from '../../runtime/repository.ts'
import { problemAnswer } from './problem.ts'
import { createServer } from './server.ts'
import { STATUS } from './status.ts'
import { DOORS, get, open, post, recorded, serverOf } from './testing.ts'

describe.each(DOORS)('%s', (door) => {
  let app: FastifyInstance
  const limits = { bodyBytes: 10_000 }

  beforeAll(async () => {
    app = await serverOf(['mixed', 'big-labels', 'cancer'], limits)
    await open(app, door)
  })

  afterAll(() => app.close())

  const row = { age: 20, 'Größe, cm': 170, sex: 'male', port: 'Cork' }

  describe('bodies that cannot be read', () => {
    it.each([
      ['', 'data_empty', {}],
      ['[]', 'data_empty', {}],
      ['{"instances": []}', 'data_empty', {}],
      ['{"instances": [[1, 2', 'invalid_json', { offset: 20, line: 1 }],
      ['{"instances":\n [[1, 2],\n ]}', 'invalid_json', { offset: 25, line: 3 }],
      ['"text"', 'invalid_request', {}],
      ['{}', 'invalid_request', {}],
      ['{"instances": {"age": 1}}', 'invalid_request', {}],
      ['{"instance": [[1, 2]]}', 'invalid_request', {}],
      ['{"age": 1}', 'invalid_request', {}],
      ['{"instances": [], "dataframe_records": []}', 'invalid_request', {}],
      ['{"dataframe_records": [[1]]}', 'invalid_request', {}],
      ['{"dataframe_split": {"data": [[1]]}}', 'invalid_request', {}],
      ['{"dataframe_split": {"columns": ["age"], "data": 1}}', 'invalid_request', {}],
      ['{"__proto__": {"instances": [[1]]}}', 'invalid_request', {}],
      ['['.repeat(100), 'invalid_json', { offset: 32, line: 1 }],
    ])('%s', async (body, code, where) => {
      const { status, headers, json } = await post(app, '/predict', body)
      expect([status, json.code]).toEqual([400, code])
      expect(headers['content-type']).toContain('application/problem+json')
      expect(json.where ?? {}).toEqual(where)
    })

    it('names the first byte that is no UTF-8', async () => {
      const body = Buffer.from(`[{"sex": "${'é'.repeat(4500)}\u0000"}]`.replace('\u0000', 'é'), 'utf8')
      body[9005] = 0xff
      const { status, json } = await post(app, '/predict', body)
      expect([status, json.code]).toEqual([400, 'invalid_encoding'])
      expect(json.where.offset).toBeGreaterThanOrEqual(9004)
      expect(json.where.offset).toBeLessThanOrEqual(9005)
    })

    it.each([
      ['a,b\n1,2,3\n', 'invalid_csv', { line: 2 }],
      ['age,"Größe', 'invalid_csv', { line: 1 }],
      ['age,"Größe, cm",sex,port\n', 'data_empty', undefined],
    ])('CSV: %j', async (body, code, where) => {
      const { status, json } = await post(app, '/predict', body, { 'content-type': 'text/csv' })
      expect([status, json.code]).toEqual([400, code])
      expect(json.where).toEqual(where)
    })
  })

  describe('rows that the model cannot take', () => {
    it.each([
      [[row, { ...row, age: 'old' }], 'invalid_cell', { row: 1, column: 'age' }],
      [[{ ...row, 'Größe, cm': [1] }], 'invalid_cell', { row: 0, column: 'Größe, cm' }],
      [[row, { age: 1, sex: 'male', port: 'Cork' }], 'missing_column', { row: 1, column: 'Größe, cm' }],
      [[{ ...row, extra: 1 }], 'unexpected_column', { row: 0, column: 'extra' }],
      [[[1, 2, 'male']], 'wrong_shape', { row: 0 }],
      [[row, [1, 2, 'male', 'Cork']], 'wrong_shape', { row: 1 }],
      [[{ ...row, sex: 'unknown' }], 'unknown_category', { row: 0, column: 'sex' }],
      [[{ ...row, 'Größe, cm': 'Infinity' }], 'infinite_value', { row: 0, column: 'Größe, cm' }],
    ])('%j', async (body, code, where) => {
      const { status, json } = await post(app, '/predict', body)
      expect([status, json.code]).toEqual([422, code])
      expect(json.where).toEqual(where)
    })

    it('names a column that is there twice', async () => {
      const { status, json } = await post(app, '/predict', '[{"age": 1, "age": 2}]')
      expect([status, json.code, json.where.column]).toEqual([422, 'duplicate_column', 'age'])
    })

    it('lists the bad cells, and counts those that it does not list', async () => {
      const rows = Array.from({ length: 30 }, () => ({ ...row, age: 'old' }))
      const { json } = await post(app, '/predict', rows)
      expect(json.errors.length).toBe(20)
      expect(json.error_count).toBe(30)
      expect(json.errors[3]).toEqual({ row: 3, column: 'age', detail: 'expected a number, got "old"' })
    })

    it('says row and line of a bad cell in CSV, after a cell of several lines and a blank one', async () => {
      const body = 'age,"Größe, cm",sex,port\n1,170,male,"Co\nrk"\n\nold,170,male,Cork\n'
      const { json } = await post(app, '/predict', body, { 'content-type': 'text/csv' })
      expect(json.where).toEqual({ row: 1, line: 5, column: 'age' })
    })
  })

  describe('addresses', () => {
    it('knows no other', async () => {
      const { status, json } = await get(app, '/nowhere?q=1')
      expect([status, json.code, json.detail]).toEqual([404, 'not_found', 'there is nothing at /nowhere'])
      expect((await post(app, '/models/mixed/explain', [row])).json.code).toBe('not_found')
      expect((await get(app, '/models/%zz')).status).toBe(400)
    })

    it('guesses at the model that was meant', async () => {
      const { status, json } = await post(app, '/models/mixt/predict', [row])
      expect([status, json.code]).toEqual([404, 'model_not_found'])
      expect(json.remedy).toBe('Did you mean "mixed"? The models are mixed, big-labels, cancer.')
    })

    it.each([
      ['GET', '/predict', 'POST'],
      ['PUT', '/models/mixed/predict', 'POST'],
      ['DELETE', '/models/mixed', 'GET, HEAD'],
      ['POST', '/healthz', 'GET, HEAD'],
    ] as const)('says what %s %s answers instead', async (method, url, allow) => {
      const response = await app.inject({ method, url })
      expect([response.statusCode, response.headers.allow]).toEqual([405, allow])
      expect(response.json().code).toBe('method_not_allowed')
    })
  })

  describe('bodies that are not taken', () => {
    it.each([['application/x-www-form-urlencoded'], ['application/xml'], ['text/csv; charset=latin1']])(
      'of the type %s',
      async (type) => {
        const { status, json } = await post(app, '/predict', 'a=1', { 'content-type': type })
        expect([status, json.code]).toEqual([415, 'unsupported_media_type'])
        expect(json.details.supported).toContain('application/json')
      },
    )

    it('compressed', async () => {
      const { status, json } = await post(app, '/predict', 'x', { 'content-encoding': 'gzip' })
      expect([status, json.code]).toEqual([415, 'unsupported_media_type'])
    })

    it('too large, said or found', async () => {
      const { status, json, headers } = await post(app, '/predict', `[${' '.repeat(limits.bodyBytes)}]`)
      expect([status, json.code, json.details.limit]).toEqual([413, 'payload_too_large', 10_000])
      expect(headers.connection).toBe('close')
    })
  })

  describe('what stays inside', () => {
    it('tells nobody of a stack, a value or a path', async () => {
      const seen: unknown[] = []
      const failing = createServer({ repository: new Repository(), onError: (error) => seen.push(error) })
      failing.get('/fails', () => {
        throw new TypeError('secret at /srv/secret')
      })
      const { status, json, text } = await get(failing, '/fails')
      expect([status, json.code]).toEqual([500, 'internal'])
      expect(text).not.toContain('secret')
      expect(seen).toHaveLength(1)
    })

    it('leaves out the file of an error', () => {
      const error = new BrineError('file_damaged', 'the header is wrong', {
        where: { file: '/srv/models/a.pkl', offset: 3 },
      })
      expect(JSON.parse(problemAnswer(error).body)).toMatchObject({
        type: 'urn:brine:error:file_damaged',
        detail: 'offset 3: the header is wrong',
        where: { offset: 3 },
      })
    })

    it('gives every code a status of errors', () => {
      expect(Object.keys(STATUS).sort()).toEqual(Object.keys(ERRORS).sort())
      for (const status of Object.values(STATUS)) expect(status).toBeGreaterThanOrEqual(400)
    })
  })

  it('goes on answering after all that', async () => {
    expect((await post(app, '/predict', recorded('mixed').rows)).status).toBe(200)
  })
})
