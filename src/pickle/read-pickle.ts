/** Runs a pickle as data, from its first opcode to its STOP, without recursion and within a budget. */
import type { Budget } from '../bytes/budget.ts'
import { type Cursor, createCursor, readU8 } from '../bytes/cursor.ts'
import { BrineError } from '../errors.ts'
import { ARGUMENTS } from './arguments.ts'
import { HANDLERS } from './handlers.ts'
import { type GlobalUse, Machine } from './machine.ts'
import { OPCODES, type OpcodeName, opcodeName } from './opcodes.ts'
import type { Recorder } from './recorder.ts'
import type { PickleValue } from './values.ts'

export interface ReadPickleOptions {
  readonly budget: Budget
  /** Where the pickle starts; 0 if not given. */
  readonly offset?: number
  /** Sees globals, calls and the like as their opcode runs. */
  readonly recorder?: Recorder
  /** Named in errors. */
  readonly file?: string
  /** Whether joblib's wrappers are followed by raw arrays, as in all files of joblib; true if not given. */
  readonly joblib?: boolean
  /** Gives the bytes of a file beside this one, for joblib before 0.10. Throws a BrineError if it cannot. */
  readonly sidecar?: (name: string) => Uint8Array
}

export interface ReadPickleResult {
  readonly value: PickleValue
  /** What PROTO said; 0 if there was none, which protocols 0 and 1 do not write. */
  readonly protocol: number
  /** Offset behind STOP, and behind what joblib put after the last opcode. */
  readonly end: number
  /** Every name the pickle refers to, those of nested pickles included. */
  readonly globals: readonly GlobalUse[]
  /** Number of raw arrays between the opcodes, which only joblib writes. */
  readonly rawArrays: number
}

/** An opcode with the reader of its argument and what it does. */
interface Instruction {
  readonly name: OpcodeName
  readonly read: (cursor: Cursor) => unknown
  readonly run: (machine: Machine, argument: unknown) => void
}

/** By byte. The types of argument and handler agree by construction of the two tables, one opcode at a time. */
const INSTRUCTIONS: readonly (Instruction | undefined)[] = Array.from({ length: 256 }, (_, code) => {
  const name = opcodeName(code)
  if (name === undefined) return undefined
  return { name, read: ARGUMENTS[OPCODES[name][1]], run: HANDLERS[name] as Instruction['run'] }
})

/**
 * Reads the pickle at `offset`. Throws `file_truncated`, `file_damaged`, `limit_exceeded`, `unsafe_file`,
 * `unsupported_version` and `unsupported_format`, all with the offset of the opcode at fault.
 */
export function readPickle(bytes: Uint8Array, options: ReadPickleOptions): ReadPickleResult {
  options.budget.allowCopies(bytes.length)
  const run = new Run(createCursor(bytes, options.offset ?? 0), options)
  try {
    const { value, protocol } = run.read(options.joblib ?? true)
    return { value, protocol, end: run.cursor.offset, globals: run.globals(), rawArrays: run.rawArrays() }
  } catch (error) {
    if (error instanceof BrineError) throw options.file === undefined ? error : error.at({ file: options.file })
    throw error
  }
}

/** One file: a pickle and those nested in it, one after the other over the same cursor. */
class Run {
  readonly cursor: Cursor
  readonly #options: ReadPickleOptions
  readonly #machines: Machine[] = []

  constructor(cursor: Cursor, options: ReadPickleOptions) {
    this.cursor = cursor
    this.#options = options
  }

  read(joblib: boolean): { readonly value: PickleValue; readonly protocol: number } {
    const machine = new Machine({
      cursor: this.cursor,
      budget: this.#options.budget,
      recorder: this.#options.recorder,
      joblib,
      // joblib reads nested pickles with a plain unpickler, so that this goes one level deep.
      readNested: () => this.read(false).value,
      sidecar: this.#options.sidecar,
    })
    this.#machines.push(machine)
    const value = execute(machine)
    return { value, protocol: machine.protocol }
  }

  rawArrays(): number {
    return this.#machines.reduce((sum, machine) => sum + machine.rawArrays, 0)
  }

  globals(): GlobalUse[] {
    return mergeUses(this.#machines.flatMap((machine) => machine.globalUses()))
  }
}

function execute(machine: Machine): PickleValue {
  const { cursor, budget } = machine.context
  while (!machine.stopped) {
    const offset = cursor.offset
    const code = readU8(cursor)
    const instruction = INSTRUCTIONS[code]
    if (instruction === undefined) throw unknownOpcode(code, offset)
    machine.offset = offset
    machine.opcode = instruction.name
    budget.spendOpcode(offset)
    const argument = instruction.read(cursor)
    if (offset < machine.frameEnd && cursor.offset > machine.frameEnd) {
      throw machine.damaged(`the opcode reaches beyond its frame, which ends at offset ${machine.frameEnd}`)
    }
    instruction.run(machine, argument)
  }
  return machine.pop()
}

function unknownOpcode(code: number, offset: number): BrineError {
  const hex = `0x${code.toString(16).padStart(2, '0')}`
  return new BrineError('file_damaged', `there is no pickle opcode ${hex}`, {
    where: { offset },
    details: { found: hex },
  })
}

function mergeUses(uses: readonly GlobalUse[]): GlobalUse[] {
  const merged = new Map<string, GlobalUse>()
  for (const use of uses) {
    const key = `${use.module}\n${use.name}`
    const known = merged.get(key)
    merged.set(
      key,
      known === undefined
        ? use
        : { ...use, offset: Math.min(use.offset, known.offset), count: use.count + known.count },
    )
  }
  return [...merged.values()]
}
