/** `dates`: the parts of dates as columns, as pandas' `Series.dt` has them (of UTC). */
import { z } from 'zod'
import { DATE_PARTS, type DatePart, MICROSECONDS_PER_DAY } from '../../frame/calendar.ts'
import { type ColumnType, type NumericColumn, numericColumn } from '../../frame/column.ts'
import { parseDatetime } from '../../frame/parse-cell.ts'
import { findColumn, type Schema } from '../../frame/schema.ts'
import { type ColumnNames, columnNames, positionsOf } from '../options.ts'
import { defineStep, rowStep } from '../step.ts'
import { stepError } from '../step-error.ts'

type Part = DatePart | 'epoch_seconds'

const PARTS: readonly [Part, ...Part[]] = ['epoch_seconds', ...(Object.keys(DATE_PARTS) as DatePart[])]

const options = z.strictObject({
  columns: columnNames,
  parts: z
    .array(z.enum(PARTS))
    .default([])
    .meta({ description: 'Each makes a column, as joined_year; weekday counts from Monday, 0; week is by ISO 8601.' }),
  days_since: z
    .string()
    .optional()
    .meta({ description: 'A date: makes a column of the days since then with their fraction, as joined_days.' }),
  keep: z.boolean().default(false).meta({ description: 'True: the dates themselves stay too.' }),
})

interface Options {
  readonly columns: ColumnNames
  readonly parts: readonly Part[]
  readonly days_since?: string | undefined
  readonly keep: boolean
}

/** A column that is made of the dates at a position. */
interface Derived {
  readonly at: number
  readonly name: string
  readonly type: ColumnType
  apply(microseconds: number): number
}

export const dates = defineStep<Options>({
  name: 'dates',
  summary: 'Takes dates apart: year, month, weekday, and so on; of a missing date, each part is missing.',
  stages: ['preprocess', 'postprocess'],
  options,
  example: 'dates: { columns: joined, parts: [year, month, weekday] }',
  compile({ columns, parts, days_since, keep }, { input }) {
    const positions = positionsOf(input, columns)
    const since = days_since === undefined ? undefined : dateOf(days_since)
    if (parts.length === 0 && since === undefined) {
      throw stepError('there are no parts to make', { remedy: `The parts are ${PARTS.join(', ')}; or days_since.` })
    }
    const derived = positions.flatMap((at) => derivedOf(input, at, parts, since))
    const kept = [...input.keys()].filter((at) => keep || !positions.includes(at))
    const stays = kept.map((at) => input[at] as Schema[number])
    refuseTaken(stays, derived)
    const output = [...stays, ...derived.map(({ name, type }) => ({ name, type }))]
    return rowStep(output, (frame) => ({
      ...frame,
      columns: [
        ...kept.map((at) => frame.columns[at] as NumericColumn),
        ...derived.map(({ at, apply }) => numericColumn((frame.columns[at] as NumericColumn).data.map(apply))),
      ],
    }))
  },
})

function dateOf(text: string): number {
  const microseconds = parseDatetime(text)
  if (microseconds !== undefined) return microseconds
  throw stepError(`days_since takes a date, and "${text}" is none`, { remedy: 'Dates look like 2024-02-29.' })
}

function derivedOf(input: Schema, at: number, parts: readonly Part[], since: number | undefined): Derived[] {
  const { name, type } = input[at] as Schema[number]
  if (type !== 'datetime') {
    throw stepError(`the column "${name}" holds ${type}, and this step takes dates`, {
      column: name,
      remedy: `Make it one first: cast: { columns: ${name}, to: datetime }.`,
    })
  }
  const made = parts.map((part): Derived => ({ at, name: `${name}_${part}`, ...partOf(part) }))
  if (since === undefined) return made
  return [...made, { at, name: `${name}_days`, type: 'number', apply: (date) => (date - since) / MICROSECONDS_PER_DAY }]
}

function partOf(part: Part): Pick<Derived, 'type' | 'apply'> {
  if (part === 'epoch_seconds') return { type: 'number', apply: (date) => date / 1e6 }
  return { type: part.startsWith('is_') ? 'boolean' : 'integer', apply: DATE_PARTS[part] }
}

function refuseTaken(stays: Schema, derived: readonly Derived[]): void {
  derived.forEach(({ name }, i) => {
    const isTwice = derived.findIndex((other) => other.name === name) !== i
    if (findColumn(stays, name) === undefined && !isTwice) return
    throw stepError(`two columns would be called "${name}"`, { column: name, remedy: 'Rename or drop one of them.' })
  })
}
