/**
 * `power`: numpy's power, or the transforms of scikit-learn's PowerTransformer with a given λ and without standardizing.
 */
import { z } from 'zod'
import { numericColumn } from '../../frame/column.ts'
import { power as raised } from '../../tensor/power.ts'
import { boxCox, yeoJohnson } from '../../tensor/power-transforms.ts'
import { type ColumnNames, columnNames } from '../options.ts'
import type { Notes } from '../report.ts'
import { defineStep } from '../step.ts'
import { numericMap } from './numeric-map.ts'

const options = z.union([
  z.strictObject({ columns: columnNames, exponent: z.number() }),
  z.strictObject({ columns: columnNames, box_cox: z.number().meta({ description: 'λ; numbers have to be above 0.' }) }),
  z.strictObject({ columns: columnNames, yeo_johnson: z.number().meta({ description: 'λ.' }) }),
])

type Options = { readonly columns: ColumnNames } & (
  | { readonly exponent: number }
  | { readonly box_cox: number }
  | { readonly yeo_johnson: number }
)

export const power = defineStep<Options>({
  name: 'power',
  summary: 'Raises numbers to a power, or transforms them by Box-Cox or Yeo-Johnson.',
  stages: ['preprocess', 'postprocess'],
  options,
  example: 'power: { columns: income, yeo_johnson: 0.35 }',
  compile(chosen, { input }) {
    const { columns } = chosen
    if ('box_cox' in chosen) {
      const lambda = chosen.box_cox
      return numericMap(input, columns, 'number', (data, name, notes) =>
        numericColumn(positiveMap(data, name, notes, (x) => boxCox(x, lambda))),
      )
    }
    const apply =
      'exponent' in chosen
        ? (x: number) => raised(x, chosen.exponent)
        : (x: number) => (Number.isNaN(x) ? x : yeoJohnson(x, chosen.yeo_johnson))
    return numericMap(input, columns, 'number', (data) => numericColumn(data.map(apply)))
  },
})

/** Box-Cox is of positive numbers: scikit-learn refuses others too. */
function positiveMap(data: Float64Array, name: string, notes: Notes, apply: (x: number) => number): Float64Array {
  return data.map((x, r) => {
    if (!(x <= 0)) return apply(x)
    notes.reject(r, 'Box-Cox takes numbers above 0', name, x)
    return Number.NaN
  })
}
