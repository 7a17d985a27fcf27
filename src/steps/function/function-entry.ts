/** Functions as steps, as a service.ts writes them. A function may give its row the types that it knows. */
import type { ColumnType } from '../../frame/column.ts'
import type { BatchColumn } from './map-batch.ts'
import type { Row } from './row-function.ts'

/** Methods take a parameter of a narrower type: `(row: { age: number }) => …`. */
interface Functions {
  derive(row: Row): Readonly<Record<string, unknown>>
  filter(row: Row): boolean
  batch(columns: Readonly<Record<string, BatchColumn>>, rows: number): Readonly<Record<string, ArrayLike<unknown>>>
}

interface Derived<Called> {
  /** The columns that the function gives, with their types. One that is there already is replaced. */
  readonly columns: Readonly<Record<string, ColumnType>>
  /** The columns that the function is given; all if not given. */
  readonly from?: string | readonly string[]
  readonly function: Called
}

export type FunctionEntry =
  /** Makes columns, from one row at a time. */
  | { readonly derive_with: Derived<Functions['derive']> }
  /** Makes columns, from many rows at once, column by column. */
  | { readonly map_batch: Derived<Functions['batch']> }
  /** Changes values: those that the function gives replace what is there. */
  | { readonly map_rows: Functions['derive'] }
  /** Lets through the rows for which the function gives true. */
  | {
      readonly filter_with:
        | Functions['filter']
        | { readonly from?: string | readonly string[]; readonly function: Functions['filter'] }
    }
