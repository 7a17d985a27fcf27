/** Whatever goes wrong with rows, and wherever: none is lost unsaid, and none is there twice. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { type ServiceInput, serviceSchema } from '../src/service/definition/definition.ts'
import { loadModel } from '../src/service/load.ts'
import type { Model } from '../src/service/model.ts'
import { Service, type ServiceAnswer } from '../src/service/service.ts'

const CANCER = join('examples', 'cancer')
const { instances } = JSON.parse(readFileSync(join(CANCER, 'samples.json'), 'utf8')) as {
  instances: readonly Readonly<Record<string, number>>[]
}

let models: ReadonlyMap<string, Model>

beforeAll(async () => {
  models = new Map([['model', await loadModel(join(CANCER, 'model.pkl'))]])
})

/** What can be wrong with a row, and where it is noticed. */
const FAULTS: Readonly<Record<string, { readonly cells: Readonly<Record<string, unknown>>; readonly step: string }>> = {
  reading: { cells: { age: 'old' }, step: 'inputs' },
  'checking a range': { cells: { age: 200 }, step: 'inputs' },
  'checking values': { cells: { plan: 'gold' }, step: 'inputs' },
  'checking for missing ones': { cells: { plan: null }, step: 'inputs' },
  'a filter': { cells: { age: 17 }, step: 'dropped' },
  'a step': { cells: { weight: 'heavy' }, step: 'preprocess[1] parse_number' },
  'an expression': { cells: { code: 'x' }, step: 'preprocess[2] derive' },
  'a function': { cells: { age: 40 }, step: 'preprocess[3] map_rows' },
  'the model, of a missing value': { cells: { 'mean radius': null }, step: 'predict' },
  'the model, of an infinite one': { cells: { 'mean area': 'Infinity' }, step: 'predict' },
  'a route without a branch': { cells: { branch: 'c' }, step: 'predict' },
  'a step after the model': { cells: { after: 'unknown' }, step: 'postprocess[0] map' },
  'a filter after the model': { cells: { after: 'dropped' }, step: 'dropped' },
  nothing: { cells: {}, step: 'none' },
}

const GOOD = { age: 50, plan: 'free', weight: '3 kg', code: '7', branch: 'a', after: 'kept' }

function service(onError: 'skip' | 'null'): Service {
  const definition: ServiceInput = {
    inputs: {
      age: { type: 'integer', min: 0, max: 120 },
      plan: { type: 'string', values: ['free', 'paid'], nullable: false },
      weight: 'string',
      code: 'string',
      branch: 'string',
      after: 'string',
    },
    model_inputs: true,
    preprocess: [
      { filter: { keep: 'age >= 18' } },
      { parse_number: { columns: 'weight', units: { kg: 1 } } },
      { derive: { number: 'int(code)' } },
      { map_rows: (row: Readonly<Record<string, unknown>>) => (row.age === 40 ? refuse() : row) },
    ],
    predict: {
      route: [
        { when: 'branch == "a"', predict: 'model' },
        { when: 'branch == "b"', predict: 'model' },
      ],
      method: ['predict', 'predict_proba'],
    },
    passthrough: ['after', 'age'],
    postprocess: [
      { map: { column: 'after', values: { kept: 'kept', dropped: 'dropped' }, as: 'mapped' } },
      { filter: { drop: 'mapped == "dropped"' } },
    ],
    on_error: onError,
  }
  return new Service({ name: 'test', definition: serviceSchema.parse(definition), models })
}

function refuse(): never {
  throw new Error('refused')
}

const faults = fc.array(fc.constantFrom(...Object.keys(FAULTS)), { minLength: 1, maxLength: 100 })

function rowsOf(names: readonly string[]): Record<string, unknown>[] {
  return names.map((name, i) => ({ ...instances[i % instances.length], ...GOOD, ...FAULTS[name]?.cells }))
}

function droppedOf({ dropped }: ServiceAnswer): number {
  return [...dropped.values()].flatMap((reasons) => [...reasons.values()]).reduce((sum, count) => sum + count, 0)
}

describe.each(['skip', 'null'] as const)('on_error: %s', (onError) => {
  test.each(Object.entries(FAULTS))('%s', (name, { step }) => {
    const answer = service(onError).inferSync(
      service(onError).sources.read(rowsOf(['nothing', name, 'nothing']), service(onError).reader),
    )
    const isLost = step === 'dropped' || (onError === 'skip' && step !== 'none')
    expect([...(answer.frame.index ?? [])]).toEqual(isLost ? [0, 2] : [0, 1, 2])
    expect(answer.rejections.map((rejection) => [rejection.row, rejection.step])).toEqual(
      step === 'dropped' || step === 'none' ? [] : [[1, step]],
    )
    expect(droppedOf(answer)).toBe(step === 'dropped' ? 1 : 0)
  })

  test('rows in are rows out, dropped and rejected', async () => {
    const asked = service(onError)
    await fc.assert(
      fc.asyncProperty(faults, async (names) => {
        const source = asked.sources.read(rowsOf(names), asked.reader)
        const steps = names.map((name) => FAULTS[name]?.step as string)
        const isOut = (step: string): boolean => step === 'none' || (onError === 'null' && step !== 'dropped')
        for (const answer of [asked.inferSync(source), await asked.infer(source)]) {
          const index = [...(answer.frame.index ?? [])]
          expect(index).toEqual(steps.flatMap((step, row) => (isOut(step) ? [row] : [])))
          expect(droppedOf(answer)).toBe(steps.filter((step) => step === 'dropped').length)
          const rejected = steps.flatMap((step, row) => (step === 'dropped' || step === 'none' ? [] : [row]))
          expect(answer.rejected).toBe(rejected.length)
          expect([...new Set(answer.rejections.map(({ row }) => row))].sort((a, b) => a - b)).toEqual(rejected)
          expect(index.length + droppedOf(answer) + (onError === 'skip' ? answer.rejected : 0)).toBe(names.length)
        }
      }),
      { numRuns: 40, seed: 9 },
    )
  })
})
