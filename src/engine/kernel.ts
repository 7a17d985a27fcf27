/** What every kernel, plain or WebAssembly, is given and gives back. */
import type { OperatorOf, OpName } from '../program/operators.ts'
import type { OwnFunctionDeclaration } from '../program/own-functions.ts'
import type { ValueId, ValueType } from '../program/value.ts'
import type { Cell, Structure } from '../tensor/tensor.ts'
import type { Arena, Matrix } from './arena.ts'
import type { SparseBlock } from './sparse-block.ts'

/** The rows that a model is given, parsed and in the program's blocks. */
export interface ModelInput {
  readonly rows: number
  /** (rows × number slots) in C order; NaN is missing. */
  readonly numbers: Float64Array
  readonly numberWidth: number
  /** One array of cells for each object slot. */
  readonly objects: readonly (readonly Cell[])[]
  /** One array for each structure slot; absent if there is none. */
  readonly structures?: readonly (readonly Structure[])[]
}

/** Cells of one value for the rows at hand, column by column. */
export interface CellBlock {
  columns: (readonly Cell[])[]
}

/** What a step may look at while it runs. */
export interface Run {
  readonly input: ModelInput
  /** The first row of the block at hand, in the input. */
  readonly start: number
}

/** Computes one operator for the first `rows` rows of its values. */
export type Step = (run: Run, rows: number) => void

/** Where an operator's values live. */
export interface Storage {
  readonly arena: Arena
  type(id: ValueId): ValueType
  matrix(id: ValueId): Matrix
  cells(id: ValueId): CellBlock
  sparse(id: ValueId): SparseBlock
  /** A function of the user's own, by its name in the file. */
  function(name: string): OwnFunctionDeclaration
}

/** Binds an operator to its values, once; what it returns runs for every block. */
export type Prepare<Name extends OpName> = (operator: OperatorOf<Name>, storage: Storage) => Step

/** A kernel for every operator: the compiler finds the one that was forgotten. */
export type KernelTable = { readonly [Name in OpName]: Prepare<Name> }

/** The kernels of one family of operators. */
export type KernelsOf<Family extends { readonly op: OpName }> = Pick<KernelTable, Family['op']>
