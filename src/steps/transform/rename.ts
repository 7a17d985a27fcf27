/** `rename`: pandas' DataFrame.rename. */
import { z } from 'zod'
import { columnAt, type Schema } from '../../frame/schema.ts'
import { columnName } from '../options.ts'
import { defineStep, rowStep } from '../step.ts'
import { stepError } from '../step-error.ts'

const options = z.record(columnName, columnName).meta({ description: 'The old name, and the new one.' })

export const rename = defineStep<{ readonly [name: string]: string }>({
  name: 'rename',
  summary: 'Gives columns other names; all at once, so that two can change places.',
  stages: ['preprocess', 'postprocess'],
  options,
  example: 'rename: { prediction: species }',
  compile(names, { input }) {
    if (Object.keys(names).length === 0) throw stepError('there is nothing to rename')
    const renamed: Schema[number][] = [...input]
    for (const [from, to] of Object.entries(names)) {
      const at = columnAt(input, from)
      renamed[at] = { ...(input[at] as Schema[number]), name: to }
    }
    const twice = renamed.find(({ name }, at) => renamed.findIndex((other) => other.name === name) !== at)
    if (twice !== undefined) {
      throw stepError(`two columns would be called "${twice.name}"`, {
        column: twice.name,
        remedy: 'Rename or drop the other one.',
      })
    }
    return rowStep(renamed, (frame) => frame)
  },
})
