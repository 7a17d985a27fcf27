import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { run } from './run.ts'

const CANCER = fileURLToPath(new URL('../../examples/cancer/', import.meta.url))
const MODEL = join(CANCER, 'model.pkl')
const SAMPLES = join(CANCER, 'samples.csv')
const SERVICE = join(CANCER, 'brine.yaml')
const FIXTURES = fileURLToPath(new URL('../../.cache/fixtures/sklearn-1.9/', import.meta.url))

const folder = mkdtempSync(join(tmpdir(), 'brine-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

const sampleLines = readFileSync(SAMPLES, 'utf8').trimEnd().split('\n')
const [header = '', firstRow = ''] = sampleLines

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

class Collector extends Writable {
  text = ''

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}

async function brine(args: readonly string[], stdin = '') {
  const [stdout, stderr] = [new Collector(), new Collector()]
  const code = await run(args, {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout,
    stderr,
    environment: {},
    signal: new AbortController().signal,
  })
  return { code, stdout: stdout.text, stderr: stderr.text }
}

describe('usage', () => {
  test('no arguments print the help', async () => {
    const { code, stdout } = await brine([])
    expect(code).toBe(0)
    expect(stdout).toContain('brine serve model.pkl')
  })

  test('--version', async () => {
    expect((await brine(['--version'])).stdout).toMatch(/^brine \d+\.\d+\.\d+\n$/)
  })

  test.each(['serve', 'predict', 'inspect', 'scan', 'verify'])('%s --help has examples', async (command) => {
    const { code, stdout } = await brine([command, '--help'])
    expect(code).toBe(0)
    expect(stdout).toContain(`Examples:\n  brine ${command}`)
  })

  test.each([
    [['serv'], "unknown command 'serv'", 'Did you mean serve?'],
    [['predict', MODEL, SAMPLES, '--prob'], "unknown option '--prob'", 'Did you mean --proba?'],
    [['predict', MODEL], "missing required argument 'data'", 'brine predict --help'],
    [['serve', MODEL, '--port', '99999'], "argument '99999' is invalid", 'brine serve --help'],
    [['model.pkl'], 'model.pkl is a file', 'brine serve model.pkl'],
    [['model.pkl', 'data.csv'], 'model.pkl is a file', 'brine predict model.pkl data.csv'],
    [['predict', SAMPLES, MODEL], 'the model comes first', `brine predict ${MODEL} ${SAMPLES}`],
    [['predict', MODEL, SAMPLES, '-o', SAMPLES], 'the answers would replace', '--output'],
  ])('%j is answered with the way out', async (args, problem, remedy) => {
    const { code, stdout, stderr } = await brine(args)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^error: .*\[usage\]\n {2}try: .*\n$/s)
    expect(stderr).toContain(problem)
    expect(stderr).toContain(remedy)
  })
})

describe('predict', () => {
  test('answers as Python did, in the same columns', async () => {
    const { code, stdout } = await brine(['predict', MODEL, SAMPLES, '--proba'])
    const table = (text: string) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => line.split(','))
    const [names, ...rows] = table(stdout)
    const [expectedNames, ...expected] = table(readFileSync(join(CANCER, 'expected.csv'), 'utf8'))
    expect(code).toBe(0)
    expect(names).toEqual(expectedNames)
    expect(rows.map(([label]) => label)).toEqual(expected.map(([label]) => label))
    rows.forEach((row, r) => {
      expect(Number(row[1])).toBeCloseTo(Number(expected[r]?.[1]), 12)
    })
  })

  test('all forms of rows give the same answers', async () => {
    const { instances } = JSON.parse(readFileSync(join(CANCER, 'samples.json'), 'utf8'))
    const columns = header.split(',')
    const data = sampleLines.slice(1).map((line) => line.split(',').map(Number))
    const forms = {
      'records.json': JSON.stringify(instances),
      'arrays.json': JSON.stringify({ instances: data }),
      'split.json': JSON.stringify({ dataframe_split: { columns, data } }),
      'mlflow.json': JSON.stringify({ dataframe_records: instances }),
      'lines.ndjson': instances.map((row: object) => JSON.stringify(row)).join('\n'),
      'no-header.csv': sampleLines.slice(1).join('\n'),
      'bom.csv': `\uFEFF${sampleLines.join('\r\n')}`,
      'index.csv': sampleLines.map((line, i) => `${i === 0 ? '' : i},${line}`).join('\n'),
      'tabs.tsv': sampleLines.join('\n').replaceAll(',', '\t'),
    }
    const { stdout: expected } = await brine(['predict', MODEL, SAMPLES])
    for (const [name, text] of Object.entries(forms)) {
      const { stdout, stderr } = await brine(['predict', MODEL, file(name, text)])
      expect(stdout + stderr, name).toBe(expected)
    }
  })

  test('standard input is sniffed', async () => {
    const csv = await brine(['predict', MODEL, '-'], `${header}\n${firstRow}\n`)
    expect(csv.stdout).toBe('prediction\nmalignant\n')
    const json = await brine(['predict', MODEL, '-', '--format', 'json'], `[[${firstRow}]]`)
    expect(json.stdout).toBe('{"model":"cancer","predictions":["malignant"]}\n')
  })

  test('the name of the output chooses its format', async () => {
    const output = join(folder, 'answers.json')
    const { code, stdout } = await brine(['predict', MODEL, SAMPLES, '--proba', '-o', output])
    expect([code, stdout]).toEqual([0, ''])
    const answers = JSON.parse(readFileSync(output, 'utf8'))
    expect(answers).toMatchObject({ model: 'cancer', classes: ['benign', 'malignant'] })
    expect(answers.predictions).toHaveLength(40)
    expect(answers.probabilities[0]).toHaveLength(2)
  })

  test('a row far into the file is named as the file has it', async () => {
    const bad = firstRow.replace(/^[^,]*/, '"n\na"')
    const text = [header, ...Array<string>(9000).fill(firstRow), bad, ''].join('\n')
    const output = join(folder, 'partial.csv')
    const { code, stderr } = await brine(['predict', MODEL, file('long.csv', text), '-o', output])
    expect(code).toBe(1)
    expect(stderr).toContain('expected a number, got "n\\na" [invalid_cell]')
    expect(stderr).toContain('row 9000 (line 9002), column "mean radius"')
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([])
  })

  test('what only the engine refuses is placed as well', async () => {
    const text = [header, ...Array<string>(5000).fill(firstRow), firstRow.replace(/^[^,]*/, ''), ''].join('\n')
    const { stderr } = await brine(['predict', MODEL, file('gap.csv', text)])
    expect(stderr).toContain('[missing_value]')
    expect(stderr).toContain('gap.csv, row 5000 (line 5002), column "mean radius"')
  })

  const withTarget = sampleLines.map((line, i) => (i === 0 ? `${line},target` : `${line},1`)).join('\n')

  test('a column too many can be left out', async () => {
    const path = file('target.csv', withTarget)
    const refused = await brine(['predict', MODEL, path])
    expect(refused.stderr).toMatch(/does not know this column \[unexpected_column\].*column "target".*--ignore-extra/s)
    const { stdout } = await brine(['predict', MODEL, path, '--ignore-extra'])
    expect(stdout).toBe((await brine(['predict', MODEL, SAMPLES])).stdout)
  })

  test.each([';', '\t', '|'])('the header shows that %j separates the cells', async (delimiter) => {
    const path = file('dialect.csv', sampleLines.join('\n').replaceAll(',', delimiter))
    const { stdout, stderr } = await brine(['predict', MODEL, path])
    expect(stderr).toBe('')
    expect(stdout).toBe((await brine(['predict', MODEL, SAMPLES])).stdout)
  })

  test.each([
    ['empty.csv', '', 'data_empty', 'no bytes'],
    ['header.csv', header, 'data_empty', 'a header, but no rows'],
    ['empty.json', '[]', 'data_empty', 'no rows'],
    ['quote.csv', `${header}\n"1,2`, 'invalid_csv', 'never closed'],
    ['ragged.csv', `${header}\n1,2`, 'wrong_shape', 'expected 30 cells'],
    ['others.csv', sampleLines.join('\n').replaceAll(',', ';').replaceAll(' ', '_'), 'invalid_csv', "--delimiter ';'"],
    ['broken.json', '{"instances": [', 'invalid_json', 'line 1'],
    ['nan.json', '[[1, NaN]]', 'invalid_json', 'write null'],
    ['columns.json', '{"a": {"0": 1}}', 'invalid_request', 'orient="records"'],
    ['zipped.csv', '\x1f\x8b\x08', 'data_unreadable', 'gunzip -c'],
    ['cut.csv', header.replace('mean radius', 'mean_radius'), 'data_empty', ''],
  ])('%s is refused with the reason', async (name, content, code, text) => {
    const result = await brine(['predict', MODEL, file(name, Buffer.from(content, 'latin1'))])
    expect(result.code).toBe(1)
    expect(result.stderr).toContain(`[${code}]`)
    expect(result.stderr).toContain(text)
    expect(result.stderr).not.toContain('    at ')
  })

  test.each([
    [['predict', MODEL, join(folder, 'none.csv')], 'data_not_found'],
    [['predict', MODEL, folder], 'data_unreadable'],
    [['predict', MODEL, SAMPLES, '-o', join(folder, 'no', 'where.csv')], 'output_unwritable'],
    [['predict', MODEL, SAMPLES, '-o', folder], 'output_unwritable'],
    [['predict', MODEL, SAMPLES, '--method', 'transform'], 'unknown_method'],
  ])('%j', async (args, code) => {
    const result = await brine(args)
    expect([result.code, result.stdout]).toEqual([1, ''])
    expect(result.stderr).toContain(`[${code}]`)
  })

  test('several targets have numbered columns', async () => {
    const model = join(FIXTURES, 'tree/multi-output-random-forest-classifier.zlib.joblib')
    const { stdout } = await brine(['predict', model, '-', '--proba'], '[[1,2,3,4,5,6]]')
    expect(stdout.split('\n')[0]).toMatch(/^prediction_0,prediction_1,probability_0_setosa,.*,probability_1_wide$/)
  })
})

