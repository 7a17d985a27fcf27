/** What a job is told, and what it tells. */
import type { Writable } from 'node:stream'
import type { Service } from '../../service/service.ts'
import type { FrameSource } from '../frame-source.ts'
import type { OutputKind } from '../writing/output-format.ts'
import type { ColumnSummary } from './distribution.ts'
import type { StartWorker, WorkerPool } from './worker-pool.ts'

export interface Job {
  readonly service: Service
  readonly source: FrameSource
  readonly output: OutputKind & {
    /** Undefined or `-` is the stream. */
    readonly path: string | undefined
    readonly stream: Writable
  }
  /** Where the rows go that cannot be worked with; if not given, they are only counted. */
  readonly rejects?: string
  /** Adds the number of each row in the input, as a column `row`. */
  readonly hasRowIndex: boolean
  /** How many threads answer: the job's own, and a worker for each other one. */
  readonly threads: number
  readonly startWorker: StartWorker
  /** Workers that were started already; the job ends them. */
  readonly pool?: WorkerPool
  /** `resume`: go on with what an earlier job left. `restart`: forget that. Else such a job is not lost silently. */
  readonly begin: 'new' | 'resume' | 'restart'
  /** Digest of the service, which has to be the same to go on; undefined for a job that cannot be gone on with. */
  readonly digest: string | undefined
  /** How long a checkpoint may be ago, in milliseconds. */
  readonly checkpointEvery: number
  /** Rows in a block of the source, but for the last one. */
  readonly blockRows: number
  readonly signal?: AbortSignal
  onProgress?(progress: JobProgress): void
  /** Something that the user should know. */
  onNotice?(text: string): void
}

export interface JobProgress {
  /** Rows that were answered, left out, or rejected. */
  readonly rowsIn: number
  readonly rowsOut: number
  readonly rejected: number
}

export interface JobSummary {
  readonly rowsIn: number
  readonly rowsOut: number
  /** Rows left out by what steps were told: by step, by reason. */
  readonly dropped: { readonly [place: string]: { readonly [reason: string]: number } }
  /** Rows that a step could not work with. */
  readonly rejected: number
  /** The file that tells of them, if there is one. */
  readonly rejects?: string
  /** True if the answer was complete before all rows were read. */
  readonly stoppedEarly: boolean
  /** Number of the row with which a job went on that was broken off. */
  readonly resumedAt?: number
  /** What was answered, before steps that look at all rows. */
  readonly predictions: readonly ColumnSummary[]
}
