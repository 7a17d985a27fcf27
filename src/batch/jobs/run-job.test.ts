import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ServiceInput } from '../../service/definition/definition.ts'
import type { JobProgress } from './job.ts'
import { runJob } from './run-job.ts'
import { jobOf, madeSource, stepsOnly } from './testing.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'brine-job-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const out = (name = 'out.csv') => join(folder, name)
const read = (name = 'out.csv') => readFileSync(out(name), 'utf8')

test('rows that are left out and rejected are told of', async () => {
  const service = stepsOnly({ preprocess: [{ drop_missing: 'x' }], on_error: 'skip' })
  const source = madeSource(25, { bad: [11, 12] })
  const summary = await runJob(jobOf(service, source, out(), { rejects: out('out.rejects.csv'), hasRowIndex: true }))
  expect(summary).toEqual({
    rowsIn: 25,
    rowsOut: 19,
    dropped: { 'preprocess[0] drop_missing': { 'x is missing': 4 } },
    rejected: 2,
    rejects: out('out.rejects.csv'),
    stoppedEarly: false,
    predictions: [],
  })
  expect(read().split('\n').slice(0, 5)).toEqual(['row,id,x', '0,0,0.0', '1,1,37.0', '2,2,74.0', '4,4,148.0'])
  expect(read('out.rejects.csv')).toBe(`row,file,line,column,value,step,reason
11,made.csv,13,x,"""x""",inputs,"expected a number, got ""x"""
12,made.csv,14,x,"""x""",inputs,"expected a number, got ""x"""
`)
  expect(readdirSync(folder)).toEqual(['out.csv', 'out.rejects.csv'])
})

test('without rejections there is no file of them, not even one of an earlier job', async () => {
  writeFileSync(out('out.rejects.csv'), 'old')
  const service = stepsOnly({ on_error: 'skip' })
  await runJob(jobOf(service, madeSource(5), out(), { rejects: out('out.rejects.csv') }))
  expect(readdirSync(folder)).toEqual(['out.csv'])
})

test('an error names file, row, line and column, and leaves nothing behind', async () => {
  const job = jobOf(stepsOnly({}), madeSource(100, { bad: [42] }), out(), { checkpointEvery: 0 })
  await expect(runJob(job)).rejects.toMatchObject({
    code: 'step_failed',
    where: { file: 'made.csv', row: 42, line: 44, column: 'x', step: 'inputs' },
  })
  expect(readdirSync(folder)).toEqual([])
})

test('reading stops when the answer is complete', async () => {
  const blocks: number[] = []
  const source = madeSource(1000, { onBlock: (first) => blocks.push(first) })
  const summary = await runJob(jobOf(stepsOnly({ postprocess: [{ head: 15 }] }), source, out()))
  expect(summary).toMatchObject({ rowsOut: 15, rowsIn: 20, stoppedEarly: true })
  expect(blocks).toEqual([0, 10, 20])
})

/** Runs a job that is broken off after a block, and then goes on, until it is done. */
async function inPieces(definition: ServiceInput, name: string, after: readonly number[]): Promise<void> {
  const job = { rejects: out(`${name}.rejects.csv`), checkpointEvery: 0 }
  for (const stop of after) {
    const source = madeSource(205, {
      bad: [31, 77, 150],
      onBlock: (first) => {
        if (first === stop) throw new Error('the power is off')
      },
    })
    const service = stepsOnly(definition)
    const attempt = runJob(jobOf(service, source, out(name), { ...job, begin: 'resume' }))
    await expect(attempt).rejects.toThrow('the power is off')
    expect(existsSync(out(name))).toBe(false)
  }
  const source = madeSource(205, { bad: [31, 77, 150] })
  const summary = await runJob(jobOf(stepsOnly(definition), source, out(name), { ...job, begin: 'resume' }))
  expect(summary).toMatchObject({ rejected: 3, resumedAt: after.at(-1) })
}

test.each(['csv', 'csv.gz', 'ndjson', 'json', 'parquet', 'arrow'])(
  'a job that was broken off goes on to the same bytes: %s',
  async (extension) => {
    const definition: ServiceInput = {
      preprocess: [{ drop_missing: 'x' }],
      on_error: 'skip',
      postprocess: [{ head: 160 }],
    }
    const name = `whole.${extension}`
    const source = madeSource(205, { bad: [31, 77, 150] })
    const rejects = out(`${name}.rejects.csv`)
    const whole = await runJob(jobOf(stepsOnly(definition), source, out(name), { rejects }))
    const broken = `broken.${extension}`
    await inPieces(definition, broken, [20, 30, 110, 180])
    expect(readFileSync(out(broken)).equals(readFileSync(out(name)))).toBe(true)
    expect(read(`${broken}.rejects.csv`)).toBe(read(`${name}.rejects.csv`))
    expect(whole.rowsOut).toBe(160)
    expect(readdirSync(folder).filter((file) => file.includes('brine-'))).toEqual([])
  },
)

