/** Steps after a model that look at what it is: its way back, and the classes of its probabilities. */
import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { beforeAll, expect, test } from 'vitest'
import { numericColumn } from '../frame/column.ts'
import type { Frame } from '../frame/frame.ts'
import type { Schema } from '../frame/schema.ts'
import { FrameNotes } from '../steps/pipeline.ts'
import { compiled, refusal } from '../steps/testing.ts'
import { answerSchema } from './answer-schema.ts'
import { type ServiceInput, serviceSchema } from './definition/definition.ts'
import { loadModel } from './load.ts'
import type { Model } from './model.ts'
import { Service } from './service.ts'
import { transformersOf } from './transformers.ts'

const FIXTURES = '.cache/fixtures/sklearn-1.9'
const SCHEMA: Schema = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ name, type: 'number' }))

let models: ReadonlyMap<string, Model>

beforeAll(async () => {
  const files = {
    scaler: 'scaling/standard-scaler.lzma.joblib',
    labels: 'encoding/label-encoder-text.lz4.joblib',
    tree: 'tree/decision-tree-gaps.xz.joblib',
    targets: 'tree/multi-output-decision-tree-classifier.lzma.joblib',
  }
  const loaded = Object.entries(files).map(
    async ([name, file]) => [name, await loadModel(`${FIXTURES}/${file}`)] as const,
  )
  models = new Map(await Promise.all(loaded))
})

function back(options: Readonly<Record<string, unknown>>) {
  return compiled({ inverse_transform: options }, SCHEMA, { transformers: transformersOf(models) })
}

test('what a scaler has made comes back', () => {
  const scaler = models.get('scaler') as Model
  const rows = [
    [13.48, 1.67, 2.6, 2.29, 0.57, 1.78],
    [14.38, 1.87, 3.3, 2.96, 1.2, 3],
  ]
  const scaled = scaler.run('transform', rows).toArray() as number[][]
  const columns = SCHEMA.map((_, c) => numericColumn(Float64Array.from(scaled, (row) => row[c] as number)))
  const step = back({ model: 'scaler', columns: SCHEMA.map(({ name }) => name) })
  expect(step.output.map(({ name }) => name)).toEqual(SCHEMA.map(({ name }) => name))
  const found = step.start().run({ rows: 2, columns }, new FrameNotes())
  rows.forEach((row, r) => {
    row.forEach((value, c) => {
      expect(found.columns[c]?.data[r]).toBeCloseTo(value, 12)
    })
  })
})

test('a row that cannot be taken back is rejected, and the others are not', () => {
  const step = back({ model: 'labels', columns: 'a', as: 'label' })
  const column = numericColumn(Float64Array.from([0, 99, 1]))
  const notes = new FrameNotes()
  const frame: Frame = { rows: 3, columns: SCHEMA.map(() => column) }
  const found = step.start().run(frame, notes)
  expect(step.output[0]?.name).toBe('label')
  expect(Array.from(found.columns[0]?.data ?? [], (cell) => typeof cell)).toEqual(['string', 'object', 'string'])
  expect(notes.rejected.map(({ position }) => position)).toEqual([1])
})

test('models without a way back, or with another number of columns, are refused', () => {
  expect(refusal(() => back({ model: 'tree', columns: 'a' }))).toContain('the model tree has no inverse_transform')
  expect(refusal(() => back({ model: 'scalar', columns: 'a' }))).toContain('Did you mean "scaler"?')
  expect(refusal(() => back({ model: 'scaler', columns: 'a' }))).toContain('takes 6 columns, and these are 1')
  expect(refusal(() => back({ model: 'labels', columns: 'a', as: 'b' }))).toContain('there would be two columns "b"')
  expect(refusal(() => back({ model: 'labels', columns: 'a', as: ['x', 'y'] }))).toContain('`as` has 2 names')
})

test('a probability is of the class that predict answers with', () => {
  const roles = (name: string) => answerSchema(models.get(name) as Model, ['predict_proba']).map(({ role }) => role)
  expect(roles('tree').map((role) => role?.label)).toEqual([-7, 3, 1000])
  expect(roles('targets').map((role) => [role?.target, role?.label])).toEqual([
    [0, 'setosa'],
    [0, 'versicolor'],
    [0, 'virginica'],
    [1, 'narrow'],
    [1, 'wide'],
  ])
})

test('labels by a threshold, the likeliest class and counts by label, of a model', async () => {
  const model = await loadModel('examples/cancer/model.pkl')
  const answer = (postprocess: ServiceInput['postprocess']) => {
    const definition = serviceSchema.parse({ predict: ['predict', 'predict_proba'], postprocess })
    const service = new Service({ name: 'test', definition, models: new Map([['model', model]]) })
    const [header = [], ...rows] = parse(readFileSync('examples/cancer/samples.csv', 'utf8')) as string[][]
    const notes = new FrameNotes()
    const { frame } = service.answer(service.reader.fromTable(header, rows, notes), notes)
    return Object.fromEntries(service.output.map(({ name }, c) => [name, [...(frame.columns[c]?.data ?? [])]]))
  }
  const plain = answer([])
  const malignant = plain.probability_malignant as number[]
  const labels = malignant.map((p) => (p >= 0.05 ? 'malignant' : 'benign'))
  expect(labels).not.toEqual(plain.prediction)
  const threshold = { threshold: { positive: 'malignant', threshold: 0.05 } }
  expect(answer([threshold]).prediction).toEqual(labels)
  expect(answer([threshold, { argmax: {} }]).prediction).toEqual(plain.prediction)
  expect(answer([{ top_k: 1 }])).toEqual({
    prediction: plain.prediction,
    top_1_class: plain.prediction,
    top_1_probability: malignant.map((p, r) => Math.max(p, plain.probability_benign?.[r] as number)),
  })
  const count = (label: string) => labels.filter((one) => one === label).length
  expect(answer([threshold, { aggregate: { by: 'prediction', each: { rows: { how: 'size' } } } }])).toEqual({
    prediction: ['benign', 'malignant'],
    rows: [count('benign'), count('malignant')],
  })
})
