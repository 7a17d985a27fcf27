/** `brine predict` for services, and for models with files of every format: a job. */
import { existsSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { BLOCK_ROWS, type FrameSource } from '../batch/frame-source.ts'
import { estimateRows } from '../batch/jobs/estimate-rows.ts'
import type { Job, JobSummary } from '../batch/jobs/job.ts'
import { type JobService, loadJobService, serviceDigest } from '../batch/jobs/job-service.ts'
import { runJob } from '../batch/jobs/run-job.ts'
import { inSmallerBlocks } from '../batch/jobs/smaller-blocks.ts'
import { jobWorker, WorkerPool } from '../batch/jobs/worker-pool.ts'
import { openFrames } from '../batch/reading/open-frames.ts'
import type { ReadingOptions } from '../batch/reading/table.ts'
import { STANDARD_STREAM } from '../batch/source.ts'
import { writeJsonFile } from '../batch/writing/json-file.ts'
import { type OutputFormat, outputKind } from '../batch/writing/output-format.ts'
import { BrineError } from '../errors.ts'
import type { Service } from '../service/service.ts'
import type { ExitCode, Io } from './io.ts'
import { summaryLines } from './job-summary.ts'
import { openProgress } from './progress.ts'

export interface JobOptions {
  readonly output?: string
  readonly format?: OutputFormat
  readonly delimiter?: string
  readonly quote?: string
  readonly header?: boolean
  readonly inputFormat?: NonNullable<ReadingOptions['format']>
  readonly rejects?: string
  readonly rowIndex?: boolean
  readonly threads?: number
  readonly resume?: boolean
  readonly restart?: boolean
  readonly summary?: string
  readonly quiet?: boolean
}

export async function predictJob(
  from: JobService,
  inputs: readonly string[],
  options: JobOptions,
  io: Io,
): Promise<ExitCode> {
  const begun = performance.now()
  const pool = earlyPool(from, inputs, options)
  let opened: FrameSource | undefined
  try {
    const service = await loadJobService(from)
    const blockRows = Number(io.environment.BRINE_BLOCK_ROWS ?? BLOCK_ROWS)
    opened = await openFrames(inputs, service, readingOptions(options, io))
    const source = blockRows === BLOCK_ROWS ? opened : inSmallerBlocks(opened, blockRows)
    refuseSameOutputs(options)
    refuseOverwriting(options, [...source.files, from.path])
    const job = await jobOf(from, service, source, { options, blockRows, io })
    const summary = await watched({ ...job, ...(pool === undefined ? {} : { pool }) }, options, io)
    await tell(summary, { from, options, seconds: (performance.now() - begun) / 1000, files: source.files }, io)
  } finally {
    await opened?.close()
    await pool?.close()
  }
  return 0
}

/** Where a file is plainly large, workers load the service while this thread does, and opens the files. */
function earlyPool(from: JobService, inputs: readonly string[], { threads }: JobOptions): WorkerPool | undefined {
  const workers = (threads ?? availableParallelism()) - 1
  const isLarge = inputs.some((input) => (statSync(input, { throwIfNoEntry: false })?.size ?? 0) >= SMALL)
  return workers > 0 && isLarge ? new WorkerPool(jobWorker(from), workers) : undefined
}

function readingOptions(options: JobOptions, io: Io): ReadingOptions {
  const { delimiter, quote, header, inputFormat } = options
  return {
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(quote === undefined ? {} : { quote }),
    // commander has it as true where nothing was said.
    ...(header === false ? { header } : {}),
    ...(inputFormat === undefined ? {} : { format: inputFormat }),
    signal: io.signal,
    stdin: io.stdin,
  }
}

interface JobContext {
  readonly options: JobOptions
  readonly blockRows: number
  readonly io: Io
}

/** Seconds that a crash may cost. */
const CHECKPOINT_SECONDS = 5

async function jobOf(
  from: JobService,
  service: Service,
  source: FrameSource,
  { options, blockRows, io }: JobContext,
): Promise<Job> {
  const { output, format, rowIndex, resume, restart } = options
  const seconds = Number(io.environment.BRINE_CHECKPOINT_SECONDS ?? CHECKPOINT_SECONDS)
  const rejects = rejectsPath(options, service)
  return {
    service,
    source,
    output: { ...outputKind(output, format), path: output, stream: io.stdout },
    ...(rejects === undefined ? {} : { rejects }),
    hasRowIndex: rowIndex === true,
    threads: options.threads ?? threadsFor(source),
    startWorker: jobWorker(from),
    begin: resume === true ? 'resume' : restart === true ? 'restart' : 'new',
    digest: await serviceDigest(service, from),
    checkpointEvery: seconds * 1000,
    blockRows,
    signal: io.signal,
  }
}

/** Below, a worker takes longer to start than the rows to answer. */
const SMALL = 4 * 2 ** 20

function threadsFor({ bytes }: FrameSource): number {
  return bytes !== undefined && bytes < SMALL ? 1 : availableParallelism()
}

/** `answers.rejects.csv` beside `answers.csv`, for a service that goes on without rows that are wrong. */
function rejectsPath({ rejects, output }: JobOptions, service: Service): string | undefined {
  if (rejects !== undefined) return rejects
  if (service.onError === 'fail' || output === undefined || output === STANDARD_STREAM) return undefined
  const name = basename(output).replace(/(?<=.)\.[a-z]+(\.gz)?$/i, '')
  return join(dirname(output), `${name}.rejects.csv`)
}

function refuseOverwriting({ output, rejects, summary, format }: JobOptions, inputs: readonly string[]): void {
  // What does not exist yet is found out before the work, not after it.
  outputKind(output, format)
  const written = [output, rejects, summary].filter((path) => path !== undefined && path !== STANDARD_STREAM)
  const clash = inputs.find((input) => written.some((path) => resolve(path as string) === resolve(input)))
  if (clash !== undefined) {
    throw new BrineError('usage', `the answers would replace ${clash}`, { remedy: 'Give --output another name.' })
  }
  for (const path of written) {
    const folder = dirname(path as string)
    if (existsSync(folder)) continue
    throw new BrineError('output_unwritable', 'its directory does not exist', {
      where: { file: path as string },
      remedy: `Make the directory first: mkdir -p ${folder}`,
    })
  }
}

/** Each goes to a place of its own; only the answers can go to standard output. */
function refuseSameOutputs(options: JobOptions): void {
  for (const name of ['rejects', 'summary'] as const) {
    const path = options[name]
    if (path === undefined) continue
    if (path === STANDARD_STREAM) {
      throw new BrineError('usage', `--${name} takes a file`, { remedy: 'Only the answers can go to standard output.' })
    }
    const other = (['output', 'rejects'] as const).find(
      (before) => before !== name && resolve(options[before] ?? '') === resolve(path),
    )
    if (other === undefined) continue
    throw new BrineError('usage', `--${other} and --${name} are the same file, ${path}`, {
      remedy: `Give --${name} another name.`,
    })
  }
}

async function watched(job: Job, options: JobOptions, io: Io): Promise<JobSummary> {
  const progress = openProgress(io, options.quiet === true, await estimateRows(job.source))
  const notices: string[] = []
  try {
    return await runJob({
      ...job,
      onProgress: (state) => progress.update(state),
      onNotice: (text) => notices.push(text),
    })
  } finally {
    progress.stop()
    for (const notice of notices) io.stderr.write(`${notice}\n`)
  }
}

interface Told {
  readonly from: JobService
  readonly options: JobOptions
  readonly seconds: number
  readonly files: readonly string[]
}

async function tell(summary: JobSummary, { from, options, seconds, files }: Told, io: Io): Promise<void> {
  const output = options.output ?? STANDARD_STREAM
  if (options.quiet !== true) {
    const name = output === STANDARD_STREAM ? 'standard output' : output
    io.stderr.write(`${summaryLines(summary, { seconds, output: name }).join('\n')}\n`)
  }
  if (options.summary !== undefined) {
    await writeJsonFile(options.summary, { service: from.path, inputs: files, output, seconds, ...summary })
  }
}
