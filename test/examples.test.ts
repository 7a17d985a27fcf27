/** The services of examples/ against what pandas and scikit-learn answered: as files, and over HTTP. Needs a build. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { Repository } from '../src/runtime/repository.ts'
import { createServer } from '../src/transports/http/server.ts'

const EXAMPLES = [
  { service: 'screening/brine.yaml', rows: 'screening/patients.csv', expected: 'screening/expected.csv' },
  { service: 'cars/brine.yaml', rows: 'cars/new.csv', expected: 'cars/expected.csv' },
  { service: 'cars/by-origin.yaml', rows: 'cars/new.csv', expected: 'cars/expected-by-origin.csv' },
]

const path = (name: string): string => join('examples', name)
const read = (name: string): string => readFileSync(path(name), 'utf8')

describe.each(EXAMPLES)('$service', ({ service, rows, expected }) => {
  const [header, ...answers] = parse(read(expected)) as string[][]

  test('brine predict writes the same file', () => {
    const args = [join('bin', 'brine.js'), 'predict', path(service), path(rows), '-q']
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
    expect(stdout).toBe(read(expected))
    expect(answers.length).toBeGreaterThanOrEqual(3)
  })

  test('HTTP answers the same to CSV', async () => {
    const { columns, rows: answered } = await asked(service, 'text/csv', read(rows))
    expect(columns).toEqual(header)
    expect(answered.map((row) => columns.map((name) => row[name]))).toEqual(answers.map((row) => row.map(cell)))
  })

  test('HTTP answers the same to JSON', async () => {
    const [names = [], ...cells] = parse(read(rows)) as string[][]
    const instances = cells.map((row) => Object.fromEntries(names.map((name, c) => [name, cell(row[c] as string)])))
    const { columns, rows: answered } = await asked(service, 'application/json', JSON.stringify({ instances }))
    expect(answered.map((row) => columns.map((name) => row[name]))).toEqual(answers.map((row) => row.map(cell)))
  })
})

interface Answer {
  readonly columns: readonly string[]
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

async function asked(service: string, type: string, payload: string): Promise<Answer> {
  const repository = new Repository()
  await repository.add('example', path(service))
  const app = await createServer({ repository })
  const headers = { 'content-type': type }
  const response = await app.inject({ method: 'POST', url: '/predict', headers, payload })
  await app.close()
  expect(response.statusCode, response.body).toBe(200)
  return response.json()
}

/** A cell of a file as JSON has it. */
function cell(text: string): string | number | null {
  if (text === '') return null
  return Number.isNaN(Number(text)) ? text : Number(text)
}
