/** `brine predict` with services and files, as its users start it: real processes. Needs a build. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { killAndResume, writeJob } from '../scripts/kill-resume.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const BRINE = join(ROOT, 'bin', 'brine.js')
const MODEL = join(ROOT, 'examples', 'cancer', 'model.pkl')
const SAMPLES = join(ROOT, 'examples', 'cancer', 'samples.csv')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'brine-files-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function brine(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BRINE, ...args], { cwd: folder, encoding: 'utf8' })
  return { code: status, stdout, stderr }
}

const inFolder = (name: string) => join(folder, name)
const read = (name: string) => readFileSync(inFolder(name), 'utf8')

describe('a service', () => {
  test('answers a file: with workers the same as without, and a summary', () => {
    writeJob(folder, 20_000)
    const one = brine('predict', 'brine.yaml', 'data.csv', '-o', 'one.csv', '--threads', '1', '--summary', 'one.json')
    expect(one).toMatchObject({ code: 0, stdout: '' })
    expect(one.stderr).toMatch(/^20,000 rows in, [\d,]+ rows out, .* rows\/s → one\.csv$/m)
    expect(one.stderr).toMatch(/^ +1,818 {2}mean radius is missing \(preprocess\[0\] drop_missing\)$/m)
    expect(one.stderr).toContain('→ one.rejects.csv')
    expect(one.stderr).toMatch(/^ +prediction +\w+ [\d,]+ \(\d+\.\d%\)/m)
    expect(JSON.parse(read('one.json'))).toMatchObject({
      rowsIn: 20_000,
      dropped: { 'preprocess[0] drop_missing': {} },
    })
    const three = brine('predict', 'brine.yaml', 'data.csv', '-o', 'three.csv', '--threads', '3', '--quiet')
    expect(three).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(read('three.csv')).toBe(read('one.csv'))
    expect(read('three.rejects.csv')).toBe(read('one.rejects.csv'))
    expect(read('one.rejects.csv').split('\n')[1]).toBe(
      '7,data.csv,9,mean radius,"""n/b""",inputs,"expected a number, got ""n/b"""',
    )
  })

  test('fails with file, row, line, column, value and step, and leaves nothing behind', () => {
    writeJob(folder, 20_000)
    writeFileSync(inFolder('brine.yaml'), read('brine.yaml').replace('on_error: skip', 'on_error: fail'))
    const { code, stderr } = brine('predict', 'brine.yaml', 'data.csv', '-o', 'out.csv', '--threads', '2')
    expect(code).toBe(1)
    expect(stderr).toContain('expected a number, got "n/b"')
    expect(stderr).toContain('at: data.csv, row 7 (line 9), column "mean radius", inputs')
    expect(readdirSync(folder).sort()).toEqual(['brine.yaml', 'data.csv'])
  })

  test('an error in the third file of a pattern is the same each time, whichever thread meets it', () => {
    for (let part = 0; part < 4; part++) {
      const cell = (row: number) => (part >= 2 && row % 5000 === 4321 ? `n/b ${part}` : row / 2)
      const rows = Array.from({ length: 20_000 }, (_, row) => `${row},${cell(row)}\n`)
      writeFileSync(inFolder(`part-${part}.csv`), `id,x\n${rows.join('')}`)
    }
    writeFileSync(
      inFolder('brine.yaml'),
      'inputs: { id: integer, x: string }\npredict: none\npreprocess:\n  - cast: { columns: x, to: number }\n',
    )
    const said = [1, 2, 2].map((threads) =>
      brine('predict', 'brine.yaml', 'part-*.csv', '-o', 'out.csv', '-q', '--threads', `${threads}`),
    )
    expect(said[0]).toMatchObject({ code: 1, stdout: '' })
    expect(said[0]?.stderr).toContain('expected a number, got "n/b 2"')
    expect(said[0]?.stderr).toContain('part-2.csv, row 4321 (line 4323), column "x", preprocess[0] cast')
    expect(said[1]).toEqual(said[0])
    expect(said[2]).toEqual(said[0])
  })

  test('reads patterns and compressed files, and writes to standard output', () => {
    writeJob(folder, 10)
    writeFileSync(inFolder('data-1.csv.gz'), gzipSync(readFileSync(inFolder('data.csv'))))
    writeFileSync(inFolder('data-2.csv.gz'), gzipSync(readFileSync(inFolder('data.csv'))))
    const { code, stdout } = brine('predict', 'brine.yaml', 'data-*.csv.gz', '--row-index', '--format', 'ndjson', '-q')
    expect(code).toBe(0)
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).row),
    ).toEqual([0, 1, 2, 3, 4, 6, 8, 9, 10, 11, 12, 13, 14, 16, 18, 19])
  })

  test.each([
    [['-o', 'missing/out.csv'], 1, 'its directory does not exist'],
    [['-o', 'data.csv'], 2, 'the answers would replace data.csv'],
    [['-o', '/dev/full', '--format', 'csv'], 1, 'the disk is full'],
    [['--format', 'parquet'], 2, 'cannot be written to a stream'],
    [['-o', 'out.csv', '--proba'], 2, 'a service says itself'],
  ])('refuses %j', (args, code, problem) => {
    writeJob(folder, 100)
    const result = brine('predict', 'brine.yaml', 'data.csv', ...args)
    expect(result).toMatchObject({ code })
    expect(result.stderr).toContain(problem)
    expect(readdirSync(folder).sort()).toEqual(['brine.yaml', 'data.csv'])
  })
})

test('a model answers Parquet that it has written itself as it answers CSV', () => {
  copyFileSync(SAMPLES, inFolder('samples.csv'))
  const inputs = Object.fromEntries(
    (read('samples.csv').split('\n')[0] ?? '').split(',').map((name) => [name, 'number']),
  )
  writeFileSync(inFolder('copy.yaml'), `inputs: ${JSON.stringify(inputs)}\npredict: none\n`)
  expect(brine('predict', 'copy.yaml', 'samples.csv', '-o', 'rows.parquet', '-q').code).toBe(0)
  expect(brine('predict', MODEL, 'samples.csv', '--proba', '-o', 'direct.csv').code).toBe(0)
  expect(brine('predict', MODEL, 'rows.parquet', '--proba', '-o', 'job.csv', '-q').code).toBe(0)
  expect(read('job.csv')).toBe(read('direct.csv'))
})

describe('a job that is broken off', () => {
  test('by Ctrl-C keeps what was done, and goes on with --resume', async () => {
    writeJob(folder, 60_000)
    const env = { ...process.env, BRINE_BLOCK_ROWS: '256', BRINE_CHECKPOINT_SECONDS: '0' }
    const args = [BRINE, 'predict', 'brine.yaml', 'data.csv', '-o', 'out.csv']
    const job = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] })
    const said = job.stderr.toArray()
    const exit = once(job, 'exit')
    const isUnderWay = () => existsSync(inFolder('.out.rejects.csv.brine-partial'))
    while (!isUnderWay() && job.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5))
    job.kill('SIGINT')
    expect((await exit)[0]).toBe(130)
    expect(Buffer.concat(await said).toString()).toContain('--resume goes on')
    expect(existsSync(inFolder('out.csv'))).toBe(false)
    const refused = brine('predict', 'brine.yaml', 'data.csv', '-o', 'out.csv')
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('an earlier job of this output stopped') })
    writeFileSync(inFolder('data.csv'), `${read('data.csv')}\n`)
    const changed = brine('predict', 'brine.yaml', 'data.csv', '-o', 'out.csv', '--resume')
    expect(changed).toMatchObject({ code: 2, stderr: expect.stringContaining('the input has changed') })
    expect(brine('predict', 'brine.yaml', 'data.csv', '-o', 'out.csv', '--restart', '-q').code).toBe(0)
    expect(readdirSync(folder).sort()).toEqual(['brine.yaml', 'data.csv', 'out.csv', 'out.rejects.csv'])
  })

  test.each([
    ['csv.gz', 'fill forward'],
    ['parquet', 'sort'],
  ])(
    'by kill -9 goes on to the same bytes: %s, %s',
    async (extension, steps) => {
      writeJob(folder, 12_000, steps)
      const { kills } = await killAndResume({ folder, extension, kills: 3, seed: 7 })
      expect(kills.inside).toBeGreaterThan(0)
    },
    120_000,
  )
})
