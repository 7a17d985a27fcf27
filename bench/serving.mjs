/** Requests a second over HTTP: Brine, Flask under gunicorn with two workers, and bare node:http. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { childEnvironment, firstAnswer, freePort, ROOT, start, stop } from '../scripts/processes.mjs'
import { sameNumbers } from './answers.mjs'
import { CACHE, PYTHON } from './setting.mjs'
import { interleave, median, ratio } from './statistics.mjs'

const AUTOCANNON = createRequire(import.meta.url).resolve('autocannon')
const CONNECTIONS = 16
const WARM_UP_SECONDS = 1

const SCENARIOS = [
  { model: 'logistic', rows: 1 },
  { model: 'logistic', rows: 100 },
  { model: 'svc', rows: 1 },
  { model: 'forest-100', rows: 1 },
]

export const startBrine = (model, port) => start('node', [join('bin', 'brine.js'), 'serve', model, '--port', `${port}`])

export function startFlask(model, port) {
  const args = [
    '-m',
    'gunicorn',
    '--workers',
    '2',
    '--bind',
    `127.0.0.1:${port}`,
    '--log-level',
    'error',
    'flask_app:app',
  ]
  return start(PYTHON, args, { env: { MODEL: model }, cwd: join(ROOT, 'bench') })
}

const startBare = (_model, port) => start('node', [join('bench', 'bare-http.mjs'), `${port}`])

/** @returns one entry a scenario: requests a second of each contender, round by round */
export async function measureServing({ rounds, seconds }) {
  const results = []
  for (const scenario of SCENARIOS) results.push(await measureScenario(scenario, rounds, seconds))
  return results
}

async function measureScenario({ model, rows }, rounds, seconds) {
  console.error(`serving ${model}, ${rows} a request`)
  const path = join(CACHE, `${model}.pkl`)
  const instances = JSON.parse(readFileSync(join(CACHE, 'rows.json'), 'utf8')).slice(0, rows)
  const body = JSON.stringify({ instances })
  const servers = { brine: startBrine, flask: startFlask, bare: startBare }
  const contenders = {}
  const children = []
  const answers = {}
  for (const [name, startServer] of Object.entries(servers)) {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}/predict`
    const child = startServer(path, port)
    children.push(child)
    answers[name] = await firstAnswer(url, body, child)
    contenders[name] = () => load(url, body, seconds)
    await load(url, body, WARM_UP_SECONDS)
  }
  sameNumbers(answers.brine, answers.flask)
  const perSecond = await interleave(rounds, contenders)
  await Promise.all(children.map(stop))
  return {
    name: `${model}, ${rows} ${rows === 1 ? 'row' : 'rows'}`,
    perSecond: Object.fromEntries(Object.entries(perSecond).map(([name, values]) => [name, median(values)])),
    overFlask: ratio(perSecond.brine, perSecond.flask),
    overBare: ratio(perSecond.brine, perSecond.bare),
  }
}

/** Answered requests a second. The load comes from a process of its own; one request that fails ends the benchmark. */
async function load(url, body, seconds) {
  const args = ['--json', '--connections', `${CONNECTIONS}`, '--duration', `${seconds}`, '--method', 'POST']
  args.push('--headers', 'content-type=application/json', '--body', body, url)
  const options = { env: childEnvironment(), maxBuffer: 2 ** 24 }
  const { stdout } = await promisify(execFile)(process.execPath, [AUTOCANNON, ...args], options)
  const result = JSON.parse(stdout)
  if (result.errors + result.timeouts + result.non2xx > 0 || result['2xx'] === 0) {
    throw new Error(`${url}: ${result['2xx']} answers, ${result.non2xx} refusals, ${result.errors} errors`)
  }
  return result['2xx'] / result.duration
}
