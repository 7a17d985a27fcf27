/** `filter_with`: the rows for which a function of the user's own says true. */
import { z } from 'zod'
import { type Frame, keepRows } from '../../frame/frame.ts'
import { type ColumnNames, positionsOf } from '../options.ts'
import { type Notes, showCell } from '../report.ts'
import { defineStep, rowStep } from '../step.ts'
import { called, fromOption, functionOption, type Row, rowMaker } from './row-function.ts'

/** True for a row that stays. */
export type FilterFunction = (row: Row) => boolean

interface Options {
  readonly from?: ColumnNames | undefined
  readonly function: FilterFunction
}

const keep = functionOption<FilterFunction>().meta({
  description: 'True for a row that stays, false for one that goes.',
})

export const filterWith = defineStep<Options>({
  name: 'filter_with',
  summary: 'Lets through the rows for which a function of your own gives true.',
  stages: ['preprocess', 'postprocess'],
  options: z.union([
    keep.transform((filter) => ({ function: filter })),
    z.strictObject({ from: fromOption, function: keep }),
  ]),
  example: 'filter_with: (row) => row.age >= 18',
  compile({ from, function: filter }, { input }) {
    const makeRow = rowMaker(input, positionsOf(input, from))
    const reason = ['', 'function', 'filter_with'].includes(filter.name)
      ? 'the function gave false'
      : `${filter.name} gave false`
    return rowStep(input, (frame: Frame, notes: Notes) => {
      const kept = new Uint8Array(frame.rows).fill(1)
      let dropped = 0
      for (let r = 0; r < frame.rows; r++) {
        const row = makeRow(frame, r)
        const answer = called(() => filter(row), r, notes)
        if (answer?.answer === false) {
          kept[r] = 0
          dropped++
        } else if (answer !== undefined && answer.answer !== true) {
          notes.reject(r, `the function has to give true or false, and gave ${showOther(answer.answer)}`)
        }
      }
      if (dropped > 0) notes.dropped(reason, dropped)
      return keepRows(frame, kept)
    })
  },
})

function showOther(answer: unknown): string {
  if (answer === undefined || answer === null) return answer === null ? 'null' : 'nothing'
  return typeof answer === 'object' || typeof answer === 'function' ? `a ${typeof answer}` : showCell(answer as string)
}
