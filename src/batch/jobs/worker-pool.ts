/** Threads that answer blocks. Whatever happens to one of them, every block gets an answer or an error. */
import { Worker } from 'node:worker_threads'
import { BrineError } from '../../errors.ts'
import type { Frame } from '../../frame/frame.ts'
import type { FrameNotes } from '../../steps/pipeline.ts'
import type { JobService } from './job-service.ts'
import { type BlockAnswer, type BlockReply, type BlockRequest, receivedError, transferable } from './messages.ts'

interface Waiting {
  readonly resolve: (answer: BlockAnswer) => void
  readonly reject: (error: unknown) => void
}

export type StartWorker = () => Worker

/** Blocks live for a moment only, and their numbers lie outside of the heap: a small nursery is collected often. */
const YOUNG = { maxYoungGenerationSizeMb: 16 }

export function jobWorker(service: JobService): StartWorker {
  return () => new Worker(new URL('./worker.js', import.meta.url), { workerData: service, resourceLimits: YOUNG })
}

/** May be made before the job: to load the service takes a worker as long as the other preparations take. */
export class WorkerPool {
  readonly #threads: readonly PoolThread[]
  #sent = 0

  constructor(start: StartWorker, threads: number) {
    this.#threads = Array.from({ length: threads }, () => new PoolThread(start(), (arrays) => this.onSpent?.(arrays)))
  }

  /** Is given the arrays of blocks that are answered. */
  onSpent: ((arrays: readonly Float64Array[]) => void) | undefined

  /** True if every worker has one block at hand and the next one waiting. */
  get isBusy(): boolean {
    return this.#threads.every(({ waiting }) => waiting >= 2)
  }

  /** The frame is handed over unless `keeps` says that somebody here still looks at it. */
  answer(frame: Frame, notes: FrameNotes | undefined, keeps: boolean): Promise<BlockAnswer> {
    const idlest = this.#threads.reduce((a, b) => (b.waiting < a.waiting ? b : a))
    const request = { id: this.#sent++, frame, ...(notes === undefined ? {} : { notes: { ...notes } }) }
    return idlest.send(request, keeps ? [] : transferable(frame))
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()))
  }
}

class PoolThread {
  readonly #worker: Worker
  readonly #onSpent: (arrays: readonly Float64Array[]) => void
  readonly #waiting = new Map<number, Waiting>()
  #failure: unknown

  constructor(worker: Worker, onSpent: (arrays: readonly Float64Array[]) => void) {
    this.#worker = worker
    this.#onSpent = onSpent
    worker.on('message', (reply: BlockReply) => this.#receive(reply))
    worker.on('messageerror', (error) => this.#fail(died(error)))
    worker.on('error', (error) => this.#fail(died(error)))
    worker.on('exit', (code) => this.#fail(died(new Error(`it ended with code ${code}`))))
  }

  get waiting(): number {
    return this.#waiting.size
  }

  send(request: BlockRequest, transfer: readonly ArrayBuffer[]): Promise<BlockAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) {
        reject(this.#failure)
        return
      }
      this.#waiting.set(request.id, { resolve, reject })
      this.#worker.postMessage(request, transfer)
    })
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #receive(reply: BlockReply): void {
    if (reply.kind === 'useless') {
      this.#fail(receivedError(reply.error))
      return
    }
    const waiting = this.#waiting.get(reply.id)
    this.#waiting.delete(reply.id)
    if (reply.kind === 'answered') {
      this.#onSpent(reply.spent)
      waiting?.resolve(reply.answer)
    } else waiting?.reject(receivedError(reply.error))
  }

  #fail(error: unknown): void {
    this.#failure ??= error
    for (const { reject } of this.#waiting.values()) reject(this.#failure)
    this.#waiting.clear()
  }
}

function died(cause: Error): BrineError {
  const isMemory = (cause as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
  return new BrineError('internal', `a worker of the job died: ${cause.message}`, {
    remedy: isMemory ? 'Run it with fewer threads: --threads 1.' : 'Run the command again with --debug, and report it.',
    cause,
  })
}
