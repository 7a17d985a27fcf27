/**
 * `node scripts/kill-resume.mjs`: kills a job ten times, at moments drawn from a seed, goes on after each with --resume,
 * and compares the bytes with those of a job that nobody disturbed. Needs a build.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const BRINE = join(ROOT, 'bin', 'brine.js')

/** Small blocks and a checkpoint after each, so that a small file has many moments to be killed at. */
const ENVIRONMENT = { ...process.env, BRINE_BLOCK_ROWS: '512', BRINE_CHECKPOINT_SECONDS: '0' }

/** Services by what their steps remember of the rows before. */
const STEPS = {
  rows: ['- drop_missing: [mean radius]'],
  'fill forward': ['- fill: { columns: mean radius, with: forward }'],
  drop_duplicates: ['- drop_missing: [mean radius]', '- drop_duplicates: [mean texture, mean area]'],
  'sort and head': [
    '- drop_missing: [mean radius]',
    '',
    '- sort: { by: probability_benign, descending: true }',
    '- head: 50',
  ],
  sort: ['- drop_missing: [mean radius]', '', '- sort: [prediction, probability_benign]'],
  aggregate: [
    '- drop_missing: [mean radius]',
    '',
    '- aggregate: { by: prediction, each: { rows: { how: size }, mean: { of: probability_benign, how: mean }, middle: { of: probability_benign, how: median } } }',
  ],
  tail: ['- drop_missing: [mean radius]', '', '- tail: 500'],
}

/** Steps before the empty one come before the model. */
function serviceText(steps) {
  const at = steps.includes('') ? steps.indexOf('') : steps.length
  const list = (stage, entries) => (entries.length === 0 ? [] : [`${stage}:`, ...entries.map((entry) => `  ${entry}`)])
  return [
    `model: ${join(ROOT, 'examples', 'cancer', 'model.pkl')}`,
    'on_error: skip',
    'predict: [predict, predict_proba]',
    ...list('preprocess', steps.slice(0, at)),
    ...list('postprocess', steps.slice(at + 1)),
    '',
  ].join('\n')
}

/** The samples of the example again and again, with cells that are missing and cells that are no numbers. */
export function writeJob(folder, rows, steps = 'rows') {
  const [header, ...samples] = readFileSync(join(ROOT, 'examples', 'cancer', 'samples.csv'), 'utf8')
    .trim()
    .split('\n')
  const lines = [header]
  for (let row = 0; row < rows; row++) {
    const cells = samples[row % samples.length].split(',')
    if (row % 11 === 5) cells[0] = ''
    else if (row % 997 === 7) cells[0] = 'n/b'
    else cells[0] = String(Number(cells[0]) + row / 1e6)
    lines.push(cells.join(','))
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'data.csv'), `${lines.join('\n')}\n`)
  writeFileSync(join(folder, 'brine.yaml'), serviceText(STEPS[steps]))
}

function start(folder, output, ...more) {
  const args = [
    BRINE,
    'predict',
    join(folder, 'brine.yaml'),
    join(folder, 'data.csv'),
    '-o',
    output,
    '--threads',
    '2',
    ...more,
  ]
  return spawn(process.execPath, args, { env: ENVIRONMENT, stdio: ['ignore', 'ignore', 'pipe'] })
}

async function finished(job) {
  const said = job.stderr.toArray()
  const [code] = await once(job, 'exit')
  return { code, said: Buffer.concat(await said).toString() }
}

/** Kills the job when `isTime` says so, and `delay` milliseconds later; or finds that it was done before. */
async function killed(job, isTime, delay) {
  const exit = once(job, 'exit')
  job.stderr.resume()
  while (job.exitCode === null && job.signalCode === null && !isTime())
    await new Promise((resolve) => setImmediate(resolve))
  if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay))
  job.kill('SIGKILL')
  await exit
  return job.signalCode === 'SIGKILL'
}

/** When the journal has been written so many times. */
function written(journal, writes) {
  let [seen, last] = [0, '']
  return () => {
    const now = readJournal(journal)
    if (now !== last) seen++
    last = now
    return seen >= writes
  }
}

