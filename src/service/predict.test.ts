/** Services as the library gives them: rows of any form in, plain values out. */
import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { loadService, type Service } from '../index.ts'
import { serviceSchema } from './definition/definition.ts'
import { Service as ServiceClass } from './service.ts'

const { instances } = JSON.parse(readFileSync('examples/cancer/samples.json', 'utf8')) as {
  instances: Record<string, number>[]
}

let triage: Service

beforeAll(async () => {
  triage = await loadService('examples/cancer/brine.yaml')
})

test('a file is loaded with its models, and answers records', () => {
  const rows = [instances[1], { ...instances[2], 'mean area': null }, instances[0]]
  const answer = triage.predict(rows)
  expect(answer.columns).toEqual(['prediction', 'probability_benign', 'probability_malignant'])
  expect(answer.rows.map(({ prediction }) => prediction)).toEqual(['malignant', 'benign'])
  expect(answer.rowIndex).toEqual([2, 0])
  expect(answer.dropped).toEqual({ 'preprocess[0] drop_missing': { 'mean area is missing': 1 } })
  expect(answer.rejected).toEqual([])
})

test('arrays and typed arrays answer as records do', () => {
  const table = instances.slice(0, 5).map((record) => Object.values(record))
  const expected = triage.predict(instances.slice(0, 5))
  expect(triage.predict(table)).toEqual(expected)
  expect(triage.predict(table.map((row) => Float64Array.from(row)))).toEqual(expected)
  expect(triage.predict({ data: Float64Array.from(table.flat()), shape: [5, 30] })).toEqual(expected)
})

test('what is wrong is thrown, with its place', () => {
  expect(() => triage.predict([])).toThrow('there are no rows')
  expect(() => triage.predict({ data: new Float64Array(5), shape: [2, 30] })).toThrow('5 numbers do not fill')
  expect(() => triage.predict({ data: new Float64Array(4), shape: [2, 2] })).toThrow('the row has 2 cells')
  const extra = [{ ...instances[0], id: 1 }]
  expect(() => triage.predict(extra)).toThrow('the service does not read this column')
  expect(triage.predict(extra, { extraColumns: 'ignore' }).rows).toHaveLength(1)
  const bad = [{ ...instances[0], 'mean area': Symbol('x') }]
  expect(() => triage.predict(bad)).toThrow('row 0, column "mean area", inputs: expected a number, got symbol')
})

test('cells are plain values: dates as texts, NaN as null, bigints as they are', () => {
  const definition = serviceSchema.parse({
    inputs: { n: 'float32', big: 'bigint', yes: 'boolean', day: 'datetime', any: 'any' },
    predict: 'none',
  })
  const cells = new ServiceClass({ name: 'cells', definition, models: new Map() })
  const day = new Date('2024-02-29T12:30:00.250Z')
  const row = { n: 0.1, big: 2n ** 70n, yes: false, day, any: Number.NaN }
  expect(cells.predict([row, { n: null, big: null, yes: null, day: null, any: 'x' }]).rows).toEqual([
    { n: Math.fround(0.1), big: 2n ** 70n, yes: false, day: '2024-02-29T12:30:00.250', any: null },
    { n: null, big: null, yes: null, day: null, any: 'x' },
  ])
})
