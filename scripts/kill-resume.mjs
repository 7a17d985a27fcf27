/**
 * `node scripts/kill-resume.mjs`: kills a job ten times, at moments drawn from a seed, goes on after each with --resume,
 * and compares the bytes with those of a job that nobody disturbed. Needs a build.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const BRINE = join(ROOT, 'bin', 'brine.js')

/** Small blocks and a checkpoint after each, so that a small file has many moments to be killed at. */
const ENVIRONMENT = { ...process.env, BRINE_BLOCK_ROWS: '256', BRINE_CHECKPOINT_SECONDS: '0.02' }

const SERVICE = `
model: ${join(ROOT, 'examples', 'cancer', 'model.pkl')}
on_error: skip
preprocess:
  - drop_missing: [mean radius]
predict: [predict, predict_proba]
`

/** The samples of the example again and again, with cells that are missing and cells that are no numbers. */
export function writeJob(folder, rows) {
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
  writeFileSync(join(folder, 'brine.yaml'), SERVICE)
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

/** Kills the job when its journal has been written so many times, and a little later. */
async function killed(job, journal, writes, delay) {
  const exit = once(job, 'exit')
  job.stderr.resume()
  let [seen, last] = [0, '']
  while (job.exitCode === null && job.signalCode === null && seen < writes) {
    await new Promise((resolve) => setTimeout(resolve, 2))
    const now = existsSync(journal) ? readJournal(journal) : ''
    if (now !== last) seen++
    last = now
  }
  await new Promise((resolve) => setTimeout(resolve, delay))
  job.kill('SIGKILL')
  await exit
  return job.signalCode === 'SIGKILL'
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

/** Throws if the bytes differ. Gives how often the job was really killed before it was done. */
export async function killAndResume({ folder, extension, kills, seed }) {
  const random = randomOf(seed)
  const [whole, broken] = ['whole', 'broken'].map((name) => join(folder, `${name}.${extension}`))
  const undisturbed = await finished(start(folder, whole))
  if (undisturbed.code !== 0) throw new Error(`The job failed: ${undisturbed.said}`)
  const journal = join(dirname(broken), `.broken.${extension}.brine-journal`)
  let count = 0
  for (let kill = 0; kill < kills; kill++) {
    const job = start(folder, broken, '--resume')
    if (await killed(job, journal, 2 + Math.floor(random() * 4), Math.floor(random() * 30))) count++
    if (existsSync(broken) && existsSync(journal) === false) break
  }
  const last = await finished(start(folder, broken, '--resume'))
  if (last.code !== 0) throw new Error(`The job did not go on: ${last.said}`)
  for (const suffix of [`.${extension}`, '.rejects.csv']) {
    const [a, b] = ['whole', 'broken'].map((name) => readFileSync(join(folder, `${name}${suffix}`)))
    if (!a.equals(b))
      throw new Error(`${suffix} is not the same after ${count} kills: ${a.length} and ${b.length} bytes.`)
  }
  const left = readdirSync(folder).filter((name) => name.includes('.brine-'))
  if (left.length > 0) throw new Error(`Left behind: ${left.join(', ')}`)
  return { kills: count, resumed: last.said }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = mkdtempSync(join(tmpdir(), 'brine-kill-'))
  try {
    writeJob(folder, 100_000)
    for (const [i, extension] of ['csv', 'csv.gz', 'json', 'parquet', 'arrow'].entries()) {
      const { kills } = await killAndResume({ folder, extension, kills: 10, seed: 20_261_122 + i })
      console.log(`${extension}: killed ${kills} times, the same bytes.`)
    }
  } catch (error) {
    console.error(`error: ${error.message}`)
    process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true })
  }
}
