/** Labels that no list in JSON can have, and columns that are not there. */
import { expect, test } from 'vitest'
import { ProgramBuilder } from '../../program/builder.ts'
import { labelKey } from '../../program/operators/text.ts'

test('labels that are equal in Python have the same key', () => {
  expect([true, 1, 1n].map(labelKey)).toEqual([1, 1, 1])
  expect([2 ** 60, 2n ** 60n].map(labelKey)).toEqual([2n ** 60n, 2n ** 60n])
  expect(labelKey(2n ** 60n + 1n)).not.toBe(labelKey(2 ** 60))
  expect([null, 'a', '1', Infinity].map(labelKey)).toEqual([null, 'a', '1', Infinity])
  expect(labelKey(Number.NaN)).toBeUndefined()
})

test('a label of a column that is not there is found', () => {
  const builder = new ProgramBuilder(1, null)
  const { slot, source } = builder.structures(builder.input, { form: 'list' })
  const labels = new Map([['a', 2]])
  const operator = { op: 'labelIndicators', slot, labels, source, estimator: 'MultiLabelBinarizer' } as const
  const value = builder.emit('labelIndicators', operator, { kind: 'sparse', dtype: 'float64', width: 2 })
  const dense = builder.numeric({ kind: 'sparse', id: value })
  const outputs = { transform: { kind: 'numeric', value: dense, shape: 'matrix', dtype: 'int64' } } as const
  expect(() => builder.finish(outputs)).toThrow('labels[0] = 2')
})

test('lists may stand behind columns that are none', () => {
  const builder = new ProgramBuilder(2, ['year', 'genres'])
  const genres = builder.select(builder.input, [1])
  const { slot, source } = builder.structures(genres, { form: 'list' })
  const operator = { op: 'labelIndicators', slot, labels: new Map(), source, estimator: 'MultiLabelBinarizer' } as const
  const value = builder.emit('labelIndicators', operator, { kind: 'sparse', dtype: 'float64', width: 2 })
  const dense = builder.numeric({ kind: 'sparse', id: value })
  const { inputs, operators } = builder.finish({
    transform: { kind: 'numeric', value: dense, shape: 'matrix', dtype: 'int64' },
  })
  expect(inputs.map(({ name, type }) => [name, type])).toEqual([
    ['year', 'unused'],
    ['genres', 'list'],
  ])
  expect(operators[0]).toMatchObject({ op: 'labelIndicators', slot: 0 })
})
