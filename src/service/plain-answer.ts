/** An answer of a service as plain values: records by name, with what became of the other rows. */
import { cellAt } from '../frame/column.ts'
import type { Rejection } from '../steps/report.ts'
import type { Cell } from '../tensor/tensor.ts'
import type { ServiceAnswer } from './service.ts'

export interface PlainAnswer {
  /** Names of the columns, in their order. */
  readonly columns: readonly string[]
  /** Missing values are null, dates texts by ISO 8601. */
  readonly rows: readonly { readonly [column: string]: Cell }[]
  /** For each row, its number among those that were asked about; absent where rows were made of several. */
  readonly rowIndex?: readonly number[]
  /** How many rows were left out by what steps were told: by step, by reason. */
  readonly dropped: { readonly [step: string]: { readonly [reason: string]: number } }
  /** What was wrong with the rows that a step could not work with. */
  readonly rejected: readonly Rejection[]
}

export function plainAnswer({ schema, frame, dropped, rejections }: ServiceAnswer): PlainAnswer {
  const rows = Array.from({ length: frame.rows }, (_, r) =>
    Object.fromEntries(
      frame.columns.map((column, c) => {
        const { name, type } = schema[c] as (typeof schema)[number]
        const cell = cellAt(column, type, r)
        return [name, Number.isNaN(cell) ? null : cell]
      }),
    ),
  )
  return {
    columns: schema.map(({ name }) => name),
    rows,
    ...(frame.index === undefined ? {} : { rowIndex: [...frame.index] }),
    dropped: plainCounts(dropped),
    rejected: rejections,
  }
}

export function plainCounts(dropped: ServiceAnswer['dropped']): PlainAnswer['dropped'] {
  return Object.fromEntries([...dropped].map(([step, reasons]) => [step, Object.fromEntries(reasons)]))
}
