/**
 * A job: blocks are read in their order, pass the steps that look at more than one row, go to the workers and come back,
 * and are written in their order. No more than a few are on their way, so that memory is bounded.
 *
 *     source ──> before ──> workers (parallel) ──> after ──> output
 *                in order   any order               in order, with rejects, counts and checkpoints
 */
import { BrineError } from '../../errors.ts'
import { findColumn, type Schema } from '../../frame/schema.ts'
import { STANDARD_STREAM } from '../source.ts'
import { outputPlace, type Placing, place } from '../writing/byte-target.ts'
import { type FrameOutput, openOutput } from '../writing/frame-output.ts'
import type { Job, JobSummary } from './job.ts'
import { placed, summarize } from './job-end.ts'
import { type JobParts, JobRun } from './job-run.ts'
import { type Checkpoint, Journal } from './journal.ts'
import { canBeSaved } from './plan.ts'
import { Rejects } from './rejects.ts'
import { Tally } from './tally.ts'

/** Throws a BrineError that names file, row, line, column, value and step. What it leaves behind: see `stop`. */
export async function runJob(job: Job): Promise<JobSummary> {
  const schema = outputSchema(job)
  const journal = await openJournal(job)
  const from = await earlier(job, journal)
  if (from?.placing !== undefined) return await placeAgain(job, journal as Journal, from)
  await journal?.write(from ?? null)
  const run = new JobRun(job, await openParts(job, schema, journal, from))
  try {
    await run.work()
    return await run.commit()
  } catch (error) {
    await run.stop(error)
    throw await placed(error, job)
  } finally {
    await run.close()
  }
}

/** All was written, and only the names are missing. */
async function placeAgain(job: Job, journal: Journal, from: Checkpoint): Promise<JobSummary> {
  await place(from.placing as Placing, true)
  await journal.remove()
  return summarize(job, new Tally(from.tally), from, {
    rowsOut: from.output.rows,
    hasRejects: from.rejects !== null,
    stoppedEarly: !from.isRead,
  })
}

async function openParts(
  job: Job,
  schema: Schema,
  journal: Journal | undefined,
  from: Checkpoint | undefined,
): Promise<JobParts> {
  let output: FrameOutput | undefined
  try {
    output = await openOutput({ ...job.output, schema, ...(from === undefined ? {} : { from: from.output }) })
    return { output, journal, from, rejects: await Rejects.open(job.rejects, job.source, from?.rejects ?? null) }
  } catch (error) {
    // What an earlier job left is not ours to remove.
    await (from === undefined ? output?.discard() : output?.keep())
    if (from === undefined) await journal?.remove()
    throw error
  }
}

/** A job can be gone on with if it writes a file, from files that can be read again. */
async function openJournal({
  service,
  source,
  digest,
  output,
  rejects,
  hasRowIndex,
}: Job): Promise<Journal | undefined> {
  const { path, format, isGzip } = output
  if (digest === undefined || source.bytes === undefined || path === undefined || path === STANDARD_STREAM)
    return undefined
  const { target, isFile } = await outputPlace(path)
  if (!isFile || !canBeSaved(service.steps)) return undefined
  const options = JSON.stringify({ format, isGzip, hasRowIndex, rejects: rejects ?? null })
  return new Journal(target, { service: digest, input: source.fingerprint, options })
}

async function earlier(job: Job, journal: Journal | undefined): Promise<Checkpoint | undefined> {
  if (journal === undefined) {
    if (job.begin === 'resume') {
      throw new BrineError('usage', 'this job cannot be gone on with', {
        remedy: 'Only a job from files to a file can; run it without --resume.',
      })
    }
    return undefined
  }
  if (job.begin === 'resume') return await journal.resume()
  if (job.begin === 'new') await journal.refuseEarlier()
  else await journal.refuseRunning()
  return undefined
}

const ROW = 'row'

function outputSchema({ service, hasRowIndex }: Job): Schema {
  if (!hasRowIndex) return service.output
  if (findColumn(service.output, ROW) !== undefined) {
    throw new BrineError('usage', `the answers have a column "${ROW}" already`, {
      remedy: 'Leave out --row-index, or rename the column.',
    })
  }
  return [{ name: ROW, type: 'integer' }, ...service.output]
}
