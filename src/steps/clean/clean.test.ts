/** What pandas cannot judge of the steps that clean: refusals, reasons, bounds. */
import { describe, expect, test } from 'vitest'
import type { BrineError } from '../../errors.ts'
import { type ServiceInput, serviceSchema } from '../../service/definition/definition.ts'
import { Service } from '../../service/service.ts'
import { FrameNotes } from '../pipeline.ts'
import { SeenKeys } from './seen-keys.ts'

const INPUTS = { x: 'number', n: 'integer', big: 'bigint', word: 'string', day: 'datetime', flag: 'boolean' } as const

type Step = Record<string, unknown>

function service(step: Step, more: Partial<ServiceInput> = {}): Service {
  const definition = serviceSchema.parse({ inputs: INPUTS, preprocess: [step], predict: 'none', ...more })
  return new Service({ name: 'test', definition, models: new Map() })
}

function answer(step: Step, rows: readonly Record<string, unknown>[], more: Partial<ServiceInput> = {}) {
  const asked = service(step, more)
  const notes = new FrameNotes()
  const missing = Object.fromEntries(Object.keys(INPUTS).map((name) => [name, null]))
  const records = rows.map((row) => ({ ...missing, ...row }))
  return asked.answer(asked.reader.fromRecords(records, notes), notes)
}

function faultOf(work: () => unknown): BrineError {
  try {
    work()
  } catch (error) {
    return error as BrineError
  }
  throw new Error('was not refused')
}

describe('what does not fit is refused when the service is compiled', () => {
  test.each<[Step, string]>([
    [{ fill: { x: 'n/a' } }, 'the column "x" cannot be filled with "n/a": expected a number'],
    [{ fill: { n: 0.5 } }, 'cannot be filled with 0.5'],
    [{ fill: { big: 2 ** 60 } }, 'the column "big" cannot be filled with'],
    [{ fill: { with: 'mean', columns: 'word' } }, 'the column "word" holds string, which has no mean'],
    [{ fill: { with: 'median', columns: 'day' } }, 'which has no median'],
    [{ fill: { with: 'mean', columns: 'big' } }, 'the column "big" holds bigint, which has no mean'],
    [{ fill: { with: 'mean', columns: 'x', values: { n: 1 } } }, 'a column that is not filled'],
    [{ fill: { agee: 0 } }, 'there is no column "agee"'],
    [{ fill: {} }, 'it is not said what to fill with'],
    [{ rename: {} }, 'there is nothing to rename'],
    [{ drop_duplicates: { keep: 'last' } }, '`keep: last` would have to hold the whole input'],
    [{ clip: {} }, 'neither `min` nor `max` is given'],
    [{ clip: { columns: 'x', min: 2, max: 1 } }, '`min` is 2, which is more than `max`, 1'],
    [{ clip: { columns: 'word', min: 0 } }, 'the column "word" holds string, which 0 is no bound for'],
    [{ clip: { columns: 'flag', min: 0 } }, 'the column "flag" holds boolean'],
    [{ clip: { columns: 'big', min: 0.5 } }, 'the column "big" holds bigint, which 0.5 is no bound for'],
    [{ clip: { min: 0, max: '9007199254740993' } }, '`min` is a number and `max` a string'],
    [{ clip: { columns: 'day', min: 'yesterday' } }, 'which "yesterday" is no bound for'],
    [{ drop_outliers: { columns: 'x' } }, 'neither `min` nor `max` is given'],
    [{ drop_outliers: { columns: 'big', method: 'iqr' } }, 'the column "big" holds bigint'],
    [{ drop_outliers: { method: 'zscore', columns: 'x', mean: { n: 1 } } }, 'which this step does not work on'],
    [{ strip: 'x' }, 'the column "x" holds number, and this step takes texts'],
    [{ case: { columns: 'day', to: 'lower' } }, 'the column "day" holds datetime'],
    [{ parse_number: 'day' }, 'the column "day" holds datetime'],
    [{ parse_number: { columns: 'word', thousands: '.' } }, '"." cannot stand both before the decimals and'],
  ])('%j', (step, message) => {
    const fault = faultOf(() => service(step))
    expect(fault.message).toContain(message)
    expect(fault).toMatchObject({ code: 'service_invalid', where: { path: 'preprocess[0]' } })
  })

  test.each<Step>([
    { fill: { with: 'mean' } },
    { drop_outliers: { columns: 'x', method: 'iqr', q1: 1 } },
    { drop_outliers: { columns: ['x', 'n'], method: 'zscore', mean: 0, std: { x: 1 } } },
  ])('%j has to be fitted', (step) => {
    const fault = faultOf(() => service(step))
    expect(fault.code).toBe('not_fitted')
    expect(fault.remedy).toContain('brine fit SERVICE DATA')
  })
})

