/** Services at the same addresses as models: every form of rows, what is answered, and what is refused. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { numericColumn } from '../../frame/column.ts'
import { Repository } from '../../runtime/repository.ts'
import { type ServiceInput, serviceSchema } from '../../service/definition/definition.ts'
import { loadModel } from '../../service/load.ts'
import type { Model } from '../../service/model.ts'
import { Service } from '../../service/service.ts'
import { createServer } from './server.ts'
import { ServiceAnswerWriter } from './service-answer.ts'
import { CANCER, DOORS, get, open, post } from './testing.ts'

const { instances } = JSON.parse(readFileSync(join(CANCER, 'samples.json'), 'utf8')) as {
  instances: Record<string, number>[]
}
const names = Object.keys(instances[0] as object)
const arrays = instances.map((record) => names.map((name) => record[name]))
const samplesCsv = readFileSync(join(CANCER, 'samples.csv'), 'utf8')

let cancer: Model

/** A service that asks no model, to see what becomes of cells. */
const CELLS: ServiceInput = {
  inputs: {
    n: { type: 'number', nullable: true },
    f: { type: 'float32', required: false },
    i: { type: 'integer', required: false },
    big: { type: 'bigint', required: false },
    yes: { type: 'boolean', required: false },
    text: { type: 'string', required: false },
    day: { type: 'datetime', required: false },
    any: { type: 'any', required: false },
  },
  predict: 'none',
}

const SERVICES: Readonly<Record<string, ServiceInput>> = {
  triage: {
    preprocess: [{ drop_missing: 'mean radius' }],
    predict: ['predict', 'predict_proba'],
    postprocess: [{ sort: { by: 'probability_malignant', descending: true } }, { head: 3 }],
  },
  all: { predict: ['predict', 'predict_proba'] },
  skipping: { preprocess: [{ drop_missing: 'mean texture' }], on_error: 'skip' },
  nulling: { on_error: 'null' },
  open: { extra_columns: 'ignore' },
  cells: CELLS,
  bounded: {
    version: '1.2',
    description: 'Checks what it is given.',
    inputs: {
      age: { type: 'integer', min: 18, max: 99, description: 'In years.' },
      plan: { type: 'string', values: ['free', 'paid'], default: 'free' },
      since: { type: 'datetime', default: '2024-01-31', required: false },
      share: { type: 'float32', min: 0, nullable: false },
    },
    predict: 'none',
  },
  ignored: { ...CELLS, inputs: { instances: 'any', methods: 'any' } },
}

function service(name: string): Service {
  const definition = serviceSchema.parse(SERVICES[name])
  const isBare = definition.predict !== undefined && 'none' in definition.predict
  return new Service({ name, definition, models: new Map(isBare ? [] : [['model', cancer]]) })
}

let app: FastifyInstance

beforeAll(async () => {
  cancer = await loadModel(join(CANCER, 'model.pkl'), { name: 'cancer' })
})

function start(): FastifyInstance {
  const repository = new Repository()
  for (const name of Object.keys(SERVICES)) repository.put(service(name))
  repository.put(cancer)
  return createServer({ repository })
}

const CSV = { 'content-type': 'text/csv' }

