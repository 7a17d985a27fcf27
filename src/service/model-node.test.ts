/** A model in a service answers as it does by itself, whatever its columns are; rows that it refuses are found. */
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { BrineError } from '../errors.ts'
import { cellAt } from '../frame/column.ts'
import { FrameNotes } from '../steps/pipeline.ts'
import type { Cell, Tensor, TensorList } from '../tensor/tensor.ts'
import { type ServiceInput, serviceSchema } from './definition/definition.ts'
import { loadModel } from './load.ts'
import type { Model } from './model.ts'
import { Service, type ServiceAnswer } from './service.ts'

const models = new Map<string, Model>()

beforeAll(async () => {
  for (const name of ['mixed', 'neighbors', 'targets', 'factors', 'records']) {
    models.set(name, await loadModel(`test/fixtures/binding/${name}.joblib`, { name }))
  }
})

function model(name: string): Model {
  return models.get(name) as Model
}

function service(name: string, input: ServiceInput = {}): Service {
  return new Service({ name, definition: serviceSchema.parse(input), models: new Map([[name, model(name)]]) })
}

function ask(asked: Service, rows: readonly (readonly unknown[])[]): ServiceAnswer {
  const notes = new FrameNotes()
  const names = asked.inputs.map(({ name }) => name)
  return asked.answer(asked.reader.fromTable(names, rows, notes), notes)
}

function cells({ schema, frame }: ServiceAnswer): Cell[][] {
  return Array.from({ length: frame.rows }, (_, r) =>
    schema.map(({ type }, c) => cellAt(frame.columns[c] as (typeof frame.columns)[number], type, r)),
  )
}

const ROWS = [
  ['Rome', 1, true, 'x', 30, 0.5],
  ['Łódź', 7, false, 'y', null, -1.25],
  ['Oslo', 2, true, 3, 44, 0],
]

describe('mixed columns', () => {
  test('are read as the model knows them', () => {
    const asked = service('mixed', { predict: ['predict', 'predict_proba'] })
    const labels = model('mixed').predict(ROWS) as Tensor
    const probabilities = model('mixed').run('predict_proba', ROWS) as Tensor
    const expected = labels.toArray().map((label, r) => [label, ...(probabilities.toArray()[r] as number[])])
    expect(cells(ask(asked, ROWS))).toEqual(expected)
    expect(asked.output[0]).toMatchObject({ type: 'boolean', values: [false, true] })
    expect(asked.output[2]?.role).toEqual({ kind: 'probability', target: 0, label: true })
  })

  test('an integer column brings the categories that are integers, a 1 that which is true', () => {
    const asked = service('mixed', {
      inputs: { level: 'integer', member: 'integer', score: 'float32', age: 'integer' },
      predict: 'predict_proba',
      model_inputs: true,
    })
    const byName = ROWS.map(([city, level, member, note, age, score]) => ({
      city,
      level,
      member: Number(member),
      note,
      age,
      score,
    }))
    const notes = new FrameNotes()
    const answer = asked.answer(asked.reader.fromRecords(byName, notes), notes)
    expect(cells(answer)).toEqual((model('mixed').run('predict_proba', ROWS) as Tensor).toArray())
  })

  test('a column that nobody reads may be left out', () => {
    const { note } = Object.fromEntries(service('mixed').inputs.map((spec) => [spec.name, spec]))
    expect(note?.required).toBe(false)
  })

  test('text where a number is needed is found before there is a row', () => {
    expect(() => service('mixed', { inputs: { age: 'string' }, model_inputs: true })).toThrow(
      'the model mixed takes a number here, and string arrives',
    )
    expect(() => service('mixed', { inputs: { city: 'number' }, model_inputs: true })).toThrow(
      'the model mixed takes a string here, and number arrives',
    )
  })

  test('a cell of the wrong kind, an unknown category and a missing value are rejected with column and value', () => {
    const asked = service('mixed', { inputs: { age: 'any', city: 'any' }, model_inputs: true, on_error: 'skip' })
    const columns = asked.inputs.map(({ name }) => name)
    const names = ['city', 'level', 'member', 'note', 'age', 'score']
    const bad = [
      ['Rome', 1, true, 'x', 'old', 0],
      [12, 1, true, 'x', 30, 0],
      ['Paris', 1, true, 'x', 30, 0],
      ['Rome', 1, true, 'x', 30, null],
      ROWS[0] as unknown[],
    ]
    const answer = ask(
      asked,
      bad.map((row) => columns.map((name) => row[names.indexOf(name)])),
    )
    expect(answer.frame.rows).toBe(1)
    const found = answer.rejections.map(({ row, column, value, step }) => [row, column, value, step])
    expect(found.sort((a, b) => Number(a[0]) - Number(b[0]))).toEqual([
      [0, 'age', '"old"', 'predict'],
      [1, 'city', '12', 'predict'],
      [2, 'city', '"Paris"', 'predict'],
      [3, 'score', 'null', 'predict'],
    ])
  })
})