/** When a file is there that was not there before. */
function appeared(path) {
  return () => existsSync(path)
}

/**
 * The last moments of a job, each of which it passes in an instant: a staged text is on its way to Parquet, the rejects
 * have their name and the answers do not, the answers have theirs and the journal is still there.
 */
function lastMoments(folder, extension, random) {
  const converted = join(folder, `.broken.${extension}.brine-converted`)
  const isColumnar = extension === 'parquet' || extension === 'arrow'
  return [
    ...(isColumnar
      ? [
          [appeared(converted), 0],
          [appeared(converted), Math.floor(random() * 60)],
        ]
      : []),
    [appeared(join(folder, 'broken.rejects.csv')), 0],
    [appeared(join(folder, `broken.${extension}`)), 0],
  ]
}

function readJournal(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** Random numbers from 0 to 1 that are the same every time: mulberry32. */
function randomOf(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Throws if the bytes differ. Gives how often the job was really killed: while it read, and at its last moments. */
export async function killAndResume({ folder, extension, kills, seed }) {
  const random = randomOf(seed)
  const [whole, broken] = ['whole', 'broken'].map((name) => join(folder, `${name}.${extension}`))
  const undisturbed = await finished(start(folder, whole))
  if (undisturbed.code !== 0) throw new Error(`The job failed: ${undisturbed.said}`)
  const journal = join(folder, `.broken.${extension}.brine-journal`)
  const last = lastMoments(folder, extension, random)
  const count = { inside: 0, last: 0 }
  for (let kill = 0; kill < kills; kill++) {
    const moment = written(journal, 3 + Math.floor(random() * 6))
    if (await killed(start(folder, broken, '--resume'), moment, Math.floor(random() * 30))) count.inside++
    if (existsSync(broken) && existsSync(journal) === false) break
  }
  for (const [moment, delay] of last) {
    if (existsSync(broken) && existsSync(journal) === false) break
    if (await killed(start(folder, broken, '--resume'), moment, delay)) count.last++
  }
  const end = await finished(start(folder, broken, '--resume'))
  if (end.code !== 0) throw new Error(`The job did not go on: ${end.said}`)
  for (const suffix of [`.${extension}`, '.rejects.csv']) {
    const [a, b] = ['whole', 'broken'].map((name) => readFileSync(join(folder, `${name}${suffix}`)))
    if (!a.equals(b))
      throw new Error(
        `${suffix} is not the same after ${count.inside + count.last} kills: ${a.length} and ${b.length} bytes.`,
      )
  }
  const left = readdirSync(folder).filter((name) => name.includes('.brine-'))
  if (left.length > 0) throw new Error(`Left behind: ${left.join(', ')}`)
  return { kills: count, resumed: end.said }
}

const FORMATS = ['csv', 'csv.gz', 'json', 'ndjson', 'parquet', 'arrow']
const SEED = 20_261_122

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = mkdtempSync(join(tmpdir(), 'brine-kill-'))
  const run = async (name, extension, seed) => {
    const begun = performance.now()
    const { kills } = await killAndResume({ folder, extension, kills: 10, seed })
    const seconds = ((performance.now() - begun) / 1000).toFixed(0)
    console.log(
      `${name}: killed ${kills.inside} times while it read and ${kills.last} times at the end, the same bytes, ${seconds} s.`,
    )
  }
  try {
    writeJob(folder, 50_000)
    for (const [i, extension] of FORMATS.entries()) {
      await run(extension, extension, SEED + i)
    }
    for (const [i, steps] of Object.keys(STEPS).slice(1).entries()) {
      for (const name of readdirSync(folder)) rmSync(join(folder, name))
      writeJob(folder, 50_000, steps)
      await run(steps, i % 2 === 0 ? 'csv' : 'parquet', SEED + 100 + i)
    }
  } catch (error) {
    console.error(`error: ${error.message}`)
    process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true })
  }
}
