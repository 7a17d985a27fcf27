/** What tests of jobs share: a source of rows that are made up, and a service without a model. */
import { PassThrough } from 'node:stream'
import { rangeIndex } from '../../frame/frame.ts'
import { type ServiceInput, serviceSchema } from '../../service/definition/definition.ts'
import { Service } from '../../service/service.ts'
import { FrameNotes } from '../../steps/pipeline.ts'
import type { FrameSource } from '../frame-source.ts'
import { type OutputFormat, outputKind } from '../writing/output-format.ts'
import type { Job } from './job.ts'

const BLOCK = 10

/** `rows` rows of the columns `id` and `x`, in blocks of 10; every seventh `x` is missing, and `bad` are no numbers. */
export function madeSource(
  rows: number,
  { bad = [], onBlock }: { readonly bad?: readonly number[]; onBlock?(first: number): void } = {},
): FrameSource {
  return {
    files: ['made.csv'],
    fingerprint: `made ${rows} ${bad.join()}`,
    bytes: rows,
    rows,
    async *blocks(skip = 0) {
      for (let first = skip; first < rows; first += BLOCK) {
        onBlock?.(first)
        const index = rangeIndex(first, Math.min(BLOCK, rows - first))
        const notes = new FrameNotes()
        index.forEach((row, r) => {
          if (bad.includes(row)) notes.reject(r, 'expected a number, got "x"', 'x', 'x')
        })
        const x = index.map((row) => (row % 7 === 3 ? Number.NaN : (row * 37) % 1000))
        const columns = [index.slice(), x].map((data) => ({ kind: 'numeric' as const, data }))
        yield { frame: { rows: index.length, columns, index }, notes }
      }
    },
    placeOf: async (row) => ({ file: 'made.csv', row, line: row + 2 }),
    close: async () => undefined,
  }
}

export function stepsOnly(definition: ServiceInput): Service {
  const inputs = { id: 'integer', x: 'number' } as const
  const parsed = serviceSchema.parse({ inputs, predict: 'none', ...definition })
  return new Service({ name: 'made', definition: parsed, models: new Map() })
}

export function jobOf(
  service: Service,
  source: FrameSource,
  path: string,
  more: Partial<Job> & { readonly format?: OutputFormat } = {},
): Job {
  return {
    service,
    source,
    output: { ...outputKind(path, more.format), path, stream: new PassThrough() },
    hasRowIndex: false,
    threads: 1,
    startWorker: () => {
      throw new Error('there are no workers in this test')
    },
    begin: 'new',
    digest: 'digest',
    checkpointEvery: Infinity,
    blockRows: BLOCK,
    ...more,
  }
}
