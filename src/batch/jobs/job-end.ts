/** How a job ends: with a summary, or with an error that says where. */
import { BrineError, type Issue, type Where } from '../../errors.ts'
import { summaryOf } from './distribution.ts'
import type { Job, JobSummary } from './job.ts'
import type { Checkpoint } from './journal.ts'
import type { Tally } from './tally.ts'

interface Ending {
  readonly rowsOut: number
  readonly hasRejects: boolean
  readonly stoppedEarly: boolean
}

export function summarize(job: Job, tally: Tally, from: Checkpoint | undefined, ending: Ending): JobSummary {
  const { rowsIn, rejected, dropped, sketches } = tally
  return {
    rowsIn,
    rowsOut: ending.rowsOut,
    dropped: Object.fromEntries([...dropped].map(([place, reasons]) => [place, Object.fromEntries(reasons)])),
    rejected,
    ...(ending.hasRejects && job.rejects !== undefined ? { rejects: job.rejects } : {}),
    stoppedEarly: ending.stoppedEarly,
    ...(from === undefined ? {} : { resumedAt: from.tally.rowsIn }),
    predictions: sketches.map(summaryOf),
  }
}

/** Rows of the whole input into rows of a file, with the line where rows have lines. */
export async function placed(error: unknown, { source }: Job): Promise<unknown> {
  if (!(error instanceof BrineError) || (error.family !== 'data' && error.family !== 'inference')) return error
  const at = async (where: Where): Promise<Where> => {
    if (where.row === undefined || where.file !== undefined) return where
    const place = await source.placeOf(where.row).catch(() => undefined)
    return { ...where, ...place }
  }
  const issues: Issue[] = []
  for (const { where, problem } of error.issues) issues.push({ where: await at(where), problem })
  const { code, problem, issueCount, details, remedy } = error
  return new BrineError(code, problem, {
    where: await at(error.where),
    issues,
    issueCount,
    details,
    ...(remedy === undefined ? {} : { remedy }),
    cause: error,
  })
}
