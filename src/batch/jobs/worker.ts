/** A worker of a job: loads the service, then answers block after block. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { type JobService, loadJobService } from './job-service.ts'
import { type BlockReply, type BlockRequest, receivedNotes, sentError } from './messages.ts'
import { ParallelPart } from './parallel-part.ts'

const port = parentPort as MessagePort

/** Requests wait in the port until somebody listens. */
try {
  const part = new ParallelPart(await loadJobService(workerData as JobService))
  port.on('message', (request: BlockRequest) => port.postMessage(reply(part, request)))
} catch (error) {
  port.postMessage({ kind: 'useless', error: sentError(error) } satisfies BlockReply)
}

function reply(part: ParallelPart, { id, frame, notes }: BlockRequest): BlockReply {
  try {
    return { kind: 'answered', id, answer: part.answer(frame, receivedNotes(notes)) }
  } catch (error) {
    return { kind: 'failed', id, error: sentError(error) }
  }
}
