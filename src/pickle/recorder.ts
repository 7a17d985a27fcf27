/** What a reader tells as it goes, opcode by opcode or node by node: the raw material of a scan. */
import type { OpcodeName } from './opcodes.ts'
import type { PickleGlobal, PickleValue } from './values.ts'

interface At {
  /** Offset of the opcode in the stream, or of the node in the schema of a skops file, which has no opcodes. */
  readonly offset: number
  readonly opcode: OpcodeName | undefined
}

export type PickleEvent = At &
  (
    | { readonly type: 'protocol'; readonly version: number; readonly misplaced: boolean }
    /** A name that Python would import now. */
    | { readonly type: 'global'; readonly global: PickleGlobal }
    /** STACK_GLOBAL whose operands are not both strings. */
    | { readonly type: 'bad_global'; readonly module: PickleValue; readonly name: PickleValue }
    /** A call, or the making of an instance, that Python would do now. */
    | { readonly type: 'call'; readonly callee: PickleValue; readonly args: readonly PickleValue[] }
    | { readonly type: 'build'; readonly target: PickleValue; readonly state: PickleValue }
    /** EXT1, EXT2 or EXT4: a name that only the process that wrote the file knows. */
    | { readonly type: 'extension'; readonly code: number }
    | { readonly type: 'persistent_id'; readonly id: PickleValue }
    | { readonly type: 'next_buffer' }
    /** bytes or str, in which a pickle may hide. */
    | { readonly type: 'content'; readonly content: Uint8Array | string }
    /** joblib's raw array bytes, from `start` to `end`. */
    | { readonly type: 'raw_array'; readonly start: number; readonly end: number }
  )

/** Sees every event before the opcode takes effect. It must not keep or change the values it is shown. */
export type Recorder = (event: PickleEvent) => void
