/** Whatever steps a service is made of: its answers do not depend on how the rows come, and no row is lost unsaid. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BrineError } from '../src/errors.ts'
import { cellAt } from '../src/frame/column.ts'
import { concatFrames } from '../src/frame/frame.ts'
import { checkDefinition } from '../src/service/definition/read-definition.ts'
import { Service } from '../src/service/service.ts'
import { fitSteps } from '../src/steps/fit.ts'
import { FrameNotes, Report } from '../src/steps/pipeline.ts'
import { STEP_FAMILIES } from '../src/steps/registry.ts'
import { checkConsistent, checkCounts } from './random-checks.mjs'
import { stepDraws } from './random-services.mjs'

const modules = { BrineError, cellAt, checkDefinition, concatFrames, FrameNotes, fitSteps, Report, Service }
const draws = stepDraws(STEP_FAMILIES)
const seeds = fc.integer({ min: 0, max: 2 ** 31 })

describe('services at random', () => {
  test.each(draws.filter(({ name }) => name !== 'map_batch').map((draw) => [draw.name, draw] as const))(
    'all rows at once, in parts, and broken off: %s first',
    async (_, first) => {
      await fc.assert(
        fc.asyncProperty(seeds, async (seed) => {
          expect(await checkConsistent(seed, modules, { draws, first })).toBe(undefined)
        }),
        { numRuns: 6, seed: 7 },
      )
    },
  )

  test.each(['skip', 'null'] as const)('on_error: %s, and every row is accounted for', async (onError) => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        expect(await checkCounts(seed, modules, { draws, onError })).toBe(undefined)
      }),
      { numRuns: 60, seed: 8 },
    )
  })
})
