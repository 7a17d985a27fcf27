/** Rows that are texts, records or lists, in the forms in which they are sent. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { Repository } from '../../runtime/repository.ts'
import { createServer } from './server.ts'
import { post } from './testing.ts'

const FIXTURES = join(import.meta.dirname, '..', '..', '..', '.cache', 'fixtures', 'sklearn-1.9')

/** The model file of a recorded case. */
function modelOf(family: string, name: string): string {
  const files = readdirSync(join(FIXTURES, family))
  const file = files.find((each) => each.startsWith(`${name}.`) && !each.endsWith('.json'))
  return join(FIXTURES, family, file ?? name)
}

const MODELS = {
  mood: ['text', 'pipeline-tfidf-logistic'],
  table: ['text', 'columns-text-predict'],
  dict: ['extraction', 'dict-logistic'],
  pairs: ['extraction', 'hasher-pair'],
  labels: ['encoding', 'label-lists-text'],
} as const

const CSV = { 'content-type': 'text/csv' }

describe('texts and records', () => {
  let app: ReturnType<typeof createServer> extends Promise<infer App> ? App : ReturnType<typeof createServer>
  const ask = async (model: string, body: string | object, headers = {}, method = 'predict') =>
    (await post(app, `/models/${model}/${method}`, body, headers)).json

  beforeAll(async () => {
    const repository = new Repository()
    for (const [name, [family, file]] of Object.entries(MODELS)) await repository.add(name, modelOf(family, file))
    app = await createServer({ repository })
  })

  test('texts are rows, alone, in a list, by name, or lines of a CSV', async () => {
    const { predictions } = await ask('mood', { instances: ['the cat liked it', 'Nobody, no'] })
    expect(predictions).toHaveLength(2)
    const texts = ['the cat liked it', 'Nobody, no']
    const others = [
      await ask('mood', texts),
      await ask('mood', { instances: texts.map((text) => [text]) }),
      await ask('mood', { instances: texts.map((text) => ({ text })) }),
      await ask('mood', { dataframe_split: { columns: ['review'], data: texts.map((text) => [text]) } }),
      await ask('mood', 'the cat liked it\n"Nobody, no"\n', CSV),
      await ask('mood', 'review\nthe cat liked it\n"Nobody, no"\n', CSV),
    ]
    for (const answer of others) expect(answer.predictions).toEqual(predictions)
  })

  test('what is no text is refused by its row', async () => {
    expect(await ask('mood', ['a', null])).toMatchObject({
      code: 'missing_value',
      detail: expect.stringContaining('row 1'),
    })
    expect(await ask('mood', ['a', 7])).toMatchObject({
      code: 'invalid_cell',
      detail: expect.stringContaining('row 1'),
    })
  })

  test('a text is a column among others', async () => {
    const record = { review: 'the cat liked it', stars: 3, title: 'Cats' }
    const { predictions } = await ask('table', { instances: [record] })
    const csv = 'title,stars,review\nCats,3,the cat liked it\n'
    expect((await ask('table', csv, CSV)).predictions).toEqual(predictions)
    expect(await ask('table', { instances: [{ ...record, review: 3 }] })).toMatchObject({ code: 'invalid_cell' })
    expect(await ask('table', { instances: [{ stars: 3, title: '' }] })).toMatchObject({ code: 'missing_column' })
  })

  test('a record has any keys, of which unknown ones do not count', async () => {
    const { predictions } = await ask('dict', { instances: [{ age: 70, city: 'Rome', new: true }] })
    expect(predictions).toHaveLength(1)
    const others = [
      await ask('dict', { instances: [{ age: 70, city: 'Rome', new: true, other: 'x' }] }),
      await ask('dict', { instances: [[{ age: 70, city: 'Rome', new: true }]] }),
      await ask('dict', { dataframe_split: { columns: ['age', 'city', 'new'], data: [[70, 'Rome', true]] } }),
      await ask('dict', 'age,city,new,height\n70,Rome,True,\n', CSV),
    ]
    for (const answer of others) expect(answer.predictions).toEqual(predictions)
    expect(await ask('dict', [{ age: { years: 3 } }])).toMatchObject({ code: 'invalid_cell' })
    expect(await ask('dict', [3])).toMatchObject({ code: 'invalid_cell' })
    expect(await ask('dict', 'age,age\n1,2\n', CSV)).toMatchObject({ code: 'duplicate_column' })
  })

  test('a list of pairs is a row', async () => {
    const { outputs } = await ask(
      'pairs',
      {
        instances: [
          [
            ['a', 1],
            ['b', 2.5],
          ],
          [],
        ],
      },
      {},
      'transform',
    )
    expect(outputs.transform.map((row: number[]) => row.filter((x) => x !== 0).length)).toEqual([2, 0])
    expect(await ask('pairs', { instances: [{ a: 1 }] }, {}, 'transform')).toMatchObject({ code: 'invalid_cell' })
  })

  test('a list of labels is a row, and nothing else is', async () => {
    const lists = [['b', 'c', 'b'], [], ['a', 'unknown']]
    const answers = await Promise.all([
      ask('labels', { instances: lists }, {}, 'transform'),
      ask('labels', lists, {}, 'transform'),
    ])
    for (const { outputs } of answers) {
      expect(outputs.transform.map((row: number[]) => row.reduce((sum, x) => sum + x, 0))).toEqual([2, 0, 1])
    }
    for (const row of [3, null, true, { a: 1 }]) {
      expect(await ask('labels', { instances: [['a'], row] }, {}, 'transform')).toMatchObject({
        code: 'invalid_cell',
        detail: expect.stringContaining('row 1'),
      })
    }
    expect(await ask('labels', { instances: [['a', ['b']]] }, {}, 'transform')).toMatchObject({ code: 'invalid_cell' })
  })

  test.each(Object.keys(MODELS))('the description of %s has an example that is answered', async (name) => {
    const { paths, components } = (await app.inject('/openapi.json')).json()
    const path = paths[`/models/${name}/${name === 'pairs' || name === 'labels' ? 'transform' : 'predict'}`]
    const { examples } = path.post.requestBody.content['application/json']
    expect(path.post.responses[200].content['application/json'].example).toBeDefined()
    expect(Object.keys(examples)).not.toHaveLength(0)
    expect(components.schemas[`${name}.Request`].anyOf).not.toHaveLength(0)
  })

  test('the fields of a record are told', async () => {
    const { signature } = (await app.inject('/models/dict')).json()
    expect(signature.inputs[0]).toMatchObject({ name: 'record', type: 'record' })
    expect(signature.inputs[0].fields).toContainEqual({ name: 'age', type: 'number' })
  })
})
