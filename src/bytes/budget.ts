/**
 * What reading one file may cost. Everything that reads the file spends from the same budget: nested pickles and
 * decompression included, so that no combination of small things adds up to a large one.
 */
import { BrineError } from '../errors.ts'

/** The most of each resource that reading one file may take. */
export interface Limits {
  /** Pickle opcodes run. */
  readonly opcodes: number
  /** Containers and objects made. */
  readonly nodes: number
  /** Bytes that decompression produces. */
  readonly bytes: number
  /** Marks open at once in a pickle, which is how deep its containers nest. */
  readonly depth: number
  /** Wall-clock time. */
  readonly milliseconds: number
}

const DEFAULT_LIMITS: Limits = Object.freeze({
  opcodes: 200_000_000,
  nodes: 100_000_000,
  bytes: 4 * 2 ** 30,
  depth: 10_000,
  milliseconds: 60_000,
})

const UNITS: Readonly<Record<keyof Limits | 'copies', string>> = {
  copies: 'copied items and bytes',
  opcodes: 'pickle opcodes',
  nodes: 'values',
  bytes: 'decompressed bytes',
  depth: 'nested marks',
  milliseconds: 'milliseconds',
}

/** Items and bytes that any file may have copied. */
const COPY_ALLOWANCE = 4096

/** The clock is read once in this many opcodes. */
const CLOCK_INTERVAL = 0x4000

export class Budget {
  readonly limits: Limits
  readonly #now: () => number
  readonly #started: number
  #opcodes = 0
  #nodes = 0
  #bytes = 0
  #copies = 0
  #copyLimit = COPY_ALLOWANCE

  /** `now` gives milliseconds; tests replace it. */
  constructor(limits: Partial<Limits> = {}, now: () => number = () => performance.now()) {
    this.limits = Object.freeze({ ...DEFAULT_LIMITS, ...limits })
    this.#now = now
    this.#started = now()
  }

  /** One opcode, which stands at `offset`. Throws `limit_exceeded`. */
  spendOpcode(offset: number): void {
    this.#opcodes += 1
    if (this.#opcodes > this.limits.opcodes) throw limitExceeded('opcodes', this.limits.opcodes, this.#opcodes, offset)
    if (this.#opcodes % CLOCK_INTERVAL === 0) this.checkTime(offset)
  }

  /** `count` values. Throws `limit_exceeded`. */
  spendNodes(count: number, offset: number): void {
    this.#nodes += count
    if (this.#nodes > this.limits.nodes) throw limitExceeded('nodes', this.limits.nodes, this.#nodes, offset)
  }

  /** A pickle of `length` bytes is about to be read: it may have as many items and bytes copied, but no more. */
  allowCopies(length: number): void {
    this.#copyLimit = Math.max(this.#copyLimit, length + COPY_ALLOWANCE)
  }

  /**
   * `count` items or bytes that are copied from one value of the pickle to another. What is copied stands in the file,
   * and honest files have it copied once; one that has it copied again and again is stopped. Throws `limit_exceeded`.
   */
  spendCopies(count: number, offset: number): void {
    this.#copies += count
    if (this.#copies > this.#copyLimit) throw limitExceeded('copies', this.#copyLimit, this.#copies, offset)
  }

  /** `count` bytes of decompressed output. Throws `limit_exceeded`. */
  spendBytes(count: number): void {
    this.#bytes += count
    if (this.#bytes > this.limits.bytes) throw limitExceeded('bytes', this.limits.bytes, this.#bytes, undefined)
  }

  /** Throws `limit_exceeded` if `depth` is more than the limit. */
  checkDepth(depth: number, offset: number): void {
    if (depth > this.limits.depth) throw limitExceeded('depth', this.limits.depth, depth, offset)
  }

  /** Throws `limit_exceeded` once the time is up. */
  checkTime(offset?: number): void {
    const elapsed = this.#now() - this.#started
    if (elapsed > this.limits.milliseconds) {
      throw limitExceeded('milliseconds', this.limits.milliseconds, Math.round(elapsed), offset)
    }
  }

  /** Bytes that decompression may still produce. */
  get remainingBytes(): number {
    return this.limits.bytes - this.#bytes
  }

  /** What has been spent so far. */
  get spent(): { readonly opcodes: number; readonly nodes: number; readonly bytes: number } {
    return { opcodes: this.#opcodes, nodes: this.#nodes, bytes: this.#bytes }
  }
}

function limitExceeded(
  name: keyof typeof UNITS,
  limit: number,
  actual: number,
  offset: number | undefined,
): BrineError {
  return new BrineError('limit_exceeded', `${actual} ${UNITS[name]} exceed the limit of ${limit}`, {
    where: offset === undefined ? {} : { offset },
    remedy: 'If the file is yours and is meant to be this large, raise the limit.',
    details: { name, limit, actual },
  })
}
