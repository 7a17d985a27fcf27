/** Every step against what pandas answered, through files: what `brine predict` does, from the input to the output. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, describe, test } from 'vitest'
import { runJob } from '../src/batch/jobs/run-job.ts'
import { inSmallerBlocks } from '../src/batch/jobs/smaller-blocks.ts'
import { jobOf } from '../src/batch/jobs/testing.ts'
import { openFrames } from '../src/batch/reading/open-frames.ts'
import type { Service } from '../src/service/service.ts'
import { fitsJson, READ, writeNdjson, writeParquet } from './row-files.ts'
import {
  type AnsweredRows,
  checkRows,
  fittedOn,
  isSameAsCsv,
  recordedFamilies,
  recordsOf,
  type StepCase,
  serviceOf,
} from './step-case.ts'

const folder = mkdtempSync(join(tmpdir(), 'brine-steps-'))
afterAll(() => rmSync(folder, { recursive: true }))

let cases = 0

for (const { family, cases: recorded } of recordedFamilies()) {
  describe.concurrent(family, () => {
    for (const one of recorded) {
      const number = cases++
      // A file without rows is refused, which has its own test.
      test.skipIf(one.given.rows.length === 0)(one.name, () => checkFiles(one, number))
    }
  })
}

/** A file takes some 40 ms: each case goes through one format, each step through all, unless all is asked for. */
const isThorough = process.env.BRINE_ALL_FORMATS === '1'

type Way = readonly [from: string, to: string, blockRows?: number]

const WAYS: readonly Way[] = [
  ['csv', 'csv'],
  ['ndjson', 'ndjson', 4],
  ['parquet', 'parquet'],
  ['csv', 'csv', 4],
  ['ndjson', 'ndjson'],
  ['parquet', 'arrow', 4],
]

async function checkFiles(recorded: StepCase, number: number): Promise<void> {
  const service = serviceOf(recorded, await fittedOn(recorded))
  const drawn = Math.imul(number + 1, 0x9e3779b1) >>> 8
  for (let way = 0, done = 0; way < WAYS.length && (isThorough || done === 0); way++) {
    const [from, to, blockRows] = WAYS[(drawn + way) % WAYS.length] as Way
    const name = join(folder, `${number}-${way}`)
    if (!fitsOutput(service, to) || !(await writeInput(recorded, service, `${name}.in.${from}`))) continue
    await checkFile(recorded, service, `${name}.in.${from}`, `${name}.out.${to}`, blockRows)
    done++
  }
}

/** Two columns whose names differ in capital letters alone are refused for Parquet. */
function fitsOutput({ output }: Service, extension: string): boolean {
  const names = output.map(({ name }) => (extension === 'parquet' ? name.toLowerCase() : name))
  return new Set(names).size === names.length
}

/** False if the format cannot hold the rows. */
async function writeInput(recorded: StepCase, { input }: Service, path: string): Promise<boolean> {
  const records = recordsOf(recorded.given)
  if (path.endsWith('.parquet')) return await writeParquet(path, input, records)
  const isCsv = path.endsWith('.csv')
  if (isCsv ? !isSameAsCsv(recorded.given) || recorded.csv === undefined : !fitsJson(input, records)) return false
  if (isCsv) writeFileSync(path, recorded.csv as string)
  else writeNdjson(path, records)
  return true
}

async function checkFile(
  recorded: StepCase,
  service: Service,
  input: string,
  output: string,
  blockRows?: number,
): Promise<void> {
  const opened = await openFrames([input], service)
  const source = blockRows === undefined ? opened : inSmallerBlocks(opened, blockRows)
  const hasRowIndex = recorded.index !== undefined
  const rejects = `${output}.rejects.csv`
  try {
    const { rejected } = await runJob(jobOf(service, source, output, { hasRowIndex, rejects }))
    const answered = await answeredIn(output, service, hasRowIndex)
    const numbers = rejected === 0 ? [] : rejectedIn(rejects)
    checkRows(recorded, service.output, { ...answered, rejected: numbers }, `${input} to ${output}`)
  } finally {
    await source.close()
  }
}

async function answeredIn(
  output: string,
  service: Service,
  hasRowIndex: boolean,
): Promise<Pick<AnsweredRows, 'rows' | 'index'>> {
  const read = READ[output.split('.').at(-1) as string] as (typeof READ)[string]
  if (!hasRowIndex) return { rows: await read(output, service.output), index: undefined }
  const rows = await read(output, [{ name: 'row', type: 'integer' }, ...service.output])
  return { rows: rows.map((row) => row.slice(1)), index: rows.map(([row]) => row as number) }
}

function rejectedIn(path: string): number[] {
  return (parse(readFileSync(path), { columns: true }) as { readonly row: string }[]).map(({ row }) => Number(row))
}
