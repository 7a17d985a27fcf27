import { expect, test } from 'vitest'
import { cellColumn, numericColumn } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import type { Schema } from '../../frame/schema.ts'
import { FrameNotes, type PlacedStep, withLimits } from '../pipeline.ts'
import type { CompiledStep } from '../step.ts'
import { compiled, refusal } from '../testing.ts'

const SCHEMA: Schema = [
  { name: 'x', type: 'number' },
  { name: 'tie', type: 'integer' },
]

/** Values that repeat, some missing, in an order that has no pattern. */
function frameOf(start: number, rows: number): Frame {
  const numbers = Array.from({ length: rows }, (_, r) => ((start + r) * 7919) % 2003)
  const values = numbers.map((value) => (value % 97 === 0 ? Number.NaN : value % 400))
  return {
    rows,
    columns: [numericColumn(Float64Array.from(values)), numericColumn(Float64Array.from(numbers, (n) => n % 3))],
    index: Float64Array.from({ length: rows }, (_, r) => start + r),
  }
}

function indexAfter(step: CompiledStep, sizes: readonly number[], isReduced = false): number[] {
  const run = step.start()
  const notes = new FrameNotes()
  let start = 0
  for (const size of sizes) {
    const frame = frameOf(start, size)
    run.run(isReduced ? (step.reduce?.(frame) ?? frame) : frame, notes)
    start += size
  }
  return [...(run.finish?.(notes).index ?? [])]
}

test('the first and the last rows are those of the whole, however many are held and however rows are cut', () => {
  for (const by of ['x', ['tie', 'x']]) {
    for (const descending of [true, false]) {
      for (const na_position of ['first', 'last']) {
        const sort = compiled({ sort: { by, descending, na_position } }, SCHEMA)
        const whole = indexAfter(sort, [20_000])
        for (const rows of [1, 10, 5000]) {
          for (const end of ['first', 'last'] as const) {
            const limited = sort.limitedTo?.({ end, rows }) as CompiledStep
            const expected = end === 'first' ? whole.slice(0, rows) : whole.slice(-rows)
            expect(indexAfter(limited, [20_000])).toEqual(expected)
            expect(indexAfter(limited, [3000, 1, 8192, 8192, 615])).toEqual(expected)
            expect(indexAfter(limited, [3000, 1, 8192, 8192, 615], true)).toEqual(expected)
          }
        }
      }
    }
  }
})

test('a worker passes on no more rows of a frame than are wanted', () => {
  const sort = compiled({ sort: 'x' }, SCHEMA)
  expect(sort.reduce).toBeUndefined()
  const reduced = sort.limitedTo?.({ end: 'first', rows: 10 }).reduce?.(frameOf(0, 8192)) as Frame
  expect(reduced.rows).toBe(10)
  expect([...(reduced.index ?? [])]).toEqual([...(reduced.index ?? [])].sort((a, b) => a - b))
})

test('head and tail right after it tell it what they want', () => {
  const place = (step: CompiledStep): PlacedStep => ({ place: 'here', step })
  const sort = compiled({ sort: 'x' }, SCHEMA)
  const [limited] = withLimits([place(sort), place(compiled({ head: { rows: 3, offset: 4 } }, SCHEMA))])
  expect(indexAfter(limited?.step as CompiledStep, [100]).length).toBe(7)
})

test('more than may be held is refused with the way out', () => {
  const rows = 1_000_000
  const column = numericColumn(new Float64Array(rows))
  const big: Frame = { rows, columns: [column, column], index: column.data }
  const run = compiled({ sort: 'x' }, SCHEMA).start()
  const pushAll = (): void => {
    for (let i = 0; i < 20; i++) run.run(big, new FrameNotes())
  }
  expect(refusal(pushAll, 'step_too_large')).toBe(
    'sort can hold 13333333 rows of 2 columns, and there are more. Put head or tail right after it, so that only these rows are held; or leave columns out before it.',
  )
})

test('columns that have no order, and directions that do not fit, are refused', () => {
  const schema: Schema = [...SCHEMA, { name: 'mixed', type: 'any' }]
  expect(refusal(() => compiled({ sort: 'mixed' }, schema))).toBe(
    'the column "mixed" holds values of any kind, which have no order. Give it one type first: cast: { columns: mixed, to: string }.',
  )
  expect(refusal(() => compiled({ sort: { by: ['x', 'tie'], descending: [true] } }, schema))).toContain(
    '`descending` has 1 values, `by` 2',
  )
  expect(refusal(() => compiled({ sort: 'y' }, schema), 'missing_column')).toContain('there is no column "y"')
  expect(refusal(() => compiled({ head: -1 }, schema))).toContain('expected a number of at least 0')
})

test('what is saved of text is text again', () => {
  const schema: Schema = [{ name: 'text', type: 'string' }]
  const sort = compiled({ sort: { by: 'text', na_position: 'first' } }, schema)
  const run = sort.start()
  run.run({ rows: 3, columns: [cellColumn(['😀', null, '\uffff'])] }, new FrameNotes())
  const next = sort.start()
  next.restore?.(JSON.parse(JSON.stringify(run.save?.())))
  expect(next.finish?.(new FrameNotes()).columns[0]?.data).toEqual([null, '\uffff', '😀'])
})