describe('models that are none', () => {
  test.each([
    ['notebook.ipynb', '{}', 'not_a_model', 'joblib.dump'],
    ['train.py', 'x = 1', 'not_a_model', 'joblib.dump'],
    ['table.csv', 'a,b', 'not_a_model', 'joblib.dump'],
    ['empty.pkl', '', 'file_empty', 'Save the model again'],
  ])('%s', async (name, content, code, remedy) => {
    const { code: exit, stderr } = await brine(['inspect', file(name, content)])
    expect(exit).toBe(1)
    expect(stderr).toContain(`[${code}]`)
    expect(stderr).toContain(remedy)
  })

  test('a name that is nearly right', async () => {
    const { stderr } = await brine(['inspect', join(CANCER, 'modle.pkl')])
    expect(stderr).toContain(`There is ${MODEL}.`)
  })

  test('a directory with a model in it', async () => {
    mkdirSync(join(folder, 'models'))
    const model = file('models/model.pkl', readFileSync(MODEL))
    const { stderr } = await brine(['inspect', join(folder, 'models')])
    expect(stderr).toContain(model)
  })

  test('--debug shows where an error comes from', async () => {
    const { stderr } = await brine(['inspect', join(folder, 'none.pkl'), '--debug'])
    expect(stderr).toContain('    at ')
  })
})

