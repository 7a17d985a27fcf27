import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { cellAt } from '../../frame/column.ts'
import type { Schema } from '../../frame/schema.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { FrameNotes } from '../pipeline.ts'
import { frameOf, thrownBy } from '../testing.ts'
import { expressionsOver } from './expressions.ts'
import { FUNCTIONS } from './functions/table.ts'

const SCHEMA: Schema = [
  { name: 'x', type: 'number' },
  { name: 'n', type: 'integer' },
  { name: 'big', type: 'bigint' },
  { name: 'word', type: 'string' },
  { name: 'day', type: 'datetime' },
  { name: 'flag', type: 'boolean' },
  { name: 'cell', type: 'any' },
  { name: 'mean radius', type: 'number' },
  { name: 'user.age', type: 'number' },
  { name: 'größe', type: 'number' },
  { name: 'in', type: 'number' },
  { name: 'a`b', type: 'number' },
]

const ROW: readonly Cell[] = [1.5, 3, 2n ** 60n, 'Abc', '2024-02-29T12:00:00.000001', true, 'q', 7, 8, 9, 10, 11]
const NOTHING: readonly Cell[] = SCHEMA.map(() => null)

/** The value for a row, and what was said of it. */
function answerOf(text: string, row: readonly Cell[] = ROW) {
  const { type, evaluate } = expressionsOver(SCHEMA).compile(text)
  const notes = new FrameNotes()
  const column = evaluate(frameOf(SCHEMA, [row]), notes)
  return { type, value: cellAt(column, type, 0), problems: notes.rejected.map(({ problem }) => problem) }
}

test.each([
  ['1 / 2', 'number', 0.5],
  ['7 / 2 * n', 'number', 10.5],
  ['n + 1', 'integer', 4],
  ['n * x', 'number', 4.5],
  ['flag ? 1 : 2.5', 'number', 1],
  ['flag ? big : 1', 'bigint', 2n ** 60n],
  ['big + 1', 'bigint', 2n ** 60n + 1n],
  ['big / 2', 'number', 2 ** 59],
  ['-7 % 3', 'integer', 2],
  ['`mean radius` + `user.age` + `größe` + `in` + `a``b`', 'number', 45],
  ['word + "`x`"', 'string', 'Abc`x`'],
  ['cell == "q"', 'boolean', true],
  ['cell == 1', 'boolean', false],
  ['string(cell) + string(flag) + string(x) + string(n)', 'string', 'qTrue1.53'],
  ['day + duration("12h")', 'datetime', '2024-03-01T00:00:00.000001'],
  ['day == "2024-02-29T13:00:00.000001+01:00"', 'boolean', true],
  ['total_seconds(day - date("2024-02-29")) ', 'number', 43200.000001],
  ['"b" in word', 'boolean', true],
  ['day in ["2024-02-29", "2024-02-29T12:00:00.000001"]', 'boolean', true],
  ['word.lower().startsWith("a") && !missing(x)', 'boolean', true],
  ['9007199254740993 - big % 2', 'bigint', 9007199254740993n],
  ['x > 1 // of a row', 'boolean', true],
] as const)('%s is %s %s', (text, type, value) => {
  expect(answerOf(text)).toEqual({ type, value, problems: [] })
})

test('of a row in which everything is missing, numbers are missing and comparisons false', () => {
  for (const text of [
    'x + 1',
    'n * 2',
    'big + 1',
    'year(day)',
    'total_days(day - date("2024-01-01"))',
    'abs(x)',
    '!flag',
  ]) {
    expect(answerOf(text, NOTHING), text).toMatchObject({ value: null, problems: [] })
  }
  for (const text of ['x > 1', 'x == x', 'word == "a"', 'word < "a"', 'big < 3', 'day > "2000-01-01"', 'x in [1]']) {
    expect(answerOf(text, NOTHING), text).toMatchObject({ value: false, problems: [] })
  }
  for (const text of ['x != 1', 'word != "a"', 'missing(word)', 'word == null', 'missing(big) && missing(cell)']) {
    expect(answerOf(text, NOTHING), text).toMatchObject({ value: true, problems: [] })
  }
})

test.each([
  ['lower(word)', NOTHING, 'word is missing, and lower takes text: coalesce(word, "") says what it stands for'],
  ['flag ? 1 : 2', NOTHING, 'the condition flag is missing: coalesce(flag, false) says what it stands for'],
  ['big * 8', ROW, 'the result 9223372036854775808 does not fit in an integer of 64 bits'],
  ['n * 9007199254740991', ROW, /beyond the integers that a float64 holds exactly/],
  ['double(word)', ROW, 'expected a number'],
  ['date(word)', ROW, /^expected a date/],
  ['int(x / 0)', ROW, 'an infinite number is no integer'],
  ['substring(word, x)', ROW, 'substring takes whole numbers as positions, got 1.5'],
  ['day + duration("3000000d")', ROW, /too far from 1970|outside the years/],
])('%s is rejected: %s', (text, row, problem) => {
  const { value, problems } = answerOf(text, row)
  expect(value).toBeNull()
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatch(problem)
})

