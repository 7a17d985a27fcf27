/** The first rows of a file through a service, to see what becomes of them. */
import { basename } from 'node:path'
import type { FrameSource } from '../batch/frame-source.ts'
import { openFrames } from '../batch/reading/open-frames.ts'
import { Service } from '../service/service.ts'
import { Report } from '../steps/pipeline.ts'
import type { Rejection } from '../steps/report.ts'
import { printable } from './io.ts'

export interface Trial {
  readonly data: string
  readonly isPart: boolean
  readonly rows: number
  readonly answered: number
  readonly dropped: readonly { readonly step: string; readonly reason: string; readonly rows: number }[]
  readonly rejected: number
  /** The first few. */
  readonly rejections: readonly PlacedRejection[]
}

/** With the line in the file, where rows have lines. */
type PlacedRejection = Rejection & { readonly line?: number }

const MAX_SHOWN = 5

/**
 * The first block of rows is tried. The file is read as `brine predict` reads it. Rows that cannot be worked with are left out, whatever the service says
 * about them, so that all are found. Throws what `openFrames` throws.
 */
export async function trialOf(service: Service, path: string): Promise<Trial> {
  const { name, models, definition } = service
  const lenient = new Service({ name, models, fitted: service.fitted, definition: { ...definition, on_error: 'skip' } })
  const source = await openFrames([path], lenient)
  try {
    const report = new Report()
    const run = lenient.start(report)
    let [rows, answered, isPart] = [0, 0, false]
    for await (const { frame, notes } of source.blocks()) {
      isPart = rows > 0
      if (isPart) break
      rows += frame.rows
      answered += run.push(frame, notes).rows
    }
    answered += run.finish()?.rows ?? 0
    const rejections = report.takeRejections()
    return {
      data: basename(path),
      isPart,
      rows,
      answered,
      dropped: [...report.dropped].flatMap(([step, reasons]) =>
        [...reasons].map(([reason, rows]) => ({ step, reason, rows })),
      ),
      rejected: new Set(rejections.map(({ row }) => row)).size,
      rejections: await Promise.all(rejections.slice(0, MAX_SHOWN).map((rejection) => placed(rejection, source))),
    }
  } finally {
    await source.close()
  }
}

async function placed(rejection: Rejection, source: FrameSource): Promise<PlacedRejection> {
  const { line } = rejection.row < 0 ? {} : await source.placeOf(rejection.row)
  return { ...rejection, ...(line === undefined ? {} : { line }) }
}

export function trialLines(trial: Trial): string[] {
  const { data, isPart, rows, answered, dropped, rejected, rejections } = trial
  const lost = rejected === 0 ? '' : `, ${rejected} cannot be worked with`
  const left = dropped.length === 0 ? '' : `, ${dropped.reduce((sum, part) => sum + part.rows, 0)} left out`
  return [
    `${isPart ? `The first ${rows}` : `All ${rows}`} rows of ${printable(data)}: ${answered} answers${left}${lost}.`,
    ...dropped.map((part) => `  ${printable(`${part.step}: ${part.reason}`)}: ${part.rows}`),
    ...rejections.map(({ row, line, column, step, problem }) => {
      const place = `row ${row}${line === undefined ? '' : ` (line ${line})`}${column === undefined ? '' : `, column "${column}"`}, ${step}`
      return `  ${printable(`${place}: ${problem}`)}`
    }),
  ]
}
