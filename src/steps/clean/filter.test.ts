import { expect, test } from 'vitest'
import type { Schema } from '../../frame/schema.ts'
import { runStep, thrownBy } from '../testing.ts'

const SCHEMA: Schema = [
  { name: 'x', type: 'number' },
  { name: 'flag', type: 'boolean' },
  { name: 'word', type: 'string' },
]
const ROWS = [
  [1, true, 'a'],
  [2, false, null],
  [null, null, 'c'],
] as const

test('rows that are left out are counted, by the text of the expression', () => {
  const { rows, notes } = runStep({ filter: 'x   >\n 1' }, SCHEMA, ROWS)
  expect(rows).toEqual([[2, false, null]])
  expect(notes.left).toEqual([['x > 1 is false', 2]])
})

test('rows for which it is missing are not kept, and not dropped', () => {
  expect(runStep({ filter: 'flag' }, SCHEMA, ROWS).notes.left).toEqual([
    ['flag is false', 1],
    ['flag is missing', 1],
  ])
  const { rows, notes } = runStep({ filter: { drop: 'flag' } }, SCHEMA, ROWS)
  expect(rows.map(([x]) => x)).toEqual([2, null])
  expect(notes.left).toEqual([['flag is true', 1]])
})

test('a row that cannot be judged is rejected, and counted once', () => {
  const { notes } = runStep({ filter: 'word.startsWith("a")' }, SCHEMA, ROWS)
  expect(notes.rejected).toMatchObject([{ position: 1, column: 'word' }])
  expect(notes.left).toEqual([['word.startsWith("a") is false', 1]])
})

test('what is not true or false is refused', () => {
  const error = thrownBy(() => runStep({ filter: 'x + 1' }, SCHEMA, ROWS))
  expect(error.problem).toBe('a filter asks for true or false, and "x + 1" gives number')
})
