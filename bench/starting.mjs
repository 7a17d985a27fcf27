/** From starting a process to its first answer, for examples/cancer: a server each, and a script each. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { firstAnswer, freePort, output, ROOT, stop } from '../scripts/processes.mjs'
import { sameNumbers } from './answers.mjs'
import { startBrine, startFlask } from './serving.mjs'
import { PYTHON } from './setting.mjs'
import { interleave, median, ratio } from './statistics.mjs'

const EXAMPLE = join(ROOT, 'examples', 'cancer')
const MODEL = join(EXAMPLE, 'model.pkl')
const SAMPLES = join(EXAMPLE, 'samples.csv')

export async function measureStarting({ rounds }) {
  console.error('start to first answer')
  const { instances } = JSON.parse(readFileSync(join(EXAMPLE, 'samples.json'), 'utf8'))
  const body = JSON.stringify({ instances: instances.slice(0, 1) })
  const answers = {}
  const serve = (name, startServer, path) => async () => {
    const port = await freePort()
    const begun = performance.now()
    const child = startServer(MODEL, port)
    answers[name] = await firstAnswer(`http://127.0.0.1:${port}${path}`, body, child)
    const milliseconds = performance.now() - begun
    await stop(child)
    return milliseconds
  }
  const script = (command, args) => async () => {
    const begun = performance.now()
    output(command, args)
    return performance.now() - begun
  }
  const contenders = {
    brineServer: serve('brine', startBrine, '/predict'),
    flaskServer: serve('flask', startFlask, '/predict-frame'),
    brineScript: script('node', [join('bin', 'brine.js'), 'predict', MODEL, SAMPLES, '--proba']),
    pythonScript: script(PYTHON, [join('bench', 'first_answer.py'), MODEL, SAMPLES]),
  }
  await interleave(1, contenders)
  sameNumbers(answers.brine, answers.flask)
  const times = await interleave(rounds, contenders)
  return [pair('server', times.brineServer, times.flaskServer), pair('command', times.brineScript, times.pythonScript)]
}

function pair(name, brine, peer) {
  return { name, milliseconds: { brine: median(brine), peer: median(peer) }, faster: ratio(peer, brine) }
}
