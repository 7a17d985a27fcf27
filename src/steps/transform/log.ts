/** `log`: numpy's log, log1p, log10 and log2. As there, the logarithm of 0 is -inf, and of less it is missing. */
import { z } from 'zod'
import { numericColumn } from '../../frame/column.ts'
import { type ColumnNames, columnNames } from '../options.ts'
import { defineStep } from '../step.ts'
import { stepError } from '../step-error.ts'
import { numericMap } from './numeric-map.ts'

const FUNCTIONS = { log: Math.log, log1p: Math.log1p, log10: Math.log10, log2: Math.log2 } as const

const names = ['log', 'log1p', 'log10', 'log2'] as const

const long = z.strictObject({
  columns: columnNames,
  function: z.enum(names).default('log').meta({ description: 'log is the natural logarithm, log1p that of 1 + x.' }),
  base: z.number().positive().optional().meta({ description: 'Another base, for log: log(x) / log(base).' }),
})

interface Options {
  readonly columns: ColumnNames
  readonly function: (typeof names)[number]
  readonly base?: number | undefined
}

export const log = defineStep<Options>({
  name: 'log',
  summary: 'Takes the logarithm of numbers.',
  stages: ['preprocess', 'postprocess'],
  options: z.union([columnNames.transform((columns): Options => ({ columns, function: 'log' })), long]),
  example: 'log: { columns: income, function: log1p }',
  compile({ columns, function: name, base }, { input }) {
    if (base !== undefined && (name !== 'log' || base === 1)) {
      throw stepError(base === 1 ? 'there is no logarithm to the base of 1' : `a base is for log, not for ${name}`)
    }
    const apply = FUNCTIONS[name]
    if (base === undefined) return numericMap(input, columns, 'number', (data) => numericColumn(data.map(apply)))
    const divisor = Math.log(base)
    return numericMap(input, columns, 'number', (data) => numericColumn(data.map((x) => Math.log(x) / divisor)))
  },
})
