import { expect, test } from 'vitest'
import { cellColumn, numericColumn } from './column.ts'
import type { Frame } from './frame.ts'
import { frameFromJson, frameToJson } from './frame-json.ts'

function throughText(frame: Frame): Frame {
  return frameFromJson(JSON.parse(JSON.stringify(frameToJson(frame))))
}

test('every number and every kind of cell comes back as it was', () => {
  const numbers = [0, -0, Number.NaN, Infinity, -Infinity, 5e-324, 2 ** 53, 0.1]
  const cells = ['', 'NaN', '{"number":"NaN"}', 2n ** 70n, null, Number.NaN, -0, true]
  const frame: Frame = {
    rows: 8,
    columns: [numericColumn(Float64Array.from(numbers)), cellColumn(cells)],
    index: Float64Array.from([7, 6, 5, 4, 3, 2, 1, 2 ** 40]),
  }
  expect(throughText(frame)).toEqual(frame)
})

test('a part of an array takes no more than itself along, and an absent index stays absent', () => {
  const frame: Frame = { rows: 2, columns: [numericColumn(Float64Array.from([1, 2, 3, 4]).subarray(1, 3))] }
  const back = throughText(frame)
  expect([...(back.columns[0]?.data ?? [])]).toEqual([2, 3])
  expect(back.index).toBeUndefined()
})

test('lone halves of surrogate pairs survive', () => {
  const frame: Frame = { rows: 2, columns: [cellColumn(['\ud83d', '👩'])] }
  expect(throughText(frame)).toEqual(frame)
})
