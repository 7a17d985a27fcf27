/** A job at work: which blocks are on their way, what has become of the rows so far, and where it could go on from. */
import { BrineError } from '../../errors.ts'
import { numericColumn } from '../../frame/column.ts'
import { type Frame, takeRows } from '../../frame/frame.ts'
import type { FrameNotes } from '../../steps/pipeline.ts'
import { BLOCK_ROWS, type FrameBlock } from '../frame-source.ts'
import { type Placing, place } from '../writing/byte-target.ts'
import type { FrameOutput } from '../writing/frame-output.ts'
import type { BlockFate } from './block-report.ts'
import type { Job, JobSummary } from './job.ts'
import { summarize } from './job-end.ts'
import type { Checkpoint, Journal } from './journal.ts'
import { type BlockAnswer, spentArrays } from './messages.ts'
import { ParallelPart } from './parallel-part.ts'
import { type JobPlan, type PartRun, planOf, startPart } from './plan.ts'
import type { Rejects } from './rejects.ts'
import { releaseMemory } from './release-memory.ts'
import { Tally } from './tally.ts'
import { WorkerPool } from './worker-pool.ts'

export interface JobParts {
  readonly output: FrameOutput
  readonly rejects: Rejects
  readonly journal: Journal | undefined
  readonly from: Checkpoint | undefined
}

/** A block on its way. An error waits until it is its turn, so that the first one in the input is reported. */
interface InFlight {
  readonly rows: number
  readonly fate: BlockFate
  readonly answer: Promise<{ readonly answer: BlockAnswer } | { readonly error: unknown }>
}

/** How much longer than the last checkpoint took the job works before it makes the next, unless every block is to have one. */
const CHECKPOINT_SHARE = 20

export class JobRun {
  readonly #job: Job
  readonly #plan: JobPlan
  readonly #parts: JobParts
  readonly #before: PartRun
  readonly #after: PartRun
  readonly #inline: ParallelPart
  readonly #pool: WorkerPool | undefined
  readonly #tally: Tally
  readonly #inFlight: InFlight[] = []
  readonly #maxInFlight: number
  #isRead: boolean
  #stoppedEarly = false
  #isReleased = false
  #hasCheckpoint: boolean
  /** True if something failed in the midst of a block, so that steps, counts and output tell of different rows. */
  #isBroken = false
  #nextCheckpoint: number

