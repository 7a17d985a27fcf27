/** Memory that nobody needs any more, given back before a long job begins. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Less than this is not worth the collection, which takes some tens of milliseconds. */
const WORTH_IT = 24 * 2 ** 20

/**
 * A model's file, and the arrays that were read of it on the way to its program, lie outside of the heap, where the
 * collector hardly feels them: a job would carry them to its end, once for each thread.
 */
export function releaseMemory(): void {
  if (process.memoryUsage().arrayBuffers < WORTH_IT) return
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
}