test('a branch that is not taken is not computed', () => {
  expect(answerOf('missing(word) ? "none" : lower(word)', NOTHING)).toMatchObject({ value: 'none', problems: [] })
  expect(answerOf('present(word) && word.startsWith("a")', NOTHING)).toMatchObject({ value: false, problems: [] })
})

test('a fault is marked in the text', () => {
  expect(thrownBy(() => answerOf('n > 1 &&\n  agee > 2 || xx')).problem).toBe(
    'there is no column "agee"\n      agee > 2 || xx\n      ^^^^',
  )
})

test.each([
  ['mean_radius > 2', /no column "mean_radius"/, 'Did you mean `mean radius`?'],
  ['user.age > 2', /a name with a point/, 'Write `user.age`.'],
  ['größe > 2', /not valid/, /backticks/],
  ['x > 1 and n > 1', /not valid/, 'Write && for "and".'],
  ['not flag', /not valid/, 'Write ! for "not".'],
  ['x ** 2', /not valid/, 'Write pow(x, y) for "x ** y".'],
  ['x = 2', /not valid/, 'Write == to compare.'],
  ['x > 1 & n > 1', /not valid/, 'Write && for "and".'],
  ['lowr(word)', /no function lowr/, 'Did you mean lower?'],
  ['round(x, 1, 2)', /takes 1 to 2 arguments, and has 3/, 'It is called as round(x, decimals).'],
  ['word.str.lower()', /no part "str"/, /Leave .str and .dt out/],
  ['flag == True', /no column "True"/, 'Write true.'],
  ['word + 1', /"\+" does not take text and an integer/, /string\(x\)/],
  ['word > 1', /does not compare text and an integer/, /double\(x\)/],
  ['x && flag', /&& takes booleans, and this is a number/, /Compare it/],
  ['flag ? word : 1', /two branches/, /Make them the same/],
  ['cell + 1', /cells of any kind/, /Say what the cells are/],
  ['day - date("2024-01-01")', /gives a duration/, /total_days/],
  ['day > "yesterday"', /"yesterday" is no date/, /2024-02-29/],
  ['matches(word, "(?=a)")', /no pattern that runs in linear time/, /RE2/],
  ['matches(word, word)', /a text that is written out here/, undefined],
  ['x in ["a", null]', /null is in no list/, /missing/],
  ['{"a": 1}', /a map has no place/, undefined],
  ['word.split(" ")[0]', /an index has no place/, /: split\(word, " ", 0\)\./],
  ['split(lower(word), "-")[n - 1]', /an index has no place/, /: split\(lower\(word\), "-", n - 1\)\./],
  ['word[0]', /an index has no place/, /substring\(text, 0, 3\)/],
  ['[1, 2].map(v, v + 1)', /no function map/, /./],
  ['9223372036854775807 + 1', /does not fit in an integer of 64 bits/, undefined],
  ['duration("3 parsecs")', /is no duration/, /90d/],
  ['null', /gives null/, undefined],
])('%s is refused', (text, problem, remedy) => {
  const error = thrownBy(() => answerOf(text))
  expect(error.code).toBe('service_invalid')
  expect(error.problem).toMatch(problem)
  if (remedy !== undefined) expect(error.remedy).toMatch(remedy)
})

test('an expression is bounded: its length, its depth, its nodes', () => {
  for (const text of ['x'.repeat(10_001), `${'('.repeat(100)}x${')'.repeat(100)}`, Array(2000).fill('x').join(' + ')]) {
    expect(thrownBy(() => answerOf(text)).code).toBe('service_invalid')
  }
})

test('what it makes of a text is bounded', () => {
  let text = 'word'
  for (let i = 0; i < 4; i++) text = `(${Array(30).fill(text).join(' + ')})`
  expect(thrownBy(() => answerOf(text)).code).toBe('service_invalid')
  const long: Cell[] = [...ROW]
  long[3] = 'a'.repeat(600_000)
  expect(answerOf('word + word', long).problems[0]).toMatch(/more than 1048576 characters/)
  expect(answerOf('replace(word, "a", "aa")', long).problems[0]).toMatch(/more than 1048576 characters/)
})

test('patterns run in linear time', () => {
  const row: Cell[] = [...ROW]
  row[3] = `${'a'.repeat(100_000)}!`
  const start = performance.now()
  expect(answerOf('matches(word, "^(a+)+$")', row).value).toBe(false)
  expect(performance.now() - start).toBeLessThan(2000)
})

test('the reference has every function', () => {
  const reference = readFileSync('docs/expressions.md', 'utf8')
  const own = new Map([...FUNCTIONS].reverse().map(([name, known]) => [known, name]))
  for (const name of own.values()) expect(reference).toContain(`\`${name}\``)
})
