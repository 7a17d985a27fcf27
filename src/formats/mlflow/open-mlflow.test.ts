import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import type { BrineError } from '../../errors.ts'
import { loadModel } from '../../service/load.ts'
import { scanFile } from '../scan.ts'
import { parseDescriptor } from './descriptor.ts'
import { parseExample } from './example.ts'

/** Written by mlflow 1.30.1, 2.3.2 and 3.17.2. */
const FIXTURES = fileURLToPath(new URL('../../../test/fixtures/mlflow/', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'brine-mlflow-'))
afterAll(() => rmSync(folder, { recursive: true }))

let copies = 0

/** A copy of a directory with another MLmodel. */
function changed(name: string, change: (text: string) => string): string {
  const copy = join(folder, String(copies++), 'churn')
  cpSync(join(FIXTURES, name), copy, { recursive: true })
  const file = join(copy, 'MLmodel')
  writeFileSync(file, change(readFileSync(file, 'utf8')))
  return copy
}

const failure = async (path: string): Promise<BrineError> =>
  (await loadModel(path).then(
    () => undefined,
    (error: unknown) => error,
  )) as BrineError

describe('directories of MLflow', () => {
  test.each([
    ['1.30-tensor', 'pickle', '1.30.1', false],
    ['2.3-names', 'pickle', '2.3.2', true],
    ['2.3-mixed', 'pickle', '2.3.2', true],
    ['3-frame', 'skops', '3.17.2', true],
  ])('%s', async (name, format, version, named) => {
    const model = await loadModel(join(FIXTURES, name))
    expect(model.source.format).toBe(format)
    expect(Object.fromEntries(model.source.origin)).toMatchObject({ MLflow: version })
    expect(model.source.origin.some(([key, text]) => key === 'model_uuid' && /^[0-9a-f]{32}$/.test(text))).toBe(true)
    expect(model.signature.named).toBe(named)
    expect((await scanFile(join(FIXTURES, name))).verdict).toBe('clean')
  })

  test('names of the signature, for a model that was fitted without', async () => {
    const model = await loadModel(join(FIXTURES, '2.3-names'))
    expect(model.name).toBe('2.3-names')
    expect(model.signature.inputs[0]?.name).toBe('sepal length')
    const record = { 'petal width': 0.2, 'sepal length': 5.1, 'sepal width': 3.5, 'petal length': 1.4 }
    expect(model.predict([record]).toArray()).toEqual([0])
    expect(model.exampleRow).toEqual([5.1, 3.5, 1.4, 0.2])
  })

  test('the example that was logged, and what MLflow would do otherwise', async () => {
    const model = await loadModel(join(FIXTURES, '2.3-mixed'))
    expect(model.exampleRow[0]).toBe(5)
    expect(model.source.warnings).toEqual([expect.stringContaining('"sepal length": integers in the signature')])
    expect((await loadModel(join(FIXTURES, '1.30-tensor'))).exampleRow).toEqual([5.1, 3.5, 1.4, 0.2])
  })

  test('warnings where the signature and the model part', async () => {
    const warnings = async (name: string, change: (text: string) => string): Promise<string> =>
      (await loadModel(changed(name, change))).source.warnings.join('\n')
    expect(await warnings('1.30-tensor', (text) => text.replace('float64', 'float32'))).toContain('into float32')
    expect(await warnings('1.30-tensor', (text) => text.replace('[-1, 4]', '[-1, 5]'))).toContain('(-1, 5)')
    expect(await warnings('3-frame', (text) => text.replace('sepal length', 'other'))).toContain('not in the signature')
    expect(await warnings('3-frame', (text) => text.replaceAll('"double"', '"string"'))).toContain('another type')
    expect(await warnings('3-frame', (text) => text.replaceAll('"double"', '"float"'))).toContain('32 bits')
    expect(
      await warnings('3-frame', (text) => text.replace('predict_fn: predict', 'predict_fn: predict_proba')),
    ).toContain('predict_proba')
  })

  test('the version of the file counts where the model says none', async () => {
    expect((await loadModel(join(FIXTURES, '3-frame'))).estimator.version).toBe('1.9.1')
  })
})

describe('refusals', () => {
  test.each<[string, (text: string) => string, string, string]>([
    ['XGBoost', (text) => text.replace('  sklearn:', '  xgboost:'), 'unsupported_format', 'XGBoost'],
    ['LightGBM', (text) => text.replace('  sklearn:', '  lightgbm:'), 'unsupported_format', 'LightGBM'],
    [
      'pyfunc',
      (text) => text.replace(/ {2}sklearn:[\s\S]*mlflow_version/, 'mlflow_version'),
      'unsupported_format',
      'Python code',
    ],
    ['no flavors', (text) => text.replace('flavors:', 'flavours:'), 'file_damaged', 'no flavors'],
    [
      'a path upwards',
      (text) => text.replace('pickled_model: model.pkl', 'pickled_model: ../../x.pkl'),
      'unsafe_file',
      '../../x.pkl',
    ],
    [
      'an absolute path',
      (text) => text.replace('pickled_model: model.pkl', 'pickled_model: /etc/passwd'),
      'unsafe_file',
      '/etc/passwd',
    ],
    [
      'a file that is not there',
      (text) => text.replace('pickled_model: model.pkl', 'pickled_model: other.pkl'),
      'file_not_found',
      'other.pkl',
    ],
    [
      'no file',
      (text) => text.replace('pickled_model: model.pkl', 'pickled_model: null'),
      'file_damaged',
      'no pickled_model',
    ],
    ['no YAML', () => 'a: "b', 'file_damaged', 'not valid YAML'],
    ['a list', () => '- a', 'file_damaged', 'no mapping'],
    [
      'aliases of aliases',
      () =>
        `a: &a [x,x]\n${[...'bcdefgh'].map((c, i) => `${c}: &${c} [${`*${'abcdefgh'[i]},`.repeat(9)}]`).join('\n')}`,
      'file_damaged',
      'alias',
    ],
    [
      'a signature that is no JSON',
      (text) => text.replace("inputs: '[", "inputs: 'x["),
      'file_damaged',
      'not valid JSON',
    ],
  ])('%s', async (_, change, code, text) => {
    const error = await failure(changed('1.30-tensor', change))
    expect(error?.code).toBe(code)
    expect(error?.message).toContain(text)
  })

  test('a directory without MLmodel', async () => {
    expect((await failure(folder))?.code).toBe('file_is_directory')
  })
})

test('ids stay text', () => {
  const text = 'flavors:\n  sklearn:\n    pickled_model: model.pkl\nmodel_uuid: 70e1234\nrun_id: 012345'
  expect(Object.fromEntries(parseDescriptor(text).origin)).toEqual({ model_uuid: '70e1234', run_id: '012345' })
})

test.each<[string, unknown]>([
  ['{"columns": ["a"], "data": [[1]]}', { columns: ['a'], rows: [[1]] }],
  ['{"inputs": [[1]]}', { columns: undefined, rows: [[1]] }],
  ['{"dataframe_split": {"columns": ["a"], "data": [[1]]}}', { columns: ['a'], rows: [[1]] }],
  ['[{"a": 1}]', { columns: undefined, rows: [{ a: 1 }] }],
  ['[]', undefined],
  ['"text"', undefined],
  ['{', undefined],
])('the example %s', (text, rows) => {
  expect(parseExample(text)).toEqual(rows)
})