describe.each(DOORS)('%s', (door) => {
  beforeAll(async () => {
    app = start()
    await open(app, door)
  })

  afterAll(() => app.close())

  describe('rows', () => {
    const split = { columns: names, data: arrays }
    it.each<[string, object]>([
      ['records', { instances }],
      ['arrays', { instances: arrays }],
      ['a bare list of records', instances],
      ['a bare list of arrays', arrays],
      ['dataframe_records', { dataframe_records: instances }],
      ['dataframe_split', { dataframe_split: { index: [1], ...split } }],
      ['columns and data', split],
      [
        'columns and data in another order',
        {
          columns: names.toReversed(),
          data: arrays.map((row) => row.toReversed()),
          extra_columns: 'refuse',
        },
      ],
    ])('as %s', async (_, body) => {
      const { status, headers, json } = await post(app, '/models/triage/predict', body)
      const plain = (await post(app, '/models/cancer/predict', { instances })).json
      const urgent = plain.probabilities
        .map(([benign, malignant]: number[], row: number) => ({ benign, malignant, row }))
        .sort((a: { malignant: number }, b: { malignant: number }) => b.malignant - a.malignant)
        .slice(0, 3)
      expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
      expect(json).toEqual({
        service: 'triage',
        columns: ['prediction', 'probability_benign', 'probability_malignant'],
        rows: urgent.map(({ benign, malignant, row }: { benign: number; malignant: number; row: number }) => ({
          prediction: plain.predictions[row],
          probability_benign: benign,
          probability_malignant: malignant,
        })),
        row_index: urgent.map(({ row }: { row: number }) => row),
        dropped: {},
        rejected: [],
        rejected_rows: 0,
      })
    })

    it('as one record, at the default address', async () => {
      const one = await post(app, '/predict', instances[0] as object)
      expect([one.status, one.json.rows]).toEqual([
        200,
        [(await post(app, '/models/all/predict', { instances })).json.rows[0]],
      ])
    })

    it('as CSV and TSV, with a header or in the order of the inputs', async () => {
      const expected = (await post(app, '/models/all/predict', { instances })).json
      const [, ...lines] = samplesCsv.trimEnd().split('\n')
      const bodies = [samplesCsv, `${lines.join('\n')}\n`]
      for (const body of bodies) expect((await post(app, '/models/all/predict', body, CSV)).json).toEqual(expected)
      const tsv = { 'content-type': 'text/tab-separated-values' }
      expect((await post(app, '/models/all/predict', samplesCsv.replaceAll(',', '\t'), tsv)).json).toEqual(expected)
    })

    it('gives the same for numbers taken from bytes and for those read in full', async () => {
      const odd = instances.slice(0, 2).map((record) => ({ ...record, 'mean radius': 1e-7, 'mean area': 123456789.25 }))
      const body = JSON.stringify({ instances: odd })
      const full = JSON.stringify({ instances: odd, extra_columns: 'refuse' })
      const answers = [await post(app, '/models/all/predict', body), await post(app, '/models/all/predict', full)]
      expect(answers[0]?.text).toBe(answers[1]?.text)
    })
  })

  describe('cells', () => {
    const cells = async (row: string) => {
      const { status, text, json } = await post(app, '/models/cells/predict', `[${row}]`)
      return status === 200 ? /"rows":\[(.*)\],"row_index"/.exec(text)?.[1] : json.errors
    }

    it('keep their digits, and are null where they are missing', async () => {
      expect(await cells('{"n": NaN, "big": 123456789012345678901234567890, "i": 9007199254740991, "f": 0.1}')).toBe(
        '{"n":null,"f":0.10000000149011612,"i":9007199254740991,"big":123456789012345678901234567890,"yes":null,"text":null,"day":null,"any":null}',
      )
      expect(await cells('{"n": -Infinity, "text": null, "yes": true, "any": 1.5, "day": null}')).toBe(
        '{"n":"-Infinity","f":null,"i":null,"big":null,"yes":true,"text":null,"day":null,"any":1.5}',
      )
    })

    it('are texts as they are, dates by ISO 8601, and numbers under their names', async () => {
      expect(
        await cells('{"n": "Infinity", "text": "NA", "day": "2024-02-29 12:30:00.5+01:00", "any": "é\\"\\n"}'),
      ).toBe(
        '{"n":"Infinity","f":null,"i":null,"big":null,"yes":null,"text":"NA","day":"2024-02-29T11:30:00.500","any":"é\\"\\n"}',
      )
      expect(await cells('["NaN", null, null, null, false, "", "2024-02-29", "12"]')).toBe(
        '{"n":null,"f":null,"i":null,"big":null,"yes":false,"text":"","day":"2024-02-29T00:00:00","any":"12"}',
      )
    })

    it('of CSV mean what they mean in pandas', async () => {
      const body = 'n,i,big,yes,text,day,any\n1e3,7,98765432109876543210,True,NA,2024-02-29,x\ninf,,,0,é,,5\n'
      const { text } = await post(app, '/models/cells/predict', body, CSV)
      expect(/"rows":\[(.*)\],"row_index"/.exec(text)?.[1]).toBe(
        [
          '{"n":1000,"f":null,"i":7,"big":98765432109876543210,"yes":true,"text":null,"day":"2024-02-29T00:00:00","any":"x"}',
          '{"n":"Infinity","f":null,"i":null,"big":null,"yes":false,"text":"é","day":null,"any":5}',
        ].join(),
      )
    })

    it.each<[string, string, string, string]>([
      ['{"n": "12"}', 'n', '"12"', 'expected a number, got "12"'],
      ['["12", null, null, null, null, null, null, null]', 'n', '"12"', 'expected a number, got "12"'],
      [
        '{"n": [12345678901234567890]}',
        'n',
        '"[\\"12345678901234567890\\"]"',
        'expected a number, got ["12345678901234567890"]',
      ],
      [
        '{"n": 1, "i": 1.5}',
        'i',
        '1.5',
        'expected an integer that a float64 holds exactly (up to 2^53; declare larger ones as bigint), got 1.5',
      ],
      ['{"n": 1, "yes": 2}', 'yes', '2', 'expected true or false, got 2'],
      ['{"n": 1, "text": 5}', 'text', '5', 'expected a string, got 5'],
      [
        '{"n": 1, "day": "2024-02-30"}',
        'day',
        '"2024-02-30"',
        'expected a date, such as 2024-02-29 or 2024-02-29T12:30:00Z, got "2024-02-30"',
      ],
      ['{"n": 1, "any": {"a": 1}}', 'any', '"{\\"a\\":1}"', 'expected a string, a number or a boolean, got {"a":1}'],
    ])('are refused: %s', async (row, column, value, detail) => {
      expect(await cells(row)).toEqual([{ row: 0, column, step: 'inputs', value, detail }])
    })

    it('outside of what is declared are refused by name, with their values', async () => {
      const rows = [
        { age: 17, share: 0.5 },
        { age: 40, share: null },
        { age: 40, share: -1, plan: 'gold' },
      ]
      const { status, json } = await post(app, '/models/bounded/predict', rows)
      expect([status, json.code, json.error_count]).toEqual([422, 'step_failed', 4])
      expect(json.detail).toBe('row 0, column "age", inputs: expected a number from 18 to 99, got 17 (and 3 more)')
      const found = json.errors.map((issue: Record<string, unknown>) => [issue.row, issue.column, issue.value])
      expect(found).toEqual([
        [0, 'age', '17'],
        [2, 'plan', '"gold"'],
        [1, 'share', 'null'],
        [2, 'share', '-1'],
      ])
    })

    it('have defaults where they are missing', async () => {
      const { json } = await post(app, '/models/bounded/predict', { age: 40, share: 0.5 })
      expect(json.code).toBe(undefined)
      expect(json.rows).toEqual([{ age: 40, plan: 'free', since: '2024-01-31T00:00:00', share: 0.5 }])
    })
  })

  describe('rows that are not among the answers', () => {
    const gap = { ...instances[1], 'mean texture': null }
    const bad = { ...instances[2], 'mean radius': 'n/b' }

    it('are counted by step and reason where a step left them out', async () => {
      const { json } = await post(app, '/models/skipping/predict', [instances[0], gap, instances[3], gap])
      expect(json.row_index).toEqual([0, 2])
      expect(json.dropped).toEqual({ 'preprocess[0] drop_missing': { 'mean texture is missing': 2 } })
      expect(json.rejected_rows).toBe(0)
    })

    it('are listed where the service skips them', async () => {
      const { status, json } = await post(app, '/models/skipping/predict', [instances[0], bad, instances[3]])
      expect([status, json.row_index, json.rejected_rows]).toEqual([200, [0, 2], 1])
      expect(json.rejected).toEqual([
        { row: 1, step: 'inputs', problem: 'expected a number, got "n/b"', column: 'mean radius', value: '"n/b"' },
      ])
    })

    it('have missing answers where the service says so', async () => {
      const { json } = await post(app, '/models/nulling/predict', [instances[0], bad])
      expect(json.rows).toEqual([{ prediction: 'malignant' }, { prediction: null }])
      expect([json.row_index, json.rejected_rows]).toEqual([[0, 1], 1])
    })

    it('fail the request otherwise, and are found by their lines in CSV', async () => {
      const lines = samplesCsv.split('\n')
      const body = [lines[0], lines[1], '', lines[2]?.replace(/^[^,]*/, 'n/b'), ''].join('\n')
      const failed = await post(app, '/models/all/predict', body, CSV)
      expect(failed.status).toBe(422)
      expect(failed.headers['content-type']).toContain('application/problem+json')
      expect(failed.json).toMatchObject({
        code: 'step_failed',
        detail: 'row 1 (line 4), column "mean radius", inputs: expected a number, got "n/b"',
        where: { row: 1, line: 4, column: 'mean radius', step: 'inputs' },
        errors: [{ row: 1, line: 4, column: 'mean radius', step: 'inputs', value: '"n/b"' }],
        error_count: 1,
      })
      const skipped = await post(app, '/models/skipping/predict', body, CSV)
      expect(skipped.json.rejected[0]).toMatchObject({ row: 1, line: 4 })
    })

    it('may be all of them', async () => {
      const { status, json } = await post(app, '/models/skipping/predict', [gap])
      expect([status, json.columns, json.rows, json.row_index]).toEqual([200, ['prediction'], [], []])
    })
  })

  describe('answers as CSV', () => {
    it('have the number of each row, and counts in the headers', async () => {
      const rows = [
        instances[0],
        { ...instances[1], 'mean texture': null },
        { ...instances[2], 'mean radius': 'a' },
        instances[3],
      ]
      const { headers, text } = await post(app, '/models/skipping/predict', rows, { accept: 'text/csv' })
      expect(headers['content-type']).toBe('text/csv; charset=utf-8; header=present')
      expect([headers['brine-dropped-rows'], headers['brine-rejected-rows']]).toEqual(['1', '1'])
      expect(text).toBe('row_index,prediction\n0,malignant\n3,benign\n')
    })

    it('leave empty what is missing, and quote what needs it', async () => {
      const row = { n: null, yes: true, text: 'a,"b"', day: '2024-02-29', big: 5, i: null, any: NaN }
      const { text } = await post(app, '/models/cells/predict', [row], { accept: 'text/csv' })
      expect(text).toBe('row_index,n,f,i,big,yes,text,day,any\n0,,,,5,True,"a,""b""",2024-02-29T00:00:00,\n')
    })
  })

  describe('options', () => {
    const extra = [{ ...instances[0], id: 7 }]

    it.each([
      ['/models/all/predict?extra_columns=ignore', extra],
      ['/models/all/predict', { instances: extra, extra_columns: 'ignore' }],
      ['/models/all/predict', { ...extra[0], extra_columns: 'ignore' }],
      ['/models/open/predict', extra],
    ])('%s takes columns that are no inputs', async (url, body) => {
      expect((await post(app, url, body)).status).toBe(200)
    })

    it.each<[string, unknown, string]>([
      ['/models/all/predict', extra, 'unexpected_column'],
      ['/models/open/predict?extra_columns=refuse', extra, 'unexpected_column'],
      ['/models/all/predict?methods=predict', instances, 'invalid_request'],
      ['/models/all/predict?probabilities=true', instances, 'invalid_request'],
      ['/models/all/predict', { instances, methods: ['predict'] }, 'invalid_request'],
      ['/models/all/predict', { instances, probabilities: false }, 'invalid_request'],
      ['/models/all/predict?extra=1', instances, 'invalid_request'],
      ['/models/all/predict?extra_columns=some', instances, 'invalid_request'],
    ])('%s is refused with %j', async (url, body, code) => {
      const { json } = await post(app, url, body as object)
      expect(json.code).toBe(code)
    })

    it('say why they do not go', async () => {
      const { json } = await post(app, '/models/all/predict?methods=predict', instances)
      expect(json).toMatchObject({
        detail: '"methods" is for models, and all is a service',
        details: { option: 'methods' },
        remedy: expect.stringContaining('under "predict"'),
      })
    })

    it('are columns where the service has columns of these names', async () => {
      const { json } = await post(app, '/models/ignored/predict', { instances: 1, methods: 'a' })
      expect(json.rows).toEqual([{ instances: 1, methods: 'a' }])
    })
  })

  describe('what is refused', () => {
    it.each<[string, string, number, string, object]>([
      ['all', '', 400, 'data_empty', {}],
      ['all', '[]', 400, 'data_empty', {}],
      ['all', '{"instances": []}', 400, 'data_empty', {}],
      ['all', '{"columns": ["n"], "data": []}', 400, 'data_empty', {}],
      ['all', '[[1, 2', 400, 'invalid_json', { offset: 6, line: 1 }],
      ['all', '"text"', 400, 'invalid_request', {}],
      ['all', '[1, 2]', 400, 'invalid_request', { row: 0 }],
      ['all', '[null]', 400, 'invalid_request', { row: 0 }],
      ['all', '{}', 400, 'invalid_request', {}],
      ['all', '{"instance": [[1]]}', 400, 'invalid_request', {}],
      ['all', '{"instances": [[1]], "dataframe_records": []}', 400, 'invalid_request', {}],
      ['all', '{"instances": 5}', 400, 'invalid_request', {}],
      ['all', '{"columns": ["n"], "data": [[1]], "indices": 1}', 400, 'invalid_request', {}],
      ['all', '[[1, 2]]', 422, 'wrong_shape', { row: 0 }],
      ['cells', '[{"n": 1}, [1]]', 422, 'wrong_shape', { row: 1 }],
      ['cells', '[[1,2,3,1,true,"","2024-02-29",1], {"n": 1}]', 422, 'wrong_shape', { row: 1 }],
      ['cells', '[{"n": 1}, null]', 422, 'wrong_shape', { row: 1 }],
      ['cells', '{"columns": ["n", "f"], "data": [[1, 2], [1]]}', 422, 'wrong_shape', { row: 1 }],
      ['cells', '{"columns": ["n", "n"], "data": [[1, 2]]}', 422, 'duplicate_column', { column: 'n' }],
      ['cells', '{"columns": ["f"], "data": [[1]]}', 422, 'missing_column', { column: 'n' }],
      ['cells', '[{"n": 1}, {"f": 1}]', 422, 'missing_column', { row: 1, column: 'n' }],
      ['cells', '[{"n": 1}, {"n": 1, "m": 1}]', 422, 'unexpected_column', { row: 1, column: 'm' }],
      [
        'cells',
        '{"n": 1, "__proto__": 1, "extra_columns": "refuse"}',
        422,
        'unexpected_column',
        { column: '__proto__' },
      ],
      ['cells', '{"__proto__": {"n": 1}}', 400, 'invalid_request', {}],
      ['cells', '[{"n": 1, "n": 2}]', 422, 'duplicate_column', { column: 'n' }],
    ])('%s: %s', async (name, body, status, code, where) => {
      const { json, ...answer } = await post(app, `/models/${name}/predict`, body)
      expect([answer.status, json.code]).toEqual([status, code])
      expect(json.where ?? {}).toMatchObject(where)
    })

    it.each([
      ['n,n\n1,2\n', 'duplicate_column'],
      ['n,f\n', 'data_empty'],
      ['n,f\n1,2,3\n', 'invalid_csv'],
      ['n,"f', 'invalid_csv'],
      ['f\n1\n', 'missing_column'],
      ['n,m\n1,2\n', 'unexpected_column'],
    ])('CSV: %j', async (body, code) => {
      expect((await post(app, '/models/cells/predict', body, CSV)).json.code).toBe(code)
    })

    it('is a method of its own, or an address that is none', async () => {
      const method = await post(app, '/models/all/predict_proba', instances)
      expect([method.status, method.json.code]).toEqual([400, 'unknown_method'])
      const other = await post(app, '/models/all/explain', instances)
      expect([other.status, other.json.code]).toEqual([404, 'not_found'])
      expect(other.json.remedy).toContain('/models/all/predict')
    })
  })

  describe('many rows', () => {
    const many = Array.from({ length: 3000 }, (_, r) => instances[r % instances.length])

    it('are answered as few are', async () => {
      const few = (await post(app, '/models/all/predict', { instances })).json.rows
      const { json } = await post(app, '/models/all/predict', { instances: many })
      expect(json.row_index).toEqual(many.map((_, r) => r))
      expect(json.rows).toEqual(many.map((_, r) => few[r % instances.length]))
      const first = (await post(app, '/models/triage/predict', { instances: many })).json
      const best = (await post(app, '/models/triage/predict', { instances })).json.row_index[0]
      expect(first.row_index).toEqual([best, best + instances.length, best + 2 * instances.length])
    })

    it('are written as CSV in one piece', async () => {
      const { text } = await post(app, '/models/all/predict', { instances: many }, { accept: 'text/csv' })
      const lines = text.trimEnd().split('\n')
      expect(lines.length).toBe(1 + many.length)
      expect(lines[2500]).toMatch(/^2499,/)
      expect(text.match(/row_index/g)).toHaveLength(1)
    })

    it('fail with all that is wrong in them, counted', async () => {
      const rows = many.map((record, r) => (r % 100 === 99 ? { ...record, 'mean radius': 'a' } : record))
      const { json } = await post(app, '/models/all/predict', { instances: rows })
      expect([json.error_count, json.errors.length, json.errors[1].row]).toEqual([30, 20, 199])
      expect(json.detail).toContain('(and 29 more)')
    })

    it('list the first of very many that were rejected, and count all', async () => {
      const rows = many.map((record, r) => (r === 2999 ? record : { ...record, 'mean radius': 'a' }))
      const { json } = await post(app, '/models/skipping/predict', { instances: rows })
      expect([json.rejected.length, json.rejected_rows, json.row_index]).toEqual([1000, 2999, [2999]])
    })
  })

  it('answers for models as before, beside them', async () => {
    const { json } = await post(app, '/models/cancer/predict?probabilities=false', { instances: instances.slice(0, 2) })
    expect(json).toEqual({ model: 'cancer', predictions: ['malignant', 'benign'] })
    expect((await post(app, '/models/cancer/predict', instances[0] as object)).json.code).toBe('invalid_request')
  })
})

