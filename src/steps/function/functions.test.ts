import { describe, expect, test } from 'vitest'
import { cellAt } from '../../frame/column.ts'
import { serviceSchema } from '../../service/definition/definition.ts'
import { Service } from '../../service/service.ts'
import { FrameNotes } from '../pipeline.ts'

const PEOPLE = [
  { name: 'Ada', weight: 60, height: 1.5, born: '1815-12-10', known: true },
  { name: 'Bo', weight: null, height: 1.8, born: null, known: null },
  { name: null, weight: 80, height: 2, born: '2000-01-01T12:00:00', known: false },
]

/** The answers as records, and what was rejected as `row column: problem`. */
function run(step: Record<string, unknown>, on_error: 'fail' | 'skip' = 'skip') {
  const inputs = { name: 'string', weight: 'number', height: 'number', born: 'datetime', known: 'boolean' }
  const definition = serviceSchema.parse({ inputs, preprocess: [step], predict: 'none', on_error })
  const service = new Service({ name: 'test', definition, models: new Map() })
  const notes = new FrameNotes()
  const { schema, frame, rejections, dropped } = service.answer(service.reader.fromRecords(PEOPLE, notes), notes)
  const rows = Array.from({ length: frame.rows }, (_, r) =>
    Object.fromEntries(schema.map(({ name, type }, c) => [name, cellAt(frame.columns[c] as never, type, r)])),
  )
  return {
    rows,
    rejected: rejections.map(({ row, column, problem }) => `${row} ${column ?? '-'}: ${problem}`),
    dropped: [...dropped.values()].flatMap((reasons) => [...reasons]),
  }
}

type Person = { readonly weight: number; readonly height: number; readonly name: string | null }

describe('derive_with', () => {
  test('is given a row and gives columns', () => {
    const seen: unknown[] = []
    const { rows } = run({
      derive_with: {
        columns: { bmi: 'number', name: 'string' },
        function: (row: Person) => {
          seen.push(row)
          return { bmi: row.weight === null ? null : row.weight / row.height ** 2, name: row.name ?? '?' }
        },
      },
    })
    expect(seen).toEqual([
      { name: 'Ada', weight: 60, height: 1.5, born: '1815-12-10T00:00:00', known: true },
      { name: 'Bo', weight: null, height: 1.8, born: null, known: null },
      { name: null, weight: 80, height: 2, born: '2000-01-01T12:00:00', known: false },
    ])
    expect(rows.map(({ bmi }) => bmi)).toEqual([60 / 2.25, null, 20])
    expect(rows.map(({ name }) => name)).toEqual(['Ada', 'Bo', '?'])
    expect(Object.keys(rows[0] as object)).toEqual(['name', 'weight', 'height', 'born', 'known', 'bmi'])
  })

  test('a function that forgets to give something is an error of the row', () => {
    const { rows, rejected } = run({ derive_with: { columns: { bmi: 'number' }, function: () => undefined } })
    expect(rows).toEqual([])
    expect(rejected[0]).toBe(
      '0 -: the function has to give an object with values by column, and gave nothing: (row) => ({ … }), or return { … }',
    )
    expect(run({ map_rows: () => undefined }).rejected).toHaveLength(3)
  })

  test('sees only the columns that it asks for', () => {
    const { rows } = run({
      derive_with: {
        columns: { keys: 'string' },
        from: ['height', 'name'],
        function: (row: object) => ({ keys: Object.keys(row).join() }),
      },
    })
    expect(rows[0]?.keys).toBe('height,name')
  })

  test.each([
    ['a wrong type', () => ({ x: 'high' }), '0 x: the function has to give a number, and gave "high"'],
    ['no value', () => ({}), '0 x: the function gave no x; a missing value is null'],
    ['another column', () => ({ x: 1, y: 2 }), '0 -: the function gave a column "y", which is none of x'],
    ['no object', () => 3, '0 -: the function has to give an object with values by column, and gave 3'],
    [
      'a promise',
      () => Promise.reject(new Error('late')),
      '0 -: the function gave a promise; functions of steps answer at once',
    ],
    [
      'an error',
      () => {
        throw new Error('no luck')
      },
      '0 -: the function threw: no luck',
    ],
  ])('%s rejects the row', (_name, answer, expected) => {
    const derive = (row: Person) => (row.name === 'Ada' ? answer() : { x: 1 })
    const { rows, rejected } = run({ derive_with: { columns: { x: 'number' }, function: derive } })
    expect(rejected).toEqual([expected])
    expect(rows.map(({ x }) => x)).toEqual([1, 1])
  })
})

