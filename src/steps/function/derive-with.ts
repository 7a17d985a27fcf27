/** `derive_with`: columns by a function of the user's own, as pandas' DataFrame.apply with axis=1. */
import { z } from 'zod'
import type { ColumnType } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import type { Schema } from '../../frame/schema.ts'
import { type ColumnNames, positionsOf } from '../options.ts'
import { type Notes, showCell } from '../report.ts'
import { type CompiledStep, defineStep, rowStep } from '../step.ts'
import {
  ColumnFiller,
  called,
  columnsOption,
  fromOption,
  functionOption,
  isRecord,
  type Row,
  rowMaker,
  unexpectedName,
  withColumns,
} from './row-function.ts'

/** Gives the values of the new columns. */
export type DeriveFunction = (row: Row) => Readonly<Record<string, unknown>>

interface Options {
  readonly columns: Readonly<Record<string, ColumnType>>
  readonly from?: ColumnNames | undefined
  readonly function: DeriveFunction
}

export const deriveWith = defineStep<Options>({
  name: 'derive_with',
  summary: 'Makes columns by a function of your own, which is given one row at a time.',
  stages: ['preprocess', 'postprocess'],
  options: z.strictObject({
    columns: columnsOption,
    from: fromOption,
    function: functionOption<DeriveFunction>().meta({ description: 'From a row to the values of `columns`.' }),
  }),
  example: "derive_with: { columns: { bmi: 'number' }, function: (row) => ({ bmi: row.weight / row.height ** 2 }) }",
  compile({ columns, from, function: derive }, { input }) {
    return rowFunctionStep(input, positionsOf(input, from), columns, (row) => derive(row))
  },
})

/** A step that fills `columns` with what a function gives. With `keeps`, a column that it leaves out stays as it was. */
export function rowFunctionStep(
  input: Schema,
  positions: readonly number[],
  columns: Readonly<Record<string, ColumnType>>,
  derive: (row: Row) => unknown,
  keeps = false,
): CompiledStep {
  const output = withColumns(input, columns)
  const names = new Set(Object.keys(columns))
  const made = output.flatMap(({ name, type }, at) => (names.has(name) ? [{ name, type, at }] : []))
  const makeRow = rowMaker(input, positions)
  const run = (frame: Frame, notes: Notes): Frame => {
    const fillers = made.map(({ name, type }) => new ColumnFiller(name, type, frame.rows))
    for (let r = 0; r < frame.rows; r++) {
      const row = makeRow(frame, r)
      const given = called(() => derive(row), r, notes)
      const values = given === undefined ? undefined : checkedAnswer(given.answer, names, r, notes)
      if (values === undefined) continue
      made.forEach(({ name }, i) => {
        const value = keeps && !Object.hasOwn(values, name) ? row[name] : values[name]
        fillers[i]?.set(r, value, notes)
      })
    }
    const all = [...frame.columns]
    made.forEach(({ at }, i) => {
      all[at] = (fillers[i] as ColumnFiller).column
    })
    return { ...frame, columns: all }
  }
  return rowStep(output, run)
}

function checkedAnswer(
  answer: unknown,
  names: ReadonlySet<string>,
  r: number,
  notes: Notes,
): Readonly<Record<string, unknown>> | undefined {
  if (!isRecord(answer)) {
    notes.reject(r, `the function has to give an object with values by column, and gave ${showAnswer(answer)}`)
    return undefined
  }
  const extra = unexpectedName(answer, names)
  if (extra === undefined) return answer
  notes.reject(r, `the function gave a column "${extra}", which is none of ${[...names].slice(0, 10).join(', ')}`)
  return undefined
}

function showAnswer(answer: unknown): string {
  // A function with braces and no `return`, as in (row) => { age: 1 }.
  if (answer === undefined) return 'nothing: (row) => ({ … }), or return { … }'
  if (answer === null || typeof answer === 'object') return Array.isArray(answer) ? 'a list' : 'null'
  return showCell(typeof answer === 'function' ? 'a function' : (answer as string))
}
