/**
 * Functions of the user's own, where a model file has only their names: the user gives them again, in TypeScript. They
 * come from whoever loads the model, never from the file.
 */
import { BrineError } from '../errors.ts'
import type { Cell } from '../tensor/tensor.ts'

/** Plain values that the file keeps beside the function's name: `kw_args` of a FunctionTransformer. */
export type FunctionOptions = Readonly<Record<string, Cell | readonly Cell[]>>

/** A matrix in, a matrix of as many rows out. Each row is answered by itself: blocks of any number of rows come. */
export type NumberFunction = (
  rows: number[][],
  columns: readonly string[],
  options: FunctionOptions,
) => ArrayLike<ArrayLike<number>>

/** The same on cells as they came: texts, numbers, null for a missing value. */
export type CellFunction = (
  rows: Cell[][],
  columns: readonly string[],
  options: FunctionOptions,
) => ArrayLike<ArrayLike<Cell>>

interface Declared {
  /** Columns that it answers with; as many as it is given if not said. */
  readonly width?: number
}

/** Numbers in and numbers out, or cells in and cells out: the key tells. */
export type OwnFunctionDeclaration =
  | (Declared & { readonly function: NumberFunction })
  | (Declared & { readonly cells: CellFunction })

/** The function of a declaration, whatever it takes. */
export function functionOf(declaration: OwnFunctionDeclaration): unknown {
  return 'cells' in declaration ? declaration.cells : declaration.function
}

/** By the name that stands in the file, such as `__main__.my_log`. */
export type OwnFunctions = { readonly [name: string]: NumberFunction | OwnFunctionDeclaration }

/** The declaration of a function; undefined if none was given. Throws `service_invalid` for what is none. */
export function ownFunction(functions: OwnFunctions, name: string): OwnFunctionDeclaration | undefined {
  const given = Object.hasOwn(functions, name) ? functions[name] : undefined
  if (given === undefined) return undefined
  const declaration = typeof given === 'function' ? { function: given } : given
  if (typeof declaration !== 'object' || declaration === null || typeof functionOf(declaration) !== 'function') {
    throw invalidFunction(name, 'is no function', 'Give a function, { width, function }, or { cells } for texts.')
  }
  const { width } = declaration
  if (width !== undefined && !(Number.isInteger(width) && width > 0)) {
    throw invalidFunction(name, `has the width ${String(width)}`, 'Say how many columns it answers with.')
  }
  return declaration
}

export function invalidFunction(name: string, problem: string, remedy: string): BrineError {
  return new BrineError('service_invalid', `the function given for ${name} ${problem}`, {
    remedy,
    details: { function: name },
  })
}