  constructor(job: Job, parts: JobParts) {
    const plan = planOf(job.service)
    this.#job = job
    this.#plan = plan
    this.#parts = parts
    this.#before = startPart(plan.before)
    this.#after = startPart(plan.after)
    this.#inline = new ParallelPart(job.service, plan)
    this.#tally = new Tally(parts.from?.tally)
    this.#isRead = parts.from?.isRead ?? false
    this.#hasCheckpoint = parts.from !== undefined
    if (parts.from !== undefined) {
      const [before, parallel, after] = parts.from.steps
      this.#before.run.restore(before)
      this.#inline.restore(parallel)
      this.#after.run.restore(after)
    }
    const threads = plan.isParallel ? job.threads : 1
    this.#pool = threads > 1 ? (job.pool ?? new WorkerPool(job.startWorker, threads - 1)) : undefined
    if (this.#pool !== undefined) this.#pool.onSpent = (arrays) => job.source.reuse?.(arrays)
    this.#maxInFlight = this.#pool === undefined ? 0 : 3 * threads
    this.#nextCheckpoint = performance.now() + job.checkpointEvery
  }

  async work(): Promise<void> {
    if (!this.#isRead) await this.#read()
    // A job that was long enough for a checkpoint may have much to finish.
    if (this.#hasCheckpoint) await this.#checkpoint()
    this.#isBroken = true
    await this.#finish()
  }

  async #read(): Promise<void> {
    for await (const block of this.#job.source.blocks(this.#tally.rowsIn)) {
      if (this.#isDone) {
        this.#stoppedEarly = true
        break
      }
      this.#job.signal?.throwIfAborted()
      await this.#push(block)
      if (performance.now() >= this.#nextCheckpoint && block.frame.rows === this.#job.blockRows)
        await this.#checkpoint()
    }
    await this.#drain()
    this.#isRead = true
  }

  get #isDone(): boolean {
    return this.#after.run.isDone || this.#before.run.isDone || this.#inline.isDone
  }

  async #push({ frame, notes }: FrameBlock): Promise<void> {
    this.#isBroken = true
    while (this.#inFlight.length > this.#maxInFlight) await this.#deliver()
    const hasSteps = this.#plan.before.options.steps.length > 0
    const passed = hasSteps ? await this.#inOrder(() => this.#before.run.push(frame, notes)) : frame
    await this.#send(passed, hasSteps ? undefined : notes, frame.rows)
    // Not before: the workers have something to do by now.
    if (!this.#isReleased) releaseMemory()
    this.#isReleased = true
    if (this.#pool === undefined) await this.#drain()
    this.#isBroken = false
  }

  /** What fails here comes after what may have failed in the blocks ahead. */
  async #inOrder(work: () => Frame): Promise<Frame> {
    try {
      return work()
    } catch (error) {
      await this.#drain()
      this.#isBroken = true
      throw error
    }
  }

  async #send(frame: Frame, notes: FrameNotes | undefined, rows: number): Promise<void> {
    const keeps = this.#plan.before.options.steps.length > 0
    // While all workers are busy, this thread is one of them.
    const answer =
      this.#pool === undefined || this.#pool.isBusy
        ? new Promise<BlockAnswer>((resolve) => resolve(this.#answerHere(frame, notes, keeps)))
        : this.#pool.answer(frame, notes, keeps)
    const settled = answer.then(
      (answer) => ({ answer }),
      (error: unknown) => ({ error }),
    )
    this.#inFlight.push({ rows, fate: this.#before.report.take(), answer: settled })
  }

  #answerHere(frame: Frame, notes: FrameNotes | undefined, keeps: boolean): BlockAnswer {
    const answer = this.#inline.answer(frame, notes)
    // Steps that look at more than one row may hold what they were given.
    if (!keeps && this.#plan.isParallel) this.#job.source.reuse?.(spentArrays(frame, answer.frame))
    return answer
  }

  async #drain(): Promise<void> {
    this.#isBroken = true
    while (this.#inFlight.length > 0) await this.#deliver()
    this.#isBroken = false
  }

  async #deliver(): Promise<void> {
    const { rows, fate, answer } = this.#inFlight.shift() as InFlight
    const settled = await answer
    if ('error' in settled) throw settled.error
    // Once the answer is complete, what is still on its way is as if it had not been read.
    if (this.#after.run.isDone) return
    await this.#write(settled.answer, fate)
    this.#tally.rowsIn += rows
    const { rowsIn, rejected } = this.#tally
    this.#job.onProgress?.({ rowsIn, rowsOut: this.#parts.output.rows, rejected })
  }

  async #write({ frame, fate, sketches }: BlockAnswer, ...before: readonly BlockFate[]): Promise<void> {
    this.#tally.addSketches(sketches)
    const passed = this.#after.run.push(frame)
    await this.#accept([...before, fate, this.#after.report.take()])
    await this.#output(passed)
  }

  /** What became of a block in each part of the steps; its rejections are told of in the order of the rows. */
  async #accept(fates: readonly BlockFate[]): Promise<void> {
    for (const fate of fates) this.#tally.addFate(fate)
    const rejections = fates.flatMap((fate) => fate.rejections)
    await this.#parts.rejects.add(rejections.sort((a, b) => a.row - b.row))
  }

  async #output(frame: Frame): Promise<void> {
    if (frame.rows > 0) await this.#parts.output.write(this.#job.hasRowIndex ? withRowNumbers(frame) : frame)
  }

  /** The rows that steps held back pass through those behind them. */
  async #finish(): Promise<void> {
    const held = this.#before.run.finish()
    for (const part of held === undefined ? [] : blocksOf(held)) {
      while (this.#inFlight.length > this.#maxInFlight) await this.#deliver()
      await this.#send(part, undefined, 0)
    }
    while (this.#inFlight.length > 0) await this.#deliver()
    const rest = this.#inline.finish()
    if (rest !== undefined) await this.#write(rest)
    const last = this.#after.run.finish()
    await this.#accept([this.#after.report.take()])
    if (last !== undefined) await this.#output(last)
  }

  async #checkpoint(): Promise<void> {
    const { journal } = this.#parts
    if (journal === undefined) return
    await this.#drain()
    const begun = performance.now()
    const steps = [this.#before.run.save(), this.#inline.save(), this.#after.run.save()]
    await journal.write({ ...(await this.#state()), steps })
    this.#hasCheckpoint = true
    const { checkpointEvery } = this.#job
    const now = performance.now()
    const least = checkpointEvery === 0 ? 0 : CHECKPOINT_SHARE * (now - begun)
    this.#nextCheckpoint = now + Math.max(checkpointEvery, least)
  }

  async #state(): Promise<Omit<Checkpoint, 'steps'>> {
    const { output, rejects } = this.#parts
    return {
      isRead: this.#isRead,
      tally: this.#tally.save(),
      output: await output.checkpoint(),
      rejects: await rejects.checkpoint(),
    }
  }

  async commit(): Promise<JobSummary> {
    const { output, rejects, journal, from } = this.#parts
    const state = await this.#state()
    const [told, answers] = [await rejects.prepare(), await output.prepare()]
    // The answers come last: where they are, everything else is.
    const placing: Placing = {
      renames: [...told.renames, ...answers.renames],
      leftovers: [...told.leftovers, ...answers.leftovers],
    }
    await journal?.write({ ...state, isRead: !this.#stoppedEarly, steps: [], placing })
    await place(placing)
    await journal?.remove()
    const { rows: rowsOut } = output
    return summarize(this.#job, this.#tally, from, {
      rowsOut,
      hasRejects: rejects.isBegun,
      stoppedEarly: this.#stoppedEarly,
    })
  }

  /**
   * After Ctrl-C and after a failure of the machine, what was done stays aside for `--resume`. After an error of the rows
   * or of a step nothing stays, since to go on would only meet it again.
   */
  async stop(error: unknown): Promise<void> {
    const { output, rejects, journal } = this.#parts
    const wasAborted = this.#job.signal?.aborted === true
    const isFailure =
      wasAborted || !(error instanceof BrineError) || error.family === 'server' || error.code === 'data_unreadable'
    if (journal !== undefined && isFailure) {
      if (wasAborted && !this.#isBroken) await this.#lastCheckpoint()
      if (this.#hasCheckpoint) {
        await output.keep()
        await rejects.keep()
        this.#job.onNotice?.('What was done is kept: the same command with --resume goes on.')
        return
      }
    }
    await output.discard()
    await rejects.discard()
    await journal?.remove()
  }

  /** What is on its way is waited for, if it ends where the job could go on from. */
  async #lastCheckpoint(): Promise<void> {
    try {
      await this.#drain()
      const { rowsIn } = this.#tally
      if (rowsIn > 0 && rowsIn % this.#job.blockRows === 0) await this.#checkpoint()
    } catch {
      // The one before it stays.
    }
  }

  async close(): Promise<void> {
    await this.#pool?.close()
  }
}

function withRowNumbers(frame: Frame): Frame {
  if (frame.index === undefined) {
    throw new BrineError('usage', 'the answers are of groups of rows, and have no row numbers', {
      remedy: 'Leave out --row-index.',
    })
  }
  return { ...frame, columns: [numericColumn(frame.index), ...frame.columns] }
}

function* blocksOf(frame: Frame): Generator<Frame> {
  for (let start = 0; start < frame.rows; start += BLOCK_ROWS) {
    const rows = Math.min(BLOCK_ROWS, frame.rows - start)
    yield takeRows(
      frame,
      Int32Array.from({ length: rows }, (_, r) => start + r),
    )
  }
}
