/**
 * What a service of ten steps costs beside its model: one row, and a block of 8192 rows, of the 30 columns of
 * examples/cancer. The model itself is the peer, in turns in the same run.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { ROOT } from '../scripts/processes.mjs'
import { interleave, median } from './statistics.mjs'

const EXAMPLE = join(ROOT, 'examples', 'cancer')
const BLOCK = 8192
const METHODS = ['predict', 'predict_proba']
const [HEADER, ...SAMPLES] = parse(readFileSync(join(EXAMPLE, 'samples.csv'), 'utf8'))

/** Seven steps over all 30 columns or a few of them, the model, and three over its answers. */
const TEN_STEPS = {
  inputs: Object.fromEntries(HEADER.map((name) => [name.replaceAll(' ', '_'), 'number'])),
  preprocess: [
    { drop_missing: ['mean_radius', 'mean_area'] },
    { fill: { columns: ['mean_texture', 'worst_texture'], value: 20 } },
    { clip: { columns: ['mean_radius', 'worst_radius'], min: 0, max: 50 } },
    { cast: 'float32' },
    { filter: 'mean_radius > 0.0 && mean_area > 0.0' },
    { derive: { density: 'mean_area / (mean_radius * mean_radius)', size: 'mean_area * 1.0' } },
    { standardize: { columns: 'size', mean: 654.9, std: 351.6 } },
  ],
  predict: {
    method: METHODS,
    columns: Object.fromEntries(HEADER.map((name) => [name, name.replaceAll(' ', '_')])),
  },
  passthrough: ['density', 'size'],
  postprocess: [
    { threshold: { positive: 'malignant', threshold: 0.3 } },
    { round: { columns: ['probability_benign', 'probability_malignant'], decimals: 3 } },
    { sort: { by: 'probability_malignant', descending: true } },
  ],
}

/** Microseconds of one call, over as many as fill a tenth of a second. */
function timed(call) {
  const end = performance.now() + 100
  const start = performance.now()
  let calls = 0
  while (performance.now() < end) {
    for (let i = 0; i < 10; i++) call()
    calls += 10
  }
  return ((performance.now() - start) * 1000) / calls
}

/** @returns {Promise<{ rows: number, model: number, service: number, above: number, least: number, most: number }[]>} microseconds */
export async function measureService({ rounds }) {
  const load = (path) => import(join(ROOT, 'dist', path))
  const { serviceSchema } = await load('service/definition/definition.js')
  const { loadModel } = await load('service/load.js')
  const { Service } = await load('service/service.js')
  const { FrameNotes } = await load('steps/pipeline.js')
  const model = await loadModel(join(EXAMPLE, 'model.pkl'))
  const models = new Map([['model', model]])
  const service = new Service({ name: 'bench', definition: serviceSchema.parse(TEN_STEPS), models })
  const results = []
  for (const rows of [1, BLOCK]) {
    const table = Array.from({ length: rows }, (_, r) => SAMPLES[r % SAMPLES.length])
    const frame = service.reader.fromTable(Object.keys(TEN_STEPS.inputs), table, new FrameNotes())
    const input = matrixOf(frame)
    results.push(
      await compare(rows, rounds, {
        model: async () => timed(() => model.inferSync({ input, methods: METHODS })),
        service: async () => timed(() => service.answer(frame)),
      }),
    )
    checkAnswers(model.inferSync({ input, methods: METHODS }), service.answer(frame))
  }
  return results
}

function matrixOf({ rows, columns }) {
  const numbers = new Float64Array(rows * columns.length)
  columns.forEach((column, c) => {
    for (let r = 0; r < rows; r++) numbers[r * columns.length + c] = column.data[r]
  })
  return { rows, numbers, numberWidth: columns.length, objects: [] }
}

async function compare(rows, rounds, contenders) {
  // The first rounds compile.
  const times = await interleave(rounds + 2, contenders)
  const late = { model: times.model.slice(2), service: times.service.slice(2) }
  const above = late.service.map((time, i) => time - late.model[i])
  const range = { least: Math.min(...above), most: Math.max(...above) }
  return { rows, model: median(late.model), service: median(late.service), above: median(above), ...range }
}

/** The largest probability is the same, and stands first. */
function checkAnswers({ predict_proba: probabilities }, { schema, frame }) {
  const at = schema.findIndex(({ name }) => name === 'probability_malignant')
  let largest = 0
  for (let r = 0; r < frame.rows; r++) largest = Math.max(largest, probabilities.data[r * 2 + 1])
  const first = frame.columns[at].data[0]
  if (Math.abs(first - largest) > 0.001) throw new Error(`the service answers ${first}, the model ${largest}`)
}
