/** `npm run bench`: Brine against its peers, side by side; prints a table and writes bench/RESULTS.md. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureBatch } from '../bench/batch.mjs'
import { measureFiles } from '../bench/files.mjs'
import { measureLoading } from '../bench/loading.mjs'
import { renderReport } from '../bench/report.mjs'
import { measureService } from '../bench/service.mjs'
import { measureServing } from '../bench/serving.mjs'
import { CACHE, PYTHON } from '../bench/setting.mjs'
import { measureStarting } from '../bench/starting.mjs'
import { childEnvironment, ROOT, stopAll } from './processes.mjs'
import { ensureEnvironment } from './python-environments.mjs'

const MEASURES = {
  serving: measureServing,
  batch: measureBatch,
  starting: measureStarting,
  loading: measureLoading,
  files: measureFiles,
  service: measureService,
}
const REQUIREMENTS = join(ROOT, 'bench', 'requirements.txt')

const USAGE = `npm run bench -- [--only serving,batch,starting,loading,files,service] [--rounds 5] [--seconds 3] [--no-large]

--no-large leaves out the file of 2 GB, which takes that much room under .cache for a minute.
With --only, the table is printed and bench/RESULTS.md stays as it is.
`

async function main() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '3' },
      'no-large': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(USAGE)
  const settings = { rounds: Number(values.rounds), seconds: Number(values.seconds), large: !values['no-large'] }
  prepare()
  const results = {}
  try {
    for (const name of values.only?.split(',') ?? Object.keys(MEASURES)) results[name] = await MEASURES[name](settings)
  } finally {
    await stopAll()
  }
  const report = renderReport(results, { ...settings, versions: versions() })
  console.log(report)
  if (values.only === undefined) writeFileSync(join(ROOT, 'bench', 'RESULTS.md'), report)
}

/** The build, the environment, the models. */
function prepare() {
  run(process.execPath, [join('scripts', 'build.mjs')])
  ensureEnvironment({ name: 'bench', requirements: REQUIREMENTS, pythons: ['3.13'] })
  if (existsSync(join(CACHE, 'deep-rows.f64'))) return
  console.error('training the models')
  run(PYTHON, [join('bench', 'train.py'), CACHE])
}

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: ROOT, env: childEnvironment(), stdio: ['ignore', 2, 2] })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`)
}

function versions() {
  const pinned = readFileSync(REQUIREMENTS, 'utf8')
  const version = (name) => `${name} ${new RegExp(`^${name}==(.*)$`, 'm').exec(pinned)?.[1]}`
  return `Node ${process.versions.node}, ${['scikit-learn', 'numpy', 'Flask', 'gunicorn'].map(version).join(', ')}`
}

await main()
