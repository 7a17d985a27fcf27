/**
 * A file of 500,000 rows and 30 columns through five steps (read, drop missing, cast to float32, predict by a forest of 100
 * trees, sort descending, first ten): `brine predict` against a script of pandas and scikit-learn, from the start of the
 * process to its end.
 */
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { output } from '../scripts/processes.mjs'
import { writeCopies } from './large-file.mjs'
import { CACHE, PYTHON } from './setting.mjs'
import { interleave, median, ratio } from './statistics.mjs'

const ROWS = 500_000
/** Bytes of the larger file, of which only Brine's memory is measured: pandas would hold all of it. */
const LARGE_BYTES = 2e9
/** Numbers of the two sides are printed with float32's digits. */
const TOLERANCE = 1e-6

const MODEL = join(CACHE, 'forest-files.pkl')
const DATA = join(CACHE, `rows-${ROWS}.csv`)

export async function measureFiles({ rounds, large }) {
  console.error('files of rows')
  if (!existsSync(DATA) || !existsSync(MODEL)) output(PYTHON, [join('bench', 'files_data.py'), CACHE, String(ROWS)])
  const answer = (name) => join(CACHE, `files.${name}.csv`)
  const contenders = {
    brine: brine(DATA, answer('brine')),
    pandas: pandas(DATA, answer('pandas')),
    pandasAllCores: pandas(DATA, answer('pandas-all-cores'), '-1'),
  }
  await interleave(1, contenders)
  for (const peer of ['pandas', 'pandas-all-cores']) refuseUnequal(answer('brine'), answer(peer))
  const runs = await interleave(rounds, contenders)
  const times = (name) => runs[name].map(({ milliseconds }) => milliseconds)
  const result = (name) => ({
    milliseconds: median(times(name)),
    peakBytes: median(runs[name].map(({ peakBytes }) => peakBytes)),
    ...(name === 'brine' ? {} : { faster: ratio(times(name), times('brine')) }),
  })
  return {
    rows: ROWS,
    bytes: statSync(DATA).size,
    contenders: Object.fromEntries(Object.keys(contenders).map((name) => [name, result(name)])),
    ...(large ? { large: await measureLarge(answer('large')) } : {}),
  }
}

/** The same steps over a file that is larger than any share of memory that they may take. */
async function measureLarge(answer) {
  const path = join(CACHE, 'rows-large.csv')
  const copies = Math.ceil(LARGE_BYTES / statSync(DATA).size)
  try {
    const bytes = await writeCopies(DATA, path, copies)
    return { bytes, rows: copies * ROWS, ...(await brine(path, answer)()) }
  } finally {
    rmSync(path, { force: true })
  }
}

function brine(data, answer) {
  const args = [join('bin', 'brine.js'), 'predict', join('bench', 'files.yaml'), data, '-o', answer, '--quiet']
  return measured('node', args)
}

function pandas(data, answer, ...jobs) {
  return measured(PYTHON, [join('bench', 'files_peer.py'), MODEL, data, answer, ...jobs])
}

function measured(command, args) {
  return async () => JSON.parse(output(PYTHON, [join('bench', 'measured_run.py'), command, ...args], {}, 600_000))
}

function refuseUnequal(found, expected) {
  const tables = [found, expected].map((path) => parse(readFileSync(path)))
  const isEqual = tables[0].every((row, r) => row.every((cell, c) => same(cell, tables[1][r]?.[c])))
  if (!isEqual || tables[0].length !== tables[1].length) throw new Error(`${found} and ${expected} differ`)
}

function same(a, b) {
  return a === b || Math.abs(Number(a) - Number(b)) <= TOLERANCE * Math.max(Math.abs(Number(a)), Math.abs(Number(b)))
}
