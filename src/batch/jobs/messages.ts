/** What a job and its workers tell each other. */
import { BrineError, type ErrorCode, type Issue, type Where } from '../../errors.ts'
import type { Frame } from '../../frame/frame.ts'
import { FrameNotes } from '../../steps/pipeline.ts'
import type { BlockFate } from './block-report.ts'
import type { ColumnSketch } from './distribution.ts'

/** What was said of a block when it was read. */
export type SentNotes = Pick<FrameNotes, 'left' | 'rejected'>

export interface BlockRequest {
  readonly id: number
  readonly frame: Frame
  readonly notes?: SentNotes
}

/** What came of a block. */
export interface BlockAnswer {
  readonly frame: Frame
  readonly fate: BlockFate
  readonly sketches: readonly ColumnSketch[]
}

export type BlockReply =
  | {
      readonly kind: 'answered'
      readonly id: number
      readonly answer: BlockAnswer
      /** Arrays of the request that nobody needs any more. */
      readonly spent: readonly Float64Array[]
    }
  | { readonly kind: 'failed'; readonly id: number; readonly error: SentError }
  /** The worker could not begin. */
  | { readonly kind: 'useless'; readonly error: SentError }

export interface SentError {
  readonly code?: ErrorCode
  readonly problem: string
  readonly where?: Where
  readonly remedy?: string
  readonly issues?: readonly Issue[]
  readonly issueCount?: number
  readonly details?: Readonly<Record<string, unknown>>
  readonly stack?: string
}

/**
 * The memory of a frame's numbers, which is handed over rather than copied. A column that is a window of a larger buffer
 * cannot be, since others look through other windows.
 */
export function transferable(frame: Frame): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>()
  const arrays = frame.columns.flatMap((column) => (column.kind === 'numeric' ? [column.data] : []))
  for (const data of frame.index === undefined ? arrays : [...arrays, frame.index]) {
    if (data.buffer instanceof ArrayBuffer && data.byteLength === data.buffer.byteLength) buffers.add(data.buffer)
  }
  return [...buffers]
}

/** The arrays of numbers of a frame whose memory is in no column of its answer. */
export function spentArrays({ columns }: Frame, answer: Frame): Float64Array[] {
  const kept = new Set(answer.columns.flatMap(({ kind, data }) => (kind === 'numeric' ? [data.buffer] : [])))
  return columns.flatMap(({ kind, data }) => (kind === 'numeric' && !kept.has(data.buffer) ? [data] : []))
}

export function receivedNotes(sent: SentNotes | undefined): FrameNotes | undefined {
  if (sent === undefined) return undefined
  const notes = new FrameNotes()
  for (const left of sent.left) notes.left.push(left)
  for (const rejected of sent.rejected) notes.rejected.push(rejected)
  return notes
}

export function sentError(error: unknown): SentError {
  const stack = error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {}
  if (!(error instanceof BrineError)) {
    return { problem: error instanceof Error ? error.message : String(error), ...stack }
  }
  const { code, problem, where, remedy, issues, issueCount, details } = error
  const known = { code, problem, where, issues, issueCount, details: plain(details), ...stack }
  return remedy === undefined ? known : { ...known, remedy }
}

/** Facts for programs, which may hold what cannot be sent. */
function plain(details: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return JSON.parse(JSON.stringify(details, (_, value) => (typeof value === 'bigint' ? String(value) : value)))
}

/** The error as it was in the worker: code, place and way out are kept. */
export function receivedError({ code, problem, stack, ...options }: SentError): Error {
  const cause = new Error(problem)
  if (stack !== undefined) cause.stack = stack
  return code === undefined ? cause : new BrineError(code, problem, { ...options, cause })
}
