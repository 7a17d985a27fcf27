import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { beforeAll, expect, test } from 'vitest'
import { BrineError } from '../errors.ts'
import { FrameNotes } from '../steps/pipeline.ts'
import { type ServiceInput, serviceSchema } from './definition/definition.ts'
import { loadModel } from './load.ts'
import type { Model } from './model.ts'
import { Service } from './service.ts'

let model: Model
const [header = [], ...rows] = parse(readFileSync('examples/cancer/samples.csv', 'utf8')) as string[][]

beforeAll(async () => {
  model = await loadModel('examples/cancer/model.pkl')
})

function service(input: ServiceInput): Service {
  const definition = serviceSchema.parse(input)
  return new Service({ name: 'test', definition, models: new Map([['model', model]]) })
}

/** Answers rows of text; a cell of the first column can be replaced. */
function ask(asked: Service, firstCells: readonly string[] = []) {
  const table = rows.map((row, r) => [firstCells[r] ?? (row[0] as string), ...row.slice(1)])
  const notes = new FrameNotes()
  return asked.answer(asked.reader.fromTable(header, table, notes), notes)
}

test('read, drop missing, cast, predict, sort descending, first three', () => {
  const answer = ask(
    service({
      preprocess: [{ drop_missing: ['mean radius'] }, { cast: 'float32' }],
      predict: ['predict', 'predict_proba'],
      postprocess: [{ sort: { by: 'probability_malignant', descending: true } }, { head: 3 }],
    }),
    [''],
  )
  expect(answer.frame.rows).toBe(3)
  expect([...(answer.dropped.get('preprocess[0] drop_missing') ?? [])]).toEqual([['mean radius is missing', 1]])
  const [, , malignant] = answer.frame.columns
  expect([...(malignant?.data ?? [])]).toEqual([...(malignant?.data ?? [])].sort((a, b) => Number(b) - Number(a)))
})

test('a cell that is no number fails, is skipped, or has no answer, as the service says', () => {
  const failing = service({})
  expect(() => ask(failing, ['1', 'n/b'])).toThrowError(
    expect.objectContaining({
      message: 'row 1, column "mean radius", inputs: expected a number, got "n/b"',
      code: 'step_failed',
    }),
  )
  const skipping = ask(service({ on_error: 'skip' }), ['1', 'n/b'])
  expect(skipping.frame.rows).toBe(rows.length - 1)
  expect(skipping.rejections).toEqual([
    { row: 1, step: 'inputs', column: 'mean radius', value: '"n/b"', problem: 'expected a number, got "n/b"' },
  ])
  const nulls = ask(service({ on_error: 'null' }), ['1', 'n/b'])
  expect(nulls.frame.rows).toBe(rows.length)
  expect(nulls.frame.columns[0]?.data[1]).toBeNull()
  expect(nulls.frame.columns[0]?.data[0]).not.toBeNull()
})

test('what does not fit is found when the service is compiled', () => {
  const refusal = (input: ServiceInput): string => {
    try {
      service(input)
    } catch (error) {
      if (error instanceof BrineError) return `${error.message} ${error.remedy}`
    }
    return 'was not refused'
  }
  expect(refusal({ preprocess: [{ cast: { columns: 'mean radus', to: 'float32' } }] })).toBe(
    'preprocess[0]: there is no column "mean radus" here Did you mean "mean radius"?',
  )
  expect(refusal({ preprocess: [{ casst: 'float32' }] })).toBe(
    'preprocess[0]: there is no step "casst" Did you mean "cast"?',
  )
  expect(refusal({ preprocess: [{ head: 3 }] })).toContain('belongs under postprocess')
  expect(refusal({ passthrough: ['id'] })).toContain('is to pass through')
})
