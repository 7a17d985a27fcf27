/** What scikit-learn cannot judge of the steps that normalise: refusals, and rows that are rejected. */
import { describe, expect, test } from 'vitest'
import type { BrineError } from '../../errors.ts'
import { type ServiceInput, serviceSchema } from '../../service/definition/definition.ts'
import { Service } from '../../service/service.ts'
import { FrameNotes } from '../pipeline.ts'

const INPUTS = { x: 'number', y: 'number', word: 'string', big: 'bigint' } as const

function service(step: Record<string, unknown>, more: Partial<ServiceInput> = {}): Service {
  const definition = serviceSchema.parse({ inputs: INPUTS, preprocess: [step], predict: 'none', ...more })
  return new Service({ name: 'test', definition, models: new Map() })
}

function faultOf(work: () => unknown): BrineError {
  try {
    work()
  } catch (error) {
    return error as BrineError
  }
  throw new Error('was not refused')
}

test.each<[Record<string, unknown>, string]>([
  [{ standardize: { columns: 'word', mean: 0, std: 1 } }, 'the column "word" holds string'],
  [{ max_abs: { columns: 'big', max_abs: 1 } }, 'the column "big" holds bigint'],
  [{ standardize: { mean: 0, std: { x: 1, y: -1 } } }, '`std` is not negative'],
  [{ standardize: { columns: 'x', mean: { y: 0 }, std: 1 } }, '`mean` has a number for the column "y"'],
  [{ min_max: { min: 1, max: 0 } }, '`min` is 1, which is more than `max`, 0'],
  [{ min_max: { min: 0, max: 1, range: [1, 1] } }, 'the range begins at 1'],
  [{ robust: { median: 0, iqr: -1 } }, '`iqr` is not negative'],
  [{ robust: { median: 0, iqr: 1, quantiles: [75, 25] } }, 'is not below the second'],
  [{ max_abs: { max_abs: -1 } }, 'a largest magnitude is not negative'],
  [{ unit_norm: ['x', 'z'] }, 'there is no column "z"'],
])('%j is refused', (step, message) => {
  const fault = faultOf(() => service(step))
  expect(fault.message).toContain(message)
  expect(fault.code).toBe('service_invalid')
})

test.each(['standardize', 'min_max', 'robust', 'max_abs'])('%s without constants has to be fitted', (name) => {
  expect(faultOf(() => service({ [name]: null }))).toMatchObject({
    code: 'not_fitted',
    where: { path: 'preprocess[0]', column: 'x' },
    remedy: expect.stringContaining('brine fit SERVICE DATA'),
  })
})

describe('an infinite value', () => {
  const rows = [
    { x: 1, y: 2, word: null, big: null },
    { x: Infinity, y: 2, word: null, big: null },
  ]
  const ask = (asked: Service) => {
    const notes = new FrameNotes()
    return asked.answer(asked.reader.fromRecords(rows, notes), notes)
  }

  test('is told with row, column and step', () => {
    expect(faultOf(() => ask(service({ standardize: { mean: 0, std: 2 } })))).toMatchObject({
      code: 'step_failed',
      message: 'row 1, column "x", preprocess[0] standardize: expected a finite number, got Infinity',
    })
  })

  test('leaves a missing value where rows stay, and what came in as it was', () => {
    const step = { unit_norm: ['x', 'y'] }
    const asked = service(step, { preprocess: [], postprocess: [step], on_error: 'null' })
    const { frame } = ask(asked)
    expect([...(frame.columns[0]?.data ?? [])]).toEqual([1 / Math.sqrt(5), Number.NaN])
    expect([...(frame.columns[1]?.data ?? [])]).toEqual([2 / Math.sqrt(5), Number.NaN])
  })
})
