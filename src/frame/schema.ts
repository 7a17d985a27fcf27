/** What a table's columns are, known before there is any row. */
import { BrineError } from '../errors.ts'
import { nearestName } from '../tensor/nearest-name.ts'
import type { Cell } from '../tensor/tensor.ts'
import type { ColumnType } from './column.ts'

/** What a column of answers stands for, so that later steps find the probabilities of a prediction. */
export interface AnswerRole {
  readonly kind: 'label' | 'probability' | 'value'
  /** Number of the target, for a model of several. */
  readonly target: number
  /** The class that a probability is of, as `predict` answers with it. */
  readonly label?: Cell
}

export interface ColumnSpec {
  readonly name: string
  readonly type: ColumnType
  /** The values that can come, where they are known. */
  readonly values?: readonly Cell[]
  readonly role?: AnswerRole
}

/** Columns in their order; no name is there twice. */
export type Schema = readonly ColumnSpec[]

/** Where the column stands; undefined if there is none of this name. */
export function findColumn(schema: Schema, name: string): number | undefined {
  const at = schema.findIndex((column) => column.name === name)
  return at < 0 ? undefined : at
}

/** Where the column stands. Throws `missing_column` with the name that was most likely meant. */
export function columnAt(schema: Schema, name: string): number {
  const at = findColumn(schema, name)
  if (at !== undefined) return at
  const names = schema.map((column) => column.name)
  const nearest = nearestName(name, names)
  const list = `${names.slice(0, 20).join(', ')}${names.length > 20 ? ', …' : ''}`
  throw new BrineError('missing_column', `there is no column "${name}" here`, {
    remedy: nearest === undefined ? `The columns are ${list}.` : `Did you mean "${nearest}"?`,
    details: { column: name, columns: names.slice(0, 100) },
  })
}
