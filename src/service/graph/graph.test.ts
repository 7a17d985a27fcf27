/** Models put together by a service answer as scikit-learn's ensembles do; what does not fit is refused by name. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { BrineError } from '../../errors.ts'
import { cellAt } from '../../frame/column.ts'
import { FrameNotes } from '../../steps/pipeline.ts'
import { type ServiceInput, serviceSchema } from '../definition/definition.ts'
import { loadModel } from '../load.ts'
import type { Model } from '../model.ts'
import { Service, type ServiceAnswer } from '../service.ts'

const FOLDER = 'test/fixtures/graph'

interface Case {
  readonly name: string
  readonly predict: ServiceInput['predict']
  readonly rows: readonly (readonly number[])[]
  readonly answers: { readonly [method: string]: readonly (unknown | readonly number[])[] }
}

const cases = JSON.parse(readFileSync(join(FOLDER, 'cases.json'), 'utf8')) as readonly Case[]
const all = new Map<string, Model>()

beforeAll(async () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.joblib'))
  for (const file of files) {
    const name = basename(file, '.joblib')
    all.set(name, await loadModel(join(FOLDER, file), { name }))
  }
})

/** The models whose names begin so. */
function models(prefix: string): Map<string, Model> {
  return new Map([...all].filter(([name]) => name.startsWith(prefix)))
}

function service(prefix: string, input: ServiceInput): Service {
  return new Service({ name: 'test', definition: serviceSchema.parse(input), models: models(prefix) })
}

function ask(asked: Service, rows: readonly (readonly unknown[])[]): ServiceAnswer {
  const notes = new FrameNotes()
  return asked.answer(
    asked.reader.fromTable(
      asked.inputs.map(({ name }) => name),
      rows,
      notes,
    ),
    notes,
  )
}

/** The values of the columns whose names begin so, row by row. */
function valuesOf({ schema, frame }: ServiceAnswer, prefix: string): unknown[][] {
  const columns = schema.flatMap((spec, at) => (spec.name.startsWith(prefix) ? [{ spec, at }] : []))
  return Array.from({ length: frame.rows }, (_, r) =>
    columns.map(({ spec, at }) => cellAt(frame.columns[at] as (typeof frame.columns)[number], spec.type, r)),
  )
}

function expectClose(found: unknown, expected: unknown): void {
  if (typeof expected !== 'number') expect(found).toBe(expected)
  else expect(Math.abs((found as number) - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)))
}

test.each(cases)('$name', ({ name, predict, rows, answers }) => {
  const [prefix = ''] = name.split(':')
  const answer = ask(service(prefix, { predict }), rows)
  const names = { predict: 'prediction', predict_proba: 'probability_' }
  for (const [method, expected] of Object.entries(answers)) {
    const found = valuesOf(answer, names[method as keyof typeof names])
    found.forEach((row, r) => {
      const wanted = expected[r]
      const cells = Array.isArray(wanted) ? wanted : [wanted]
      expect(row.length).toBe(cells.length)
      row.forEach((cell, c) => {
        expectClose(cell, cells[c])
      })
    })
  }
})

test('the fixtures are all used, and there are as many cases as were recorded', () => {
  expect(cases.length).toBe(23)
  expect(existsSync(join(FOLDER, 'record.py'))).toBe(true)
})

const FLOWER = [5.1, 3.5, 1.4, 0.2]
const OTHER = [6.7, 3.1, 5.6, 2.4]

