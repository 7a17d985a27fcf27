/** The process around a run: its streams, its signals and its exit code. */
import type { Io } from './io.ts'
import { run } from './run.ts'

const controller = new AbortController()

/** The first signal asks the command to finish, the second does not wait for it. */
function onSignal(signal: 'SIGINT' | 'SIGTERM'): void {
  if (controller.signal.aborted) process.exit(signal === 'SIGINT' ? 130 : 143)
  controller.abort(signal)
}

process.on('SIGINT', onSignal)
process.on('SIGTERM', onSignal)

// `brine … | head` closes the pipe when it has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1)
})

const io: Io = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  signal: controller.signal,
}

process.exitCode = await run(process.argv.slice(2), io)
