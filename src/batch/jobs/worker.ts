/** A worker of a job: loads the service, then answers block after block. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { type JobService, loadJobService } from './job-service.ts'
import { type BlockReply, type BlockRequest, receivedNotes, sentError, spentArrays } from './messages.ts'
import { ParallelPart } from './parallel-part.ts'
import { releaseMemory } from './release-memory.ts'

const port = parentPort as MessagePort

/** Requests wait in the port until somebody listens. */
try {
  const part = new ParallelPart(await loadJobService(workerData as JobService))
  releaseMemory()
  port.on('message', (request: BlockRequest) => {
    const answered = reply(part, request)
    port.postMessage(answered, answered.kind === 'answered' ? buffersOf(answered.spent) : [])
  })
} catch (error) {
  port.postMessage({ kind: 'useless', error: sentError(error) } satisfies BlockReply)
}

function reply(part: ParallelPart, { id, frame, notes }: BlockRequest): BlockReply {
  try {
    const answer = part.answer(frame, receivedNotes(notes))
    return { kind: 'answered', id, answer, spent: spentArrays(frame, answer.frame) }
  } catch (error) {
    return { kind: 'failed', id, error: sentError(error) }
  }
}

function buffersOf(arrays: readonly Float64Array[]): ArrayBuffer[] {
  return arrays.map(({ buffer }) => buffer as ArrayBuffer)
}
