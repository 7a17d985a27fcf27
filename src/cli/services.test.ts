import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { afterAll, describe, expect, test } from 'vitest'
import { loadService } from '../service/load-service.ts'
import { run } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'brine-services-'))
afterAll(() => rmSync(folder, { recursive: true }))
const MODEL = join(folder, 'model.pkl')
cpSync('examples/cancer/model.pkl', MODEL)

const table = readFileSync('examples/cancer/samples.csv', 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => line.split(','))

class Collector extends Writable {
  text = ''

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}

async function brine(...args: readonly string[]) {
  const [stdout, stderr] = [new Collector(), new Collector()]
  const streams = { stdin: Readable.from([]), stdout, stderr }
  const code = await run(args, { ...streams, environment: {}, signal: new AbortController().signal })
  return { code, stdout: stdout.text, stderr: stderr.text }
}

/** Writes the samples with each row changed; row -1 is the header. */
function data(name: string, change: (row: readonly string[], r: number) => readonly string[]): string {
  return file(name, table.map((row, i) => change(row, i - 1).join(',')).join('\n'))
}

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe('init', () => {
  test('from the model alone, in words that read back', async () => {
    const output = join(folder, 'alone.yaml')
    const { code, stdout } = await brine('init', MODEL, '-o', output)
    expect([code, stdout]).toEqual([0, expect.stringContaining('is written: 30 inputs, 3 columns of answers.')])
    const text = readFileSync(output, 'utf8')
    expect(text).toContain('\nmodel: model.pkl\n')
    expect(text).toContain('\n  mean radius: number\n')
    const schema = /\$schema=(.*)/.exec(text)?.[1] as string
    expect(JSON.parse(readFileSync(join(folder, schema), 'utf8'))).toMatchObject({ title: 'A service of Brine' })
    expect((await loadService(output)).output.map(({ name }) => name)).toEqual([
      'prediction',
      'probability_benign',
      'probability_malignant',
    ])
    expect((await brine('check', output)).code).toBe(0)
  })

  test('from data: ids, gaps, units, other names, and columns that nobody reads', async () => {
    const rows = data('ward.csv', (row, r) => {
      if (r < 0) return ['patient', 'Mean_Radius', ...row.slice(1), 'ward', 'seen']
      const [radius = '', texture = '', perimeter = '', ...rest] = row
      const gap = r === 4 || r === 7 ? '' : texture
      return [
        `P-${r}`,
        radius,
        gap,
        `"${perimeter.replace('.', ',')} mm"`,
        ...rest,
        'AB'[r % 2] ?? '',
        `2024-01-${10 + (r % 20)}`,
      ]
    })
    const output = join(folder, 'ward.yaml')
    const { code, stdout } = await brine('init', MODEL, rows, '-o', output)
    expect(code).toBe(0)
    expect(stdout).toContain('All 40 rows of ward.csv: 38 answers, 2 left out.')
    const text = readFileSync(output, 'utf8')
    expect(text).toContain('\n  patient: string\n')
    expect(text).toContain('\n  mean texture: number  # 5% missing\n')
    expect(text).toContain('\n  - parse_number: { columns: mean perimeter, decimal: ",", units: { mm: 1 } }\n')
    expect(text).toContain('\n  - drop_missing: [mean texture]\n')
    expect(text).toContain('\n  - rename: { Mean_Radius: mean radius }\n')
    expect(text).toContain('\npassthrough: [patient]\n')
    expect(text).toContain('\n# Not read: ward (A, B), seen (datetime)\nextra_columns: ignore\n')
    const checked = await brine('check', output, rows, '--json')
    expect(checked.code).toBe(0)
    expect(JSON.parse(checked.stdout)).toMatchObject({
      ok: true,
      trial: { rows: 40, answered: 38, rejected: 0, dropped: [{ step: 'preprocess[1] drop_missing', rows: 2 }] },
    })
  })

  test('a file that is there stays, unless --force says otherwise', async () => {
    const output = file('mine.yaml', 'mine')
    const refused = await brine('init', MODEL, '-o', output)
    expect([refused.code, readFileSync(output, 'utf8')]).toEqual([2, 'mine'])
    expect(refused.stderr).toContain('--force replaces it')
    expect((await brine('init', MODEL, '-o', output, '--force')).code).toBe(0)
    expect(readFileSync(output, 'utf8')).toContain('model: model.pkl')
  })

  test('-o - prints it', async () => {
    const { stdout } = await brine('init', MODEL, '-o', '-')
    expect(stdout).toMatch(/^# yaml-language-server: \$schema=.*brine\.schema\.json\n/)
  })

  test('data that lack a column are named, and the file is written', async () => {
    const rows = data('short.csv', (row) => row.slice(1))
    const { code, stdout } = await brine('init', MODEL, rows, '-o', join(folder, 'short.yaml'))
    expect(code).toBe(0)
    expect(stdout).toContain('short.csv does not fit: ')
    expect(readFileSync(join(folder, 'short.yaml'), 'utf8')).toContain('# Note: short.csv lacks mean radius')
  })

  test.each([
    [['init', join(folder, 'none.pkl')], 'file_not_found'],
    [['init', MODEL, join(folder, 'none.csv'), '-o', join(folder, 'x.yaml')], 'data_not_found'],
    [['init', MODEL, '-o', join(folder, 'no', 'where.yaml')], 'output_unwritable'],
  ])('%j', async (args, code) => {
    const { code: exit, stderr } = await brine(...args)
    expect(exit).toBe(1)
    expect(stderr).toContain(`[${code}]`)
    expect(existsSync(join(folder, 'x.yaml'))).toBe(false)
  })
})

describe('check', () => {
  test('shows what each step makes of the columns', async () => {
    const path = file(
      'steps.yaml',
      [
        'model: model.pkl',
        'preprocess:',
        '  - derive: { ratio: "1.5" }',
        '  - cast: { columns: mean area, to: float32 }',
        'predict: [predict, predict_proba]',
        'passthrough: [ratio]',
        'postprocess:',
        '  - sort: probability_benign',
      ].join('\n'),
    )
    const { code, stdout } = await brine('check', path)
    expect(code).toBe(0)
    expect(stdout).toMatch(/preprocess\[0\] derive +row by row +31 columns +\+ ratio \(number\)/)
    expect(stdout).toMatch(/preprocess\[1\] cast +row by row +31 columns +~ mean area \(float32\)/)
    expect(stdout).toMatch(/postprocess\[0\] sort +all rows +4 columns/)
    expect(stdout).toContain('warning: postprocess[0] sort holds all rows of a file')
    expect(stdout).toMatch(/prediction +string +benign, malignant/)
  })

  test('lists everything that is wrong, each with its line', async () => {
    const path = file('wrong.yaml', 'modle: model.pkl\npreprocess:\n  - cast: { to: flaot32 }\non_error: stop\n')
    const { code, stderr } = await brine('check', path)
    expect(code).toBe(1)
    expect(stderr.split('\n')).toEqual([
      'error: there is no key "modle" here [service_invalid]',
      `   at: ${path}, modle, line 1, character 1`,
      '  try: Did you mean "model"?',
      expect.stringMatching(/^ {2}and: preprocess\[0\]\.cast\.to, line 3, character 17: .*Did you mean "float32"\?$/),
      '  and: on_error, line 4, character 11: expected one of fail, skip, null; found "stop". Did you mean "skip"?',
      '',
    ])
    const { stdout } = await brine('check', path, '--json')
    const { ok, errors } = JSON.parse(stdout)
    expect([ok, errors.length]).toEqual([false, 3])
    expect(errors[1]).toMatchObject({ code: 'service_invalid', where: { file: path, line: 3, character: 17 } })
  })

  test('rows that cannot be worked with are an error where on_error is fail', async () => {
    const rows = data('bad.csv', (row, r) => (r === 2 ? ['wide', ...row.slice(1)] : row))
    const failing = await brine('check', file('fail.yaml', 'model: model.pkl'), rows)
    expect(failing.code).toBe(1)
    expect(failing.stdout).toContain('row 2 (line 4), column "mean radius", inputs: expected a number, got "wide"')
    const skipping = await brine('check', file('skip.yaml', 'model: model.pkl\non_error: skip'), rows)
    expect([skipping.code, skipping.stdout]).toEqual([
      0,
      expect.stringContaining('39 answers, 1 cannot be worked with'),
    ])
  })

  test('a column that passes through is not among those that a model takes by position', async () => {
    cpSync('test/fixtures/http/scaler.pkl', join(folder, 'scaler.pkl'))
    const warningsOf = async (...passthrough: string[]) => {
      const inputs = 'inputs: { x0: number, x1: number, more: number }'
      const rest = `predict: { method: transform, as: scaled }\npassthrough: [${passthrough.join(', ')}]`
      const { stdout } = await brine('check', file('scaler.yaml', `model: scaler.pkl\n${inputs}\n${rest}`))
      return stdout.split('\n').filter((line) => line.startsWith('warning:'))
    }
    expect(await warningsOf('more')).toEqual([])
    expect(await warningsOf('x0')).toEqual([
      'warning: x0 passes through, so that a model that takes its columns by position is not shown it.',
    ])
    const named = file('named.yaml', 'model: model.pkl\npassthrough: [mean radius]')
    expect((await brine('check', named)).stdout).not.toContain('warning:')
  })

  test('a service that is not there', async () => {
    const { stderr } = await brine('check', join(folder, 'nowhere', 'brine.yaml'))
    expect(stderr).toContain('[file_not_found]')
    expect(stderr).toContain('brine init MODEL')
  })
})

describe('fit', () => {
  const rows = data('train.csv', (row, r) => (r === 3 ? ['', ...row.slice(1)] : row))
  const service = (name: string, ...steps: string[]) =>
    file(name, ['model: model.pkl', 'preprocess:', ...steps.map((step) => `  - ${step}`)].join('\n'))

  test('writes constants, prints them, and the service has them', async () => {
    const path = service('learn.yaml', 'fill: { columns: mean radius, with: mean }', 'standardize: mean area')
    const before = await brine('check', path)
    expect([before.code, before.stderr]).toEqual([1, expect.stringContaining('[not_fitted]')])
    expect(before.stderr).toContain('line 3, character 22')
    const { code, stdout } = await brine('fit', path, rows)
    expect(code).toBe(0)
    expect(stdout).toContain('learn.fitted.json is written: 2 steps have learned from 40 rows of train.csv.')
    expect(stdout).toMatch(/preprocess\[0\] fill\n {2}values: \{mean radius: 14\./)
    const stored = JSON.parse(readFileSync(join(folder, 'learn.fitted.json'), 'utf8'))
    const radii = table.slice(1).flatMap(([radius], r) => (r === 3 ? [] : [Number(radius)]))
    const mean = radii.reduce((sum, radius) => sum + radius, 0) / radii.length
    expect(stored.steps['preprocess[0] fill'].constants.values['mean radius']).toBeCloseTo(mean, 10)
    expect((await brine('check', path, rows)).code).toBe(0)
  })

  test('constants of other steps are not used', async () => {
    const steps = ['fill: { columns: mean radius, with: mean }', 'standardize: mean area']
    const path = service('stale.yaml', ...steps)
    await brine('fit', path, rows)
    const hash = (await loadService(path)).hash
    service('stale.yaml', 'fill: { columns: mean radius, with: median }', 'standardize: mean area')
    const { stderr } = await brine('check', path)
    expect(stderr).toContain('the constants that are there are of other steps or inputs than these [not_fitted]')
    await brine('fit', path, rows)
    expect((await loadService(path)).hash).not.toBe(hash)
  })

  test('a step can learn from columns that an earlier one learned to make', async () => {
    const cities = file('cities.csv', 'city\nBern\nGenf\nBern\nBern\n')
    const path = file(
      'cities.yaml',
      'inputs: { city: string }\npreprocess:\n  - one_hot: city\n  - standardize: city_Bern\npredict: none\n',
    )
    expect((await brine('fit', path, cities)).stderr).toBe('')
    const { steps } = JSON.parse(readFileSync(join(folder, 'cities.fitted.json'), 'utf8'))
    expect(steps['preprocess[1] standardize'].constants.mean).toEqual({ city_Bern: 0.75 })
    expect((await brine('check', path, cities)).code).toBe(0)
  })

  test('a service that has nothing to learn', async () => {
    const path = service('nothing.yaml', 'drop_missing: mean radius')
    expect((await brine('fit', path, rows)).stdout).toContain('No step has to learn')
    expect(existsSync(join(folder, 'nothing.fitted.json'))).toBe(false)
  })

  test('a row that cannot be worked with has its file and line', async () => {
    const bad = data('broken.csv', (row, r) => (r === 2 ? ['wide', ...row.slice(1)] : row))
    const { code, stderr } = await brine('fit', service('broken.yaml', 'standardize: mean area'), bad)
    expect(code).toBe(1)
    expect(stderr).toContain('expected a number, got "wide" [step_failed]')
    expect(stderr).toContain('broken.csv, row 2 (line 4), column "mean radius"')
  })

  test('a model has no steps', async () => {
    expect((await brine('fit', MODEL, rows)).code).toBe(2)
  })
})

describe('predict', () => {
  const plain = data('plain.csv', (row) => row)
  const skipping = file('skipping.yaml', 'model: model.pkl\non_error: skip\n')

  test.each([
    [['-o', 'same.csv', '--rejects', 'same.csv'], '--output and --rejects are the same file'],
    [['-o', 'same.csv', '--summary', './same.csv'], '--output and --summary are the same file'],
    [['--rejects', 'same.csv', '--summary', 'same.csv'], '--rejects and --summary are the same file'],
    [['--rejects', '-'], '--rejects takes a file'],
  ])('%j is refused', async (options, problem) => {
    const { code, stdout, stderr } = await brine('predict', skipping, plain, ...options)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(problem)
    expect(existsSync('same.csv')).toBe(false)
  })

  test('standard input twice is refused', async () => {
    const { code, stderr } = await brine('predict', skipping, '-', plain, '-')
    expect([code, stderr]).toEqual([2, expect.stringContaining('standard input can be read only once')])
  })

  test('a row that cannot be worked with says the way out, and where it is written down', async () => {
    const bad = data('wide.csv', (row, r) => (r === 2 ? ['wide', ...row.slice(1)] : row))
    const failing = await brine('predict', file('failing.yaml', 'model: model.pkl\n'), bad)
    expect(failing.stderr).toContain('  try: Correct the data; or let a service leave such rows out')
    const { stderr } = await brine('predict', skipping, bad)
    expect(stderr).toContain('rejected 1 row; --rejects FILE writes down which, and why\n')
  })

  test('of no answers there is no distribution', async () => {
    const none = file('none.yaml', 'model: model.pkl\npreprocess:\n  - filter: "`mean radius` < 0"\n')
    const { stderr } = await brine('predict', none, plain)
    expect(stderr).toContain('rows in, 0 rows out')
    expect(stderr).not.toContain('prediction')
  })
})

describe('mistakes', () => {
  test('init into a folder that is not there', async () => {
    const { code, stderr } = await brine('init', MODEL, '-o', join(folder, 'nowhere', 'brine.yaml'))
    expect(code).toBe(1)
    expect(stderr).toContain('its directory does not exist [output_unwritable]')
    expect(stderr).toContain('mkdir -p')
  })

  test('check names the file whose columns are others', async () => {
    const path = data('misspelt.csv', (row, r) => (r < 0 ? ['mean radios', ...row.slice(1)] : row))
    expect((await brine('check', MODEL, path)).stderr).toContain(`at: ${path}, column "mean radios"`)
  })

  test.each([
    ['a cell too few', '1,2', 'expected 30 cells, as in the first line, found 2 [wrong_shape]'],
    ['an open quote', '"1,2', 'a quote is opened and never closed'],
  ])('check reads a file as predict does: %s', async (_, row, problem) => {
    const path = file('irregular.csv', `${table[0]?.join(',')}\n${row}\n`)
    const { code, stderr } = await brine('check', MODEL, path)
    expect([code, stderr]).toEqual([1, expect.stringContaining(problem)])
    expect(stderr).toContain(`at: ${path}, line 2`)
  })
})
