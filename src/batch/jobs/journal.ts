/** How far a job has come, beside its output: what `--resume` goes on from. */
import { open, readFile, rename, rm } from 'node:fs/promises'
import { BrineError } from '../../errors.ts'
import { besides, type Placing } from '../writing/byte-target.ts'
import type { OutputState } from '../writing/frame-output.ts'
import { outputError } from '../writing/output-error.ts'
import type { TallyState } from './tally.ts'

/** Raised when a job of an older version cannot be gone on with. */
const VERSION = 1

/** What has to be the same for a job to go on. */
export interface JobIdentity {
  /** Digest of the service. */
  readonly service: string
  /** Fingerprint of the input. */
  readonly input: string
  /** What was asked for, as text. */
  readonly options: string
}

export interface Checkpoint {
  /** True if the input was read to its end. */
  readonly isRead: boolean
  readonly tally: TallyState
  readonly output: OutputState
  readonly rejects: OutputState | null
  /** What the steps of each part remember. */
  readonly steps: readonly unknown[]
  /** Once all is written: what is left to do to make it visible. */
  readonly placing?: Placing
}

interface Entry {
  readonly version: number
  /** The process that writes. */
  readonly pid: number
  readonly identity: JobIdentity
  readonly checkpoint: Checkpoint | null
}

export class Journal {
  readonly #path: string
  readonly #output: string
  readonly #identity: JobIdentity

  constructor(output: string, identity: JobIdentity) {
    this.#output = output
    this.#path = journalPath(output)
    this.#identity = identity
  }

  /** Where an earlier job of this output stopped. Throws `usage` if it was another job, or is still at work. */
  async resume(): Promise<Checkpoint | undefined> {
    const entry = await readEntry(this.#path)
    if (entry === undefined) return undefined
    this.#refuseRunning(entry)
    for (const [part, name] of PARTS) {
      if (entry.version === VERSION && entry.identity[part] === this.#identity[part]) continue
      throw new BrineError('usage', `the earlier job cannot go on: ${name} since`, {
        where: { file: this.#output },
        remedy: 'Put back what was there, or begin anew: --restart.',
      })
    }
    return entry.checkpoint ?? undefined
  }

  /** Throws `usage` if an earlier job of this output was broken off, since its work would be lost. */
  async refuseEarlier(): Promise<void> {
    const entry = await readEntry(this.#path)
    if (entry === undefined) return
    this.#refuseRunning(entry)
    const rows = entry.checkpoint?.tally.rowsIn ?? 0
    if (rows === 0) return
    throw new BrineError('usage', `an earlier job of this output stopped after ${rows} rows`, {
      where: { file: this.#output },
      remedy: 'Go on with it: --resume. Or begin anew: --restart.',
    })
  }

  async refuseRunning(): Promise<void> {
    const entry = await readEntry(this.#path)
    if (entry !== undefined) this.#refuseRunning(entry)
  }

  /** Replaces what is there in one step that cannot half succeed. */
  async write(checkpoint: Checkpoint | null): Promise<void> {
    const entry: Entry = { version: VERSION, pid: process.pid, identity: this.#identity, checkpoint }
    const aside = `${this.#path}.new`
    try {
      const handle = await open(aside, 'w')
      try {
        await handle.writeFile(JSON.stringify(entry, special))
        await handle.sync()
      } finally {
        await handle.close()
      }
      await rename(aside, this.#path)
    } catch (error) {
      await rm(aside, { force: true })
      throw outputError(error, this.#output)
    }
  }

  async remove(): Promise<void> {
    await rm(this.#path, { force: true })
  }

  #refuseRunning({ pid }: Entry): void {
    if (pid === process.pid || !isRunning(pid)) return
    throw new BrineError('usage', `another job writes this output: process ${pid}`, {
      where: { file: this.#output },
      remedy: `Wait for it, or name another output. If it is none of Brine's, remove ${this.#path}.`,
    })
  }
}

const PARTS = [
  ['service', 'the service has changed'],
  ['input', 'the input has changed'],
  ['options', 'other options were given'],
] as const

function journalPath(output: string): string {
  return besides(output, 'journal')
}

async function readEntry(path: string): Promise<Entry | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8'), unspecial) as Entry
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new BrineError('usage', 'what an earlier job left of itself cannot be read', {
      where: { file: path },
      remedy: 'Remove it, and begin anew.',
      cause: error,
    })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const SPECIAL = '$number'

/** Numbers that JSON does not have. */
function special(_: string, value: unknown): unknown {
  const isSpecial = typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
  return isSpecial ? { [SPECIAL]: Object.is(value, -0) ? '-0' : String(value) } : value
}

function unspecial(_: string, value: unknown): unknown {
  const isSpecial = typeof value === 'object' && value !== null && SPECIAL in value
  return isSpecial ? Number((value as { readonly [SPECIAL]: string })[SPECIAL]) : value
}