describe('long requests', () => {
  it('give way to others, and stop when nobody waits for them', async () => {
    const asked = service('all')
    const rows = Array.from({ length: 40_000 }, (_, r) => instances[r % instances.length] as Record<string, number>)
    const source = asked.sources.read(rows, asked.reader)
    let turns = 0
    let isDone = false
    const count = (): void => {
      turns++
      if (!isDone) setImmediate(count)
    }
    setImmediate(count)
    const answer = await asked.infer(source)
    isDone = true
    expect(answer.frame.rows).toBe(rows.length)
    expect(turns).toBeGreaterThan(2)
    const controller = new AbortController()
    setImmediate(() => controller.abort(new Error('nobody waits')))
    await expect(asked.infer(source, controller.signal)).rejects.toThrow('nobody waits')
  })
})

describe('rows that were made of several', () => {
  it('have no number', () => {
    const writer = new ServiceAnswerWriter(service('nulling'))
    const frame = { rows: 0, columns: [numericColumn(new Float64Array())] }
    const text = writer.end({ schema: [], frame, dropped: new Map(), rejections: [], rejected: 0 })
    expect(text).toBe('],"dropped":{},"rejected":[],"rejected_rows":0}')
  })
})

describe('descriptions', () => {
  beforeAll(() => {
    app = start()
  })

  it('list services beside models', async () => {
    const { models } = (await get(app, '/models')).json
    expect(models.map(({ name, kind }: { name: string; kind: string }) => [name, kind])).toEqual([
      ...Object.keys(SERVICES).map((name) => [name, 'service']),
      ['cancer', 'model'],
    ])
    expect(models.find(({ name }: { name: string }) => name === 'bounded')).toEqual({
      name: 'bounded',
      state: 'ready',
      default: false,
      kind: 'service',
      version: '1.2',
      description: 'Checks what it is given.',
      n_features: 4,
    })
  })

  it('say what one reads, does and answers, and not where its files lie', async () => {
    const { json, text } = await get(app, '/models/triage')
    expect(json.inputs[0]).toEqual({ name: 'mean radius', type: 'number', required: true, nullable: true })
    expect(json.steps).toEqual([
      'inputs',
      'preprocess[0] drop_missing',
      'predict',
      'postprocess[0] sort',
      'postprocess[1] head',
    ])
    expect(json.outputs[0]).toEqual({ name: 'prediction', type: 'string', values: ['benign', 'malignant'] })
    expect(json.models.model).toMatchObject({ class: 'Pipeline', source: { file: 'model.pkl' } })
    expect(text).not.toContain(process.cwd())
    const bounded = (await get(app, '/models/bounded')).json
    expect(bounded.inputs[2]).toMatchObject({ name: 'since', required: false, default: '2024-01-31T00:00:00' })
    expect(bounded.example).toEqual({ age: 58, plan: 'free', since: '2024-01-31T00:00:00', share: 0 })
  })

  it('are typed in the OpenAPI document, with examples that are answered as it says', async () => {
    const { text, json: document } = await get(app, '/openapi.json')
    const references = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1] as string)
    for (const name of references) expect(document.components.schemas).toHaveProperty([name])
    for (const address of ['/predict', ...Object.keys(SERVICES).map((name) => `/models/${name}/predict`)]) {
      const { requestBody, responses } = document.paths[address].post
      const answer = responses[200].content['application/json'].example
      expect(answer.rows.length).toBe(1)
      for (const { value } of Object.values<{ value: object }>(requestBody.content['application/json'].examples)) {
        expect([address, (await post(app, address, value)).json]).toEqual([address, answer])
      }
      const csv = requestBody.content['text/csv'].example
      expect((await post(app, address, csv, CSV)).json).toEqual(answer)
    }
    expect(document.components.schemas['bounded.Row']).toEqual({
      type: 'object',
      properties: {
        age: { type: ['integer', 'null'], minimum: 18, maximum: 99, description: 'In years.' },
        plan: { enum: ['free', 'paid', null], default: 'free' },
        since: { type: ['string', 'null'], examples: ['2024-02-29T12:30:00'], default: '2024-01-31T00:00:00' },
        share: { type: 'number', minimum: 0 },
      },
      required: ['age', 'share'],
      additionalProperties: false,
    })
    const { rows, columns } = document.components.schemas['triage.Answer'].properties
    expect(columns).toEqual({ const: ['prediction', 'probability_benign', 'probability_malignant'] })
    expect(rows.items.properties.prediction).toEqual({ enum: ['benign', 'malignant', null] })
  })
})
