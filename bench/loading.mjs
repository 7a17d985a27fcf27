/** Reading the large forest: time, and memory at its peak beyond that of a process that has only imported the reader. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { output } from '../scripts/processes.mjs'
import { CACHE, PYTHON } from './setting.mjs'
import { interleave, median, ratio } from './statistics.mjs'

const MODEL = join(CACHE, 'forest-200-deep.pkl')

export async function measureLoading({ rounds }) {
  console.error('loading the large forest')
  const run = (command, args) => async () => JSON.parse(output(command, args))
  const brine = ['node', [join('bench', 'load-brine.mjs')]]
  const peer = [PYTHON, [join('bench', 'load_peer.py')]]
  const loads = await interleave(rounds, {
    brineEmpty: run(...brine),
    brine: run(brine[0], [...brine[1], MODEL]),
    peerEmpty: run(...peer),
    peer: run(peer[0], [...peer[1], MODEL]),
  })
  const fileBytes = statSync(MODEL).size
  const times = (name) => loads[name].map((load) => load.milliseconds)
  const growth = (name) =>
    median(loads[name].map((load, i) => (load.peakBytes - loads[`${name}Empty`][i].peakBytes) / fileBytes))
  return {
    fileBytes,
    milliseconds: { brine: median(times('brine')), peer: median(times('peer')) },
    faster: ratio(times('peer'), times('brine')),
    peakPerFile: { brine: growth('brine'), peer: growth('peer') },
  }
}
