/** Every recorded case, of every version of scikit-learn: Brine answers what Python answered, and refuses what it refused. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkFixture } from '../conformance/check.mjs'
import { FIXTURES, fixtureNames, readFixture } from '../conformance/fixtures.mjs'
import { loadModel } from '../src/index.ts'

describe.each(readdirSync(FIXTURES))('%s', (version) => {
  const directory = join(FIXTURES, version)
  const names = fixtureNames(directory)

  test('has its fixtures', () => {
    expect(names.length).toBeGreaterThan(15)
  })

  test.each(names)('%s', async (name) => {
    const { problems } = await checkFixture(readFixture(directory, name), loadModel)
    expect(problems).toEqual([])
  })
})
