import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Budget } from '../bytes/budget.ts'
import { decompress } from '../bytes/decompress.ts'
import type { Cell } from '../tensor/tensor.ts'
import { NdArray } from './ndarray.ts'
import { field, toCells, toFloat64, toInt32, toUint8 } from './ndarray-decode.ts'
import { parseNpy } from './npy.ts'
import { readPickle } from './read-pickle.ts'
import { errorOf, fixture, plain } from './testing.ts'
import { type PickleDict, type PickleList, PickleTuple, type PickleValue } from './values.ts'

const FILES = [
  ...[0, 1, 2, 3, 4, 5].map((protocol) => `protocol${protocol}.pkl`),
  ...['plain', 'zlib', 'gzip', 'bz2', 'xz', 'lzma', 'lz4', 'unpadded'].map((name) => `${name}.joblib`),
]

async function open(name: string): Promise<PickleDict> {
  const { bytes } = await decompress(fixture(name), new Budget())
  const { value, end } = readPickle(bytes, { budget: new Budget() })
  expect(end).toBe(bytes.length)
  return value as PickleDict
}

const at = (dict: PickleValue | undefined, name: string): PickleValue | undefined => (dict as PickleDict).get(name)

/** The golden files write what JSON cannot hold as `{bigint: '…'}` or `{number: 'nan'}`. */
function golden(cell: unknown): Cell {
  const { bigint, number } = (typeof cell === 'object' && cell !== null ? cell : {}) as Record<string, string>
  if (bigint !== undefined) return BigInt(bigint)
  if (number === undefined) return cell as Cell
  return number === 'nan' ? Number.NaN : number === 'inf' ? Infinity : Number(number)
}

describe.each(['numpy1', 'numpy2'])('fixtures of %s', (directory) => {
  const text = readFileSync(
    new URL(`../../test/fixtures/pickle/${directory}/expected.golden.json`, import.meta.url),
    'utf8',
  )
  const expected = JSON.parse(text) as Record<string, { shape: number[]; cells: unknown[] }>

  it.each(FILES)('%s holds the arrays that Python wrote', async (file) => {
    const root = await open(`${directory}/${file}`)
    for (const [name, { shape, cells }] of Object.entries(expected)) {
      const array = at(at(root, 'arrays'), name)
      expect(array, name).toBeInstanceOf(NdArray)
      expect([name, (array as NdArray).shape, toCells(array as NdArray)]).toEqual([name, shape, cells.map(golden)])
    }
  })

  it.each(FILES)('%s holds the records that Python wrote', async (file) => {
    checkRecords(at(await open(`${directory}/${file}`), 'records') as NdArray)
  })

  it.each(FILES)('%s holds the plain values that Python wrote', async (file) => {
    checkPlain(at(await open(`${directory}/${file}`), 'plain'))
  })

  it('reads .npy files', () => {
    const matrix = parseNpy(fixture(`${directory}/matrix.npy`), new Budget())
    expect([matrix.shape, matrix.fortranOrder, toCells(matrix)]).toEqual([[2, 3], true, [0, 1, 2, 3, 4, 5]])
  })
})

function checkRecords(records: NdArray): void {
  expect(records.shape).toEqual([2])
  expect([...toInt32(field(records, 'left_child'))]).toEqual([1, -1])
  expect([...toFloat64(field(records, 'threshold'))]).toEqual([0.5, Number.NaN])
  expect([...toUint8(field(records, 'flag'))]).toEqual([1, 0])
  const pair = field(records, 'pair')
  expect([pair.shape, [...toInt32(pair)]]).toEqual([
    [2, 2],
    [3, 4, 6, 7],
  ])
  expect([...toFloat64(field(field(records, 'inner'), 'y'))]).toEqual([1.5, -2.5])
  expect(errorOf(() => field(records, 'none'))?.message).toContain('left_child, threshold, flag, pair, inner')
}

function checkPlain(dict: PickleValue | undefined): void {
  const value = (name: string): unknown => plain(at(dict, name) as PickleValue)
  const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'))
  expect(value('ints')).toEqual([
    0,
    255,
    256,
    65535,
    65536,
    -1,
    2147483648,
    -2147483648,
    9007199254740991,
    9007199254740993n,
    -(2n ** 70n),
  ])
  expect(value('floats')).toEqual([0.1, -1e300, Infinity])
  expect(value('text')).toEqual(['', 'a', 'é', '€', '😀', '\ud800', "line\nbreak \\u0041 'quoted'", 'x'.repeat(300)])
  expect(value('bytes')).toEqual([bytes(''), bytes('\0\xff'), bytes('y'.repeat(300))])
  expect(value('bytearray')).toEqual(bytes('abc'))
  expect(value('tuples')).toEqual([[], [1], [1, 2], [1, 2, 3], [1, 2, 3, 4]].map((tuple) => ({ tuple })))
  expect(value('sets')).toEqual([{ set: [1] }, { frozenset: ['a'] }])
  expect(value('none')).toEqual([null, true, false])
  expect(value('scalars')).toEqual([0.5, -3, 2n ** 63n + 1n, true, Math.fround(0.1), 'é'])
  const keys = at(dict, 'keys') as PickleDict
  expect([keys.get('__proto__'), keys.get('constructor'), keys.get(5)]).toEqual([1, 2, 6])
  expect([keys.get(new PickleTuple([1, 'a'])), keys.get(bytes('k'))]).toEqual([3, 4])
  const shared = at(dict, 'shared') as PickleList
  expect(shared.items[0]).toBe(shared.items[1])
}

describe('joblib before 0.10', () => {
  const sidecar = (name: string): Uint8Array => fixture(`old-joblib/${name}`)

  it('keeps its arrays in files beside the pickle', () => {
    const { value } = readPickle(fixture('old-joblib/old.pkl'), { budget: new Budget(), sidecar })
    const array = at(value, 'array') as NdArray
    expect([array.shape, [...toInt32(array)]]).toEqual([
      [2, 3],
      [0, 1, 2, 3, 4, 5],
    ])
  })

  it('says that the other file is needed', () => {
    const error = errorOf(() => readPickle(fixture('old-joblib/old.pkl'), { budget: new Budget() }))
    expect([error?.code, error?.message]).toEqual(['unsupported_format', expect.stringContaining('"old.pkl_01.npy"')])
  })
})