describe('roles', () => {
  test('a vote says what its columns stand for', () => {
    const predict = {
      vote: { of: ['iris_tree', 'iris_bayes'], voting: 'soft' as const },
      method: ['predict', 'predict_proba'] as const,
    }
    const { output } = service('iris', { predict: { ...predict, method: [...predict.method] } })
    expect(output[0]).toMatchObject({ name: 'prediction', type: 'string', role: { kind: 'label', target: 0 } })
    expect(output[2]).toMatchObject({
      name: 'probability_versicolor',
      role: { kind: 'probability', target: 0, label: 'versicolor' },
    })
  })

  test('classes that are numbers are numbers, and several models count their targets on', () => {
    const { output } = service('binary', {
      predict: {
        each: {
          a: { model: 'binary_tree', method: ['predict', 'predict_proba'] },
          b: { model: 'binary_bayes', as: 'x' },
        },
      },
    })
    expect(output.map(({ name }) => name)).toEqual([
      'a_prediction',
      'a_probability_3',
      'a_probability_7',
      'b_x_prediction',
    ])
    expect(output[1]?.role).toEqual({ kind: 'probability', target: 0, label: 3 })
    expect(output[3]?.role).toEqual({ kind: 'label', target: 1 })
  })
})

describe('columns', () => {
  const inputs = { a: 'number', b: 'number', c: 'number', d: 'number', note: 'string' } as const

  test('a list chooses them by position, a mapping by name', () => {
    const listed = service('iris', { inputs, predict: { model: 'iris_tree', columns: ['b', 'a', 'c', 'd'] } })
    const mapped = service('iris', {
      inputs,
      predict: { model: 'iris_tree', columns: { x0: 'b', x1: 'a', x2: 'c', x3: 'd' } },
    })
    const row = [3.5, 5.1, 1.4, 0.2, 'x']
    for (const asked of [listed, mapped]) expect(valuesOf(ask(asked, [row]), 'prediction')).toEqual([['setosa']])
  })

  test('a name that nobody has is refused with the nearest', () => {
    expect(refusal('iris', { inputs, predict: { model: 'iris_tree', columns: { x9: 'b' } } })).toContain(
      'no column "x9"',
    )
    expect(refusal('iris', { inputs, predict: { model: 'iris_tree', columns: ['aa', 'b', 'c', 'd'] } })).toContain(
      'Did you mean "a"?',
    )
  })
})

describe('route', () => {
  const branches = (last: boolean): ServiceInput['predict'] => ({
    route: [
      { when: 'x0 < 6.0', predict: { model: 'iris_tree' } },
      ...(last ? [{ otherwise: { vote: { of: ['iris_bayes', 'iris_logistic'] } } }] : []),
    ],
  })

  test('each row goes to the first branch that holds', () => {
    const asked = service('iris', { predict: branches(true) })
    expect(valuesOf(ask(asked, [FLOWER, OTHER, FLOWER]), 'prediction')).toEqual([['setosa'], ['virginica'], ['setosa']])
    expect(valuesOf(ask(asked, [OTHER]), 'prediction')).toEqual([['virginica']])
  })

  test('a row that meets no condition is rejected with its number', () => {
    const asked = service('iris', { predict: branches(false), on_error: 'skip' })
    const answer = ask(asked, [FLOWER, OTHER, FLOWER])
    expect(answer.rejections).toEqual([{ row: 1, step: 'predict', problem: 'no branch of route takes this row' }])
    expect(answer.frame.rows).toBe(2)
  })

  test('branches that answer with other columns are refused', () => {
    const predict = {
      route: [
        { when: 'x0 < 6.0', predict: { model: 'iris_tree' } },
        { otherwise: { model: 'iris_tree', method: 'predict_proba' as const } },
      ],
    }
    expect(refusal('iris', { predict })).toMatch(/^predict.route\[1\]: this branch answers with probability_setosa/)
  })

  test('a condition is true or false', () => {
    expect(refusal('iris', { predict: { route: [{ when: 'x0 + 1.0', predict: 'iris_tree' }] } })).toContain(
      'predict.route[0].when: the condition gives number',
    )
  })
})