describe('inspect of a service', () => {
  test('as text', async () => {
    const { code, stdout } = await brine(['inspect', SERVICE])
    expect(code).toBe(0)
    for (const text of [
      'cancer-triage',
      'a row that cannot be worked with fails the request',
      'Input: 30 columns',
      'mean radius              number  required, may be missing',
      'postprocess[0] sort         all rows together  3 columns',
      'prediction             string  "benign", "malignant"',
    ]) {
      expect(stdout).toContain(text)
    }
  })

  test('with everything that an input can say', async () => {
    const inputs = `inputs:
  age: { type: integer, min: 18, max: 99, nullable: false, description: In years. }
  plan: { type: string, values: [free, paid], default: free }
  since: { type: datetime, default: 2024-01-31, required: false }
`
    const path = file('every.yaml', `version: '2'\non_error: skip\nextra_columns: ignore\npredict: none\n${inputs}`)
    const { stdout } = await brine(['inspect', path])
    for (const text of [
      'every 2',
      'is left out and listed',
      'are ignored',
      'age    integer   required                  from 18; up to 99; In years.',
      'plan   string    optional, may be missing  default "free"; one of "free", "paid"',
      'since  datetime  optional, may be missing  default "2024-01-31T00:00:00"',
    ]) {
      expect(stdout).toContain(text)
    }
    const report = JSON.parse((await brine(['inspect', path, '--json'])).stdout)
    expect(report).toMatchObject({ kind: 'service', name: 'every', version: '2', on_error: 'skip', models: {} })
    expect(report.example).toEqual({ age: 58, plan: 'free', since: '2024-01-31T00:00:00' })
    expect(report.steps.map(({ step }: { step: string }) => step)).toEqual(['inputs', 'predict'])
  })
})

describe('inspect', () => {
  test('as text', async () => {
    const { code, stdout } = await brine(['inspect', MODEL])
    expect(code).toBe(0)
    for (const text of [
      'pickle, not compressed',
      'scikit-learn 1.9.1',
      '└─ classify: LogisticRegression',
      '%4 = affine',
    ]) {
      expect(stdout).toContain(text)
    }
  })

  test('as JSON', async () => {
    const report = JSON.parse((await brine(['inspect', MODEL, '--json'])).stdout)
    expect(report).toMatchObject({
      name: 'cancer',
      file: { format: 'pickle', compression: 'none', size: 2640 },
      versions: ['1.9.1'],
      estimator: { class: 'Pipeline', children: [{ name: 'scale' }, { name: 'classify' }] },
      methods: ['predict', 'predict_proba', 'predict_log_proba', 'decision_function'],
    })
    expect(report.signature.inputs[0]).toEqual({
      name: 'mean radius',
      type: 'number',
      nullable: false,
    })
  })
})

