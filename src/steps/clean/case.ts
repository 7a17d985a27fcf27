/**
 * `case`: Python's str.lower and str.upper, by way of pandas' Series.str. JavaScript's agree with them, ß, İ and the final
 * sigma included, for every character of Unicode 15.1 but the small capital-like U+0295 before a sigma; characters that
 * came later have cases only where the runtime knows them. Python's title case has no counterpart and is not offered.
 */
import { z } from 'zod'
import { columnNames } from '../options.ts'
import { defineStep } from '../step.ts'
import { textStep } from './text-step.ts'

const CASES = { lower: (text: string) => text.toLowerCase(), upper: (text: string) => text.toUpperCase() } as const

const to = z.enum(['lower', 'upper'])

const long = z.strictObject({
  columns: columnNames.optional().meta({ description: 'The columns to change; all of text if not given.' }),
  to: to.meta({ description: 'The case that they become.' }),
})

export const changeCase = defineStep<z.infer<typeof long>>({
  name: 'case',
  summary: 'Makes texts lower or upper case.',
  stages: ['preprocess', 'postprocess'],
  options: z.union([to.transform((to) => ({ to })), long]),
  example: 'case: { columns: city, to: lower }',
  compile({ columns, to }, { input }) {
    return textStep(input, columns, CASES[to])
  },
})
