/** What a column may hold, and what becomes of what it may not: PMML's `MiningField`. */
import type { Cell } from '../../tensor/tensor.ts'
import type { ValueId } from '../value.ts'
import { type Checks, sameWidth } from './check.ts'
import { count, type Details } from './details.ts'

/** What becomes of a cell of one kind. */
export type Treatment<Value> =
  | { readonly kind: 'keep' }
  | { readonly kind: 'refuse' }
  | { readonly kind: 'replace'; readonly value: Value }

/** The rules of one column of numbers. A cell is missing, valid or invalid, and is treated once. */
export interface NumberRules {
  /** What stands for a missing value; NaN meets NaN. */
  readonly missing: readonly number[]
  readonly onMissing: Treatment<number>
  /** What is valid: numbers from `min` to `max`, or those of a list, or all. */
  readonly valid: { readonly min: number; readonly max: number } | { readonly values: readonly number[] } | undefined
  readonly onInvalid: Treatment<number>
  /** Valid numbers outside of these bounds are outliers. */
  readonly low: number
  readonly high: number
  readonly onLow: Treatment<number>
  readonly onHigh: Treatment<number>
}

/** The rules of one column of cells. */
export interface CellRules {
  /** What stands for a missing value; None and NaN meet each other. */
  readonly missing: readonly Cell[]
  readonly onMissing: Treatment<Cell>
  /** The cells that are valid; all if there is no list. */
  readonly valid: readonly Cell[] | undefined
  readonly onInvalid: Treatment<Cell>
}

/** Each number by the rules of its column. */
export interface ConstrainNumbers {
  readonly op: 'constrainNumbers'
  readonly input: ValueId
  readonly output: ValueId
  readonly rules: readonly NumberRules[]
  readonly sources: readonly string[]
  readonly estimator: string
}

/** Each cell by the rules of its column. */
export interface ConstrainObjects {
  readonly op: 'constrainObjects'
  readonly input: ValueId
  readonly output: ValueId
  readonly rules: readonly CellRules[]
  readonly sources: readonly string[]
  readonly estimator: string
}

export type DomainOperator = ConstrainNumbers | ConstrainObjects

export const DOMAIN_CHECKS: Checks<DomainOperator> = {
  constrainNumbers: (op, c) => {
    sameWidth(op, c)
    c.equal('rules', op.rules.length, c.numeric(op.input).width)
    c.equal('sources', op.sources.length, c.numeric(op.input).width)
  },
  constrainObjects: (op, c) => {
    c.equal('output width', c.object(op.output).width, c.object(op.input).width)
    c.equal('rules', op.rules.length, c.object(op.input).width)
    c.equal('sources', op.sources.length, c.object(op.input).width)
  },
}

export const DOMAIN_DETAILS: Details<DomainOperator> = {
  constrainNumbers: ({ rules }) => count(rules.length, 'column'),
  constrainObjects: ({ rules }) => count(rules.length, 'column'),
}