test('map_rows changes what it gives, and leaves the rest', () => {
  const { rows, rejected } = run({ map_rows: ({ weight }: Person) => (weight === null ? { weight: 1 } : {}) })
  expect(rejected).toEqual([])
  expect(rows).toEqual([{ ...PEOPLE[0], born: '1815-12-10T00:00:00' }, { ...PEOPLE[1], weight: 1 }, PEOPLE[2]])
})

describe('filter_with', () => {
  test('keeps the rows for which it gives true, and counts the others', () => {
    const { rows, dropped } = run({
      filter_with: function isTall({ height }: Person) {
        return height > 1.6
      },
    })
    expect(rows.map(({ name }) => name)).toEqual(['Bo', null])
    expect(dropped).toEqual([['isTall gave false', 1]])
  })

  test('what is neither true nor false is rejected', () => {
    const { rejected } = run({ filter_with: { from: 'weight', function: ({ weight }: Person) => weight } })
    expect(rejected).toEqual([
      '0 -: the function has to give true or false, and gave 60',
      '1 -: the function has to give true or false, and gave null',
      '2 -: the function has to give true or false, and gave 80',
    ])
  })
})

describe('map_batch', () => {
  const step = (batch: unknown) => ({ map_batch: { columns: { weight: 'number', s: 'string' }, function: batch } })

  test('is given columns, which it may write into, and gives lists', () => {
    const { rows, rejected } = run(
      step(({ weight, known }: { weight: Float64Array; known: unknown[] }, n: number) => {
        weight[0] = 7
        return { weight, s: known.map((value) => `${value} of ${n}`) }
      }),
    )
    expect(rejected).toEqual([])
    expect(rows.map(({ weight, s }) => [weight, s])).toEqual([
      [7, 'true of 3'],
      [null, 'null of 3'],
      [80, 'false of 3'],
    ])
  })

  test('an error is that of the rows that make it', () => {
    const { rows, rejected } = run(
      step(({ weight, name }: { weight: Float64Array; name: (string | null)[] }) => {
        if (name.includes('Bo')) throw new Error('not Bo')
        return { weight, s: name }
      }),
    )
    expect(rejected).toEqual(['1 -: the function threw: not Bo'])
    expect(rows.map(({ s }) => s)).toEqual(['Ada', null])
  })

  test.each([
    [() => ({ weight: [1, 2, 3] }), 'the function gave no list of values for s'],
    [() => ({ weight: [1, 2, 3], s: ['a'] }), 'the function gave 1 values of s for 3 rows'],
    [() => [], 'the function has to give an object with a list for each column'],
    [
      () => ({ weight: [1, 2, 3], s: ['a', 'b', 'c'], t: [] }),
      'the function gave a column "t", which is none of weight, s',
    ],
  ])('what is no table is refused', (batch, expected) => {
    expect(run(step(batch)).rejected).toEqual([0, 1, 2].map((r) => `${r} -: ${expected}`))
  })
})

test('functions that answer later are refused', () => {
  expect(() => run({ map_rows: async () => ({}) })).toThrow(
    'preprocess[0]: expected a function that answers at once, not an async one',
  )
})

test('an error names the row and the step', () => {
  const step = { map_rows: () => ({ height: 'x' }) }
  expect(() => run(step, 'fail')).toThrow(
    'row 0, column "height", preprocess[0] map_rows: the function has to give a number, and gave "x" (and 2 more)',
  )
})
