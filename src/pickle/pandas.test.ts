import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { Budget } from '../bytes/budget.ts'
import type { Cell } from '../tensor/tensor.ts'
import { pandasItems, readCategoricalDtype, readFrame, readIndex, readSeries, seriesMap } from './pandas.ts'
import { readPickle } from './read-pickle.ts'
import { errorOf, load } from './testing.ts'
import { PickleDict, PickleGlobal, PickleObject, type PickleValue } from './values.ts'

/** Pickles of protocols 2 and 4 of the same values, as each version of pandas writes them: `test/fixtures/pandas`. */
function fixtures(version: string): ReadonlyMap<string, Uint8Array> {
  const path = new URL(`../../test/fixtures/pandas/pandas-${version}.json.gz`, import.meta.url)
  const texts = JSON.parse(gunzipSync(readFileSync(fileURLToPath(path))).toString()) as Record<string, string>
  return new Map(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text, 'base64')]))
}

const labels = (value: PickleValue): unknown[] | undefined => {
  const index = readIndex(value)
  return index === undefined ? undefined : Array.from({ length: index.length }, (_, i) => index.at(i))
}

describe.each(['0.25', '1.0', '1.2', '1.5', '2.1', '3.1'])('pandas %s', (version) => {
  const files = fixtures(version)

  describe.each(['p2', 'p4'])('%s', (protocol) => {
    const value = (name: string): PickleValue => {
      const bytes = files.get(`${name}.${protocol}`)
      if (bytes === undefined) throw new Error(name)
      return readPickle(bytes, { budget: new Budget() }).value
    }
    const has = (name: string): boolean => files.has(`${name}.${protocol}`)

    test.each<[string, readonly Cell[]]>([
      ['series', [1.5, 2.5, Number.NaN]],
      ['iseries', [1, 2]],
      ['oseries', ['x', null, 'z']],
      ['strseries', ['x', 'y']],
      ['cat', ['p', 'q', 'p']],
      ['empty', []],
      ['bool', [true, false]],
      ['slice', [1, 4]],
      ['int64', [1, null]],
      ['string', ['a', null]],
      ['boolean', [true, null]],
    ])('Series %s', (name, values) => {
      if (has(name)) expect(readSeries(value(name))?.values).toEqual(values)
    })

    test('a Series is a mapping', () => {
      const series = readSeries(value('series'))
      expect(series?.name).toBe('s')
      expect(series && [...seriesMap(series)]).toEqual([
        ['a', 1.5],
        ['b', 2.5],
        ['c', Number.NaN],
      ])
      expect(readSeries(value('iseries'))?.index.at(1)).toBe(5)
    })

    test('a DataFrame has its columns in their order', () => {
      const frame = readFrame(value('frame'))
      expect(frame && Array.from({ length: frame.columns.length }, (_, i) => frame.columns.at(i))).toEqual([
        'a',
        'b',
        'c',
        'd',
        'e',
      ])
      expect(frame?.data).toEqual([
        [1, 2],
        ['x', 'y'],
        [1, 2],
        [3, 4],
        ['m', 'n'],
      ])
    })

    test.each<[string, unknown[]]>([
      ['index', ['u', 'v']],
      ['fidx', [1.5, 2.5]],
      ['iidx', [1, 4]],
      ['range', [2, 5, 8]],
      [
        'multi',
        [
          [1, 'a'],
          [2, 'b'],
          [1, 'b'],
        ],
      ],
      ['cidx', ['a', 'b', 'a']],
    ])('Index %s', (name, expected) => {
      expect(labels(value(name))).toEqual(expected)
    })

    test('names, categories and dates', () => {
      expect(readIndex(value('index'))?.names).toEqual(['n'])
      expect(readIndex(value('multi'))?.names).toEqual(['i', 'j'])
      expect(readCategoricalDtype(value('catdtype'))).toEqual({ categories: ['lo', 'hi'], ordered: true })
      expect(String(labels(value('didx'))?.[1])).toMatch(/^2020-01-02/)
    })
  })
})

const DICT = new PickleDict()
const newIndex = (name: string, parts: PickleDict): PickleObject =>
  new PickleObject(
    new PickleGlobal('pandas.core.indexes.base', '_new_Index'),
    [new PickleGlobal('pandas', name), parts],
    0,
  )
const parts = (entries: Readonly<Record<string, PickleValue>>): PickleDict => {
  const dict = new PickleDict()
  for (const [key, value] of Object.entries(entries)) dict.set(key, value)
  return dict
}

describe('damaged and hostile', () => {
  test('a range of a trillion labels is not made', () => {
    const range = newIndex('RangeIndex', parts({ start: 0, stop: 1e12, step: 1 }))
    expect(readIndex(range)?.length).toBe(1e12)
    expect(errorOf(() => pandasItems(range))?.code).toBe('limit_exceeded')
  })

  test('an index of itself', () => {
    const index = newIndex('Index', DICT)
    DICT.set('data', index)
    expect(errorOf(() => readIndex(index))?.code).toBe('model_invalid')
  })

  test.each<[string, PickleObject]>([
    ['a step of 0', newIndex('RangeIndex', parts({ start: 0, stop: 3, step: 0 }))],
    ['no levels', newIndex('MultiIndex', new PickleDict())],
    ['no data', newIndex('Index', parts({ data: 'text' }))],
  ])('%s', (_, value) => {
    expect(['model_invalid', 'unsupported_option']).toContain(errorOf(() => readIndex(value))?.code)
  })

  test('a Series without a manager', () => {
    const series = load('\x80\x02cpandas.core.series\nSeries\n)\x81}b.')
    expect(errorOf(() => readSeries(series))?.code).toBe('model_invalid')
    expect(readSeries(1)).toBeUndefined()
    expect(readFrame('text')).toBeUndefined()
  })
})
