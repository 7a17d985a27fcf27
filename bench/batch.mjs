/** Many rows at once, on one thread: Brine's library against scikit-learn's predict_proba with n_jobs=1. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stop } from '../scripts/processes.mjs'
import { equal } from './answers.mjs'
import { lineWorker } from './line-worker.mjs'
import { CACHE, PYTHON } from './setting.mjs'
import { interleave, median, ratio } from './statistics.mjs'

const MODELS = ['forest-200-deep', 'logistic']

export async function measureBatch({ rounds }) {
  const results = []
  for (const model of MODELS) results.push(await measureModel(model, rounds))
  return results
}

async function measureModel(model, rounds) {
  console.error(`batch ${model}`)
  const rows = join(CACHE, 'deep-rows.f64')
  const answer = (name) => join(CACHE, `${model}.${name}.f64`)
  const path = join(CACHE, `${model}.pkl`)
  const brine = await lineWorker('node', [join('bench', 'batch-brine.mjs'), path, rows, answer('brine')])
  const sklearn = await lineWorker(PYTHON, [join('bench', 'batch_peer.py'), path, rows, answer('sklearn')])
  equal(floats(answer('brine')), floats(answer('sklearn')))
  await interleave(1, { brine: brine.ask, sklearn: sklearn.ask })
  const milliseconds = await interleave(rounds, { brine: brine.ask, sklearn: sklearn.ask })
  await Promise.all([stop(brine.child), stop(sklearn.child)])
  return {
    name: model,
    milliseconds: { brine: median(milliseconds.brine), sklearn: median(milliseconds.sklearn) },
    faster: ratio(milliseconds.sklearn, milliseconds.brine),
  }
}

function floats(path) {
  const bytes = readFileSync(path)
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
}
