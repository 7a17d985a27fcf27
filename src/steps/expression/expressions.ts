/**
 * Expressions over the columns of a row, in CEL (the Common Expression Language, github.com/google/cel-spec): typed, checked when
 * the service is compiled, without loops and without any way out of the row.
 */
import type { Column, ColumnType } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import type { Schema } from '../../frame/schema.ts'
import type { Notes } from '../report.ts'
import { CelExpressions } from './cel.ts'

/** An expression that knows its columns. */
export interface Expression {
  /** Of the column that it makes. */
  readonly type: ColumnType
  /** One value a row. A row for which there is none is rejected, and its value is missing. */
  evaluate(frame: Frame, notes: Notes): Column
}

/** Expressions over one set of columns. */
export interface Expressions {
  /** Throws `service_invalid` that shows where in the text the fault lies. */
  compile(text: string): Expression
}

export function expressionsOver(schema: Schema): Expressions {
  return new CelExpressions(schema)
}
