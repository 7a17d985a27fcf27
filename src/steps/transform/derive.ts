/** `derive`: pandas' DataFrame.assign. */
import { z } from 'zod'
import type { Column } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import { findColumn, type Schema } from '../../frame/schema.ts'
import { type Expression, expressionsOver } from '../expression/expressions.ts'
import { expressionText } from '../expression/option.ts'
import { columnName } from '../options.ts'
import { defineStep, rowStep } from '../step.ts'
import { stepError } from '../step-error.ts'

const columns = z
  .record(columnName, expressionText)
  .meta({ description: 'New columns, each with its expression; later ones see those before them.' })

/** A list keeps the order of names that look like numbers, which JavaScript puts first. */
const options = z.union([columns.transform((one) => [one]), z.array(columns).min(1)])

/** An expression, and where its values go: in place of a column, or at the end. */
interface Derived {
  readonly expression: Expression
  readonly at: number
}

export const derive = defineStep<readonly { readonly [column: string]: string }[]>({
  name: 'derive',
  summary: 'Makes columns by expressions, in their order; a name that is there already is replaced.',
  stages: ['preprocess', 'postprocess'],
  options,
  example: 'derive: { bmi: "weight / pow(height, 2)", is_adult: age >= 18 }',
  compile(parts, { input }) {
    const entries = parts.flatMap((part) => Object.entries(part))
    if (entries.length === 0) throw stepError('there is nothing to derive')
    let schema = input
    const derived = entries.map(([name, text]): Derived => {
      const expression = expressionsOver(schema).compile(text)
      const at = findColumn(schema, name) ?? schema.length
      schema = withSpec(schema, at, { name, type: expression.type })
      return { expression, at }
    })
    return rowStep(schema, (frame, notes) => {
      const all: Column[] = [...frame.columns]
      const growing: Frame = { ...frame, columns: all }
      for (const { expression, at } of derived) all[at] = expression.evaluate(growing, notes)
      return growing
    })
  },
})

function withSpec(schema: Schema, at: number, spec: Schema[number]): Schema {
  const changed = [...schema]
  changed[at] = spec
  return changed
}
