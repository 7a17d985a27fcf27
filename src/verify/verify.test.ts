import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { zip } from '../bytes/testing.ts'
import { loadModel } from '../service/load.ts'
import { compareColumn } from './compare.ts'
import { verifyModel } from './verify.ts'

const CANCER = fileURLToPath(new URL('../../examples/cancer/', import.meta.url))
const model = await loadModel(join(CANCER, 'model.pkl'))
const read = (name: string): string[] => readFileSync(join(CANCER, name), 'utf8').trimEnd().split('\n')
const samples = read('samples.csv')
const expected = read('expected.csv')
const columns = (samples[0] as string).split(',')
const X = samples.slice(1).map((line) => line.split(',').map(Number))
const answers = expected.slice(1).map((line) => line.split(','))
const predict = answers.map(([label]) => label as string)
const proba = answers.map(([, ...numbers]) => numbers.map(Number))

const folder = mkdtempSync(join(tmpdir(), 'brine-verify-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

function npy(bytes: Uint8Array, descr: string, shape: string): Buffer {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117).concat('\n')
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\0\x76\0', 'latin1'), Buffer.from(header), bytes])
}

const floats = (rows: readonly (readonly number[])[]): Buffer =>
  npy(Buffer.from(Float64Array.from(rows.flat()).buffer), '<f8', `(${rows.length}, ${rows[0]?.length})`)

function texts(items: readonly string[]): Buffer {
  const width = Math.max(...items.map((item) => item.length))
  const codes = items.flatMap((item) => Array.from({ length: width }, (_, i) => item.charCodeAt(i) || 0))
  return npy(Buffer.from(Uint32Array.from(codes).buffer), `<U${width}`, `(${items.length},)`)
}

describe('samples in every form', () => {
  const table = samples.map((line, i) => `${line},${expected[i]}`).join('\n')
  const members = { X: floats(X), columns: texts(columns), predict: texts(predict), predict_proba: floats(proba) }
  test.each<[string, string]>([
    ['samples.csv', file('samples.csv', table)],
    [
      'indexed.csv',
      file('indexed.csv', samples.map((line, i) => `${i === 0 ? '' : i},${line},${expected[i]}`).join('\n')),
    ],
    [
      'samples.json',
      file('samples.json', JSON.stringify({ instances: X, predictions: predict, probabilities: proba })),
    ],
    [
      'split.json',
      file(
        'split.json',
        JSON.stringify({ dataframe_split: { columns, data: X }, outputs: { predict, predict_proba: proba } }),
      ),
    ],
    ['mlflow.json', file('mlflow.json', JSON.stringify({ inputs: X, outputs: predict, predict_proba: proba }))],
    [
      'samples.npz',
      file(
        'samples.npz',
        zip(Object.entries(members).map(([name, content]) => ({ name: `${name}.npy`, content, deflate: true }))),
      ),
    ],
  ])('%s', async (name, path) => {
    const certificate = await verifyModel(model, path)
    expect(certificate).toMatchObject({ equal: true, rows: X.length, samples: name, model: 'cancer' })
    expect(certificate.methods.map(({ method, kind, values }) => [method, kind, values])).toEqual([
      ['predict', 'labels', X.length],
      ['predict_proba', 'numbers', 2 * X.length],
    ])
    expect(certificate.methods[1]?.relative).toBeLessThan(1e-12)
  })

  test('rows in memory', async () => {
    expect((await verifyModel(model, { inputs: X, outputs: { predict } })).equal).toBe(true)
    const reversed = { inputs: X.map((row) => row.toReversed()), columns: columns.toReversed(), outputs: { predict } }
    expect((await verifyModel(model, reversed)).equal).toBe(true)
  })
})

describe('differences', () => {
  test('a label and a number', async () => {
    const wrong = predict.map((label, i) => (i === 3 ? 'other' : label))
    const off = proba.map((row, i) => (i === 2 ? row.map((p) => p * (1 + 1e-6)) : row))
    const outputs = { predict: wrong, predict_proba: off }
    const certificate = await verifyModel(model, { inputs: X, outputs })
    expect(certificate.equal).toBe(false)
    expect(certificate.methods[0]).toMatchObject({ different: 1, first: { row: 3, expected: 'other' } })
    expect(certificate.methods[1]).toMatchObject({ different: 2, first: { row: 2, column: 'probability_benign' } })
    expect(certificate.methods[1]?.relative).toBeCloseTo(1e-6, 9)
    const lenient = await verifyModel(model, { inputs: X, outputs: { predict_proba: off } }, { relative: 1e-5 })
    expect(lenient.equal).toBe(true)
  })

  test.each<[string, object, string]>([
    ['no answers', { inputs: X, outputs: {} }, 'invalid_request'],
    ['too few answers', { inputs: X, outputs: { predict: predict.slice(1) } }, 'wrong_shape'],
    ['too few classes', { inputs: X, outputs: { predict_proba: proba.map(([p]) => [p]) } }, 'wrong_shape'],
    ['no lists', { inputs: X, outputs: { predict_proba: predict } }, 'wrong_shape'],
    ['another method', { inputs: X, outputs: { transform: X } }, 'unknown_method'],
    ['too few columns', { inputs: X.map((row) => row.slice(1)), outputs: { predict } }, 'wrong_shape'],
  ])('%s', async (_, given, code) => {
    await expect(verifyModel(model, given as Parameters<typeof verifyModel>[1] & object)).rejects.toMatchObject({
      code,
    })
  })

  test.each<[string, string, string]>([
    ['none.csv', samples.join('\n'), 'invalid_request'],
    ['rows.json', '[[1]]', 'invalid_request'],
    ['broken.json', '{', 'invalid_json'],
    ['broken.npz', 'PK', 'file_truncated'],
    ['other.csv', `${samples[0]},prediction,surplus\n${samples[1]},benign,1`, 'unexpected_column'],
  ])('%s', async (name, content, code) => {
    const path = file(name, content)
    await expect(verifyModel(model, path)).rejects.toMatchObject({ code, where: { file: path } })
  })

  test('a file that is not there', async () => {
    await expect(verifyModel(model, join(folder, 'gone.npz'))).rejects.toMatchObject({ code: 'data_not_found' })
    await expect(verifyModel(model, join(folder, 'gone.csv'))).rejects.toMatchObject({ code: 'data_not_found' })
  })
})

describe('one cell against another', () => {
  const tolerance = { relative: 1e-9, absolute: 1e-12 }
  const different = (
    dtype: 'float64' | 'int64' | 'str' | 'bool' | 'object',
    a: unknown,
    b: number | string | boolean | bigint | null,
  ) => compareColumn('c', [a], { dtype, at: () => b }, tolerance).different

  test.each([
    ['float64', '1.5', 1.5, 0],
    ['float64', '', Number.NaN, 0],
    ['float64', 'inf', Number.POSITIVE_INFINITY, 0],
    ['float64', null, Number.NaN, 0],
    ['float64', null, 0, 1],
    ['float64', 'text', Number.NaN, 1],
    ['float64', Number.NaN, 1, 1],
    ['float64', 1e-13, 0, 0],
    ['float64', 1, 1 + 1e-8, 1],
    ['int64', '1', 1, 0],
    ['int64', '1.0', 1, 0],
    ['int64', '', 0, 1],
    ['int64', 1, 2, 1],
    ['bool', 'True', true, 0],
    ['bool', 'False', true, 1],
    ['bool', 1, true, 1],
    ['str', '1', '1', 0],
    ['str', 1, '1', 1],
    ['object', '', null, 0],
    ['object', null, 'x', 1],
  ] as const)('%s: %j and %s', (dtype, a, b, count) => {
    expect(different(dtype, a, b)).toBe(count)
  })

  test('integers of any length', () => {
    expect(different('int64', 9007199254740993n, 9007199254740993n)).toBe(0)
    expect(different('int64', 1, 1n)).toBe(0)
    expect(different('int64', '9007199254740993', 9007199254740992n)).toBe(1)
  })
})
