/** Bounds of values, as `clip` and `drop_outliers` take them. */
import { z } from 'zod'
import type { ColumnType } from '../../frame/column.ts'
import { EXPECTED, storedFromValue } from '../../frame/parse-cell.ts'
import type { Schema } from '../../frame/schema.ts'
import { showCell } from '../report.ts'
import { stepError } from '../step-error.ts'

/** A number; a date, or an integer beyond 2^53, is given as text. */
export const bound = z.union([z.number(), z.string()])

export type Bound = z.infer<typeof bound>

/** The bounds of one column as it stores values; a bound that was not given is infinite. */
export interface BoundColumn {
  readonly low: number | bigint
  readonly high: number | bigint
}

/** The types of columns that are meant if none is named: those of numbers, or those whose bounds are texts. */
export const KINDS: { readonly [kind in 'number' | 'string']: readonly ColumnType[] } = {
  number: ['number', 'float32', 'integer', 'bigint'],
  string: ['datetime', 'bigint'],
}

export function boundsKind(min: Bound | undefined, max: Bound | undefined): 'number' | 'string' {
  const given = min ?? max
  if (given === undefined) throw stepError('neither `min` nor `max` is given')
  if (min !== undefined && max !== undefined && typeof min !== typeof max) {
    throw stepError(`\`min\` is a ${typeof min} and \`max\` a ${typeof max}`)
  }
  return typeof given as 'number' | 'string'
}

/** Throws `service_invalid` for a column that has no such bounds, and for bounds the wrong way round. */
export function boundsFor(column: Schema[number], min: Bound | undefined, max: Bound | undefined): BoundColumn {
  const low = min === undefined ? Number.NEGATIVE_INFINITY : stored(column, min)
  const high = max === undefined ? Number.POSITIVE_INFINITY : stored(column, max)
  if (low > high) throw stepError(`\`min\` is ${min}, which is more than \`max\`, ${max}`, { column: column.name })
  return { low, high }
}

function stored({ name, type }: Schema[number], given: Bound): number | bigint {
  const isKnown = KINDS[typeof given as 'number' | 'string'].includes(type)
  // Whole numbers may be clipped at a fraction; float32 is compared as float32, as numpy does it.
  const value = isKnown ? storedFromValue(type === 'integer' ? 'number' : type, given) : undefined
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isNaN(value))) return value
  throw stepError(`the column "${name}" holds ${type}, which ${showCell(given)} is no bound for`, {
    column: name,
    remedy: REMEDIES[type] ?? `Expected ${EXPECTED[type]}.`,
  })
}

const REMEDIES: { readonly [type in ColumnType]?: string } = {
  string: 'Make it a number first: parse_number, or cast.',
  any: 'Make it a number first: cast.',
  boolean: 'True and false have no bounds.',
  bigint: 'Give an integer, in quotes if it is beyond 2^53.',
}
