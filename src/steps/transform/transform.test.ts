import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Schema } from '../../frame/schema.ts'
import { readStep } from '../compile.ts'
import { STEP_FAMILIES } from '../registry.ts'
import { runStep, thrownBy } from '../testing.ts'

const SCHEMA: Schema = [
  { name: 'x', type: 'number' },
  { name: 'word', type: 'string' },
  { name: 'day', type: 'datetime' },
  { name: 'constructor', type: 'string' },
]
const ROW = [1.5, 'red', '2024-02-29', 'a'] as const

test.each([
  [{ cast: { columns: 'day', to: 'number' } }, /holds dates, which do not say as what numbers/],
  [{ cast: { columns: 'x', to: 'datetime' } }, /does not say of what unit/],
  [{ cast: { columns: 'word', to: 'number', format: '%Y' } }, /a format is for making dates/],
  [{ cast: { columns: 'word', to: 'datetime', format: '%Q' } }, /%Q is not known/],
  [{ cast: { columns: 'word', to: 'datetime', format: '%d/%m' } }, /has a year/],
  [{ cast: { columns: 'wrd', to: 'number' } }, /no column "wrd"/],
  [{ rename: { x: 'word' } }, /two columns would be called "word"/],
  [{ select: ['x', 'x'] }, /"x" is named twice/],
  [{ drop: ['x', 'word', 'day', 'constructor'] }, /no column would be left/],
  [{ derive: {} }, /nothing to derive/],
  [{ derive: { z: 'nope + 1' } }, /no column "nope"/],
  [{ dates: { columns: 'x', parts: ['year'] } }, /takes dates/],
  [{ dates: { columns: 'day' } }, /no parts to make/],
  [{ dates: { columns: 'day', days_since: 'once' } }, /"once" is none/],
  [{ dates: { columns: 'day', parts: ['year', 'year'] } }, /two columns would be called "day_year"/],
  [{ bin: { columns: 'word', edges: [0, 1] } }, /takes numbers/],
  [{ bin: { columns: 'x', edges: [0, 0] } }, /edges have to ascend/],
  [{ bin: { columns: 'x', edges: [0, 1, 2], labels: ['a'] } }, /2 bins and 1 labels/],
  [{ bin: { columns: 'x', min: 2, max: 1, count: 3 } }, /min has to be below max/],
  [{ one_hot: { columns: 'x', categories: ['a'] } }, /"a" does not fit the column "x"/],
  [{ one_hot: { columns: 'word', categories: ['a', 'a'] } }, /"a" is there twice/],
  [{ log: { columns: 'x', function: 'log2', base: 3 } }, /a base is for log/],
  [{ log: { columns: 'x', base: 1 } }, /no logarithm to the base of 1/],
  [{ text: { columns: 'x', lower: true } }, /takes texts/],
  [{ text: { columns: 'word' } }, /nothing is asked for/],
  [{ text: { columns: 'word', replace: { pattern: '(?<=a)b' } } }, /cannot be used/],
])('%j is refused', (entry, problem) => {
  const error = thrownBy(() => runStep(entry, SCHEMA, [ROW]))
  expect(['service_invalid', 'missing_column']).toContain(error.code)
  expect(error.problem).toMatch(problem)
})

test.each([
  { one_hot: 'word' },
  { one_hot: 'constructor' },
  { ordinal: { columns: ['word'], categories: { constructor: ['a'] } } },
  { bin: { columns: 'x', quantiles: 4 } },
])('%j has to be fitted', (entry) => {
  const error = thrownBy(() => runStep(entry, SCHEMA, [ROW]))
  expect(error.code).toBe('not_fitted')
  expect(error.remedy).toMatch('brine fit SERVICE DATA')
})

test.each([
  [{ one_hot: { columns: 'word', categories: ['green'] } }, 'the value is no category of this column', 'word'],
  [{ ordinal: { columns: 'word', categories: ['green'] } }, 'the value is no category of this column', 'word'],
  [{ bin: { columns: 'x', edges: [5, 6], outside: 'reject' } }, 'the number lies outside of all bins', 'x'],
  [{ power: { columns: 'x', box_cox: 1 } }, 'Box-Cox takes numbers above 0', 'x'],
  [{ cast: { columns: 'x', to: 'integer' } }, /^expected an integer .*, got -1.5$/, 'x'],
  [{ cast: { columns: 'word', to: 'datetime', format: '%Y' } }, 'expected a date written as %Y, got "red"', 'word'],
])('%j rejects the row', (entry, problem, column) => {
  const { notes } = runStep(entry, SCHEMA, [[-1.5, 'red', null, null]])
  expect(notes.rejected).toHaveLength(1)
  expect(notes.rejected[0]).toMatchObject({ position: 0, column })
  expect(notes.rejected[0]?.problem).toMatch(problem)
})

test('columns of the same name as a hashed one are refused', () => {
  const schema: Schema = [...SCHEMA, { name: 'hash_1', type: 'number' }]
  const error = thrownBy(() => runStep({ hash: { columns: 'word', buckets: 2 } }, schema, [[...ROW, 1]]))
  expect(error.problem).toBe('there is a column "hash_1" already')
})

test('derived columns in a list keep their order, whatever their names', () => {
  const { names, rows } = runStep({ derive: [{ '2': 'x * 2' }, { '1': '`2` + 1' }] }, SCHEMA, [ROW])
  expect(names.slice(-2)).toEqual(['2', '1'])
  expect(rows[0]?.slice(-2)).toEqual([3, 4])
})

test('a text may not grow without end', () => {
  const entry = { text: { columns: 'word', replace: [{ pattern: 'a', with: 'a'.repeat(2000) }] } }
  const { notes } = runStep(entry, SCHEMA, [[1, 'a'.repeat(1000), null, null]])
  expect(notes.rejected[0]?.problem).toMatch(/grows beyond/)
})

const WRITTEN = STEP_FAMILIES.filter(({ title }) => title === 'Clean' || title === 'Transform')

test.each(WRITTEN.flatMap(({ steps }) => steps.map(({ name, example, stages }) => [name, example, stages] as const)))(
  'the example of %s is one of it',
  (name, example, stages) => {
    const entry = parse(example) as Readonly<Record<string, unknown>>
    expect(Object.keys(entry)).toEqual([name])
    for (const stage of stages) readStep(stage, entry)
  },
)
