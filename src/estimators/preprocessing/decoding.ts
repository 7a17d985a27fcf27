/** From indices of categories back to the categories, in the type that numpy would give them. */
import type { DTypeKind } from '../../pickle/ndarray.ts'
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { NumericDType } from '../../program/program.ts'
import type { ValueId } from '../../program/value.ts'
import type { Cell } from '../../tensor/tensor.ts'

/** The cells that indices stand for, one list a column. */
export interface Decoding {
  readonly tables: readonly (readonly Cell[])[]
  /** What all columns have in common; undefined if they hold Python objects. */
  readonly dtype: NumericDType | undefined
  /** True if an index can be -1, for None. */
  readonly hasNone: boolean
}

/** numpy's common dtype of arrays of these kinds, if they are all numbers. */
export function commonDType(kinds: readonly DTypeKind[]): NumericDType | undefined {
  if (!kinds.every((kind) => 'biuf'.includes(kind))) return undefined
  if (kinds.includes('f')) return 'float64'
  return kinds.every((kind) => kind === 'b') ? 'bool' : 'int64'
}

export function emitDecoding(builder: ProgramBuilder, input: ValueId, decoding: Decoding): Values {
  const { tables, dtype, hasNone } = decoding
  const width = tables.length
  if (dtype === undefined || hasNone) {
    const shown = dtype === undefined || dtype === 'bool' ? tables : tables.map((table) => table.map(toNumber))
    const operator = { op: 'decodeCells', input, tables: shown } as const
    return { kind: 'object', id: builder.emit('decodeCells', operator, { kind: 'object', width }) }
  }
  const operator = {
    op: 'lookUp',
    input,
    tables: tables.map((table) => Float64Array.from(table, toNumber)),
    unknown: new Float64Array(width).fill(Number.NaN),
  } as const
  const type = { kind: 'numeric', dtype: 'float64', width, boolean: dtype === 'bool' } as const
  return { kind: 'numeric', id: builder.emit('lookUp', operator, type) }
}

const toNumber = (cell: Cell): number => (cell === null ? Number.NaN : Number(cell))
