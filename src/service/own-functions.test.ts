/** Functions that a pickle only names, given again in TypeScript. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { BrineError } from '../errors.ts'
import type { OwnFunctions } from '../program/own-functions.ts'
import { printProgram } from '../program/print.ts'
import { FrameNotes } from '../steps/pipeline.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { serviceSchema } from './definition/definition.ts'
import { loadModel } from './load.ts'
import type { Model } from './model.ts'
import { Service } from './service.ts'

const FOLDER = 'test/fixtures/functions'

type Recorded = { readonly rows: never[] } & { readonly [method: string]: number[][] }

const answers = JSON.parse(readFileSync(`${FOLDER}/answers.json`, 'utf8')) as Readonly<Record<string, Recorded>>

const myLog = (rows: number[][]) => rows.map((row) => row.map((x) => Math.log(x + 1)))

const FUNCTIONS: OwnFunctions = {
  '__main__.my_log': myLog,
  '__main__.ratios': {
    width: 5,
    function: (rows, _, { power }) =>
      rows.map((row) => {
        const [a = 0, b = 0] = row
        return [...row, a / b, b ** Number(power)]
      }),
  },
  '__main__.lower_text': {
    cells: (rows) => rows.map((row) => row.map((cell) => String(cell).trim().toLowerCase())),
  },
  '__main__.main.<locals>.<lambda>': (rows) => rows.map((row) => row.map((x) => x * 2 + 1)),
  '__main__.root': (rows) => rows.map((row) => row.map(Math.sqrt)),
  '__main__.power_of_two': (rows) => rows.map((row) => row.map((x) => x * x)),
}

function load(name: string, functions: OwnFunctions = FUNCTIONS): Promise<Model> {
  return loadModel(`${FOLDER}/${name}.pkl`, { functions })
}

function expectClose(found: Tensor, expected: readonly (number | readonly number[])[]): void {
  const values = Array.from(found.data, Number)
  const wanted = expected.flat()
  expect(values.length).toBe(wanted.length)
  values.forEach((value, i) => {
    const other = wanted[i] as number
    expect(Math.abs(value - other)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(other)))
  })
}

async function refusal(work: () => unknown): Promise<BrineError> {
  try {
    await work()
  } catch (error) {
    if (error instanceof BrineError) return error
    throw error
  }
  throw new Error('was not refused')
}

test.each([
  ['log', 'predict_proba'],
  ['ratios', 'predict'],
  ['columns', 'predict_proba'],
  ['inverse', 'transform'],
  ['lambda', 'predict'],
])('%s answers as in Python, for one row as for all', async (name, method) => {
  const model = await load(name)
  const recorded = answers[name] as Recorded
  const expected = recorded[method] as number[][]
  expectClose(model.run(method, recorded.rows) as Tensor, expected)
  expectClose(model.run(method, recorded.rows.slice(2, 3)) as Tensor, expected.slice(2, 3))
})

test('an inverse of one’s own leads back', async () => {
  const { transform, inverse_transform: back } = answers.inverse as Recorded
  const model = await load('inverse')
  expectClose(model.inverseTransform(transform as number[][]) as Tensor, back as number[][])
  const { '__main__.power_of_two': _, ...others } = FUNCTIONS
  expect((await load('inverse', others)).isInvertible).toBe(false)
})

test('without it, the refusal says how to give it', async () => {
  const error = await refusal(() => load('log', {}))
  expect(error).toMatchObject({ code: 'unsupported_option', where: { path: 'steps[0]' } })
  expect(error.message).toContain('__main__.my_log')
  expect(error.remedy).toContain("functions: { '__main__.my_log': (rows) =>")
})

test('two functions of one name cannot be told apart', async () => {
  const error = await refusal(() => load('lambdas'))
  expect(error.message).toContain('several functions __main__.main.<locals>.<lambda>')
  expect(error.remedy).toContain('def, not lambda')
})

test('the program names it', async () => {
  const { program } = await load('ratios')
  expect(printProgram(program).join('\n')).toContain('customFunction %0 [3 → 5]  __main__.ratios, 1 option')
})

test('a width that the next step does not take is refused when the model is loaded', async () => {
  const function_ = (rows: number[][]) => rows
  for (const given of [function_, { width: 4, function: function_ }]) {
    const error = await refusal(() => load('ratios', { '__main__.ratios': given }))
    expect(error).toMatchObject({ code: 'service_invalid', details: { expected: 5 } })
    expect(error.remedy).toContain('width: 5')
  }
})

test.each<[string, unknown, RegExp]>([
  ['fewer rows', () => [], /answers 6 rows with 0/],
  ['other columns', (rows: number[][]) => rows.map(() => [1]), /a row of 1 values, and a row of 3/],
  ['texts', (rows: number[][]) => rows.map(() => ['a', 'b', 'c']), /answers with a string/],
  ['nothing', () => undefined, /answers with undefined/],
  ['a promise', async (rows: number[][]) => rows, /answers with a promise/],
])('a function that answers with %s is refused by name', async (_, given, message) => {
  const error = await refusal(async () => {
    const model = await load('log', { '__main__.my_log': given } as OwnFunctions)
    model.predict((answers.log as Recorded).rows)
  })
  expect(error.code).toBe('service_invalid')
  expect(error.message).toContain('__main__.my_log')
  expect(error.message).toMatch(message)
})

test('what is no function is refused', async () => {
  const error = await refusal(() => load('log', { '__main__.my_log': 'np.log' } as unknown as OwnFunctions))
  expect(error.problem).toBe('the function given for __main__.my_log is no function')
})

test('a row that the function cannot work with is rejected by the service, and the others are answered', async () => {
  const model = await load('log', {
    '__main__.my_log': (rows) => {
      if (rows.some(([x = 0]) => x < 0)) throw new RangeError('below zero')
      return myLog(rows)
    },
  })
  const definition = serviceSchema.parse({ on_error: 'skip' })
  const service = new Service({ name: 'test', definition, models: new Map([['model', model]]) })
  const notes = new FrameNotes()
  const table = [...(answers.log as Recorded).rows, [-1, 1, 1]]
  const answer = service.answer(service.reader.fromTable(['x0', 'x1', 'x2'], table, notes), notes)
  expect(answer.frame.rows).toBe(6)
  expect(answer.rejections).toEqual([
    { row: 6, step: 'predict', problem: 'the function given for __main__.my_log failed: below zero' },
  ])
})

test('a service file in YAML cannot hold a function, and says where it can stand', () => {
  const { error } = serviceSchema.safeParse({ functions: { '__main__.my_log': 'np.log' } })
  expect(error?.issues[0]?.path).toEqual(['functions', '__main__.my_log'])
  expect(error?.issues[0]?.message).toContain('service.ts')
  expect(serviceSchema.safeParse({ functions: FUNCTIONS }).success).toBe(true)
})
