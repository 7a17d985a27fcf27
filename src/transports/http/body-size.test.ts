import { describe, expect, it } from 'vitest'
import { BrineError } from '../../errors.ts'
import { Repository } from '../../runtime/repository.ts'
import { serviceSchema } from '../../service/definition/definition.ts'
import { Service } from '../../service/service.ts'
import { refuseLargeBody } from './body-size.ts'
import type { BodyType } from './media-type.ts'
import { createServer } from './server.ts'
import { post, serverOf } from './testing.ts'

const ONE = new Service({
  name: 'one',
  definition: serviceSchema.parse({ inputs: { a: 'any' }, predict: 'none' }),
  models: new Map(),
})

/** What is counted, where nothing is allowed. */
function counted(text: string, type: BodyType): unknown {
  try {
    refuseLargeBody(Buffer.from(text), type, { jsonDepth: 32, rows: type === 'json' ? 0 : -1, cells: 0 })
  } catch (error) {
    if (error instanceof BrineError) return [error.code, error.details.what, error.details.found]
    throw error
  }
  return undefined
}

describe('requests of too many rows', () => {
  const limits = { rows: 3, cells: 40 }
  const numbers = Array.from({ length: 30 }, (_, c) => c)
  it.each<[string, string, Record<string, unknown>]>([
    ['application/json', JSON.stringify([[1], [2], [3], [4]]), { limit: 3, found: 4, what: 'rows' }],
    ['application/json', JSON.stringify([[1], ['b'], [3], [4]]), { limit: 3, found: 4, what: 'rows' }],
    ['application/json', JSON.stringify([numbers, numbers]), { limit: 40, found: 60, what: 'cells' }],
    ['text/csv', 'a\n1\n2\n3\n4\n', { limit: 3, found: 4, what: 'rows' }],
  ])('%s: %s', async (type, body, details) => {
    const app = await serverOf(['cancer'], limits)
    const { repository, service } = { repository: new Repository(), service: ONE }
    repository.put(service)
    for (const server of [app, createServer({ repository, limits })]) {
      const { status, json } = await post(server, '/predict', body, { 'content-type': type })
      // A model of thirty columns first says that there are not as many.
      if (status !== 422) expect([status, json.code, json.details]).toEqual([413, 'payload_too_large', details])
      if (server !== app || details.what === 'cells') expect(status).toBe(413)
    }
  })
})

describe('rows and cells of a body', () => {
  it.each([
    ['[[1,2],[3,4]]', 4],
    ['[{"a,b":"c,d","e":"\\",\\\\"}]', 2],
    ['[[],[],[[[]]]]', 6],
    ['["never ends, ', 1],
  ])('JSON: %s', (text, cells) => {
    expect(counted(text, 'json')).toEqual(['payload_too_large', 'cells', cells])
  })

  it.each([
    ['h\n1\n\n2\r\n3\r4', 4],
    ['h\n"a\n""b,c\n",1\n2,3', 2],
    ['h\n"never ends\n', 1],
  ])('CSV, without a header: %j', (text, rows) => {
    expect(counted(text, 'csv')).toEqual(['payload_too_large', 'rows', rows])
  })

  it('counts the cells of CSV by its delimiter', () => {
    const limits = { jsonDepth: 32, rows: 5, cells: 5 }
    expect(() => refuseLargeBody(Buffer.from('a\tb,c\n1\t2,3\n4\t5'), 'tsv', limits)).toThrow(
      expect.objectContaining({ problem: 'the body has 6 cells, more than the 5 allowed' }),
    )
    expect(() => refuseLargeBody(Buffer.from('a,b\n1,2\n3'), 'csv', limits)).not.toThrow()
  })
})
