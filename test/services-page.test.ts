/** What docs/services.md shows is real: every definition is read, and those with a model are compiled. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { afterAll, expect, test } from 'vitest'
import { run } from '../src/cli/run.ts'
import { BrineError } from '../src/errors.ts'
import { parseYamlDefinition } from '../src/service/definition/read-definition.ts'
import { loadService } from '../src/service/load-service.ts'

const page = readFileSync('docs/services.md', 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'brine-page-'))
afterAll(() => rmSync(folder, { recursive: true }))
cpSync('examples/cancer/model.pkl', join(folder, 'model.pkl'))

function blocks(language: string): string[] {
  return [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, name, text]) =>
    name === language ? [text as string] : [],
  )
}

function saved(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const sink = () => new Writable({ write: (_chunk, _encoding, done) => done() })

async function fitted(path: string): Promise<unknown> {
  const streams = { stdin: Readable.from([]), stdout: sink(), stderr: sink() }
  return run(['fit', path, 'examples/cancer/samples.csv'], {
    ...streams,
    environment: {},
    signal: new AbortController().signal,
  })
}

test.each(blocks('yaml').map((text, i) => [i, text] as const))('block %i of YAML', async (i, text) => {
  const { definition } = parseYamlDefinition(text)
  if (definition.model === undefined) return
  const path = saved(`page-${i}.yaml`, text)
  const service = await loadService(path).catch(async (error: unknown) => {
    if (!(error instanceof BrineError) || error.code !== 'not_fitted') throw error
    expect(await fitted(path)).toBe(0)
    return loadService(path)
  })
  expect(service.output.length).toBeGreaterThan(0)
})

test.each(blocks('ts').map((text, i) => [i, text] as const))('block %i of TypeScript', async (i, text) => {
  mkdirSync(join(folder, `module-${i}`))
  cpSync(join(folder, 'model.pkl'), join(folder, `module-${i}`, 'model.pkl'))
  const service = await loadService(saved(`module-${i}/service.ts`, text))
  expect(service.output.map(({ name }) => name)).toEqual(['density', 'probability_benign', 'probability_malignant'])
})

test('the page has examples', () => {
  expect([blocks('yaml').length, blocks('ts').length]).toEqual([7, 1])
})
