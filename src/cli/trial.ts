/** The first rows of a file through a service, to see what becomes of them. */
import { Service } from '../service/service.ts'
import { FrameNotes } from '../steps/pipeline.ts'
import type { Rejection } from '../steps/report.ts'
import type { Sample } from './init/sample.ts'
import { printable } from './io.ts'

export interface Trial {
  readonly data: string
  readonly isPart: boolean
  readonly rows: number
  readonly answered: number
  readonly dropped: readonly { readonly step: string; readonly reason: string; readonly rows: number }[]
  readonly rejected: number
  /** The first few. */
  readonly rejections: readonly Rejection[]
}

const MAX_SHOWN = 5

/** Rows that cannot be worked with are left out, whatever the service says about them, so that all are found. */
export function trialOf(service: Service, sample: Sample): Trial {
  const { name, models, definition } = service
  const lenient = new Service({ name, models, fitted: service.fitted, definition: { ...definition, on_error: 'skip' } })
  const notes = new FrameNotes()
  const header = sample.columns.map((column) => column.name)
  const frame = lenient.reader.fromTable(header, sample.rows, notes)
  const { frame: answers, dropped, rejections } = lenient.answer(frame, notes)
  return {
    data: sample.name,
    isPart: sample.isPart,
    rows: sample.rows.length,
    answered: answers.rows,
    dropped: [...dropped].flatMap(([step, reasons]) => [...reasons].map(([reason, rows]) => ({ step, reason, rows }))),
    rejected: new Set(rejections.map(({ row }) => row)).size,
    rejections: rejections.slice(0, MAX_SHOWN),
  }
}

export function trialLines(trial: Trial): string[] {
  const { data, isPart, rows, answered, dropped, rejected, rejections } = trial
  const lost = rejected === 0 ? '' : `, ${rejected} cannot be worked with`
  const left = dropped.length === 0 ? '' : `, ${dropped.reduce((sum, part) => sum + part.rows, 0)} left out`
  return [
    `${isPart ? `The first ${rows}` : `All ${rows}`} rows of ${printable(data)}: ${answered} answers${left}${lost}.`,
    ...dropped.map((part) => `  ${printable(`${part.step}: ${part.reason}`)}: ${part.rows}`),
    ...rejections.map(({ row, column, step, problem }) => {
      const place = `row ${row}${column === undefined ? '' : `, column "${column}"`}, ${step}`
      return `  ${printable(`${place}: ${problem}`)}`
    }),
  ]
}