describe('scan', () => {
  const evil = Buffer.from('\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x04echo\x85R.', 'latin1')

  test('clean is 0', async () => {
    const { code, stdout } = await brine(['scan', MODEL])
    expect(code).toBe(0)
    expect(stdout).toContain('clean')
  })

  test('findings are 1, each with its offset', async () => {
    const path = file('evil.pkl', evil)
    const { code, stdout } = await brine(['scan', path])
    expect(code).toBe(1)
    expect(stdout).toMatch(/2 dangerous.*calls os\.system\("echo"\)\n +offset 22, REDUCE.*Do not load/s)
    const report = JSON.parse((await brine(['scan', path, '--json'])).stdout)
    expect(report).toMatchObject({ verdict: 'findings', findings: [{ kind: 'global' }, { kind: 'call' }], error: null })
  })

  test('a file that ends too early is 2', async () => {
    const { code, stdout } = await brine(['scan', file('cut.pkl', readFileSync(MODEL).subarray(0, 100))])
    expect(code).toBe(2)
    expect(stdout).toContain('inconclusive')
  })
})

describe('verify', () => {
  const expected = readFileSync(join(CANCER, 'expected.csv'), 'utf8').trimEnd().split('\n')
  const table = sampleLines.map((line, i) => `${line},${expected[i]}`)
  const equal = (): string => file('equal.csv', table.join('\n'))
  const different = (): string =>
    file('different.csv', table.map((line) => line.replace(',benign,', ',malignant,')).join('\n'))

  test('prints a certificate', async () => {
    const { code, stdout } = await brine(['verify', MODEL, equal()])
    expect(code).toBe(0)
    expect(stdout).toContain('cancer: equal to Python on 40 rows of equal.csv')
    expect(stdout).toMatch(/predict +equal +40 labels/)
    expect(stdout).toMatch(/predict_proba +equal +80 numbers +errors up to \S+ absolute, \S+ relative/)
  })

  test('exits with 1 where they differ, and shows where', async () => {
    const { code, stdout } = await brine(['verify', MODEL, different()])
    expect(code).toBe(1)
    expect(stdout).toContain('differs from Python')
    expect(stdout).toContain('row 1, prediction: Python answered "malignant", Brine "benign"')
  })

  test('--json, --rtol and --atol', async () => {
    const result = await brine(['verify', MODEL, equal(), '--json', '--rtol', '0', '--atol', '1e-6'])
    expect(result.code).toBe(0)
    expect(JSON.parse(result.stdout)).toMatchObject({
      equal: true,
      rows: 40,
      tolerance: { relative: 0, absolute: 1e-6 },
    })
    expect((await brine(['verify', MODEL, equal(), '--rtol', 'x'])).code).toBe(2)
    const exact = await brine(['verify', MODEL, equal(), '--rtol', '0', '--atol', '0'])
    expect([0, 1]).toContain(exact.code)
  })

  test('samples without answers are an error', async () => {
    const { code, stderr } = await brine(['verify', MODEL, SAMPLES])
    expect(code).toBe(1)
    expect(stderr).toContain('[invalid_request]')
    expect(stderr).toContain('docs/verify.md')
  })

  test('takes a model, not a service', async () => {
    const { code, stderr } = await brine(['serve', SERVICE, '--verify', equal(), '--port', '0'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('--verify takes a model')])
  })

  test('serve does not serve what differs', async () => {
    const { code, stdout, stderr } = await brine(['serve', MODEL, '--verify', different(), '--port', '0'])
    expect(code).toBe(1)
    expect(stdout).toContain('differs from Python')
    expect(stderr).toContain('is not served [model_invalid]')
    expect((await brine(['serve', MODEL, MODEL, '--verify', equal()])).code).toBe(2)
  })
})

describe('directories of MLflow', () => {
  const directory = fileURLToPath(new URL('../../test/fixtures/mlflow/2.3-names', import.meta.url))

  test('are inspected, scanned and asked like files', async () => {
    const { code, stdout } = await brine(['inspect', directory])
    expect(code).toBe(0)
    expect(stdout).toMatch(/MLflow 2\.3\.2\n {2}model_uuid [0-9a-f]{32}/)
    expect(stdout).toContain('sepal length')
    expect(JSON.parse((await brine(['inspect', directory, '--json'])).stdout).origin).toMatchObject({ MLflow: '2.3.2' })
    expect((await brine(['scan', directory])).code).toBe(0)
    const rows = 'petal width,sepal length,sepal width,petal length\n0.2,5.1,3.5,1.4\n'
    expect((await brine(['predict', directory, '-'], rows)).stdout).toBe('prediction\n0\n')
  })
})
