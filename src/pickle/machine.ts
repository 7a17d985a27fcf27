/**
 * The state of a pickle machine: a stack, its marks, and a memo. It makes plain data and inert objects; there is no
 * path from here to code. Handlers (handlers.ts) work through these methods, so that each check is made in one place.
 */
import type { Budget } from '../bytes/budget.ts'
import type { Cursor } from '../bytes/cursor.ts'
import { BrineError } from '../errors.ts'
import type { OpcodeName } from './opcodes.ts'
import type { Recorder } from './recorder.ts'
import { PickleGlobal, type PickleValue } from './values.ts'

/** A name that the pickle refers to: where it first does, and how often. */
export interface GlobalUse {
  readonly module: string
  readonly name: string
  readonly offset: number
  readonly count: number
}

/** What a machine needs from around it. */
export interface MachineContext {
  readonly cursor: Cursor
  readonly budget: Budget
  readonly recorder: Recorder | undefined
  /** Whether joblib's array wrappers are followed by raw arrays. */
  readonly joblib: boolean
  /** Reads a complete pickle that starts at the cursor and leaves the cursor behind its STOP. */
  readonly readNested: () => PickleValue
  /** The bytes of a file beside this one, as joblib before 0.10 left them. */
  readonly sidecar: ((name: string) => Uint8Array) | undefined
}

export class Machine {
  readonly context: MachineContext
  readonly stack: PickleValue[] = []
  readonly marks: number[] = []
  /** The opcode that runs, and its offset. */
  opcode: OpcodeName = 'STOP'
  offset: number
  protocol = 0
  /** Where the frame that is open ends. */
  frameEnd = 0
  stopped = false
  /** Raw arrays of joblib read so far. */
  rawArrays = 0
  #floor = 0
  readonly #start: number
  /** Memo indices that come in order, as they do in real files. */
  readonly #dense: PickleValue[] = []
  /** All other indices, however large. */
  readonly #sparse = new Map<number, PickleValue>()
  readonly #globals = new Map<string, { global: PickleGlobal; offset: number; count: number }>()

  constructor(context: MachineContext) {
    this.context = context
    this.offset = context.cursor.offset
    this.#start = context.cursor.offset
  }

  /** Whether the opcode that runs is the first of the pickle. */
  get atStart(): boolean {
    return this.offset === this.#start
  }

  push(value: PickleValue): void {
    this.stack.push(value)
  }

  /** Takes the top of the stack, above the last mark. */
  pop(): PickleValue {
    if (this.stack.length <= this.#floor) throw this.underflow()
    return this.stack.pop() as PickleValue
  }

  top(): PickleValue {
    if (this.stack.length <= this.#floor) throw this.underflow()
    return this.stack.at(-1) as PickleValue
  }

  mark(): void {
    this.marks.push(this.stack.length)
    this.context.budget.checkDepth(this.marks.length, this.offset)
    this.#floor = this.stack.length
  }

  /** Takes everything above the last mark, and the mark. */
  popMark(): PickleValue[] {
    const start = this.marks.pop()
    if (start === undefined) throw this.damaged('there is no mark on the stack')
    this.#floor = this.marks.at(-1) ?? 0
    return this.stack.splice(start)
  }

  memoize(index: number, value: PickleValue): void {
    if (index < 0) throw this.damaged(`the memo index ${index} is negative`)
    if (index < this.#dense.length) this.#dense[index] = value
    else if (index === this.#dense.length) {
      this.#dense.push(value)
      this.#sparse.delete(index)
    } else this.#sparse.set(index, value)
  }

  /** The number of memo entries, which is the index that MEMOIZE takes. */
  get memoSize(): number {
    return this.#dense.length + this.#sparse.size
  }

  recall(index: number): PickleValue {
    const value = index < this.#dense.length ? this.#dense[index] : this.#sparse.get(index)
    if (value === undefined) throw this.damaged(`the memo has no entry ${index}`)
    return value
  }

  /** One and the same object for one name, as a class is in Python. */
  global(module: string, name: string): PickleGlobal {
    const key = `${module}\n${name}`
    const known = this.#globals.get(key)
    if (known !== undefined) {
      known.count += 1
      return known.global
    }
    const global = new PickleGlobal(module, name)
    this.#globals.set(key, { global, offset: this.offset, count: 1 })
    return global
  }

  /** The names used so far, in the order of their first use. */
  globalUses(): GlobalUse[] {
    return [...this.#globals.values()].map(({ global, offset, count }) => ({
      module: global.module,
      name: global.name,
      offset,
      count,
    }))
  }

  /** An error at the opcode that runs. */
  damaged(problem: string, details: Readonly<Record<string, unknown>> = {}): BrineError {
    return new BrineError('file_damaged', `${this.opcode}: ${problem}`, {
      where: { offset: this.offset },
      details: { opcode: this.opcode, ...details },
    })
  }

  underflow(): BrineError {
    return this.damaged('the stack holds too few values')
  }
}