/** Leaves a job that stopped after 50 rows. */
async function brokenOff(more = {}): Promise<void> {
  const source = madeSource(100, {
    onBlock: (first) => {
      if (first === 50) throw new Error('the power is off')
    },
  })
  await expect(runJob(jobOf(stepsOnly({}), source, out(), { checkpointEvery: 0, ...more }))).rejects.toThrow('power')
}

test('an earlier job is not lost silently', async () => {
  await brokenOff()
  const job = jobOf(stepsOnly({}), madeSource(100), out())
  await expect(runJob(job)).rejects.toMatchObject({
    code: 'usage',
    problem: 'an earlier job of this output stopped after 50 rows',
    remedy: expect.stringContaining('--resume'),
  })
  expect(await runJob({ ...job, begin: 'restart' })).toMatchObject({ rowsIn: 100 })
  expect(readdirSync(folder)).toEqual(['out.csv'])
})

test.each([
  ['the input has changed', { source: madeSource(101) }],
  ['the service has changed', { digest: 'another' }],
  ['other options were given', { hasRowIndex: true }],
])('a job does not go on if %s', async (problem, change) => {
  await brokenOff()
  const job = jobOf(stepsOnly({}), madeSource(100), out(), { begin: 'resume', ...change })
  await expect(runJob(job)).rejects.toMatchObject({
    code: 'usage',
    problem: `the earlier job cannot go on: ${problem} since`,
    remedy: expect.stringContaining('--restart'),
  })
  expect(await runJob(jobOf(stepsOnly({}), madeSource(100), out(), { begin: 'resume' }))).toMatchObject({
    resumedAt: 50,
  })
})

test('Ctrl-C keeps what was done, and says how to go on', async () => {
  const controller = new AbortController()
  const notices: string[] = []
  const onProgress = ({ rowsIn }: JobProgress) => {
    if (rowsIn === 30) controller.abort('SIGINT')
  }
  const onNotice = (text: string) => notices.push(text)
  const job = jobOf(stepsOnly({}), madeSource(100), out(), { signal: controller.signal, onProgress, onNotice })
  await expect(runJob(job)).rejects.toBe('SIGINT')
  expect(notices).toEqual([expect.stringContaining('--resume')])
  expect(readdirSync(folder)).toEqual(['.out.csv.brine-journal', '.out.csv.brine-partial'])
  const { signal, ...rest } = job
  expect(await runJob({ ...rest, begin: 'resume' })).toMatchObject({ resumedAt: 30, rowsIn: 100 })
})

test('a full disk is said to be full', async () => {
  const job = jobOf(stepsOnly({}), madeSource(100), '/dev/full', { format: 'csv' })
  await expect(runJob(job)).rejects.toMatchObject({ code: 'output_unwritable', problem: 'the disk is full' })
})

const ECHO = `
const { parentPort } = require('node:worker_threads')
parentPort.on('message', ({ id, frame }) => {
  if (frame.index[0] >= DIES) process.exit(7)
  const fate = { dropped: [], rejections: [], rejected: 0 }
  setTimeout(() => parentPort.postMessage({ kind: 'answered', id, answer: { frame, fate, sketches: [] }, spent: [] }), id % 3 * 5)
})`

test('blocks are written in their order, whichever worker is first', async () => {
  const startWorker = () => new Worker(ECHO.replace('DIES', 'Infinity'), { eval: true })
  const threaded = jobOf(stepsOnly({ preprocess: [{ cast: 'float32' }] }), madeSource(205), out(), {
    threads: 3,
    startWorker,
  })
  expect(await runJob(threaded)).toMatchObject({ rowsIn: 205, rowsOut: 205 })
  await runJob(jobOf(stepsOnly({ preprocess: [{ cast: 'float32' }] }), madeSource(205), out('one.csv')))
  expect(read()).toBe(read('one.csv'))
})

test('a worker that dies fails the job', async () => {
  const startWorker = () => new Worker(ECHO.replace('DIES', '50'), { eval: true })
  const job = jobOf(stepsOnly({}), madeSource(205), out(), { threads: 2, startWorker })
  await expect(runJob(job)).rejects.toMatchObject({
    code: 'internal',
    problem: expect.stringContaining('ended with code 7'),
  })
})
