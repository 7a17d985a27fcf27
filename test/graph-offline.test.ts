/** Models put together, and steps on their answers: a file is answered as a request is, and as scikit-learn answered. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runJob } from '../src/batch/jobs/run-job.ts'
import { inSmallerBlocks } from '../src/batch/jobs/smaller-blocks.ts'
import { jobOf } from '../src/batch/jobs/testing.ts'
import { openFrames } from '../src/batch/reading/open-frames.ts'
import { type ServiceInput, serviceSchema } from '../src/service/definition/definition.ts'
import { loadModel } from '../src/service/load.ts'
import type { Model } from '../src/service/model.ts'
import { Service } from '../src/service/service.ts'
import { FrameNotes } from '../src/steps/pipeline.ts'
import type { Cell } from '../src/tensor/tensor.ts'
import { READ } from './row-files.ts'
import { cellsOf } from './step-case.ts'

const FIXTURES = 'test/fixtures/graph'

interface GraphCase {
  readonly name: string
  readonly predict: ServiceInput['predict']
  readonly rows: readonly (readonly number[])[]
  readonly answers: { readonly [method: string]: readonly (Cell | readonly Cell[])[] }
}

const cases = JSON.parse(readFileSync(join(FIXTURES, 'cases.json'), 'utf8')) as readonly GraphCase[]
const models = new Map<string, Model>()

const folder = mkdtempSync(join(tmpdir(), 'brine-graph-'))
afterAll(() => rmSync(folder, { recursive: true }))

beforeAll(async () => {
  for (const file of readdirSync(FIXTURES).filter((name) => name.endsWith('.joblib'))) {
    const name = basename(file, '.joblib')
    models.set(name, await loadModel(join(FIXTURES, file), { name }))
  }
})

function serviceOf(prefix: string, input: ServiceInput): Service {
  const chosen = new Map([...models].filter(([name]) => name.startsWith(prefix)))
  return new Service({ name: 'graph', definition: serviceSchema.parse(input), models: chosen })
}

function online(service: Service, rows: GraphCase['rows']): Cell[][] {
  const notes = new FrameNotes()
  const names = service.inputs.map(({ name }) => name)
  return cellsOf(service.output, service.answer(service.reader.fromTable(names, rows, notes), notes).frame)
}

let files = 0

/** Through a file of CSV, four rows at a time. */
async function offline(service: Service, rows: GraphCase['rows'], extension: string): Promise<Cell[][]> {
  const input = join(folder, `${files++}.csv`)
  const output = `${input}.out.${extension}`
  const header = service.inputs.map(({ name }) => name)
  writeFileSync(input, [header, ...rows].map((row) => `${row.join(',')}\n`).join(''))
  const source = inSmallerBlocks(await openFrames([input], service), 4)
  try {
    await runJob(jobOf(service, source, output))
  } finally {
    await source.close()
  }
  return (await READ[extension]?.(output, service.output)) ?? []
}

function expectClose(found: Cell | undefined, wanted: Cell): void {
  if (typeof wanted !== 'number') expect(found).toBe(wanted)
  else expect(Math.abs((found as number) - wanted)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(wanted)))
}

describe('graphs', () => {
  test.each(cases)('$name', async ({ name, predict, rows, answers }) => {
    const service = serviceOf(name.split(':')[0] as string, { predict })
    const found = await offline(service, rows, 'csv')
    expect(found).toEqual(online(service, rows))
    for (const [method, expected] of Object.entries(answers)) {
      const prefix = method === 'predict' ? 'prediction' : 'probability_'
      const columns = service.output.flatMap((spec, at) => (spec.name.startsWith(prefix) ? [at] : []))
      expected.forEach((row, r) => {
        const wanted = (Array.isArray(row) ? row : [row]) as readonly Cell[]
        expect(columns.length).toBe(wanted.length)
        for (const [i, at] of columns.entries()) expectClose(found[r]?.[at], wanted[i] as Cell)
      })
    }
  })
})

const POSTPROCESS: readonly (readonly [string, NonNullable<ServiceInput['postprocess']>])[] = [
  ['top_k', [{ top_k: 2 }]],
  ['threshold', [{ threshold: { thresholds: { versicolor: 0.3, virginica: 0.9 }, otherwise: 'unsure' } }]],
  ['calibrate', [{ calibrate: { method: 'temperature', temperature: 1.7 } }]],
  [
    'several steps',
    [{ round: 4 }, { filter: 'probability_setosa < 0.5' }, { sort: 'probability_virginica' }, { head: 5 }],
  ],
]

describe('steps on answers', () => {
  const rows = (cases[0] as GraphCase).rows
  const predict = { model: 'iris_logistic', method: ['predict', 'predict_proba'] } satisfies ServiceInput['predict']
  describe.each(POSTPROCESS)('%s', (_, postprocess) => {
    test.each(['csv', 'ndjson', 'parquet', 'arrow'])('%s', async (extension) => {
      const service = serviceOf('iris', { predict, postprocess })
      const expected = online(service, rows)
      expect(expected.length).toBeGreaterThan(0)
      expect(await offline(service, rows, extension)).toEqual(expected)
    })
  })
})