test.each<[Step, string, string]>([
  [{ clip: { columns: 'n', max: 2.5 } }, 'n', 'number'],
  [{ clip: { columns: 'n', max: 2 } }, 'n', 'integer'],
  [{ fill: { columns: 'n', with: 'median', values: { n: 2.5 } } }, 'n', 'number'],
  [{ fill: { columns: 'n', with: 'mode', values: { n: 2 } } }, 'n', 'integer'],
  [{ parse_number: 'word' }, 'word', 'number'],
])('%j makes of %s a %s', (step, name, type) => {
  expect(service(step).output.find((column) => column.name === name)?.type).toBe(type)
})

describe('rows that a step leaves out are counted by reason', () => {
  test.each<[Step, string, [string, number][]]>([
    [
      { drop_missing: ['x', 'word'] },
      'drop_missing',
      [
        ['x is missing', 1],
        ['word is missing', 3],
      ],
    ],
    [{ drop_duplicates: ['word'] }, 'drop_duplicates', [['the row was there before', 3]]],
    [
      { drop_outliers: { columns: ['x', 'n'], min: 0, max: 10 } },
      'drop_outliers',
      [
        ['x is below 0', 1],
        ['x is above 10', 1],
        ['n is above 10', 1],
      ],
    ],
    [
      { drop_outliers: { columns: 'x', method: 'zscore', mean: 0, std: 1, threshold: 6 } },
      'drop_outliers',
      [['x is more than 6 standard deviations from its mean', 2]],
    ],
    [
      { drop_outliers: { columns: 'x', method: 'iqr', q1: 0, q3: 2, factor: 3 } },
      'drop_outliers',
      [
        ['x is below -6', 1],
        ['x is above 8', 1],
      ],
    ],
  ])('%j', (step, name, reasons) => {
    const rows = [
      { x: 1, n: 1, word: 'a' },
      { x: -7, n: 99 },
      { x: null, n: 3 },
      { x: 20, n: 2 },
      { x: 1, n: 20 },
    ]
    const { dropped, frame } = answer(step, rows)
    expect([...(dropped.get(`preprocess[0] ${name}`) ?? [])]).toEqual(reasons)
    expect(frame.rows + reasons.reduce((sum, [, count]) => sum + count, 0)).toBe(rows.length)
  })
})

describe('parse_number', () => {
  test('names row, column and value of a text that is no number', () => {
    const step = { parse_number: { columns: 'word', decimal: ',', thousands: '.', units: { kg: 1 } } }
    const rows = [{ word: '1.234,5 kg' }, { word: '1,234.5 kg' }]
    expect(faultOf(() => answer(step, rows))).toMatchObject({
      code: 'step_failed',
      message:
        'row 1, column "word", preprocess[0] parse_number: ' +
        'expected a number with a decimal comma, in groups of three digits with ".", in kg, got "1,234.5 kg"',
    })
    const skipped = answer(step, rows, { on_error: 'skip' })
    expect([...(skipped.frame.columns[3]?.data ?? [])]).toEqual([1234.5])
    expect(skipped.rejections).toMatchObject([{ row: 1, column: 'word', value: '"1,234.5 kg"' }])
  })

  test('takes as long as the text is, whatever the text', () => {
    const long = `${'1,'.repeat(200_000)}x`
    const started = performance.now()
    expect(answer({ parse_number: { thousands: ',' } }, [{ word: long }], { on_error: 'skip' }).frame.rows).toBe(0)
    expect(performance.now() - started).toBeLessThan(1000)
  })
})

describe('what drop_duplicates remembers', () => {
  test('has a bound, and says what to do', () => {
    const step = { drop_duplicates: { columns: 'n', limit: 2 } }
    const rows = [{ n: 1 }, { n: 2 }, { n: 1 }, { n: 2 }]
    expect(answer(step, rows).frame.rows).toBe(2)
    const fault = faultOf(() => answer(step, [...rows, { n: 3 }]))
    expect(fault).toMatchObject({ code: 'limit_exceeded', details: { limit: 2 } })
    expect(fault.remedy).toContain('Raise its `limit`')
  })

  test('is every key, however many, and after a break too', () => {
    // Keys in pairs that share their first words.
    const keys = Uint32Array.from({ length: 4 * 50_000 }, (_, i) => (i % 4 === 3 ? i : Math.imul(i >> 3, 0x9e3779b1)))
    const places = Array.from({ length: 50_000 }, (_, i) => 4 * i)
    const seen = new SeenKeys(50_000)
    const half = places.filter((_, i) => i % 3 !== 0)
    expect(half.every((from) => seen.add(keys, from))).toBe(true)
    const restored = new SeenKeys(50_000)
    restored.restore(JSON.parse(JSON.stringify(seen.save())))
    expect(restored.size).toBe(half.length)
    expect(places.map((from) => restored.add(keys, from))).toEqual(places.map((_, i) => i % 3 === 0))
    expect(places.some((from) => restored.add(keys, from))).toBe(false)
  })
})
