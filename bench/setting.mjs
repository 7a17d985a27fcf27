/** Where the benchmark keeps what it makes, and the peers' interpreter. */
import { join } from 'node:path'
import { ROOT } from '../scripts/processes.mjs'

export const CACHE = join(ROOT, '.cache', 'bench')
export const PYTHON = join(ROOT, '.cache', 'python', 'bench', 'bin', 'python')
