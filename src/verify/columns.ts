/** The columns of a method's answer: their names in a table, and where they stand in nested lists. */

import { BrineError } from '../errors.ts'
import type { MethodName } from '../program/program.ts'
import { METHOD_COLUMNS } from '../service/method-columns.ts'
import type { OutputSpec, Signature } from '../service/signature.ts'

export interface ColumnName {
  readonly method: MethodName
  /** Which column of the method's answer it is, counted through all its targets. */
  readonly index: number
  /** As `brine predict` calls it; the columns of a transform have `transform_` in front. */
  readonly name: string
}

export interface MethodColumn extends ColumnName {
  /** Its cells in nested lists, one a row. Throws `wrong_shape`. */
  readonly of: (answers: readonly unknown[], rows: number) => readonly unknown[]
}

export function methodColumns(signature: Signature, method: MethodName): readonly MethodColumn[] {
  const spec = signature.outputs.find((output) => output.method === method)
  if (spec === undefined) return []
  return columnsOf(spec, METHOD_COLUMNS[method], (answers) => answers).map((column, index) => ({
    ...column,
    method,
    index,
  }))
}

type Unnumbered = Omit<MethodColumn, 'method' | 'index'>
type Enter = (answers: readonly unknown[]) => readonly unknown[]

function columnsOf(spec: OutputSpec, prefix: string, enter: Enter): readonly Unnumbered[] {
  switch (spec.shape) {
    case 'vector':
      return [{ name: prefix, of: (answers, rows) => checkedRows(enter(answers), rows) }]
    case 'matrix': {
      const width = spec.width ?? spec.columns?.length ?? 0
      return Array.from({ length: width }, (_, c) => ({
        name: `${prefix}_${spec.columns?.[c] ?? c}`,
        of: (answers, rows) => checkedRows(enter(answers), rows).map((row) => checkedRow(row, width)[c]),
      }))
    }
    case 'list':
      return (spec.items ?? []).flatMap((item, i) =>
        columnsOf(item, `${prefix}_${i}`, (answers) => checkedRow(enter(answers)[i], undefined)),
      )
  }
}

function checkedRows(answers: readonly unknown[], rows: number): readonly unknown[] {
  if (answers.length === rows) return answers
  throw new BrineError('wrong_shape', `there are ${rows} rows, but answers for ${answers.length}`)
}

/** A list, of as many items if a number is given. Classes may stand under their names, as in MLflow's answers. */
function checkedRow(row: unknown, width: number | undefined): readonly unknown[] {
  const items = Array.isArray(row) ? (row as readonly unknown[]) : undefined
  if (items !== undefined && (width === undefined || items.length === width)) return items
  const found = items === undefined ? 'something else' : `a list of ${items.length}`
  throw new BrineError('wrong_shape', `an answer should be a list of ${width ?? 'answers'}, found ${found}`)
}
