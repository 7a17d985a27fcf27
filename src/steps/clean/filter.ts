/** `filter`: pandas' DataFrame.query. */
import { z } from 'zod'
import type { NumericColumn } from '../../frame/column.ts'
import { type Frame, keepRows } from '../../frame/frame.ts'
import type { Expression } from '../expression/expressions.ts'
import { expressionText } from '../expression/option.ts'
import type { Notes } from '../report.ts'
import { defineStep, rowStep } from '../step.ts'
import { stepError } from '../step-error.ts'

const keep = z.strictObject({
  keep: expressionText.meta({ description: 'Rows stay for which this is true; those for which it is missing do not.' }),
})

const drop = z.strictObject({
  drop: expressionText.meta({ description: 'Rows go for which this is true; those for which it is missing stay.' }),
})

type Options = { readonly keep: string } | { readonly drop: string }

export const filter = defineStep<Options>({
  name: 'filter',
  summary: 'Keeps the rows for which an expression is true, or leaves them out.',
  stages: ['preprocess', 'postprocess'],
  options: z.union([expressionText.transform((text) => ({ keep: text })), keep, drop]),
  example: 'filter: age >= 18 && income > 0',
  compile(options, { input, expressions }) {
    const isKept = 'keep' in options
    const text = isKept ? options.keep : options.drop
    const expression = expressions.compile(text)
    if (expression.type !== 'boolean') {
      throw stepError(`a filter asks for true or false, and "${short(text)}" gives ${expression.type}`, {
        remedy: 'Compare it with something: x != 0, or name != "".',
      })
    }
    return rowStep(input, (frame, notes) => filtered(frame, notes, { expression, isKept, shown: short(text) }))
  },
})

interface Filter {
  readonly expression: Expression
  readonly isKept: boolean
  readonly shown: string
}

/** A row that the expression could not be computed for is rejected, and left to the runner. */
function filtered(frame: Frame, notes: Notes, { expression, isKept, shown }: Filter): Frame {
  const rejected = new Set<number>()
  const noted: Notes = {
    dropped: (reason, count) => notes.dropped(reason, count),
    reject(position, ...rest) {
      rejected.add(position)
      notes.reject(position, ...rest)
    },
  }
  const { data } = expression.evaluate(frame, noted) as NumericColumn
  const keep = new Uint8Array(frame.rows)
  let dropped = 0
  let missing = 0
  for (let r = 0; r < frame.rows; r++) {
    const holds = data[r] as number
    const stays = isKept ? holds === 1 : holds !== 1
    if (stays || (rejected.size > 0 && rejected.has(r))) keep[r] = 1
    else if (Number.isNaN(holds)) missing++
    else dropped++
  }
  if (dropped > 0) notes.dropped(`${shown} is ${isKept ? 'false' : 'true'}`, dropped)
  if (missing > 0) notes.dropped(`${shown} is missing`, missing)
  return keepRows(frame, keep)
}

/** The expression as reasons show it: on one line, and not longer than that. */
function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 100 ? `${line.slice(0, 99)}…` : line
}