describe('rows that a member refuses', () => {
  test('are rejected once, and the others are answered', () => {
    const predict = { vote: { of: ['iris_logistic', 'iris_bayes', 'iris_tree'] } }
    const answer = ask(service('iris', { predict, on_error: 'null' }), [FLOWER, [null, 1, 1, 1], OTHER])
    expect(answer.rejections).toMatchObject([{ row: 1, column: 'x0', value: 'null', step: 'predict' }])
    expect(answer.frame.rows).toBe(3)
    expect(valuesOf(answer, 'prediction')).toEqual([['setosa'], [null], ['virginica']])
  })

  test('in a sequence and a stack as well', () => {
    const graphs: ServiceInput['predict'][] = [
      { sequence: ['iris_scaler', 'iris_pca', 'iris_last'] },
      { stack: { of: ['iris_ridge', 'iris_logistic2'], final: 'iris_final_auto' } },
    ]
    for (const predict of graphs) {
      const answer = ask(service('iris', { predict, on_error: 'skip' }), [[Infinity, 1, 1, 1], FLOWER, OTHER])
      expect(valuesOf(answer, 'prediction')).toEqual([['setosa'], ['virginica']])
      expect(answer.rejections.map(({ row }) => row)).toEqual([0])
    }
  })
})

const FIVE = ['x0', 'x1', 'x2', 'x3', 'x0']

function refusal(prefix: string, input: ServiceInput): string {
  try {
    service(prefix, input)
  } catch (error) {
    if (error instanceof BrineError) return `${error.message} ${error.remedy ?? ''}`
    throw error
  }
  return 'was not refused'
}

test.each<[string, ServiceInput['predict'], RegExp]>([
  [
    'a model that is not there',
    { vote: { of: ['iris_tre'] } },
    /^predict.vote.of\[0\]: there is no model "iris_tre" Did you mean "iris_tree"/,
  ],
  [
    'other classes',
    { vote: { of: ['iris_tree', { model: 'binary_tree', columns: FIVE }] } },
    /vote.of\[1\]: this member knows the classes 3, 7/,
  ],
  ['too few weights', { vote: { of: ['iris_tree', 'iris_bayes'], weights: [1] } }, /vote.weights: there are 1 weights/],
  ['weights without a sum', { mean: { of: ['iris_tree'], weights: [0] } }, /no sum to divide by/],
  ['probabilities of a hard vote', { vote: { of: ['iris_tree'] }, method: 'predict_proba' }, /Say voting: soft/],
  ['a mean of labels', { mean: { of: ['iris_tree', 'iris_bayes'] } }, /mean takes numbers/],
  [
    'a vote of regressors',
    { vote: { of: [{ model: 'diabetes_tree', columns: FIVE }] } },
    /Put regressors together with mean/,
  ],
  ['a member with a method', { vote: { of: [{ model: 'iris_tree', method: 'predict_proba' }] } }, /Leave method out/],
  ['each in a vote', { vote: { of: [{ each: { a: 'iris_tree' } }] } }, /each puts answers side by side/],
  [
    'otherwise before the end',
    { route: [{ otherwise: 'iris_tree' }, { when: 'x0 > 1.0', predict: 'iris_bayes' }] },
    /Put otherwise last/,
  ],
  ['two members of one name', { stack: { of: ['iris_tree', 'iris_tree'], final: 'iris_final_auto' } }, /as: …/],
  ['a method that is not offered', { model: 'iris_ridge', method: 'predict_proba' }, /has no method predict_proba/],
])('refuses %s', (_, predict, message) => {
  expect(refusal('', { inputs: { x0: 'number', x1: 'number', x2: 'number', x3: 'number' }, predict })).toMatch(message)
})

test('what has no end is refused before it is read', () => {
  const cycle: { sequence: unknown[] } = { sequence: [] }
  cycle.sequence.push(cycle)
  let deep: unknown = 'iris_tree'
  for (let i = 0; i < 40; i++) deep = { sequence: [deep] }
  let wide: unknown = 'iris_tree'
  for (let i = 0; i < 12; i++) wide = { sequence: [wide, wide, wide] }
  const messages = [cycle, deep, wide].map((predict) => serviceSchema.safeParse({ predict }).error?.issues[0]?.message)
  expect(messages).toEqual([
    'a part of `predict` contains itself',
    '`predict` is nested more than 16 nodes deep',
    '`predict` has more than 2000 parts',
  ])
})
