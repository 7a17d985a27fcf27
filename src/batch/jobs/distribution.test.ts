import { expect, test } from 'vitest'
import { cellColumn, numericColumn } from '../../frame/column.ts'
import type { ColumnSpec } from '../../frame/schema.ts'
import { type ColumnSketch, mergeSketches, sketchFrame, summaryOf } from './distribution.ts'

const NUMBER: ColumnSpec = { name: 'value', type: 'number', role: { kind: 'value', target: 0 } }
const LABEL: ColumnSpec = { name: 'label', type: 'string', role: { kind: 'label', target: 0 } }

function sketched(values: Float64Array, block = 8192): ColumnSketch {
  let all: readonly ColumnSketch[] = []
  for (let start = 0; start < values.length; start += block) {
    const data = values.subarray(start, start + block)
    all = mergeSketches(all, sketchFrame([NUMBER], { rows: data.length, columns: [numericColumn(data)] }))
  }
  return all[0] as ColumnSketch
}

/** pandas' `quantile`, which interpolates. */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1)
  const below = Math.floor(position)
  const low = sorted[below] as number
  return low + (position - below) * ((sorted[Math.min(below + 1, sorted.length - 1)] as number) - low)
}

test.each<[string, (i: number) => number]>([
  ['probabilities', (i) => ((i * 7919) % 100_003) / 100_003],
  ['skewed', (i) => Math.exp((((i * 7919) % 100_003) / 100_003) * 40 - 20)],
  ['of both signs', (i) => ((i * 7919) % 100_003) - 60_000],
  ['few values', (i) => (i % 2 === 0 ? 0 : 1)],
])('a million numbers, %s: smallest, mean and largest exactly, quartiles within what is said', (_, make) => {
  const values = Float64Array.from({ length: 1_000_000 }, (_, i) => make(i))
  const { min, max, mean, quartiles, quartileError } = summaryOf(sketched(values))
  const sorted = values.slice().sort()
  expect([min, max]).toEqual([sorted[0], sorted.at(-1)])
  const exact = values.reduce((sum, value) => sum + value, 0) / values.length
  expect(Math.abs((mean as number) - exact)).toBeLessThanOrEqual(1e-12 * Math.abs(exact))
  for (const [i, found] of (quartiles ?? []).entries()) {
    const wanted = quantile(sorted, (i + 1) / 4)
    expect(Math.abs(found - wanted)).toBeLessThanOrEqual((quartileError as number) * Math.abs(wanted) + 1e-300)
  }
  expect(quartiles).toHaveLength(3)
})

test('infinities are told of, and values that are all the same are exact', () => {
  expect(summaryOf(sketched(Float64Array.of(1, Infinity, 3, Number.NaN)))).toEqual({
    name: 'value',
    rows: 4,
    missing: 1,
    infinite: 1,
    min: 1,
    max: Infinity,
    mean: 2,
    quartiles: [expect.closeTo(1.5, 1), expect.closeTo(2, 1), expect.closeTo(2.5, 1)],
    quartileError: 0.01,
  })
  const same = summaryOf(sketched(Float64Array.of(0.3, 0.3)))
  expect(same).toEqual({
    name: 'value',
    rows: 2,
    missing: 0,
    min: 0.3,
    max: 0.3,
    mean: 0.3,
    quartiles: [0.3, 0.3, 0.3],
  })
})

test('labels beyond what is told apart are counted', () => {
  const labels = Array.from({ length: 3000 }, (_, i) => `label ${i % 1500}`)
  const [sketch] = sketchFrame([LABEL], { rows: 3000, columns: [cellColumn(labels)] })
  expect(summaryOf(sketch as ColumnSketch)).toMatchObject({ rows: 3000, otherLabels: 1000 })
})
