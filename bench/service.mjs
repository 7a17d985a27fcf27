/**
 * What a service costs beside its model: one row, and a block of 8192 rows, through up to ten steps. The model itself is
 * the peer, in turns in the same run: `node bench/service.mjs [ROUNDS]`.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { serviceSchema } from '../dist/service/definition/definition.js'
import { loadModel } from '../dist/service/load.js'
import { Service } from '../dist/service/service.js'
import { FrameNotes } from '../dist/steps/pipeline.js'
import { ROOT } from '../scripts/processes.mjs'
import { digits, interleave, median } from './statistics.mjs'

const EXAMPLE = join(ROOT, 'examples', 'cancer')
const BLOCK = 8192

const SERVICES = {
  'predict alone': {},
  'drop_missing, cast, predict': { preprocess: [{ drop_missing: ['mean radius'] }, { cast: 'float32' }] },
  'ten steps': {
    preprocess: [
      { drop_missing: ['mean radius'] },
      { drop_missing: { how: 'all' } },
      { cast: { columns: ['mean radius', 'mean texture'], to: 'float32' } },
      { cast: { columns: 'mean area', to: 'float32' } },
      { cast: 'number' },
    ],
    postprocess: [
      { cast: { columns: ['probability_malignant'], to: 'float32' } },
      { drop_missing: ['prediction'] },
      { cast: { columns: ['probability_malignant'], to: 'number' } },
      { cast: { columns: ['probability_benign'], to: 'float32' } },
    ],
  },
}

const METHODS = ['predict', 'predict_proba']

/** Rows of the example, over and over, as the service reads them. */
function frameOf(service, rows) {
  const [header, ...samples] = parse(readFileSync(join(EXAMPLE, 'samples.csv'), 'utf8'))
  const table = Array.from({ length: rows }, (_, r) => samples[r % samples.length])
  return service.reader.fromTable(header, table, new FrameNotes())
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

async function measure(model, rows, rounds) {
  const service = (definition) =>
    new Service({
      name: 'bench',
      definition: serviceSchema.parse({ predict: METHODS, ...definition }),
      models: new Map([['model', model]]),
    })
  const services = Object.entries(SERVICES).map(([name, definition]) => [name, service(definition)])
  const frame = frameOf(services[0][1], rows)
  const width = frame.columns.length
  const numbers = new Float64Array(rows * width)
  frame.columns.forEach((column, c) => {
    for (let r = 0; r < rows; r++) numbers[r * width + c] = column.data[r]
  })
  const input = { rows, numbers, numberWidth: width, objects: [] }
  const contenders = Object.fromEntries(
    services.map(([name, each]) => [name, async () => timed(() => each.answer(frame))]),
  )
  contenders.model = async () => timed(() => model.inferSync({ input, methods: METHODS }))
  const times = await interleave(rounds + 2, contenders)
  // The first rounds compile.
  const late = (name) => times[name].slice(2)
  console.log(`${rows} row${rows === 1 ? '' : 's'}: the model itself takes ${digits(median(late('model')))} µs`)
  for (const [name] of services) {
    const above = late(name).map((time, i) => time - late('model')[i])
    console.log(
      `  ${name}: ${digits(median(above))} µs above it (${digits(Math.min(...above))}–${digits(Math.max(...above))})`,
    )
  }
}

const rounds = Number(process.argv[2] ?? 9)
const model = await loadModel(join(EXAMPLE, 'model.pkl'))
await measure(model, 1, rounds)
await measure(model, BLOCK, rounds)
