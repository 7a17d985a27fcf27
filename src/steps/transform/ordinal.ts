/** `ordinal`: scikit-learn's OrdinalEncoder; a category becomes its place in the list, from 0 on. */
import { z } from 'zod'
import { type Column, cellAt, numericColumn } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import { changeColumns } from '../change-columns.ts'
import { type ColumnNames, columnNames, positionsOf, retyped } from '../options.ts'
import type { Notes } from '../report.ts'
import { defineStep, rowStep } from '../step.ts'
import {
  type Categories,
  type CategoriesOption,
  categoriesOf,
  categoriesOption,
  categoryFitter,
  givenCategories,
  UNKNOWN,
} from './categories.ts'

const long = z.strictObject({
  columns: columnNames,
  categories: categoriesOption.optional(),
  unknown: z
    .union([z.enum(['reject', 'missing']), z.int()])
    .default('reject')
    .meta({ description: 'What becomes of a value that is no category: missing, or an integer such as -1.' }),
})

interface Options {
  readonly columns: ColumnNames
  readonly categories?: CategoriesOption | undefined
  readonly unknown: 'reject' | 'missing' | number
}

export const ordinal = defineStep<Options>({
  name: 'ordinal',
  summary: 'Makes categories numbers: their places in a list. A missing value stays missing.',
  stages: ['preprocess', 'postprocess'],
  options: z.union([columnNames.transform((columns): Options => ({ columns, unknown: 'reject' })), long]),
  example: 'ordinal: { columns: size, categories: [small, medium, large] }',
  compile({ columns, categories, unknown }, { input, fitted }) {
    const positions = positionsOf(input, columns)
    const encodings = categoriesOf(input, positions, categories, fitted)
    return rowStep(retyped(input, positions, 'integer'), (frame, notes) =>
      changeColumns(frame, positions, (_, i) =>
        numericColumn(codes(encodings[i] as Categories, unknown, frame, notes)),
      ),
    )
  },
  fitter({ columns, categories }, { input }) {
    const positions = positionsOf(input, columns)
    const unfitted = positions.filter((at) => givenCategories(categories, input[at]?.name as string) === undefined)
    return unfitted.length === 0 ? undefined : categoryFitter(input, unfitted)
  },
})

function codes(categories: Categories, unknown: Options['unknown'], frame: Frame, notes: Notes): Float64Array {
  const { at, name, type } = categories
  const column = frame.columns[at] as Column
  const standIn = typeof unknown === 'number' ? unknown : Number.NaN
  const data = new Float64Array(frame.rows)
  for (let r = 0; r < frame.rows; r++) {
    const code = categories.codeAt(column, r)
    if (code >= 0) data[r] = code
    else if (code === UNKNOWN) {
      data[r] = standIn
      if (unknown === 'reject')
        notes.reject(r, 'the value is no category of this column', name, cellAt(column, type, r))
    } else data[r] = Number.NaN
  }
  return data
}
