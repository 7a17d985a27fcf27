/** Every form in which rows can be sent and answers asked, against what scikit-learn answered. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, CANCER, DOORS, open, post, recorded, serverOf } from './testing.ts'

describe.each(DOORS)('%s', (door) => {
  let app: FastifyInstance

  beforeAll(async () => {
    app = await serverOf(['cancer', 'mixed', 'big-labels', 'scaler'])
    await open(app, door)
  })

  afterAll(() => app.close())

  const samplesCsv = readFileSync(join(CANCER, 'samples.csv'), 'utf8')
  const samples = JSON.parse(readFileSync(join(CANCER, 'samples.json'), 'utf8')) as {
    instances: Record<string, number>[]
  }
  const columns = Object.keys(samples.instances[0] ?? {})
  const arrays = samples.instances.map((record) => columns.map((name) => record[name]))
  const expected = readFileSync(join(CANCER, 'expected.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))

  function expectCancer({ status, json }: Answer, rows = expected.length): void {
    expect(status).toBe(200)
    expect(json.model).toBe('cancer')
    expect(json.classes).toEqual(['benign', 'malignant'])
    expect(json.predictions).toEqual(expected.slice(0, rows).map(([label]) => label))
    expectClose(
      json.probabilities,
      expected.slice(0, rows).map(([, ...numbers]) => numbers.map(Number)),
    )
  }

  /** The last few digits of an exponential differ between libraries. */
  function expectClose(actual: number[][], wanted: number[][]): void {
    expect(actual.length).toBe(wanted.length)
    wanted.forEach((row, r) => {
      expect(actual[r]?.length).toBe(row.length)
      for (const [c, value] of row.entries()) expect(actual[r]?.[c]).toBeCloseTo(value, 12)
    })
  }

  describe('the forms of a JSON body', () => {
    it.each([
      ['records', samples],
      ['arrays', { instances: arrays }],
      ['a bare list of records', samples.instances],
      ['a bare list of arrays', arrays],
      ['dataframe_records', { dataframe_records: samples.instances }],
      ['dataframe_split', { dataframe_split: { index: [1, 2], columns, data: arrays } }],
      [
        'dataframe_split in another order',
        { dataframe_split: { columns: columns.toReversed(), data: arrays.map((row) => row.toReversed()) } },
      ],
      [
        'records in another order',
        samples.instances.map((record) => Object.fromEntries(Object.entries(record).reverse())),
      ],
      ['an option beside them', { instances: arrays, extra_columns: 'refuse' }],
    ])('%s', async (_, body) => {
      expectCancer(await post(app, '/predict', body))
      expectCancer(await post(app, '/models/cancer/predict', body))
    })

    it('indented, and with a byte order mark', async () => {
      expectCancer(await post(app, '/predict', `\ufeff${JSON.stringify(samples, null, 2)}`))
    })

    it('ten thousand rows, in turns', async () => {
      const many = Array.from({ length: 10_000 }, (_, i) => arrays[i % arrays.length])
      const { status, json } = await post(app, '/predict', { instances: many })
      expect(status).toBe(200)
      expect(json.predictions).toEqual(many.map((_, i) => expected[i % expected.length]?.[0]))
      expect(json.probabilities.length).toBe(10_000)
    })
  })

  describe('CSV', () => {
    it('is read with a header', async () => {
      expectCancer(await post(app, '/predict', samplesCsv, { 'content-type': 'text/csv; charset=utf-8' }))
    })

    it('is read without a header, by position', async () => {
      const body = samplesCsv.slice(samplesCsv.indexOf('\n') + 1)
      expectCancer(await post(app, '/predict', body, { 'content-type': 'text/csv' }))
    })

    it('is read with Windows line ends, with tabs, and with the index that pandas writes', async () => {
      expectCancer(await post(app, '/predict', samplesCsv.replaceAll('\n', '\r\n'), { 'content-type': 'text/csv' }))
      const tabs = { 'content-type': 'text/tab-separated-values' }
      expectCancer(await post(app, '/predict', samplesCsv.replaceAll(',', '\t'), tabs))
      const indexed = samplesCsv.trim().split('\n')
      const body = indexed.map((line, i) => `${i === 0 ? '' : i},${line}`).join('\n')
      expectCancer(await post(app, '/predict', body, { 'content-type': 'text/csv' }))
    })

    it('is written if the client asks for it, under the names of expected.csv', async () => {
      const { headers, text } = await post(app, '/predict', samples, { accept: 'text/csv' })
      expect(headers['content-type']).toContain('text/csv')
      const [header, ...lines] = text.trim().split('\n')
      expect(header).toBe('prediction,probability_benign,probability_malignant')
      expect(lines.map((line) => line.split(',')[0])).toEqual(expected.map(([label]) => label))
      const numbers = (rows: string[][]) => rows.map((row) => row.slice(1).map(Number))
      expectClose(numbers(lines.map((line) => line.split(','))), numbers(expected))
    })

    it('guards spreadsheets from text that looks like a formula, and leaves numbers alone', async () => {
      const { rows } = recorded('mixed')
      const { text } = await post(app, '/models/mixed/predict?probabilities=false', rows, { accept: 'text/csv' })
      expect(text).toBe("prediction\nshort\n'=tall\nshort\n'=tall\nshort\n")
      const scaled = await post(app, '/models/scaler/transform', recorded('scaler').rows, { accept: 'text/csv' })
      expect(scaled.text).toBe('x0,x1\n-1,-1\n1,1\n')
    })

    it('is not written for a client that prefers JSON', async () => {
      const accept = 'application/json, text/csv;q=0.5'
      expect((await post(app, '/predict', samples, { accept })).json.model).toBe('cancer')
    })
  })

  describe('a model of numbers, text and gaps', () => {
    const { rows, answers } = recorded('mixed')

    it.each([
      ['records', rows],
      ['arrays', { instances: rows.map((row) => Object.values(row as object)) }],
    ])('takes %s', async (_, body) => {
      const { json } = await post(app, '/models/mixed/predict', body)
      expect(json.predictions).toEqual(answers.predict)
      expectClose(json.probabilities, answers.predict_proba)
    })

    it('takes CSV, where an empty cell is a gap', async () => {
      const lines = rows.map((row) =>
        Object.values(row as object)
          .map((cell) => cell ?? '')
          .join(','),
      )
      const body = `age,"Größe, cm",sex,port\n${lines.join('\n')}\n`
      const { json } = await post(app, '/models/mixed/predict', body, { 'content-type': 'text/csv' })
      expect(json.predictions).toEqual(answers.predict)
    })

    it.each(['NaN', '"NaN"', 'null'])('takes %s for a gap', async (gap) => {
      const body = `[{"age": ${gap}, "Größe, cm": 167.1, "sex": "female", "port": "Cork"}]`
      const { json } = await post(app, '/models/mixed/predict', body)
      expectClose(json.probabilities, [answers.predict_proba[2] ?? []])
    })
  })

  describe('options', () => {
    it('leaves probabilities out', async () => {
      const { json } = await post(app, '/predict', { ...samples, probabilities: false })
      expect(Object.keys(json)).toEqual(['model', 'predictions'])
      expect((await post(app, '/predict?probabilities=false', samples)).json).toEqual(json)
    })

    it('answers several methods at once', async () => {
      const methods = ['predict', 'decision_function', 'predict_log_proba']
      const { json } = await post(app, '/predict', { ...samples, methods })
      expect(Object.keys(json)).toEqual(['model', 'predictions', 'outputs', 'classes'])
      expect(Object.keys(json.outputs)).toEqual(['decision_function', 'predict_log_proba'])
      expect(json.outputs.decision_function.length).toBe(expected.length)
      expect((await post(app, `/predict?methods=${methods}`, samples)).json).toEqual(json)
    })

    it('answers the method in the address', async () => {
      const { json } = await post(app, '/models/cancer/predict_proba', samples)
      expect(Object.keys(json)).toEqual(['model', 'probabilities', 'classes'])
    })

    it('ignores unknown columns where it is asked to', async () => {
      const records = samples.instances.map((record) => ({ id: 7, ...record }))
      expect((await post(app, '/predict', records)).json.code).toBe('unexpected_column')
      expectCancer(await post(app, '/predict?extra_columns=ignore', records))
      expectCancer(await post(app, '/predict', { instances: records, extra_columns: 'ignore' }))
    })

    it.each([
      ['?probability=true', 'Did you mean "probabilities"?'],
      ['?probabilities=yes', 'true or false'],
      ['?extra_columns=drop', '"ignore"'],
      ['?methods=', 'a list of names'],
    ])('refuses %s', async (query, problem) => {
      const { status, json } = await post(app, `/predict${query}`, samples)
      expect([status, json.code]).toEqual([400, 'invalid_request'])
      expect(`${json.detail} ${json.remedy}`).toContain(problem)
    })

    it('refuses methods beside the one in the address, and those that the model has not', async () => {
      const twice = await post(app, '/models/cancer/predict_proba?methods=predict', samples)
      expect(twice.json.code).toBe('invalid_request')
      const { status, json } = await post(app, '/models/cancer/transform', samples)
      expect([status, json.code]).toEqual([400, 'unknown_method'])
      expect((await post(app, '/models/scaler/predict?probabilities=true', [[1, 2]])).json.code).toBe('unknown_method')
    })
  })

  describe('answers that JSON has no plain word for', () => {
    it('writes large labels with all their digits, and infinities as strings', async () => {
      const { rows, answers } = recorded('big-labels')
      const { text, json } = await post(app, '/models/big-labels/predict?methods=predict,predict_log_proba', rows)
      expect(text).toContain(`"predictions":[${answers.predict.join()}]`)
      expect(text).toContain('"classes":[5,1152921504606846977]')
      expect(json.outputs.predict_log_proba[0]).toEqual(['-Infinity', 0])
    })

    it('answers with a transform where there is nothing to predict', async () => {
      const { rows, answers } = recorded('scaler')
      const { json } = await post(app, '/models/scaler/predict', rows)
      expect(json).toEqual({
        model: 'scaler',
        columns: { transform: ['x0', 'x1'] },
        outputs: { transform: answers.transform },
      })
      const gap = await post(app, '/models/scaler/predict', '[[NaN, 10]]')
      expect(gap.json.outputs.transform).toEqual([['NaN', -1]])
    })
  })
})