test('several targets: labels and probabilities say of which target they are', () => {
  const asked = service('targets', { predict: ['predict', 'predict_proba'] })
  const rows = [
    [0.1, 0.9, 0.7],
    [0.8, 0.1, 0.2],
  ]
  expect(asked.output.map(({ role }) => [role?.kind, role?.target, role?.label])).toEqual([
    ['label', 0, undefined],
    ['label', 1, undefined],
    ['label', 2, undefined],
    ['probability', 0, 0],
    ['probability', 0, 1],
    ['probability', 1, 0],
    ['probability', 1, 1],
    ['probability', 2, 4],
    ['probability', 2, 5],
  ])
  const labels = model('targets').predict(rows) as Tensor
  const lists = (model('targets').run('predict_proba', rows) as TensorList).toArray() as number[][][]
  const expected = labels.toArray().map((row, r) => [...(row as number[]), ...lists.flatMap((list) => list[r] ?? [])])
  expect(cells(ask(asked, rows))).toEqual(expected)
})

test('neighbours are columns of distances and of numbers of rows', () => {
  const rows = [[0.1, 0.9, 0.7]]
  const asked = service('neighbors', { predict: 'kneighbors' })
  expect(asked.output.map(({ type }) => type)).toEqual(['number', 'number', 'number', 'integer', 'integer', 'integer'])
  const found = (model('neighbors').run('kneighbors', rows) as TensorList).toArray().flat(2)
  expect(cells(ask(asked, rows))).toEqual([found])
})

test('a model that sees all rows at once answers as without the rows that it refuses', () => {
  const rows = [
    [0.1, 0.9, 0.7],
    [0.5, 0.25, 0.125],
    [-1, 0.5, 0.5],
    [0.75, 0.5, 0.1],
  ]
  const asked = service('factors', { on_error: 'skip' })
  const answer = ask(asked, rows)
  expect(answer.rejections.map(({ row }) => row)).toEqual([2])
  const expected = model('factors').run('transform', [rows[0], rows[1], rows[3]] as number[][]) as Tensor
  expect(cells(answer)).toEqual(expected.toArray())
})

test('records are refused with the way out', () => {
  expect(() => service('records')).toThrow(expect.objectContaining({ remedy: 'Serve the model file itself.' }))
})

describe('rows that are refused', () => {
  const good = [0.1, 0.9, 0.7]
  const bad = [null, null, null]

  test.each([
    ['none', []],
    ['the first', [0]],
    ['the last', [4999]],
    ['one in a hundred', Array.from({ length: 50 }, (_, i) => i * 100 + 7)],
    ['every other', Array.from({ length: 2500 }, (_, i) => 2 * i)],
    ['all', Array.from({ length: 5000 }, (_, i) => i)],
  ])('%s of 5000', (_, positions) => {
    const isBad = new Set(positions)
    const asked = service('neighbors', { on_error: 'null' })
    const answer = ask(
      asked,
      Array.from({ length: 5000 }, (_, r) => (isBad.has(r) ? bad : good)),
    )
    const label = (model('neighbors').predict([good]) as Tensor).data[0]
    expect(cells(answer).flat()).toEqual(Array.from({ length: 5000 }, (_, r) => (isBad.has(r) ? null : label)))
    // Each says all that is wrong with it.
    expect(answer.rejections.length).toBe(3 * positions.length)
    expect(new Set(answer.rejections.map(({ row }) => row))).toEqual(isBad)
  })

  test('a few of them do not cost many questions', () => {
    const asked = service('neighbors', { on_error: 'skip' })
    const questions = vi.spyOn(model('neighbors'), 'inferSync')
    ask(asked, [good, bad, good, good, bad, good])
    expect(questions.mock.calls.length).toBe(2)
    questions.mockRestore()
  })

  test('an error that is not about rows is not taken for one', () => {
    const asked = service('neighbors')
    const broken = vi.spyOn(model('neighbors'), 'inferSync').mockImplementation(() => {
      throw new BrineError('internal', 'broken')
    })
    expect(() => ask(asked, [good])).toThrow('broken')
    broken.mockRestore()
  })
})

test('the first request finds the model warm', () => {
  const questions = vi.spyOn(model('neighbors'), 'inferSync')
  service('neighbors')
  expect(questions).toHaveBeenCalled()
  questions.mockRestore()
})
