import { createInterface } from 'node:readline'
import { start } from '../scripts/processes.mjs'

/**
 * A child that says it is ready and then does its work once for each line it is sent, and answers with a number.
 * @returns {Promise<{ ask: () => Promise<number>, child: import('node:child_process').ChildProcess }>}
 */
export async function lineWorker(command, args) {
  const child = start(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const read = async () => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`${child.spawnargs.join(' ')} ended early`)
    return value
  }
  await read()
  const ask = async () => {
    child.stdin.write('\n')
    return Number(await read())
  }
  return { ask, child }
}
