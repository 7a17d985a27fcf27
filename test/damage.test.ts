/** A damaged model file gives a coded error or a model, never a crash; `npm run fuzz` tries every bit. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import * as brine from '../src/index.ts'
import { damageFile } from './damage.mjs'
import { DAMAGED_MODELS } from './damaged-models.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

test.each(DAMAGED_MODELS)('%s, cut and flipped', async (file) => {
  const { runs, finds } = await damageFile(join(ROOT, file), brine, { step: 7, allBits: false })
  expect(finds).toEqual([])
  expect(runs).toBeGreaterThan(100)
})
